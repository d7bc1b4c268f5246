// The writing half: ECGs of a case, its timeline, and what people did.
#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/timeline.h"
#include "dicom_router/store/alert_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using soci::into;
using soci::use;

}  // namespace

bool AlertStore::attach_ecg(soci::session& session, const std::string& case_id, const AttachedEcgRecord& ecg,
                            long long at) {
  const int tier = ecg.agent_tier;
  soci::indicator stored = ecg.instance_key == 0 ? soci::i_null : soci::i_ok;
  std::string added;
  session << "INSERT INTO alert_ecg (case_id, sha256, instance_key, item_id, agent_tier, agent_rule_version, "
             "agent_headline_zh, agent_headline_en, added_at) VALUES (:case, :sha256, :key, :item, :tier, :version, "
             ":zh, :en, :at) ON CONFLICT (case_id, sha256) DO NOTHING RETURNING case_id",
      use(case_id), use(ecg.sha256), use(ecg.instance_key, stored), use(ecg.item_id), use(tier),
      use(ecg.agent_rule_version), use(ecg.agent_headline.zh()), use(ecg.agent_headline.en()), use(at), into(added);
  if (!added.empty()) return true;
  if (ecg.instance_key != 0)
    session << "UPDATE alert_ecg SET instance_key = :key WHERE case_id = :case AND sha256 = :sha256 "
               "AND instance_key IS NULL",
        use(ecg.instance_key), use(case_id), use(ecg.sha256);
  if (ecg.agent_tier != v1::ECG_TIER_UNSPECIFIED)
    session << "UPDATE alert_ecg SET agent_tier = :tier, agent_rule_version = :version, agent_headline_zh = :zh, "
               "agent_headline_en = :en WHERE case_id = :case AND sha256 = :sha256 AND agent_tier = 0",
        use(tier), use(ecg.agent_rule_version), use(ecg.agent_headline.zh()), use(ecg.agent_headline.en()),
        use(case_id), use(ecg.sha256);
  return false;
}

std::vector<AttachedEcgRecord> AlertStore::ecgs_of(soci::session& session, const std::string& case_id) {
  std::vector<AttachedEcgRecord> ecgs;
  AttachedEcgRecord ecg;
  int tier = 0;
  std::string zh, en;
  soci::statement query =
      (session.prepare << "SELECT sha256, item_id, COALESCE(instance_key, 0), agent_tier, agent_rule_version, "
                          "agent_headline_zh, agent_headline_en FROM alert_ecg WHERE case_id = :id "
                          "ORDER BY added_at, sha256",
       use(case_id), into(ecg.sha256), into(ecg.item_id), into(ecg.instance_key), into(tier),
       into(ecg.agent_rule_version), into(zh), into(en));
  query.execute();
  while (query.fetch()) {
    ecg.agent_tier = static_cast<v1::EcgTier>(tier);
    ecg.agent_headline.set_zh(zh);
    ecg.agent_headline.set_en(en);
    ecgs.push_back(ecg);
  }
  return ecgs;
}

bool AlertStore::add_point(soci::session& session, const std::string& case_id, const v1::TimePoint& point) {
  const int kind = point.kind(), source = point.source();
  const auto micros = [](const google::protobuf::Timestamp& time) {
    return static_cast<long long>(TimeUtil::TimestampToMicroseconds(time));
  };
  const long long at = micros(point.at()), centre = micros(point.centre_time()), recorded = micros(point.recorded_at());
  const long long measured = point.clock().has_measured_at() ? micros(point.clock().measured_at()) : 0;
  const long long offset = point.clock().offset_ms();
  const long long clock_uncertainty = point.has_clock() ? point.clock().uncertainty_ms() : -1;
  const long long uncertainty =
      point.uncertainty_ms() == kUnknownUncertainty ? -1 : static_cast<long long>(point.uncertainty_ms());
  std::string added;
  session << "INSERT INTO alert_point (point_id, case_id, kind, at, source, offset_ms, clock_uncertainty, "
             "measured_at, centre_at, centre_uncertainty, replaces, edit_reason, entered_by, note, subject, "
             "recorded_at, machine, user_id) VALUES (:id, :case, :kind, :at, :source, :offset, :clock, :measured, "
             ":centre, :uncertainty, :replaces, :reason, :by, :note, :subject, :recorded, :machine, :user) "
             "ON CONFLICT (point_id) DO NOTHING RETURNING point_id",
      use(point.point_id()), use(case_id), use(kind), use(at), use(source), use(offset), use(clock_uncertainty),
      use(measured), use(centre), use(uncertainty), use(point.replaces_point_id()), use(point.edit_reason()),
      use(point.entered_by()), use(point.note()), use(point.subject()), use(recorded), use(point.machine()),
      use(point.user_id()), into(added);
  return !added.empty();
}

std::optional<v1::PointKind> AlertStore::kind_of_point(soci::session& session, const std::string& case_id,
                                                       const std::string& point_id) {
  int kind = 0;
  session << "SELECT kind FROM alert_point WHERE point_id = :id AND case_id = :case", use(point_id), use(case_id),
      into(kind);
  if (kind == 0) return std::nullopt;
  return static_cast<v1::PointKind>(kind);
}

bool AlertStore::has_point(soci::session& session, const std::string& case_id, v1::PointKind kind,
                           const std::string& subject) {
  const int code = kind;
  int count = 0;
  session << "SELECT COUNT(*) FROM alert_point WHERE case_id = :case AND kind = :kind AND subject = :subject",
      use(case_id), use(code), use(subject), into(count);
  return count > 0;
}

std::optional<ActionRecord> AlertStore::find_action(soci::session& session, const std::string& action_id) {
  ActionRecord action;
  session << "SELECT action_id, case_id, kind, at, user_id, content FROM alert_action WHERE action_id = :id",
      use(action_id), into(action.action_id), into(action.case_id), into(action.kind), into(action.at),
      into(action.user_id), into(action.content);
  if (action.action_id.empty()) return std::nullopt;
  return action;
}

void AlertStore::add_action(soci::session& session, const ActionRecord& action) {
  session << "INSERT INTO alert_action (action_id, case_id, kind, at, user_id, content) "
             "VALUES (:id, :case, :kind, :at, :user, :content)",
      use(action.action_id), use(action.case_id), use(action.kind), use(action.at), use(action.user_id),
      use(action.content);
}

std::vector<ActionRecord> AlertStore::actions_of(soci::session& session, const std::string& case_id,
                                                 const std::string& kind) {
  std::vector<ActionRecord> actions;
  ActionRecord action;
  soci::statement query = (session.prepare << "SELECT action_id, case_id, kind, at, user_id, content "
                                              "FROM alert_action WHERE case_id = :case AND kind = :kind "
                                              "ORDER BY at, action_id",
                           use(case_id), use(kind), into(action.action_id), into(action.case_id), into(action.kind),
                           into(action.at), into(action.user_id), into(action.content));
  query.execute();
  while (query.fetch()) actions.push_back(action);
  return actions;
}

void AlertStore::add_answer(soci::session& session, const std::string& case_id, const std::string& answer_id,
                            long long at) {
  session << "INSERT INTO alert_answer (answer_id, case_id, written_at) VALUES (:id, :case, :at)", use(answer_id),
      use(case_id), use(at);
}

bool AlertStore::has_answer(soci::session& session, const std::string& case_id, const std::string& answer_id) {
  int count = 0;
  session << "SELECT COUNT(*) FROM alert_answer WHERE answer_id = :id AND case_id = :case", use(answer_id),
      use(case_id), into(count);
  return count > 0;
}

bool AlertStore::set_answer_delivered(soci::session& session, const std::string& answer_id, long long at) {
  std::string found;
  session << "UPDATE alert_answer SET delivered_at = :at WHERE answer_id = :id AND delivered_at = 0 "
             "RETURNING answer_id",
      use(at), use(answer_id), into(found);
  return !found.empty();
}

bool AlertStore::set_read_back(soci::session& session, const std::string& answer_id, long long at,
                               const std::string& by, const std::string& text) {
  std::string found;
  session << "UPDATE alert_answer SET read_back_at = :at, read_back_by = :by, read_back_text = :text "
             "WHERE answer_id = :id AND read_back_at = 0 RETURNING answer_id",
      use(at), use(by), use(text), use(answer_id), into(found);
  return !found.empty();
}

}  // namespace rdc::router
