#include "dicom_router/alert/ecg_alarms.h"

#include <algorithm>
#include <array>

#include <google/protobuf/util/time_util.h>

#include "ecg/interpretation/catalogue.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

v1::Words sentence(std::string zh, std::string en) {
  v1::Words made;
  made.set_zh(std::move(zh));
  made.set_en(std::move(en));
  return made;
}

v1::TimePoint ecg_point(base::IdGenerator& ids, v1::PointKind kind, long long at, v1::PointSource source,
                        const std::string& sha256) {
  v1::TimePoint point;
  point.set_point_id(ids.next());
  point.set_kind(kind);
  *point.mutable_at() = TimeUtil::MicrosecondsToTimestamp(at);
  point.set_source(source);
  point.set_subject(sha256);
  return point;
}

// The message Begin of an upload may have waited behind others for so long, when its agent never measured its clock.
constexpr std::uint32_t kArrivalUncertaintyMs = 5000;

AlertFinding unreadable_finding(const EcgRecord& ecg, const EcgAnalysisRecord& record) {
  return {v1::ALERT_CAUSE_UNANSWERED_ECG, v1::ECG_TIER_SUSPECTED,
          sentence("急诊心电图无法自动分析，请立即人工判读", "an emergency ECG cannot be analysed: read it now"),
          record.rule_version, ecg.sha256};
}

}  // namespace

EcgFinding finding_of(const v1::EcgAnalysis& analysis, EcgAnalysisRecord record) {
  EcgFinding finding;
  finding.record = std::move(record);
  finding.score_tier = analysis.score().tier();
  finding.score_reason = analysis.headline();
  for (const auto& statement : analysis.statements())
    if (statement.category() == "INFARCTION") {
      finding.score_reason = statement.text();
      break;
    }
  for (const auto& value : analysis.critical())
    if (value.code() != "ACUTE_MI") finding.critical.push_back(value.text());
  for (const auto& statement : analysis.statements())
    if (statement.category() == "QUALITY") finding.faults.push_back(statement.text());
  return finding;
}

Result<void> EcgAlarms::attach(soci::session& session, const std::string& case_id, const EcgRecord& ecg) const {
  AttachedEcgRecord attached;
  attached.sha256 = ecg.sha256;
  attached.item_id = ecg.item_id;
  attached.instance_key = ecg.instance_key;
  AlertStore::attach_ecg(session, case_id, attached, book_.now());
  AlertStore::add_site(session, case_id, ecg.site_id);
  AlertStore::set_last_ecg(session, case_id, book_.now());
  if (!AlertStore::has_point(session, case_id, v1::POINT_KIND_ECG_RECEIVED, ecg.sha256)) {
    for (const auto& [kind, at] :
         {std::pair(v1::POINT_KIND_ECG_RECEIVED, ecg.received_at), std::pair(v1::POINT_KIND_ECG_SENT, ecg.sent_at)}) {
      if (at == 0) continue;
      auto point = ecg_point(book_.ids(), kind, at, v1::POINT_SOURCE_AGENT, ecg.sha256);
      point.mutable_clock()->set_offset_ms(ecg.clock_offset / 1000);
      point.mutable_clock()->set_uncertainty_ms(
          ecg.clock_uncertainty < 0 ? kArrivalUncertaintyMs : static_cast<std::uint32_t>(ecg.clock_uncertainty));
      if (auto added = book_.add_point(session, case_id, point, Actor{}); !added) return fail(added);
    }
  }
  if (!AlertStore::has_point(session, case_id, v1::POINT_KIND_ECG_STORED, ecg.sha256)) {
    auto stored = ecg_point(book_.ids(), v1::POINT_KIND_ECG_STORED, ecg.stored_at, v1::POINT_SOURCE_SERVER, ecg.sha256);
    if (auto added = book_.add_point(session, case_id, stored, Actor{}); !added) return fail(added);
  }
  const auto analysis = EcgStore::analysis_of(session, ecg.instance_key);
  return add_acquired(session, case_id, ecg, analysis ? analysis->acquired_at : 0);
}

Result<void> EcgAlarms::add_acquired(soci::session& session, const std::string& case_id, const EcgRecord& ecg,
                                     long long acquired_at) const {
  if (acquired_at == 0 || AlertStore::has_point(session, case_id, v1::POINT_KIND_ECG_END, ecg.sha256)) return {};
  // The recorder's own clock, which nobody measured: shown, and not counted where another point can be.
  auto point = ecg_point(book_.ids(), v1::POINT_KIND_ECG_END, acquired_at, v1::POINT_SOURCE_DEVICE, ecg.sha256);
  auto added = book_.add_point(session, case_id, point, Actor{});
  if (!added) return fail(added);
  return {};
}

Result<void> EcgAlarms::stored(soci::session& session, const EcgRecord& ecg) const {
  auto announced = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256);
  const auto own = book_.open_case_of(session, ecg.patient_key, ecg.patient);
  if (announced && own && *announced != *own) {
    // The announced case turns out to be this patient's second one: the older goes on.
    const auto one = AlertStore::find_case(session, *announced), other = AlertStore::find_case(session, *own);
    const bool announced_is_older = one->opened_at < other->opened_at;
    const auto& kept = announced_is_older ? *announced : *own;
    if (auto merged = book_.merge(session, announced_is_older ? *own : *announced, kept); !merged) return merged;
    announced = kept;
  }
  const auto joined = announced ? announced : own;
  if (!joined) return {};
  if (const auto record = AlertStore::find_case(session, *joined); record->patient_key == 0)
    AlertStore::set_patient(session, *joined, ecg.patient_key, ecg.patient);
  if (auto attached = attach(session, *joined, ecg); !attached) return attached;
  return book_.changed(session, *joined, Tell::kSites, Actor{}, "alert.ecg", ecg.study_id);
}

Result<std::string> EcgAlarms::case_for(soci::session& session, const EcgRecord& ecg) const {
  if (auto own = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256)) return *own;
  auto joined = book_.open_case_of(session, ecg.patient_key, ecg.patient);
  if (!joined) {
    joined = book_.ids().next();
    book_.open(session, *joined, ecg.site_id, ecg.patient_key, ecg.patient);
  }
  if (auto attached = attach(session, *joined, ecg); !attached) return fail(attached);
  return *joined;
}

Result<void> EcgAlarms::raise_all(soci::session& session, const EcgRecord& ecg,
                                  const std::vector<AlertFinding>& findings) const {
  auto case_id = case_for(session, ecg);
  if (!case_id) return fail(case_id);
  for (const auto& finding : findings)
    if (auto raised = book_.raise(session, *case_id, finding); !raised) return fail(raised);
  return book_.changed(session, *case_id, Tell::kSites, Actor{}, "alert.raise", ecg.study_id);
}

Result<void> EcgAlarms::analysed(soci::session& session, const EcgRecord& ecg, const EcgFinding& finding) const {
  if (ecg.silent) return {};
  const auto& record = finding.record;
  const bool unreadable = !record.unreadable_reason.empty();
  std::vector<AlertFinding> findings;
  const auto own = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256);
  if (unreadable && (own || ecg.urgency == v1::URGENCY_EMERGENCY)) findings.push_back(unreadable_finding(ecg, record));
  if (!unreadable && finding.score_tier >= book_.config().alarm_from)
    findings.push_back(
        {v1::ALERT_CAUSE_SUSPECTED_STEMI, finding.score_tier, finding.score_reason, record.rule_version, ecg.sha256});
  for (const auto& value : finding.critical)
    findings.push_back({v1::ALERT_CAUSE_CRITICAL_VALUE, v1::ECG_TIER_ALARM, value, record.rule_version, ecg.sha256});
  if (own)
    if (auto added = add_acquired(session, *own, ecg, record.acquired_at); !added) return added;
  if (!findings.empty()) {
    if (auto raised = raise_all(session, ecg, findings); !raised) return raised;
  } else if (own) {
    if (auto told = book_.changed(session, *own, Tell::kSites, Actor{}, "alert.analysed", ecg.study_id); !told)
      return told;
  }
  v1::ProgressLetter progress;
  progress.set_stage(v1::ProgressLetter::ANALYSED);
  progress.set_tier(record.tier);
  *progress.mutable_headline() = record.headline;
  for (const auto& fault : finding.faults) *progress.add_faults() = fault;
  return tell_progress(session, ecg, std::move(progress));
}

Result<void> EcgAlarms::tell_progress(soci::session& session, const EcgRecord& ecg, v1::ProgressLetter progress) const {
  progress.set_item_id(ecg.item_id);
  progress.set_sha256(ecg.sha256);
  progress.set_study_instance_uid(ecg.study_instance_uid);
  *progress.mutable_at() = TimeUtil::MicrosecondsToTimestamp(book_.now());
  progress.set_case_id(AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256).value_or(""));
  v1::Letter letter;
  *letter.mutable_progress() = std::move(progress);
  return book_.letter(session, ecg.site_id, letter);
}

Result<void> EcgAlarms::opened(soci::session& session, const EcgRecord& ecg, const Actor& reader) const {
  if (!EcgStore::mark_opened(session, ecg.instance_key, book_.now())) return {};
  v1::ProgressLetter progress;
  progress.set_stage(v1::ProgressLetter::OPENED);
  progress.set_by(reader.name);
  if (auto told = tell_progress(session, ecg, std::move(progress)); !told) return told;
  const auto own = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256);
  if (!own) return {};
  book_.add_server_point(session, *own, v1::POINT_KIND_ECG_OPENED, ecg.sha256, reader);
  return book_.changed(session, *own, Tell::kSites, reader, "alert.opened", ecg.study_id);
}

Result<void> EcgAlarms::reported(soci::session& session, const v1::ReportDocument& document,
                                 const Actor& reader) const {
  const auto ecgs = EcgStore::of_study(session, document.study_id());
  if (ecgs.empty()) return {};
  const bool holds = document.status() != v1::REPORT_STATUS_CANCELLED && says_acute_infarction(document);
  EcgStore::set_reading(session, ecgs.front().study_key, document.revision_id(), holds, book_.now());
  const bool is_final = document.status() == v1::REPORT_STATUS_FINAL || document.status() == v1::REPORT_STATUS_AMENDED;
  if (holds && is_final)
    if (auto corrected = correct_feedback(session, document, reader); !corrected) return corrected;
  for (const auto& ecg : ecgs) {
    if (!EcgStore::mark_answered(session, ecg.instance_key, book_.now())) continue;
    v1::ProgressLetter progress;
    progress.set_stage(v1::ProgressLetter::ANSWERED);
    progress.set_by(reader.name);
    if (auto told = tell_progress(session, ecg, std::move(progress)); !told) return told;
    const auto own = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256);
    if (!own) continue;
    if (!AlertStore::has_point(session, *own, v1::POINT_KIND_DIAGNOSED, document.report_id()))
      book_.add_server_point(session, *own, v1::POINT_KIND_DIAGNOSED, document.report_id(), reader);
    if (auto told = book_.changed(session, *own, Tell::kSites, reader, "alert.reported", document.study_id()); !told)
      return told;
  }
  return {};
}

Result<void> EcgAlarms::answered(soci::session& session, const std::string& case_id, const Actor& reader) const {
  for (const auto& attached : AlertStore::ecgs_of(session, case_id)) {
    const auto ecg = EcgStore::find(session, attached.instance_key);  // none: only announced so far
    if (!ecg || !EcgStore::mark_answered(session, ecg->instance_key, book_.now())) continue;
    v1::ProgressLetter progress;
    progress.set_stage(v1::ProgressLetter::ANSWERED);
    progress.set_by(reader.name);
    if (auto told = tell_progress(session, *ecg, std::move(progress)); !told) return told;
  }
  return {};
}

// A case that was refuted, and a signed report that finds the infarction after all: the clinic hears it.
Result<void> EcgAlarms::correct_feedback(soci::session& session, const v1::ReportDocument& document,
                                         const Actor& reader) const {
  const auto case_id = AlertStore::case_of_study(session, document.study_id());
  if (!case_id) return {};
  auto seen = book_.show(session, *case_id, "");
  if (!seen) return fail(seen);
  if (seen->decisions().empty() || seen->decisions().rbegin()->verdict() != v1::DECISION_VERDICT_REFUTED) return {};
  v1::Letter letter;
  auto& feedback = *letter.mutable_feedback();
  feedback.set_case_id(*case_id);
  feedback.set_verdict(v1::DECISION_VERDICT_CONFIRMED);
  feedback.set_diagnosis(document.impression());
  feedback.set_treatment(seen->treatment());
  *feedback.mutable_intervals() = seen->intervals();
  feedback.set_by(reader.name);
  *feedback.mutable_at() = TimeUtil::MicrosecondsToTimestamp(book_.now());
  return book_.write(session, *case_id, letter);
}

Result<void> EcgAlarms::unanswered(soci::session& session, const EcgRecord& ecg) const {
  EcgStore::mark_alarmed(session, ecg.instance_key, book_.now());
  // In a case that somebody is alarmed for, or has acknowledged, the case's own limit watches.
  if (const auto own = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256)) {
    const auto record = AlertStore::find_case(session, *own);
    if (is_undecided(record->state)) return {};
  }
  return raise_all(
      session, ecg,
      {{v1::ALERT_CAUSE_UNANSWERED_ECG, v1::ECG_TIER_SUSPECTED,
        sentence("急诊心电图到时限仍无人答复", "an emergency ECG has no answer at its time limit"), "", ecg.sha256}});
}

bool says_acute_infarction(const v1::ReportDocument& document) {
  if (!document.coded_findings().empty())
    return std::ranges::any_of(document.coded_findings(), [](const std::string& code) {
      const auto* entry = ecg::catalogue_entry(code);
      return entry != nullptr && entry->category == ecg::Category::kInfarction &&
             entry->severity == ecg::Severity::kCritical;
    });
  // Reports without codes: the usual words, unless the clause denies them.
  constexpr std::array kPhrases = {"急性心肌梗死",
                                   "急性心梗",
                                   "ST段抬高型心肌梗死",
                                   "STEMI",
                                   "acute myocardial infarction",
                                   "Acute myocardial infarction",
                                   "ST-elevation myocardial infarction"};
  constexpr std::array kDenials = {"未见", "无", "排除", "不支持", "除外", "no ", "No ", "not ", "without", "excluded"};
  constexpr std::array kEnds = {"。", "；", ";", "，", ",", "\n", ". "};
  const auto& text = document.impression();
  for (const std::string phrase : kPhrases)
    for (auto at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + 1)) {
      std::size_t begin = 0, end = text.size();
      for (const std::string stop : kEnds) {
        if (const auto before = at == 0 ? std::string::npos : text.rfind(stop, at - 1); before != std::string::npos)
          begin = std::max(begin, before + stop.size());
        end = std::min(end, text.find(stop, at));
      }
      const auto clause = text.substr(begin, end - begin);
      const bool denied =
          std::ranges::any_of(kDenials, [&](const char* word) { return clause.find(word) != std::string::npos; });
      if (!denied) return true;
    }
  return false;
}

}  // namespace rdc::router
