// The reading half: cases as the contract shows them.
#include <algorithm>
#include <map>
#include <set>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/timeline.h"
#include "dicom_router/store/alert_store.h"
#include "dicom_router/store/study_rows.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using soci::into;
using soci::use;

google::protobuf::Timestamp stamp(long long micros) { return TimeUtil::MicrosecondsToTimestamp(micros); }

bool read_head(soci::session& session, const std::string& case_id, v1::AlertCase& message) {
  long long change = 0, opened = 0, closed = 0, due = 0, watch = 0;
  int state = 0, treatment = 0;
  std::string site, site_name, id, name, sex, birth, age, holder, holder_name, by, by_name, note, merged;
  session << "SELECT c.change_sequence, c.site_id, t.name, c.patient_id, c.patient_name, c.patient_sex, "
             "c.patient_birth_date, c.patient_age, c.state, c.opened_at, c.closed_at, c.answer_due_at, c.watch_at, "
             "c.holder_user_id, c.holder_name, c.closed_by, c.closed_by_name, c.treatment, c.closing_note, "
             "c.merged_into FROM alert_case c JOIN site t ON t.site_id = c.site_id WHERE c.case_id = :id",
      use(case_id), into(change), into(site), into(site_name), into(id), into(name), into(sex), into(birth), into(age),
      into(state), into(opened), into(closed), into(due), into(watch), into(holder), into(holder_name), into(by),
      into(by_name), into(treatment), into(note), into(merged);
  if (!session.got_data()) return false;
  message.set_case_id(case_id);
  message.set_change(static_cast<std::uint64_t>(change));
  message.set_site_id(site);
  message.set_site_name(site_name);
  auto& patient = *message.mutable_patient();
  patient.set_patient_id(id);
  patient.set_name(name);
  patient.set_sex(sex);
  patient.set_birth_date(birth);
  patient.set_age(age);
  message.set_state(static_cast<v1::AlertState>(state));
  *message.mutable_opened_at() = stamp(opened);
  if (closed != 0) *message.mutable_closed_at() = stamp(closed);
  *message.mutable_answer_due_at() = stamp(due);
  if (watch != 0) *message.mutable_answer_limit_at() = stamp(watch);
  if (!holder.empty()) {
    message.mutable_holder()->set_user_id(holder);
    message.mutable_holder()->set_display_name(holder_name);
  }
  if (!by.empty()) {
    message.mutable_closed_by()->set_user_id(by);
    message.mutable_closed_by()->set_display_name(by_name);
  }
  message.set_treatment(static_cast<v1::TreatmentPlan>(treatment));
  message.set_closing_note(note);
  message.set_merged_into(merged);
  return true;
}

void read_merged(soci::session& session, v1::AlertCase& message) {
  std::string other;
  soci::statement query = (session.prepare << "SELECT case_id FROM alert_case WHERE merged_into = :id ORDER BY case_id",
                           use(message.case_id()), into(other));
  query.execute();
  while (query.fetch()) message.add_merged_case_ids(other);
}

void read_alerts(soci::session& session, v1::AlertCase& message) {
  int cause = 0, tier = 0, state = 0, repeats = 0;
  long long raised = 0, delivered = 0, acknowledged = 0;
  std::string id, zh, en, version, sha256, by;
  soci::statement query =
      (session.prepare << "SELECT alert_id, cause, tier, reason_zh, reason_en, rule_version, sha256, state, raised_at, "
                          "delivered_at, acknowledged_at, acknowledged_by, repeats FROM alert WHERE case_id = :id "
                          "ORDER BY raised_at, alert_id",
       use(message.case_id()), into(id), into(cause), into(tier), into(zh), into(en), into(version), into(sha256),
       into(state), into(raised), into(delivered), into(acknowledged), into(by), into(repeats));
  query.execute();
  while (query.fetch()) {
    auto& alert = *message.add_alerts();
    alert.set_alert_id(id);
    alert.set_cause(static_cast<v1::AlertCause>(cause));
    alert.set_tier(static_cast<v1::EcgTier>(tier));
    alert.mutable_reason()->set_zh(zh);
    alert.mutable_reason()->set_en(en);
    alert.set_rule_version(version);
    alert.set_sha256(sha256);
    alert.set_state(static_cast<v1::AlertState>(state));
    *alert.mutable_raised_at() = stamp(raised);
    if (delivered != 0) *alert.mutable_delivered_at() = stamp(delivered);
    if (acknowledged != 0) *alert.mutable_acknowledged_at() = stamp(acknowledged);
    alert.set_acknowledged_by(by);
    alert.set_repeats(static_cast<std::uint32_t>(repeats));
  }
}

void read_steps(soci::session& session, v1::AlertEntry& alert) {
  {
    int ordinal = 0, pending = 0;
    long long due = 0, fired = 0;
    std::string name;
    soci::statement query = (session.prepare << "SELECT ordinal, name, due_at, fired_at, pending FROM alert_step "
                                                "WHERE alert_id = :id ORDER BY ordinal",
                             use(alert.alert_id()), into(ordinal), into(name), into(due), into(fired), into(pending));
    query.execute();
    while (query.fetch()) {
      auto& step = *alert.add_steps();
      step.set_ordinal(static_cast<std::uint32_t>(ordinal));
      step.set_name(name);
      *step.mutable_due_at() = stamp(due);
      if (fired != 0) *step.mutable_fired_at() = stamp(fired);
      step.set_cancelled(fired == 0 && pending == 0);
    }
  }
  int ordinal = 0;
  std::string user, name;
  soci::statement query = (session.prepare << "SELECT ordinal, user_id, display_name FROM alert_step_person "
                                              "WHERE alert_id = :id ORDER BY ordinal, position",
                           use(alert.alert_id()), into(ordinal), into(user), into(name));
  query.execute();
  while (query.fetch()) {
    const auto step = std::ranges::find_if(*alert.mutable_steps(), [&](const v1::EscalationStep& one) {
      return static_cast<int>(one.ordinal()) == ordinal;
    });
    if (step == alert.mutable_steps()->end()) continue;
    auto& person = *step->add_people();
    person.set_user_id(user);
    person.set_display_name(name);
  }
}

void read_ecgs(soci::session& session, v1::AlertCase& message) {
  int agent_tier = 0, tier = 0;
  long long stored = 0, acquired = 0;
  std::string sha256, item, study, uid, sop, unreadable, zh, en;
  soci::statement query =
      (session.prepare
           << "SELECT e.sha256, e.item_id, e.agent_tier, COALESCE(s.study_id, ''), COALESCE(s.study_instance_uid, ''), "
              "COALESCE(i.sop_instance_uid, ''), COALESCE(g.stored_at, 0), COALESCE(a.tier, 0), "
              "COALESCE(a.acquired_at, 0), COALESCE(a.unreadable_reason, ''), COALESCE(a.headline_zh, ''), "
              "COALESCE(a.headline_en, '') FROM alert_ecg e LEFT JOIN ecg g ON g.instance_key = e.instance_key "
              "LEFT JOIN instance i ON i.instance_key = g.instance_key LEFT JOIN study s ON s.study_key = g.study_key "
              "LEFT JOIN ecg_analysis a ON a.instance_key = g.instance_key AND a.ordinal = (SELECT MAX(ordinal) "
              "FROM ecg_analysis WHERE instance_key = g.instance_key) WHERE e.case_id = :id "
              "ORDER BY e.added_at, e.sha256",
       use(message.case_id()), into(sha256), into(item), into(agent_tier), into(study), into(uid), into(sop),
       into(stored), into(tier), into(acquired), into(unreadable), into(zh), into(en));
  query.execute();
  while (query.fetch()) {
    auto& ecg = *message.add_ecgs();
    ecg.set_sha256(sha256);
    ecg.set_item_id(item);
    ecg.set_agent_tier(static_cast<v1::EcgTier>(agent_tier));
    ecg.set_study_id(study);
    ecg.set_study_instance_uid(uid);
    ecg.set_sop_instance_uid(sop);
    if (stored != 0) *ecg.mutable_stored_at() = stamp(stored);
    if (acquired != 0) *ecg.mutable_acquired_at() = stamp(acquired);
    ecg.set_tier(static_cast<v1::EcgTier>(tier));
    ecg.set_unreadable(!unreadable.empty());
    ecg.mutable_headline()->set_zh(zh);
    ecg.mutable_headline()->set_en(en);
  }
}

void read_points(soci::session& session, v1::AlertCase& message) {
  int kind = 0, source = 0;
  long long at = 0, offset = 0, clock = 0, measured = 0, centre = 0, uncertainty = 0, recorded = 0;
  std::string id, replaces, reason, by, note, subject, machine, user;
  soci::statement query =
      (session.prepare << "SELECT point_id, kind, at, source, offset_ms, clock_uncertainty, measured_at, centre_at, "
                          "centre_uncertainty, replaces, edit_reason, entered_by, note, subject, recorded_at, machine, "
                          "user_id FROM alert_point WHERE case_id = :id ORDER BY centre_at, point_id",
       use(message.case_id()), into(id), into(kind), into(at), into(source), into(offset), into(clock), into(measured),
       into(centre), into(uncertainty), into(replaces), into(reason), into(by), into(note), into(subject),
       into(recorded), into(machine), into(user));
  query.execute();
  std::set<std::string> replaced;
  while (query.fetch()) {
    auto& point = *message.add_points();
    point.set_point_id(id);
    point.set_kind(static_cast<v1::PointKind>(kind));
    *point.mutable_at() = stamp(at);
    point.set_source(static_cast<v1::PointSource>(source));
    if (clock >= 0) {
      point.mutable_clock()->set_offset_ms(offset);
      point.mutable_clock()->set_uncertainty_ms(static_cast<std::uint32_t>(clock));
      if (measured != 0) *point.mutable_clock()->mutable_measured_at() = stamp(measured);
    }
    *point.mutable_centre_time() = stamp(centre);
    point.set_uncertainty_ms(uncertainty < 0 ? kUnknownUncertainty : static_cast<std::uint32_t>(uncertainty));
    point.set_replaces_point_id(replaces);
    point.set_edit_reason(reason);
    point.set_entered_by(by);
    point.set_note(note);
    point.set_subject(subject);
    *point.mutable_recorded_at() = stamp(recorded);
    point.set_machine(machine);
    point.set_user_id(user);
    if (!replaces.empty()) replaced.insert(replaces);
  }
  for (auto& point : *message.mutable_points()) point.set_superseded(replaced.contains(point.point_id()));
}

void read_answers(soci::session& session, v1::AlertCase& message) {
  long long written = 0, delivered = 0, read_back = 0;
  std::string id, by, text;
  soci::statement query =
      (session.prepare << "SELECT answer_id, written_at, delivered_at, read_back_at, read_back_by, read_back_text "
                          "FROM alert_answer WHERE case_id = :id ORDER BY written_at, answer_id",
       use(message.case_id()), into(id), into(written), into(delivered), into(read_back), into(by), into(text));
  query.execute();
  while (query.fetch()) {
    auto& answer = *message.add_answers();
    answer.set_answer_id(id);
    *answer.mutable_written_at() = stamp(written);
    if (delivered != 0) *answer.mutable_delivered_at() = stamp(delivered);
    if (read_back != 0) *answer.mutable_read_back_at() = stamp(read_back);
    answer.set_read_back_by(by);
    answer.set_read_back_text(text);
  }
}

Result<void> read_decisions(soci::session& session, v1::AlertCase& message) {
  for (const auto& action : AlertStore::actions_of(session, message.case_id(), "decide")) {
    auto& decision = *message.add_decisions();
    if (!google::protobuf::util::JsonStringToMessage(action.content, &decision).ok())
      return fail(ErrorCode::kCorrupt, "BAD_ROW", "a stored decision cannot be read");
  }
  for (int i = 0; i + 1 < message.decisions_size(); ++i) message.mutable_decisions(i)->set_superseded(true);
  return {};
}

// What the list shows: the loudest alert that is undecided, else the loudest of all.
void summarise(v1::AlertCase& message) {
  const v1::AlertEntry* loudest = nullptr;
  for (const auto& alert : message.alerts()) {
    const bool better = loudest == nullptr || std::pair(is_undecided(alert.state()), alert.tier()) >
                                                  std::pair(is_undecided(loudest->state()), loudest->tier());
    if (better) loudest = &alert;
  }
  if (loudest == nullptr) return;
  message.set_tier(loudest->tier());
  *message.mutable_reason() = loudest->reason();
}

}  // namespace

Result<v1::AlertCase> AlertStore::read_case(soci::session& session, const std::string& case_id) {
  v1::AlertCase message;
  if (!read_head(session, case_id, message))
    return fail(ErrorCode::kNotFound, "NO_SUCH_CASE", "there is no case {}", case_id);
  read_merged(session, message);
  read_alerts(session, message);
  for (auto& alert : *message.mutable_alerts()) read_steps(session, alert);
  read_ecgs(session, message);
  read_points(session, message);
  read_answers(session, message);
  if (auto read = read_decisions(session, message); !read) return fail(read);
  summarise(message);
  return message;
}

std::uint64_t AlertStore::change_of(soci::session& session, const std::string& case_id) {
  long long change = 0;
  session << "SELECT change_sequence FROM alert_case WHERE case_id = :id", use(case_id), into(change);
  return session.got_data() ? static_cast<std::uint64_t>(change) : 0;
}

AlertStore::Changes AlertStore::changes_after(soci::session& session, std::uint64_t cursor, int limit) {
  Changes changes;
  const auto after = static_cast<long long>(cursor);
  std::string case_id;
  long long change = 0;
  if (cursor == 0) {
    soci::statement query =
        (session.prepare << "SELECT case_id FROM alert_case WHERE closed_at = 0 ORDER BY change_sequence",
         into(case_id));
    query.execute();
    while (query.fetch()) changes.case_ids.push_back(case_id);
    changes.cursor = last_change(session);
    return changes;
  }
  changes.cursor = cursor;
  soci::statement query = (session.prepare << "SELECT case_id, change_sequence FROM alert_case "
                                              "WHERE change_sequence > :after ORDER BY change_sequence LIMIT :limit",
                           use(after), use(limit), into(case_id), into(change));
  query.execute();
  while (query.fetch()) {
    changes.case_ids.push_back(case_id);
    changes.cursor = static_cast<std::uint64_t>(change);
  }
  return changes;
}

std::vector<std::string> AlertStore::list(soci::session& session, const v1::ListCasesRequest& request, int limit) {
  std::string sites;
  for (int i = 0; i < request.site_ids_size(); ++i)
    sites += (i == 0 ? " AND c.site_id IN (:s" : ", :s") + std::to_string(i);
  if (!sites.empty()) sites += ")";
  const long long from = TimeUtil::TimestampToMicroseconds(request.opened_from());
  const long long until = request.has_opened_until() ? TimeUtil::TimestampToMicroseconds(request.opened_until())
                                                     : std::numeric_limits<long long>::max();
  std::string case_id;
  soci::statement query(session);
  if (request.closed()) {
    query.exchange(use(from));
    query.exchange(use(until));
  }
  for (const auto& site : request.site_ids()) query.exchange(use(site));
  query.exchange(use(limit));
  query.exchange(into(case_id));
  execute(query, request.closed()
                     ? "SELECT c.case_id FROM alert_case c WHERE c.closed_at > 0 AND c.merged_into = '' AND "
                       "c.opened_at >= :from AND c.opened_at < :until" +
                           sites + " ORDER BY c.opened_at DESC, c.case_id LIMIT :limit"
                     // The loudest undecided alert first, then the oldest case.
                     : "SELECT c.case_id FROM alert_case c WHERE c.closed_at = 0" + sites +
                           " ORDER BY (SELECT COALESCE(MAX(a.tier), 0) FROM alert a WHERE a.case_id = c.case_id AND "
                           "a.state IN (1, 2, 3)) DESC, c.opened_at, c.case_id LIMIT :limit");
  std::vector<std::string> found;
  while (query.fetch()) found.push_back(case_id);
  return found;
}

}  // namespace rdc::router
