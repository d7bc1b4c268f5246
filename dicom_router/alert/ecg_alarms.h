// What an ECG on its way through the centre does to cases: it joins the patient's, raises an alarm by what the analysis
// says, is opened, answered. Works in the caller's write transaction.
#pragma once

#include <soci/soci.h>

#include "dicom_router/alert/case_book.h"
#include "dicom_router/store/ecg_store.h"

namespace rdc::router {

// What of an analysis decides about alarms. Tests make it by hand, the analyst from rdc.v1.EcgAnalysis.
struct EcgFinding {
  EcgAnalysisRecord record;
  v1::EcgTier score_tier = v1::ECG_TIER_NONE;  // of acute occlusion
  v1::Words score_reason;
  std::vector<v1::Words> critical;  // critical values other than the suspicion of infarction
  std::vector<v1::Words> faults;    // what to do better, and whether to repeat now
};
EcgFinding finding_of(const v1::EcgAnalysis& analysis, EcgAnalysisRecord record);

// Stateless; thread-safe.
class EcgAlarms {
 public:
  explicit EcgAlarms(const CaseBook& book) : book_(book) {}

  // Stored: joins the case it was announced for, or the patient's open one.
  Result<void> stored(soci::session& session, const EcgRecord& ecg) const;
  // Analysed; the analysis itself is recorded by the caller in the same transaction.
  Result<void> analysed(soci::session& session, const EcgRecord& ecg, const EcgFinding& finding) const;
  // On a reader's screen; the first time counts.
  Result<void> opened(soci::session& session, const EcgRecord& ecg, const Actor& reader) const;
  // A signed revision: preliminary, final or amended.
  Result<void> reported(soci::session& session, const v1::ReportDocument& document, const Actor& reader) const;
  // An emergency ECG that nobody answered at its time.
  Result<void> unanswered(soci::session& session, const EcgRecord& ecg) const;
  // A decision answers every ECG of its case; the clinic sees it at each.
  Result<void> answered(soci::session& session, const std::string& case_id, const Actor& reader) const;

  // Puts a stored ECG on a case with what is known of its times. Marks nothing as changed.
  Result<void> attach(soci::session& session, const std::string& case_id, const EcgRecord& ecg) const;

 private:
  Result<std::string> case_for(soci::session& session, const EcgRecord& ecg) const;
  Result<void> add_acquired(soci::session& session, const std::string& case_id, const EcgRecord& ecg,
                            long long acquired_at) const;
  Result<void> raise_all(soci::session& session, const EcgRecord& ecg, const std::vector<AlertFinding>& findings) const;
  Result<void> correct_feedback(soci::session& session, const v1::ReportDocument& document, const Actor& reader) const;
  Result<void> tell_progress(soci::session& session, const EcgRecord& ecg, v1::ProgressLetter progress) const;

  const CaseBook& book_;
};

// Whether what a signer stands for says that there is an acute infarction: by codes where the report has them, else by
// its words.
bool says_acute_infarction(const v1::ReportDocument& document);

}  // namespace rdc::router
