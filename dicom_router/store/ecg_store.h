// Every electrocardiogram, the machine's readings and the readers' corrections. Stateless; every call works in the
// caller's transaction. Times are microseconds UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "dicom_router/store/study_store.h"
#include "rdc/v1/ecg.pb.h"
#include "rdc/v1/types.pb.h"

namespace rdc::router {

// Is this instance an electrocardiogram that can be analysed? A file of the ECG kind, a DICOM ECG waveform, or another
// waveform class of modality ECG.
bool is_ecg(const InstanceFacts& facts);

// One to analyse, or one somebody asks about.
struct EcgRecord {
  long long instance_key = 0;
  long long study_key = 0;
  long long patient_key = 0;
  std::string study_id, study_instance_uid, sop_instance_uid, site_id, sha256, item_id, charset_override;
  v1::ItemKind kind = v1::ITEM_KIND_DICOM_INSTANCE;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  bool silent = false;
  long long stored_at = 0, opened_at = 0, answered_at = 0, alarmed_at = 0;
  long long received_at = 0;        // agent's clock
  long long sent_at = 0;            // agent's clock, when it began to send; 0: not told
  long long clock_offset = 0;       // microseconds, router minus agent
  long long clock_uncertainty = 0;  // ms; -1: by the message's arrival only
  v1::Patient patient;
};

struct EcgAnalysisRecord {
  long long instance_key = 0;
  std::string rule_version;
  long long analysed_at = 0;
  long long acquired_at = 0;  // 0: unknown
  v1::EcgTier tier = v1::ECG_TIER_UNSPECIFIED;
  bool critical = false;
  bool batch_signable = false;
  std::string unreadable_reason;  // "": it was read
  v1::Words headline;
  std::string content_sha256;  // "" when unreadable
  long long content_size = 0;
};

class EcgStore {
 public:
  // Writer. A new instance; one that is there already stays as it is.
  static void add(soci::session& session, long long instance_key, long long study_key, const std::string& sha256,
                  v1::Urgency urgency, long long stored_at);
  // The most urgent that waits, then the oldest, other than `busy`.
  static std::optional<EcgRecord> next_waiting(soci::session& session, const std::vector<long long>& busy);
  static std::optional<EcgRecord> find(soci::session& session, long long instance_key);
  // Of a study; `sha256` "" for the newest. kNotFound/NO_SUCH_ECG.
  static Result<EcgRecord> find(soci::session& session, const std::string& study_id, const std::string& sha256);
  // Stored by this site with these bytes; the newest of several.
  static std::optional<EcgRecord> find_at_site(soci::session& session, const std::string& site_id,
                                               const std::string& sha256);
  // Oldest first.
  static std::vector<EcgRecord> of_study(soci::session& session, const std::string& study_id);

  // Writer. False, and nothing changed, when this rule version was recorded before.
  static bool add_analysis(soci::session& session, const EcgAnalysisRecord& analysis);
  // `rule_version` "" for the newest.
  static std::optional<EcgAnalysisRecord> analysis_of(soci::session& session, long long instance_key,
                                                      const std::string& rule_version = "");

  // Writers. True when this was the first time.
  static bool mark_opened(soci::session& session, long long instance_key, long long at);
  static bool mark_answered(soci::session& session, long long instance_key, long long at);

  // Writer. Idempotent on overread_id; fills reader and time of a new one. `overread` is replaced by what is stored.
  // kConflict/STALE_OVERREAD, kExists/OVERREAD_EXISTS (other content under this identifier).
  static Result<void> save_overread(soci::session& session, long long instance_key, v1::EcgOverread& overread);
  static Result<std::vector<v1::EcgOverread>> overreads_of(soci::session& session, long long instance_key);

  // Writer. What the newest signed report says of an acute infarction.
  static void set_reading(soci::session& session, long long study_key, const std::string& revision_id, bool infarction,
                          long long at);

  // Emergency ECGs that nobody answered and nobody was alarmed for, due at or before `now`: by the worklist's due time.
  static std::vector<EcgRecord> unanswered(soci::session& session, long long now);
  // The earliest due time of those that are not answered and not alarmed; 0 when there is none.
  static long long next_unanswered(soci::session& session);
  // Writer.
  static void mark_alarmed(soci::session& session, long long instance_key, long long at);
};

}  // namespace rdc::router
