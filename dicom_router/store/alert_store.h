// Cases, alerts, their escalation and timelines. Stateless; every call works in the caller's transaction; what decides
// is in dicom_router/alert. Times are microseconds UTC, by the router's clock unless they say otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "dicom_router/alert/alert_rules.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

struct CaseRecord {
  std::string case_id;
  std::string site_id;
  long long patient_key = 0;  // 0: not known yet
  v1::Patient patient;
  v1::AlertState state = v1::ALERT_STATE_RAISED;
  long long opened_at = 0, last_ecg_at = 0, answer_due_at = 0, watch_at = 0, closed_at = 0;
  std::string merged_into;
};

struct DueStep {
  std::string alert_id, case_id, name;
  int ordinal = 0;
  long long due_at = 0;
  bool is_repeat = false;  // it went out before, and nobody acknowledged
};

struct AttachedEcgRecord {
  std::string sha256, item_id;
  long long instance_key = 0;  // 0: announced only
  v1::EcgTier agent_tier = v1::ECG_TIER_UNSPECIFIED;
  std::string agent_rule_version;
  v1::Words agent_headline;
};

struct ActionRecord {
  std::string action_id, case_id, kind, user_id, content;
  long long at = 0;
};

class AlertStore {
 public:
  // ---- Cases ----
  // Writer. Takes the next change number.
  static void add_case(soci::session& session, const CaseRecord& record);
  static std::optional<CaseRecord> find_case(soci::session& session, const std::string& case_id);
  // The newest open one of this person whose last ECG (or opening) is not before `since`.
  static std::optional<std::string> open_case_of_patient(soci::session& session, long long patient_key,
                                                         long long since);
  // Open, with these bytes among its ECGs (announced or stored), and of this site.
  static std::optional<std::string> open_case_of_ecg(soci::session& session, const std::string& site_id,
                                                     const std::string& sha256);
  // Open or closed; the newest.
  static std::optional<std::string> case_of_study(soci::session& session, const std::string& study_id);
  static std::vector<std::string> sites_of(soci::session& session, const std::string& case_id);
  // Writers.
  static void add_site(soci::session& session, const std::string& case_id, const std::string& site_id);
  static void set_patient(soci::session& session, const std::string& case_id, long long patient_key,
                          const v1::Patient& patient);
  static void set_state(soci::session& session, const std::string& case_id, v1::AlertState state);
  static void set_watch(soci::session& session, const std::string& case_id, long long at);
  static void set_holder(soci::session& session, const std::string& case_id, const v1::Person& holder);
  static void set_last_ecg(soci::session& session, const std::string& case_id, long long at);
  static void set_closed(soci::session& session, const std::string& case_id, long long at, const v1::Person& by,
                         v1::TreatmentPlan treatment, const std::string& note);
  // Everything of `from` becomes `into`'s; `from` is left closed, naming it.
  static void merge(soci::session& session, const std::string& from, const std::string& into, long long at);
  // A new change number: watchers see the case again.
  static void touch(soci::session& session, const std::string& case_id);
  static std::uint64_t last_change(soci::session& session);
  // The number of the case's last change; 0: there is no such case.
  static std::uint64_t change_of(soci::session& session, const std::string& case_id);

  // ---- Alerts and escalation ----
  static std::vector<AlertFacts> alerts_of(soci::session& session, const std::string& case_id);
  static long long raised_at(soci::session& session, const std::string& alert_id);
  // Writers.
  static void add_alert(soci::session& session, const std::string& case_id, const v1::AlertEntry& alert, long long at);
  static void add_repeat(soci::session& session, const std::string& alert_id);
  // Louder: cause, tier, reason, ECG and rule version of the finding.
  static void raise_alert(soci::session& session, const std::string& alert_id, const v1::AlertEntry& finding);
  // `delivered_at` and so on are set by the state that is reached.
  static void set_alert_state(soci::session& session, const std::string& alert_id, v1::AlertState state, long long at,
                              const std::string& by);
  // Whatever its state; the first time counts.
  static void set_delivered(soci::session& session, const std::string& alert_id, long long at);
  static void add_step(soci::session& session, const std::string& alert_id, int ordinal, const std::string& name,
                       long long due_at);
  // The step went out at `at` to these people. `again_at` not 0: it is due again then.
  static void fire_step(soci::session& session, const DueStep& step, const std::vector<v1::Person>& people,
                        long long at, long long again_at);
  static void cancel_steps(soci::session& session, const std::string& alert_id);
  static bool has_later_step(soci::session& session, const std::string& alert_id, int ordinal);
  // At most 100, by due time.
  static std::vector<DueStep> due_steps(soci::session& session, long long now);
  // Cases whose watch_at has come; at most 100.
  static std::vector<std::string> watched_cases(soci::session& session, long long now);
  // The earliest due time of any step or watch; 0 when there is none.
  static long long next_due(soci::session& session);

  // ---- ECGs, timeline, what people did ----
  // Writer. True when it is new to the case. An announced one is completed by what the record adds.
  static bool attach_ecg(soci::session& session, const std::string& case_id, const AttachedEcgRecord& ecg,
                         long long at);
  static std::vector<AttachedEcgRecord> ecgs_of(soci::session& session, const std::string& case_id);
  // Writer. `point` corrected. False when this point_id was recorded before.
  static bool add_point(soci::session& session, const std::string& case_id, const v1::TimePoint& point);
  static std::optional<v1::PointKind> kind_of_point(soci::session& session, const std::string& case_id,
                                                    const std::string& point_id);
  static bool has_point(soci::session& session, const std::string& case_id, v1::PointKind kind,
                        const std::string& subject);
  static std::optional<ActionRecord> find_action(soci::session& session, const std::string& action_id);
  static void add_action(soci::session& session, const ActionRecord& action);  // writer
  // The decisions' JSON, oldest first.
  static std::vector<ActionRecord> actions_of(soci::session& session, const std::string& case_id,
                                              const std::string& kind);
  static void add_answer(soci::session& session, const std::string& case_id, const std::string& answer_id,
                         long long at);  // writer
  static bool has_answer(soci::session& session, const std::string& case_id, const std::string& answer_id);
  // Writers. True when this was the first time.
  static bool set_answer_delivered(soci::session& session, const std::string& answer_id, long long at);
  static bool set_read_back(soci::session& session, const std::string& answer_id, long long at, const std::string& by,
                            const std::string& text);

  // ---- Reading cases ----
  // The whole case but intervals and proposal, which dicom_router/alert computes. kNotFound/NO_SUCH_CASE.
  static Result<v1::AlertCase> read_case(soci::session& session, const std::string& case_id);
  struct Changes {
    std::vector<std::string> case_ids;  // in order of change
    std::uint64_t cursor = 0;
  };
  // Cursor 0: open cases only, then all that follows.
  static Changes changes_after(soci::session& session, std::uint64_t cursor, int limit);
  static std::vector<std::string> list(soci::session& session, const v1::ListCasesRequest& request, int limit);
};

}  // namespace rdc::router
