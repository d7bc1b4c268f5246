#include "dicom_router/alert/duty_desk.h"

#include <algorithm>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/answer_words.h"
#include "dicom_router/alert/request_checks.h"
#include "dicom_router/alert/timeline.h"
#include "dicom_router/store/report_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

const std::set<v1::PointSource> kStationSources = {v1::POINT_SOURCE_STATION, v1::POINT_SOURCE_TYPED};

v1::Person person_of(const rpc::Caller& caller) {
  v1::Person person;
  person.set_user_id(caller.user_id);
  person.set_display_name(caller.user_display_name);
  return person;
}

Result<void> check_id(const std::string& id, const char* field) {
  if (!base::is_uuid(id)) return bad_request(fmt::format("{} is no UUID", field));
  return {};
}

Result<void> check(const v1::DecideRequest& request) {
  if (auto fine = check_id(request.action_id(), "action_id"); !fine) return fine;
  if (request.verdict() != v1::DECISION_VERDICT_CONFIRMED && request.verdict() != v1::DECISION_VERDICT_REFUTED)
    return bad_request("verdict is CONFIRMED or REFUTED");
  if (!v1::TreatmentPlan_IsValid(request.plan()) || request.plan() == v1::TREATMENT_PLAN_UNSPECIFIED)
    return bad_request("plan is missing");
  if (request.has_point() && request.point().kind() != v1::POINT_KIND_DIAGNOSED)
    return bad_request("the point is DIAGNOSED");
  if (auto fine = check_text(request.diagnosis(), "diagnosis", Needed::kYes); !fine) return fine;
  return check_text(request.advice(), "advice", Needed::kNo);
}

tl::unexpected<Error> closed() {
  return fail(ErrorCode::kConflict, "CLOSED", "the case is closed: nothing changes any more");
}

}  // namespace

Result<bool> DutyDesk::was_done(soci::session& session, const std::string& action_id, const CaseRecord& record,
                                const char* kind, const rpc::Caller& caller) const {
  const auto done = AlertStore::find_action(session, action_id);
  if (!done) return false;
  if (done->case_id != record.case_id || done->kind != kind || done->user_id != caller.user_id)
    return fail(ErrorCode::kExists, "ACTION_EXISTS", "another action has this identifier");
  return true;
}

Result<void> DutyDesk::add_station_point(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                                         const v1::TimePoint& point) const {
  if (auto fine = check_point(point, kStationSources, book_.now()); !fine) return fine;
  auto added = book_.add_point(session, case_id, point, actor_of(caller));
  if (!added) return fail(added);
  return {};
}

Result<v1::AlertCase> DutyDesk::displayed(soci::session& session, const rpc::Caller& caller,
                                          const v1::ReportDisplayedRequest& request) const {
  if (request.alert_ids().empty() || request.alert_ids_size() > kListLimit)
    return bad_request("name 1 to 100 alerts that are displayed");
  if (request.point().kind() != v1::POINT_KIND_ALERT_DELIVERED) return bad_request("the point is ALERT_DELIVERED");
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  const auto before = AlertStore::read_case(session, id);
  if (!before) return fail(before);
  // Also one that is acknowledged already: the acknowledgement may overtake the word that the alarm was shown.
  std::vector<std::string> named;
  for (const auto& alert : before->alerts())
    if (!alert.has_delivered_at() && std::ranges::count(request.alert_ids(), alert.alert_id()) > 0)
      named.push_back(alert.alert_id());
  if (named.empty()) return book_.show(session, id, caller.user_id);
  if (auto added = add_station_point(session, id, caller, request.point()); !added) return fail(added);
  if (auto done = book_.apply(session, id, AlertEvent::kDisplayed, actor_of(caller), named); !done) return fail(done);
  for (const auto& alert_id : named) AlertStore::set_delivered(session, alert_id, book_.now());
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.displayed"); !told)
    return fail(told);
  return book_.show(session, id, caller.user_id);
}

Result<v1::AlertCase> DutyDesk::acknowledge(soci::session& session, const rpc::Caller& caller,
                                            const v1::AcknowledgeAlertRequest& request) const {
  if (auto fine = check_id(request.action_id(), "action_id"); !fine) return fail(fine);
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  auto done = was_done(session, request.action_id(), *record, "acknowledge", caller);
  if (!done) return fail(done);
  if (*done) return book_.show(session, id, caller.user_id);
  if (record->closed_at != 0) return closed();
  AlertStore::add_action(session, {request.action_id(), id, "acknowledge", caller.user_id, "", book_.now()});
  const auto alerts = AlertStore::alerts_of(session, id);
  const bool undecided = std::ranges::any_of(alerts, [](const AlertFacts& alert) { return is_undecided(alert.state); });
  if (request.has_point()) {
    if (request.point().kind() != v1::POINT_KIND_ALERT_ACKNOWLEDGED)
      return bad_request("the point is ALERT_ACKNOWLEDGED");
    if (auto added = add_station_point(session, id, caller, request.point()); !added) return fail(added);
  } else {
    book_.add_server_point(session, id, v1::POINT_KIND_ALERT_ACKNOWLEDGED, "", actor_of(caller));
  }
  if (auto applied = book_.apply(session, id, AlertEvent::kAcknowledged, actor_of(caller)); !applied)
    return fail(applied);
  AlertStore::set_holder(session, id, person_of(caller));
  // Acknowledged is not answered: whoever has it must decide, or everybody is alarmed anew.
  if (undecided) AlertStore::set_watch(session, id, book_.now() + book_.config().decide_minutes * kMinuteInMicros);
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.acknowledge"); !told)
    return fail(told);
  return book_.show(session, id, caller.user_id);
}

Result<void> DutyDesk::check_report(soci::session& session, const std::string& case_id,
                                    const std::string& revision_id) const {
  if (revision_id.empty()) return {};
  const auto revision = ReportStore::find_revision(session, revision_id);
  if (!revision) return fail(ErrorCode::kNotFound, "NO_SUCH_REVISION", "there is no such revision of a report");
  for (const auto& ecg : AlertStore::ecgs_of(session, case_id))
    if (const auto stored = EcgStore::find(session, ecg.instance_key); stored && stored->study_id == revision->study_id)
      return {};
  return bad_request("the report is on no ECG of this case");
}

Result<v1::AlertCase> DutyDesk::decide(soci::session& session, const rpc::Caller& caller,
                                       const v1::DecideRequest& request) const {
  if (auto fine = check(request); !fine) return fail(fine);
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  auto done = was_done(session, request.action_id(), *record, "decide", caller);
  if (!done) return fail(done);
  if (*done) return book_.show(session, id, caller.user_id);
  if (record->closed_at != 0) return closed();
  if (auto fine = check_report(session, id, request.report_revision_id()); !fine) return fail(fine);

  const bool confirmed = request.verdict() == v1::DECISION_VERDICT_CONFIRMED;
  v1::Decision decision;
  decision.set_action_id(request.action_id());
  decision.set_verdict(request.verdict());
  decision.set_diagnosis(request.diagnosis());
  decision.set_plan(request.plan());
  decision.set_advice(request.advice());
  *decision.mutable_by() = person_of(caller);
  *decision.mutable_at() = TimeUtil::MicrosecondsToTimestamp(book_.now());
  decision.set_report_revision_id(request.report_revision_id());
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(decision, &json).ok())
    return fail(ErrorCode::kInternal, "BAD_DECISION", "the decision could not be written");
  AlertStore::add_action(session, {request.action_id(), id, "decide", caller.user_id, json, book_.now()});
  if (request.has_point()) {
    if (auto added = add_station_point(session, id, caller, request.point()); !added) return fail(added);
  } else {
    book_.add_server_point(session, id, v1::POINT_KIND_DIAGNOSED, "", actor_of(caller));
  }
  book_.add_server_point(session, id, v1::POINT_KIND_DECISION, request.action_id(), actor_of(caller));
  const auto event = confirmed ? AlertEvent::kConfirmed : AlertEvent::kRefuted;
  if (auto applied = book_.apply(session, id, event, actor_of(caller)); !applied) return fail(applied);
  AlertStore::set_watch(session, id, 0);
  AlertStore::set_holder(session, id, person_of(caller));
  if (auto told = ecgs_.answered(session, id, actor_of(caller)); !told) return fail(told);

  v1::AnswerLetter letter;
  letter.set_answer_id(request.action_id());
  letter.set_verdict(request.verdict());
  letter.set_diagnosis(request.diagnosis());
  letter.set_plan(request.plan());
  letter.set_advice(request.advice());
  letter.set_by(caller.user_display_name);
  *letter.mutable_decided_at() = decision.at();
  for (auto& step : next_steps(request.verdict(), request.plan(), propose(book_.config(), record->site_id)))
    *letter.add_next_steps() = std::move(step);
  if (auto sent = answer(session, id, std::move(letter)); !sent) return fail(sent);
  v1::AlertNotice notice;
  notice.set_event(confirmed ? "confirmed" : "refuted");
  notice.set_diagnosis(request.diagnosis());
  notice.set_plan(request.plan());
  *notice.add_people() = person_of(caller);
  if (auto sent = book_.notify(session, id, std::move(notice)); !sent) return fail(sent);
  const auto* action = confirmed ? "alert.confirm" : "alert.refute";
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), action, request.action_id()); !told)
    return fail(told);
  return book_.show(session, id, caller.user_id);
}

Result<void> DutyDesk::answer(soci::session& session, const std::string& case_id, v1::AnswerLetter answer) const {
  AlertStore::add_answer(session, case_id, answer.answer_id(), book_.now());
  const auto record = AlertStore::find_case(session, case_id);
  answer.set_case_id(case_id);
  *answer.mutable_patient() = record->patient;
  for (const auto& ecg : AlertStore::ecgs_of(session, case_id))
    if (const auto stored = EcgStore::find(session, ecg.instance_key))
      answer.set_study_instance_uid(stored->study_instance_uid);
  v1::Letter letter;
  *letter.mutable_answer() = std::move(answer);
  return book_.write(session, case_id, letter);
}

Result<v1::AlertCase> DutyDesk::close(soci::session& session, const rpc::Caller& caller,
                                      const v1::CloseCaseRequest& request) const {
  if (auto fine = check_id(request.action_id(), "action_id"); !fine) return fail(fine);
  if (!v1::TreatmentPlan_IsValid(request.treatment()) || request.treatment() == v1::TREATMENT_PLAN_UNSPECIFIED)
    return bad_request("treatment is missing: a case is closed only with what was done");
  const bool explain =
      request.treatment() == v1::TREATMENT_PLAN_OTHER || request.treatment() == v1::TREATMENT_PLAN_DECLINED;
  if (auto fine = check_text(request.note(), "note", explain ? Needed::kYes : Needed::kNo); !fine) return fail(fine);
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  auto done = was_done(session, request.action_id(), *record, "close", caller);
  if (!done) return fail(done);
  if (*done) return book_.show(session, id, caller.user_id);
  if (record->closed_at != 0) return closed();
  auto before = AlertStore::read_case(session, id);
  if (!before) return before;
  if (before->decisions().empty())
    return fail(ErrorCode::kConflict, "NOT_DECIDED", "confirm or refute first: an open case cannot be closed");
  if (auto applied = book_.apply(session, id, AlertEvent::kClosed, actor_of(caller)); !applied) return fail(applied);
  AlertStore::add_action(session, {request.action_id(), id, "close", caller.user_id, "", book_.now()});
  AlertStore::set_closed(session, id, book_.now(), person_of(caller), request.treatment(), request.note());
  // One that joined after the decision was on the screen of whoever closes.
  if (auto told = ecgs_.answered(session, id, actor_of(caller)); !told) return fail(told);
  book_.add_server_point(session, id, v1::POINT_KIND_CLOSED, request.action_id(), actor_of(caller));

  v1::AlertNotice notice;
  notice.set_event("closed");
  notice.set_plan(request.treatment());
  if (auto sent = book_.notify(session, id, std::move(notice)); !sent) return fail(sent);
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.close", request.action_id()); !told)
    return fail(told);
  auto seen = book_.show(session, id, caller.user_id);
  if (!seen) return seen;
  v1::Letter letter;
  auto& feedback = *letter.mutable_feedback();
  feedback.set_case_id(id);
  feedback.set_verdict(seen->decisions().rbegin()->verdict());
  feedback.set_diagnosis(seen->decisions().rbegin()->diagnosis());
  feedback.set_treatment(request.treatment());
  feedback.set_note(request.note());
  *feedback.mutable_intervals() = seen->intervals();
  feedback.set_by(caller.user_display_name);
  *feedback.mutable_at() = seen->closed_at();
  if (auto sent = book_.write(session, id, letter); !sent) return fail(sent);
  return seen;
}

Result<v1::AlertCase> DutyDesk::open_from_study(soci::session& session, const rpc::Caller& caller,
                                                const v1::OpenFromStudyRequest& request) const {
  if (auto fine = check_id(request.case_id(), "case_id"); !fine) return fail(fine);
  if (auto fine = check_text(request.reason(), "reason", Needed::kYes); !fine) return fail(fine);
  if (AlertStore::find_case(session, request.case_id())) {
    auto survivor = book_.find(session, request.case_id());
    if (!survivor) return fail(survivor);
    return book_.show(session, survivor->case_id, caller.user_id);
  }
  auto ecg = EcgStore::find(session, request.study_id(), "");
  if (!ecg) return fail(ecg);
  auto there = AlertStore::open_case_of_ecg(session, ecg->site_id, ecg->sha256);
  if (!there) there = book_.open_case_of(session, ecg->patient_key, ecg->patient);
  book_.open(session, request.case_id(), ecg->site_id, ecg->patient_key, ecg->patient);
  if (there)
    if (auto merged = book_.merge(session, request.case_id(), *there); !merged) return fail(merged);
  const auto id = there.value_or(request.case_id());
  for (const auto& one : EcgStore::of_study(session, request.study_id()))
    if (auto attached = ecgs_.attach(session, id, one); !attached) return fail(attached);
  AlertFinding finding{v1::ALERT_CAUSE_READER, v1::ECG_TIER_ALARM, {}, "", ecg->sha256};
  finding.reason.set_zh(request.reason());
  finding.reason.set_en(request.reason());
  if (auto raised = book_.raise(session, id, finding); !raised) return fail(raised);
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.open", request.study_id()); !told)
    return fail(told);
  return book_.show(session, id, caller.user_id);
}

Result<v1::AlertCase> DutyDesk::advise(soci::session& session, const rpc::Caller& caller,
                                       const v1::AdviseRequest& request) const {
  if (auto fine = check_id(request.answer_id(), "answer_id"); !fine) return fail(fine);
  if (auto fine = check_text(request.text(), "text", Needed::kYes); !fine) return fail(fine);
  if (request.leads_to_record_size() > 32) return bad_request("more than 32 leads");
  for (const auto& lead : request.leads_to_record())
    if (lead.empty() || lead.size() > 8) return bad_request("a lead's name is 1 to 8 characters");
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  auto done = was_done(session, request.answer_id(), *record, "advise", caller);
  if (!done) return fail(done);
  if (*done) return book_.show(session, id, caller.user_id);
  if (record->closed_at != 0) return closed();
  if (auto room = book_.has_room(session, id); !room) return fail(room);
  AlertStore::add_action(session, {request.answer_id(), id, "advise", caller.user_id, "", book_.now()});
  v1::AnswerLetter letter;
  letter.set_answer_id(request.answer_id());
  letter.set_advice(request.text());
  *letter.mutable_leads_to_record() = request.leads_to_record();
  letter.set_by(caller.user_display_name);
  *letter.mutable_decided_at() = TimeUtil::MicrosecondsToTimestamp(book_.now());
  if (auto sent = answer(session, id, std::move(letter)); !sent) return fail(sent);
  if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.advise", request.answer_id());
      !told)
    return fail(told);
  return book_.show(session, id, caller.user_id);
}

Result<v1::AlertCase> DutyDesk::record_points(soci::session& session, const rpc::Caller& caller,
                                              const v1::RecordCasePointsRequest& request) const {
  if (request.points_size() > kListLimit) return bad_request("more than 100 points");
  auto record = book_.find(session, request.case_id());
  if (!record) return fail(record);
  const auto& id = record->case_id;
  if (auto room = book_.has_room(session, id); !room) return fail(room);
  bool news = false;
  for (const auto& point : request.points()) {
    if (auto fine = check_point(point, kStationSources, book_.now()); !fine) return fail(fine);
    auto added = book_.add_point(session, id, point, actor_of(caller));
    if (!added) return fail(added);
    news = news || *added;
  }
  if (news)
    if (auto told = book_.changed(session, id, Tell::kSites, actor_of(caller), "alert.points"); !told)
      return fail(told);
  return book_.show(session, id, caller.user_id);
}

}  // namespace rdc::router
