#include "dicom_router/alert/case_book.h"

#include <algorithm>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "common/base/logging.h"
#include "dicom_router/alert/rota.h"
#include "dicom_router/alert/timeline.h"
#include "dicom_router/store/rota_store.h"
#include "dicom_router/store/webhook_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

bool may_be_one_person(const v1::Patient& one, const v1::Patient& other) {
  return one.name().empty() || other.name().empty() || one.name() == other.name();
}

v1::AlertEntry entry_of(const AlertFinding& finding) {
  v1::AlertEntry entry;
  entry.set_cause(finding.cause);
  entry.set_tier(finding.tier);
  *entry.mutable_reason() = finding.reason;
  entry.set_rule_version(finding.rule_version);
  entry.set_sha256(finding.sha256);
  entry.set_state(v1::ALERT_STATE_RAISED);
  return entry;
}

v1::AlertState derived_state(soci::session& session, const v1::AlertCase& seen) {
  const bool confirmed =
      !seen.decisions().empty() && seen.decisions().rbegin()->verdict() == v1::DECISION_VERDICT_CONFIRMED;
  return state_of(AlertStore::alerts_of(session, seen.case_id()), confirmed, seen.has_closed_at());
}

// Whoever goes straight to the catheter has no clock to the needle.
bool counts(const v1::CaseInterval& interval, const v1::AlertCase& seen) {
  if (interval.to() != v1::POINT_KIND_NEEDLE || interval.has_ended_at()) return true;
  return std::ranges::any_of(seen.decisions(), [](const v1::Decision& decision) {
    return !decision.superseded() &&
           (decision.plan() == v1::TREATMENT_PLAN_LYSIS || decision.plan() == v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);
  });
}

}  // namespace

Actor actor_of(const rpc::Caller& caller) { return {caller.user_id, caller.user_display_name, caller.machine_name}; }

// ---- Finding -------------------------------------------------------------------------------------------------------

Result<CaseRecord> CaseBook::find(soci::session& session, const std::string& case_id,
                                  const std::string& site_id) const {
  auto record = AlertStore::find_case(session, case_id);
  if (record && !record->merged_into.empty()) record = AlertStore::find_case(session, record->merged_into);
  const auto is_of_site = [&] {
    return site_id.empty() || std::ranges::count(AlertStore::sites_of(session, record->case_id), site_id) > 0;
  };
  if (!record || !is_of_site()) return fail(ErrorCode::kNotFound, "NO_SUCH_CASE", "there is no case {}", case_id);
  return std::move(*record);
}

Result<void> CaseBook::has_room(soci::session& session, const std::string& case_id) const {
  const auto seen = AlertStore::read_case(session, case_id);
  if (!seen) return fail(seen);
  if (seen->ByteSizeLong() < kCaseBytes) return {};
  return fail(ErrorCode::kTooLarge, "CASE_FULL", "this case holds all it can: nothing more is added to it");
}

std::optional<std::string> CaseBook::open_case_of(soci::session& session, long long patient_key,
                                                  const v1::Patient& patient) const {
  if (patient_key == 0) return std::nullopt;
  const auto since = now() - parts_.config.join_hours * 60 * kMinuteInMicros;
  auto found = AlertStore::open_case_of_patient(session, patient_key, since);
  if (!found) return std::nullopt;
  // Numbers typed by hand repeat: two names are two people, whatever their number.
  const auto record = AlertStore::find_case(session, *found);
  return may_be_one_person(record->patient, patient) ? found : std::nullopt;
}

v1::ReperfusionProposal propose(const AlertConfig& config, const std::string& site_id) {
  v1::ReperfusionProposal proposal;
  const auto travel = config.travel.find(site_id);
  if (travel == config.travel.end()) return proposal;
  const auto total = travel->second + config.transfer_overhead_minutes;
  const bool lyse = total > config.lysis_beyond_minutes;
  proposal.set_known(true);
  proposal.set_travel_minutes(static_cast<std::uint32_t>(travel->second));
  proposal.set_diagnosis_to_wire_minutes(static_cast<std::uint32_t>(total));
  proposal.set_plan(lyse ? v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER : v1::TREATMENT_PLAN_PRIMARY_PCI);
  proposal.mutable_why()->set_zh(fmt::format("预计确诊至导丝通过{}分钟（路程{}分钟），{}{}分钟：{}", total,
                                             travel->second, lyse ? "超过" : "不超过", config.lysis_beyond_minutes,
                                             lyse ? "建议先溶栓再转运" : "建议直接转运行急诊PCI"));
  proposal.mutable_why()->set_en(fmt::format("expected diagnosis to wire {} min (travel {} min), {} {} min: {}", total,
                                             travel->second, lyse ? "above" : "within", config.lysis_beyond_minutes,
                                             lyse ? "lyse, then transfer" : "transfer for primary PCI"));
  return proposal;
}

Result<v1::AlertCase> CaseBook::show(soci::session& session, const std::string& case_id,
                                     const std::string& user_id) const {
  auto seen = AlertStore::read_case(session, case_id);
  if (!seen) return seen;
  const std::vector<v1::TimePoint> points(seen->points().begin(), seen->points().end());
  for (auto& interval : intervals_of(points, parts_.config.targets))
    if (counts(interval, *seen)) *seen->add_intervals() = std::move(interval);
  *seen->mutable_proposal() = propose(parts_.config, seen->site_id());
  if (!seen->has_answer_limit_at() && !seen->has_closed_at() && seen->decisions().empty())
    *seen->mutable_answer_limit_at() = seen->opened_at() + TimeUtil::MinutesToDuration(parts_.config.decide_minutes);
  auto rota = RotaStore::find(session);
  if (!rota) return fail(rota);
  for (auto& alert : *seen->mutable_alerts())
    for (auto& step : *alert.mutable_steps()) {
      *step.mutable_label() = label_of_step(step.name());
      if (step.has_fired_at() || step.cancelled()) continue;
      for (auto& person : RotaStore::on_duty(session, *rota, step.name(), now()))
        *step.add_people() = std::move(person);
    }
  mark_addressed(*seen, user_id);
  return seen;
}

// ---- Changing ------------------------------------------------------------------------------------------------------

void CaseBook::open(soci::session& session, const std::string& case_id, const std::string& site_id,
                    long long patient_key, const v1::Patient& patient) const {
  CaseRecord record;
  record.case_id = case_id;
  record.site_id = site_id;
  record.patient_key = patient_key;
  record.patient = patient;
  record.opened_at = record.last_ecg_at = now();
  record.answer_due_at = record.opened_at + parts_.config.answer_minutes * kMinuteInMicros;
  AlertStore::add_case(session, record);
}

Result<void> CaseBook::merge(soci::session& session, const std::string& from, const std::string& into) const {
  const auto lost = AlertStore::find_case(session, from);
  const auto kept = AlertStore::find_case(session, into);
  if (!lost || !kept || from == into) return fail(ErrorCode::kInternal, "BAD_MERGE", "a case cannot be merged");
  // The sites of the lost case see how it ends for them; after that they get the surviving one's letters.
  AlertStore::merge(session, from, into, now());
  if (kept->patient_key == 0 && lost->patient_key != 0)
    AlertStore::set_patient(session, into, lost->patient_key, lost->patient);
  AlertStore::set_last_ecg(session, into, std::max(lost->last_ecg_at, kept->last_ecg_at));
  if (kept->watch_at == 0) AlertStore::set_watch(session, into, lost->watch_at);
  add_server_point(session, into, v1::POINT_KIND_MERGED, from, Actor{});
  return parts_.audit(session, {"", "router", "alert.merge", into, "ok", from});
}

Result<bool> CaseBook::raise(soci::session& session, const std::string& case_id, const AlertFinding& finding) const {
  const auto alerts = AlertStore::alerts_of(session, case_id);
  const auto merged = merge_of(alerts, {"", finding.cause, finding.tier, v1::ALERT_STATE_RAISED, finding.sha256});
  auto entry = entry_of(finding);
  if (merged.merge == Merge::kRepeat) AlertStore::add_repeat(session, alerts[merged.with].alert_id);
  if (merged.merge == Merge::kRaise) AlertStore::raise_alert(session, alerts[merged.with].alert_id, entry);
  if (merged.merge != Merge::kNew) return false;
  const auto record = AlertStore::find_case(session, case_id);
  const bool reopens = !alerts.empty() && record && !is_undecided(record->state);
  entry.set_alert_id(parts_.ids.next());
  AlertStore::add_alert(session, case_id, entry, now());
  if (reopens) add_server_point(session, case_id, v1::POINT_KIND_REOPENED, entry.alert_id(), Actor{});
  add_server_point(session, case_id, v1::POINT_KIND_ALERT_RAISED, entry.alert_id(), Actor{});
  if (auto started = start_escalation(session, case_id, entry.alert_id()); !started) return fail(started);
  return true;
}

Result<void> CaseBook::start_escalation(soci::session& session, const std::string& case_id,
                                        const std::string& alert_id) const {
  auto rota = RotaStore::find(session);
  if (!rota) return fail(rota);
  const auto timetable = timetable_of(*rota);
  for (std::size_t i = 0; i < timetable.size(); ++i)
    AlertStore::add_step(session, alert_id, static_cast<int>(i), timetable[i].name(),
                         now() + static_cast<std::int64_t>(timetable[i].minutes()) * kMinuteInMicros);
  return fire(session, {alert_id, case_id, timetable.front().name(), 0, now(), false});
}

Result<void> CaseBook::fire(soci::session& session, const DueStep& step) const {
  auto rota = RotaStore::find(session);
  if (!rota) return fail(rota);
  const auto people = RotaStore::on_duty(session, *rota, step.name, now());
  if (people.empty()) spdlog::error("an alarm goes out to nobody: there is no cardiologist; see `dicom-router rota`");
  // The last step comes again until somebody acknowledges: an alarm never falls silent by itself.
  const bool last = !AlertStore::has_later_step(session, step.alert_id, step.ordinal);
  AlertStore::fire_step(session, step, people, now(),
                        last ? now() + parts_.config.repeat_minutes * kMinuteInMicros : 0);
  if (step.ordinal > 0 && !step.is_repeat)
    add_server_point(session, step.case_id, v1::POINT_KIND_ALERT_ESCALATED, step.alert_id, Actor{}, step.name);
  v1::AlertNotice notice;
  notice.set_event(step.ordinal == 0 && !step.is_repeat ? "raised" : "escalated");
  notice.set_step(step.name);
  *notice.mutable_raised_at() = TimeUtil::MicrosecondsToTimestamp(AlertStore::raised_at(session, step.alert_id));
  for (const auto& person : people) *notice.add_people() = person;
  return notify(session, step.case_id, std::move(notice));
}

Result<bool> CaseBook::add_point(soci::session& session, const std::string& case_id, v1::TimePoint point,
                                 const Actor& actor) const {
  if (!point.replaces_point_id().empty()) {
    const auto kind = AlertStore::kind_of_point(session, case_id, point.replaces_point_id());
    if (!kind || *kind != point.kind())
      return fail(ErrorCode::kInvalid, "BAD_POINT", "an edit must replace a point of the same kind and case");
  }
  correct(point);
  *point.mutable_recorded_at() = TimeUtil::MicrosecondsToTimestamp(now());
  point.set_machine(actor.machine);
  point.set_user_id(actor.user_id);
  if (point.entered_by().empty()) point.set_entered_by(actor.name);
  return AlertStore::add_point(session, case_id, point);
}

void CaseBook::add_server_point(soci::session& session, const std::string& case_id, v1::PointKind kind,
                                const std::string& subject, const Actor& actor, const std::string& note) const {
  v1::TimePoint point;
  point.set_point_id(parts_.ids.next());
  point.set_kind(kind);
  *point.mutable_at() = TimeUtil::MicrosecondsToTimestamp(now());
  point.set_source(v1::POINT_SOURCE_SERVER);
  point.set_subject(subject);
  point.set_note(note);
  (void)add_point(session, case_id, std::move(point), actor);  // replaces nothing: cannot be refused
}

Result<void> CaseBook::apply(soci::session& session, const std::string& case_id, AlertEvent event, const Actor& actor,
                             const std::vector<std::string>& alert_ids) const {
  for (const auto& alert : AlertStore::alerts_of(session, case_id)) {
    if (!alert_ids.empty() && std::ranges::count(alert_ids, alert.alert_id) == 0) continue;
    auto reached = after(alert.state, event);
    if (!reached) return fail(reached);
    if (*reached == alert.state) continue;
    AlertStore::set_alert_state(session, alert.alert_id, *reached, now(), actor.name);
    if (!is_sounding(*reached)) AlertStore::cancel_steps(session, alert.alert_id);
  }
  return {};
}

// ---- Telling -------------------------------------------------------------------------------------------------------

Result<void> CaseBook::changed(soci::session& session, const std::string& case_id, Tell tell, const Actor& actor,
                               const std::string& action, const std::string& detail) const {
  auto before = AlertStore::read_case(session, case_id);
  if (!before) return fail(before);
  AlertStore::set_state(session, case_id, derived_state(session, *before));
  AlertStore::touch(session, case_id);
  if (auto noted = parts_.audit(session, {actor.user_id, actor.machine, action, case_id, "ok", detail}); !noted)
    return noted;
  if (tell == Tell::kCentre) return {};
  auto seen = show(session, case_id, "");
  if (!seen) return fail(seen);
  v1::Letter letter;
  *letter.mutable_alert_case()->mutable_alert_case() = std::move(*seen);
  return write(session, case_id, letter);
}

Result<void> CaseBook::write(soci::session& session, const std::string& case_id, const v1::Letter& letter) const {
  for (const auto& site : AlertStore::sites_of(session, case_id))
    if (auto sent = parts_.letters(session, site, letter); !sent) return sent;
  return {};
}

Result<void> CaseBook::notify(soci::session& session, const std::string& case_id, v1::AlertNotice notice) const {
  if (parts_.config.webhooks.empty()) return {};
  const auto seen = AlertStore::read_case(session, case_id);
  if (!seen) return fail(seen);
  notice.set_case_id(case_id);
  notice.set_site_id(seen->site_id());
  notice.set_site_name(seen->site_name());
  notice.set_tier(seen->tier());
  *notice.mutable_reason() = seen->reason();
  notice.set_state(derived_state(session, *seen));
  *notice.mutable_at() = TimeUtil::MicrosecondsToTimestamp(now());
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  for (const auto& endpoint : parts_.config.webhooks) {
    if (!endpoint.events.contains(notice.event())) continue;
    notice.set_notice_id(parts_.ids.next());
    if (endpoint.include_patient)
      *notice.mutable_patient() = seen->patient();
    else
      notice.clear_patient();
    WebhookNotice row{notice.notice_id(), endpoint.name, notice.event(), case_id, "", now(), now(), 0};
    if (!google::protobuf::util::MessageToJsonString(notice, &row.content, options).ok())
      return fail(ErrorCode::kInternal, "BAD_NOTICE", "a notice could not be written");
    WebhookStore::add(session, row);
  }
  return {};
}

}  // namespace rdc::router
