// The writing half: cases, alerts and their escalation.
#include "dicom_router/store/alert_store.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

long long next_case_change(soci::session& session) {
  long long change = 0;
  session << "UPDATE alert_cursor SET last_change = last_change + 1 WHERE id = 1 RETURNING last_change", into(change);
  return change;
}

void set_number(soci::session& session, const char* column, const std::string& case_id, long long value) {
  session << "UPDATE alert_case SET " << column << " = :value WHERE case_id = :id", use(value), use(case_id);
}

std::optional<std::string> text_or_none(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

void AlertStore::add_case(soci::session& session, const CaseRecord& record) {
  const auto change = next_case_change(session);
  const int state = record.state;
  const auto& patient = record.patient;
  soci::indicator known = record.patient_key == 0 ? soci::i_null : soci::i_ok;
  session << "INSERT INTO alert_case (case_id, site_id, patient_key, patient_id, patient_name, patient_sex, "
             "patient_birth_date, patient_age, state, opened_at, last_ecg_at, answer_due_at, watch_at, "
             "change_sequence) VALUES (:id, :site, :patient, :pid, :name, :sex, :birth, :age, :state, :opened, :ecg, "
             ":due, :watch, :change)",
      use(record.case_id), use(record.site_id), use(record.patient_key, known), use(patient.patient_id()),
      use(patient.name()), use(patient.sex()), use(patient.birth_date()), use(patient.age()), use(state),
      use(record.opened_at), use(record.last_ecg_at), use(record.answer_due_at), use(record.watch_at), use(change);
  add_site(session, record.case_id, record.site_id);
}

std::optional<CaseRecord> AlertStore::find_case(soci::session& session, const std::string& case_id) {
  CaseRecord record;
  int state = 0;
  std::string id, name, sex, birth, age;
  session << "SELECT case_id, site_id, COALESCE(patient_key, 0), patient_id, patient_name, patient_sex, "
             "patient_birth_date, patient_age, state, opened_at, last_ecg_at, answer_due_at, watch_at, closed_at, "
             "merged_into FROM alert_case WHERE case_id = :id",
      use(case_id), into(record.case_id), into(record.site_id), into(record.patient_key), into(id), into(name),
      into(sex), into(birth), into(age), into(state), into(record.opened_at), into(record.last_ecg_at),
      into(record.answer_due_at), into(record.watch_at), into(record.closed_at), into(record.merged_into);
  if (!session.got_data()) return std::nullopt;
  record.state = static_cast<v1::AlertState>(state);
  record.patient.set_patient_id(id);
  record.patient.set_name(name);
  record.patient.set_sex(sex);
  record.patient.set_birth_date(birth);
  record.patient.set_age(age);
  return record;
}

std::optional<std::string> AlertStore::open_case_of_patient(soci::session& session, long long patient_key,
                                                            long long since) {
  std::string found;
  session << "SELECT case_id FROM alert_case WHERE patient_key = :patient AND closed_at = 0 AND last_ecg_at >= :since "
             "ORDER BY opened_at DESC, case_id DESC LIMIT 1",
      use(patient_key), use(since), into(found);
  return text_or_none(found);
}

std::optional<std::string> AlertStore::open_case_of_ecg(soci::session& session, const std::string& site_id,
                                                        const std::string& sha256) {
  std::string found;
  session << "SELECT c.case_id FROM alert_ecg e JOIN alert_case c ON c.case_id = e.case_id "
             "JOIN alert_case_site t ON t.case_id = c.case_id AND t.site_id = :site "
             "WHERE e.sha256 = :sha256 AND c.closed_at = 0 ORDER BY c.opened_at, c.case_id LIMIT 1",
      use(site_id), use(sha256), into(found);
  return text_or_none(found);
}

std::optional<std::string> AlertStore::case_of_study(soci::session& session, const std::string& study_id) {
  std::string found;
  session << "SELECT c.case_id FROM study s JOIN ecg g ON g.study_key = s.study_key "
             "JOIN alert_ecg e ON e.instance_key = g.instance_key AND e.sha256 = g.sha256 "
             "JOIN alert_case c ON c.case_id = e.case_id WHERE s.study_id = :id "
             "ORDER BY c.opened_at DESC, c.case_id DESC LIMIT 1",
      use(study_id), into(found);
  return text_or_none(found);
}

std::vector<std::string> AlertStore::sites_of(soci::session& session, const std::string& case_id) {
  std::vector<std::string> sites;
  std::string site;
  soci::statement query = (session.prepare << "SELECT site_id FROM alert_case_site WHERE case_id = :id ORDER BY "
                                              "site_id",
                           use(case_id), into(site));
  query.execute();
  while (query.fetch()) sites.push_back(site);
  return sites;
}

void AlertStore::add_site(soci::session& session, const std::string& case_id, const std::string& site_id) {
  session << "INSERT INTO alert_case_site (case_id, site_id) VALUES (:id, :site) ON CONFLICT DO NOTHING", use(case_id),
      use(site_id);
}

void AlertStore::set_patient(soci::session& session, const std::string& case_id, long long patient_key,
                             const v1::Patient& patient) {
  soci::indicator known = patient_key == 0 ? soci::i_null : soci::i_ok;
  session << "UPDATE alert_case SET patient_key = :key, patient_id = :pid, patient_name = :name, patient_sex = :sex, "
             "patient_birth_date = :birth, patient_age = :age WHERE case_id = :id",
      use(patient_key, known), use(patient.patient_id()), use(patient.name()), use(patient.sex()),
      use(patient.birth_date()), use(patient.age()), use(case_id);
}

void AlertStore::set_state(soci::session& session, const std::string& case_id, v1::AlertState state) {
  set_number(session, "state", case_id, state);
}
void AlertStore::set_watch(soci::session& session, const std::string& case_id, long long at) {
  set_number(session, "watch_at", case_id, at);
}
void AlertStore::set_last_ecg(soci::session& session, const std::string& case_id, long long at) {
  set_number(session, "last_ecg_at", case_id, at);
}

void AlertStore::set_holder(soci::session& session, const std::string& case_id, const v1::Person& holder) {
  session << "UPDATE alert_case SET holder_user_id = :user, holder_name = :name WHERE case_id = :id",
      use(holder.user_id()), use(holder.display_name()), use(case_id);
}

void AlertStore::set_closed(soci::session& session, const std::string& case_id, long long at, const v1::Person& by,
                            v1::TreatmentPlan treatment, const std::string& note) {
  const int plan = treatment;
  session << "UPDATE alert_case SET closed_at = :at, closed_by = :user, closed_by_name = :name, treatment = :plan, "
             "closing_note = :note, watch_at = 0 WHERE case_id = :id",
      use(at), use(by.user_id()), use(by.display_name()), use(plan), use(note), use(case_id);
}

void AlertStore::merge(soci::session& session, const std::string& from, const std::string& into_case, long long at) {
  session << "INSERT INTO alert_case_site (case_id, site_id) SELECT :into, site_id FROM alert_case_site "
             "WHERE case_id = :from ON CONFLICT DO NOTHING",
      use(into_case), use(from);
  session << "INSERT INTO alert_ecg (case_id, sha256, instance_key, item_id, agent_tier, agent_rule_version, "
             "agent_headline_zh, agent_headline_en, added_at) SELECT :into, sha256, instance_key, item_id, "
             "agent_tier, agent_rule_version, agent_headline_zh, agent_headline_en, added_at FROM alert_ecg "
             "WHERE case_id = :from ON CONFLICT (case_id, sha256) DO NOTHING",
      use(into_case), use(from);
  session << "DELETE FROM alert_ecg WHERE case_id = :from", use(from);
  for (const char* table : {"alert", "alert_point", "alert_action", "alert_answer"})
    session << "UPDATE " << table << " SET case_id = :into WHERE case_id = :from", use(into_case), use(from);
  session << "UPDATE alert_case SET merged_into = :into WHERE merged_into = :from", use(into_case), use(from);
  const auto change = next_case_change(session);
  session << "UPDATE alert_case SET merged_into = :into, closed_at = :at, watch_at = 0, change_sequence = :change "
             "WHERE case_id = :from",
      use(into_case), use(at), use(change), use(from);
}

void AlertStore::touch(soci::session& session, const std::string& case_id) {
  const auto change = next_case_change(session);
  set_number(session, "change_sequence", case_id, change);
}

std::uint64_t AlertStore::last_change(soci::session& session) {
  long long number = 0;
  session << "SELECT last_change FROM alert_cursor WHERE id = 1", into(number);
  return static_cast<std::uint64_t>(number);
}

// ---- Alerts and escalation -----------------------------------------------------------------------------------------

std::vector<AlertFacts> AlertStore::alerts_of(soci::session& session, const std::string& case_id) {
  std::vector<AlertFacts> alerts;
  AlertFacts alert;
  int cause = 0, tier = 0, state = 0;
  soci::statement query =
      (session.prepare << "SELECT alert_id, cause, tier, state, sha256 FROM alert "
                          "WHERE case_id = :id ORDER BY raised_at, alert_id",
       use(case_id), into(alert.alert_id), into(cause), into(tier), into(state), into(alert.sha256));
  query.execute();
  while (query.fetch()) {
    alert.cause = static_cast<v1::AlertCause>(cause);
    alert.tier = static_cast<v1::EcgTier>(tier);
    alert.state = static_cast<v1::AlertState>(state);
    alerts.push_back(alert);
  }
  return alerts;
}

long long AlertStore::raised_at(soci::session& session, const std::string& alert_id) {
  long long at = 0;
  session << "SELECT raised_at FROM alert WHERE alert_id = :id", use(alert_id), into(at);
  return at;
}

void AlertStore::add_alert(soci::session& session, const std::string& case_id, const v1::AlertEntry& alert,
                           long long at) {
  const int cause = alert.cause(), tier = alert.tier(), state = alert.state();
  session << "INSERT INTO alert (alert_id, case_id, cause, tier, reason_zh, reason_en, rule_version, sha256, state, "
             "raised_at) VALUES (:id, :case, :cause, :tier, :zh, :en, :version, :sha256, :state, :at)",
      use(alert.alert_id()), use(case_id), use(cause), use(tier), use(alert.reason().zh()), use(alert.reason().en()),
      use(alert.rule_version()), use(alert.sha256()), use(state), use(at);
}

void AlertStore::add_repeat(soci::session& session, const std::string& alert_id) {
  session << "UPDATE alert SET repeats = repeats + 1 WHERE alert_id = :id", use(alert_id);
}

void AlertStore::raise_alert(soci::session& session, const std::string& alert_id, const v1::AlertEntry& finding) {
  const int cause = finding.cause(), tier = finding.tier();
  session << "UPDATE alert SET cause = :cause, tier = :tier, reason_zh = :zh, reason_en = :en, "
             "rule_version = :version, sha256 = :sha256, repeats = repeats + 1 WHERE alert_id = :id",
      use(cause), use(tier), use(finding.reason().zh()), use(finding.reason().en()), use(finding.rule_version()),
      use(finding.sha256()), use(alert_id);
}

void AlertStore::set_alert_state(soci::session& session, const std::string& alert_id, v1::AlertState state,
                                 long long at, const std::string& by) {
  const int code = state;
  session << "UPDATE alert SET state = :state WHERE alert_id = :id", use(code), use(alert_id);
  if (state == v1::ALERT_STATE_DELIVERED)
    session << "UPDATE alert SET delivered_at = :at WHERE alert_id = :id", use(at), use(alert_id);
  if (state == v1::ALERT_STATE_ACKNOWLEDGED)
    session << "UPDATE alert SET acknowledged_at = :at, acknowledged_by = :by WHERE alert_id = :id", use(at), use(by),
        use(alert_id);
}

void AlertStore::set_delivered(soci::session& session, const std::string& alert_id, long long at) {
  session << "UPDATE alert SET delivered_at = :at WHERE alert_id = :id AND delivered_at = 0", use(at), use(alert_id);
}

void AlertStore::add_step(soci::session& session, const std::string& alert_id, int ordinal, const std::string& name,
                          long long due_at) {
  session << "INSERT INTO alert_step (alert_id, ordinal, name, due_at) VALUES (:id, :ordinal, :name, :due)",
      use(alert_id), use(ordinal), use(name), use(due_at);
}

void AlertStore::fire_step(soci::session& session, const DueStep& step, const std::vector<v1::Person>& people,
                           long long at, long long again_at) {
  const int pending = again_at == 0 ? 0 : 1;
  const long long due = again_at == 0 ? step.due_at : again_at;
  session << "UPDATE alert_step SET fired_at = :at, pending = :pending, due_at = :due "
             "WHERE alert_id = :id AND ordinal = :ordinal",
      use(at), use(pending), use(due), use(step.alert_id), use(step.ordinal);
  session << "DELETE FROM alert_step_person WHERE alert_id = :id AND ordinal = :ordinal", use(step.alert_id),
      use(step.ordinal);
  for (std::size_t i = 0; i < people.size(); ++i) {
    const int position = static_cast<int>(i);
    session << "INSERT INTO alert_step_person (alert_id, ordinal, position, user_id, display_name) "
               "VALUES (:id, :ordinal, :position, :user, :name)",
        use(step.alert_id), use(step.ordinal), use(position), use(people[i].user_id()), use(people[i].display_name());
  }
}

void AlertStore::cancel_steps(soci::session& session, const std::string& alert_id) {
  session << "UPDATE alert_step SET pending = 0 WHERE alert_id = :id AND pending = 1", use(alert_id);
}

bool AlertStore::has_later_step(soci::session& session, const std::string& alert_id, int ordinal) {
  int count = 0;
  session << "SELECT COUNT(*) FROM alert_step WHERE alert_id = :id AND ordinal > :ordinal", use(alert_id), use(ordinal),
      into(count);
  return count > 0;
}

std::vector<DueStep> AlertStore::due_steps(soci::session& session, long long now) {
  std::vector<DueStep> steps;
  DueStep step;
  long long fired_at = 0;
  soci::statement query = (session.prepare << "SELECT s.alert_id, a.case_id, s.name, s.ordinal, s.due_at, "
                                              "s.fired_at FROM alert_step s JOIN alert a ON a.alert_id = s.alert_id "
                                              "WHERE s.pending = 1 AND s.due_at <= :now "
                                              "ORDER BY s.due_at, s.alert_id, s.ordinal LIMIT 100",
                           use(now), into(step.alert_id), into(step.case_id), into(step.name), into(step.ordinal),
                           into(step.due_at), into(fired_at));
  query.execute();
  while (query.fetch()) {
    step.is_repeat = fired_at != 0;
    steps.push_back(step);
  }
  return steps;
}

std::vector<std::string> AlertStore::watched_cases(soci::session& session, long long now) {
  std::vector<std::string> cases;
  std::string case_id;
  soci::statement query = (session.prepare << "SELECT case_id FROM alert_case WHERE watch_at > 0 AND watch_at <= :now "
                                              "ORDER BY watch_at LIMIT 100",
                           use(now), into(case_id));
  query.execute();
  while (query.fetch()) cases.push_back(case_id);
  return cases;
}

long long AlertStore::next_due(soci::session& session) {
  long long step = 0, watch = 0;
  session << "SELECT COALESCE(MIN(due_at), 0) FROM alert_step WHERE pending = 1", into(step);
  session << "SELECT COALESCE(MIN(watch_at), 0) FROM alert_case WHERE watch_at > 0", into(watch);
  if (step == 0 || watch == 0) return step + watch;
  return std::min(step, watch);
}

}  // namespace rdc::router
