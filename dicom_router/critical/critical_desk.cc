#include "dicom_router/critical/critical_desk.h"

#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/request_checks.h"
#include "dicom_router/alert/timeline.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::size_t kNameLimit = 64, kFindingLimit = 1000, kAdviceLimit = 500;

google::protobuf::Timestamp stamp_of(std::int64_t micros) { return TimeUtil::MicrosecondsToTimestamp(micros); }

v1::Person caller_person(const rpc::Caller& caller) {
  v1::Person person;
  person.set_user_id(caller.user_id);
  person.set_display_name(caller.user_display_name);
  return person;
}

Result<void> check_uuid(const std::string& id, const char* field) {
  if (!base::is_uuid(id)) return bad_request(fmt::format("{} is no UUID", field));
  return {};
}

Result<void> check_name(const std::string& name, const char* field) {
  return check_text(name, field, Needed::kYes, kNameLimit);
}

// What is alike in the words of a read-back and of an action.
template <typename Request>
Result<void> check_told(const std::string& id, const char* id_field, const Request& request) {
  if (auto fine = check_uuid(request.notice_id(), "notice_id"); !fine) return fine;
  if (auto fine = check_uuid(id, id_field); !fine) return fine;
  if (auto fine = check_name(request.by(), "by"); !fine) return fine;
  return check_text(request.text(), "text", Needed::kYes);
}

template <typename Request>
Result<void> check_action(const Request& request) {
  if (auto fine = check_told(request.action_id(), "action_id", request); !fine) return fine;
  if (auto fine = check_name(request.doctor(), "doctor"); !fine) return fine;
  if (!request.has_doctor_told_at()) return bad_request("doctor_told_at is missing");
  return check_time(request.doctor_told_at(), "doctor_told_at");
}

// When a site did something, by the router's clock, and how well that is known. A clock that shows what cannot be true
// does not keep the record from being taken: then it is when the record came.
struct SiteTime {
  google::protobuf::Timestamp at;
  std::uint32_t uncertainty_ms = kUnknownUncertainty;
};

template <typename Request>
SiteTime site_time(const Request& request, const std::string& id, std::int64_t now) {
  v1::TimePoint point;
  point.set_point_id(id);
  point.set_kind(v1::POINT_KIND_READ_BACK);
  point.set_source(v1::POINT_SOURCE_AGENT);
  *point.mutable_at() = request.at();
  if (request.has_clock()) *point.mutable_clock() = request.clock();
  if (!request.has_at() || !check_point(point, {v1::POINT_SOURCE_AGENT}, now)) return {stamp_of(now)};
  correct(point);
  return {point.centre_time(), point.uncertainty_ms()};
}

template <typename Request>
v1::CriticalAction action_of(const Request& request) {
  v1::CriticalAction action;
  action.set_action_id(request.action_id());
  action.set_by(request.by());
  action.set_doctor(request.doctor());
  *action.mutable_doctor_told_at() = request.doctor_told_at();
  action.set_text(request.text());
  return action;
}

}  // namespace

// ---- Sending -------------------------------------------------------------------------------------------------------

Result<void> CriticalDesk::check(const v1::NotifyCriticalRequest& request) const {
  if (auto fine = check_uuid(request.notice_id(), "notice_id"); !fine) return fine;
  if (auto fine = check_text(request.finding(), "finding", Needed::kYes, kFindingLimit); !fine) return fine;
  if (auto fine = check_text(request.advice(), "advice", Needed::kNo, kAdviceLimit); !fine) return fine;
  if (auto fine = check_text(request.check_reason(), "check_reason", Needed::kNo); !fine) return fine;
  if (!request.entry_id().empty() && parts_.table.find(request.entry_id()) == nullptr)
    return fail(ErrorCode::kInvalid, "NO_SUCH_ENTRY", "the county's list has no such entry: load it again");
  return {};
}

Result<std::optional<v1::CriticalNotice>> CriticalDesk::sent_before(soci::session& session, const rpc::Caller& caller,
                                                                    const v1::NotifyCriticalRequest& request) const {
  auto known = CriticalStore::find(session, request.notice_id());
  if (!known && known.error().code == ErrorCode::kNotFound) return std::optional<v1::CriticalNotice>();
  if (!known) return fail(known);
  if (known->study_id() != request.study_id() || known->by().user_id() != caller.user_id ||
      known->entry_id() != request.entry_id() || known->finding() != request.finding() ||
      known->advice() != request.advice())
    return fail(ErrorCode::kExists, "ID_TAKEN", "another critical value has this identifier");
  mark_overdue(*known);
  return std::optional<v1::CriticalNotice>(std::move(*known));
}

Result<v1::CriticalNotice> CriticalDesk::filled(soci::session& session, const rpc::Caller& caller,
                                                const v1::NotifyCriticalRequest& request,
                                                const CriticalChecker& checker) const {
  auto study = parts_.studies.find(session, request.study_id());
  if (!study) return fail(study);
  const bool same_person = checker.user_id == caller.user_id;
  if (same_person && request.check_reason().empty() && !parts_.table.is_night(parts_.clock.now()))
    return fail(ErrorCode::kInvalid, "REASON_NEEDED",
                "by day a second person checks: say why one person checks twice, or ask a colleague");
  v1::CriticalNotice notice;
  notice.set_notice_id(request.notice_id());
  notice.set_study_id(request.study_id());
  const auto& summary = study->summary;
  notice.set_study_instance_uid(summary.study_instance_uid());
  notice.set_site_id(study->site_id);
  notice.set_site_name(study->site_name);
  *notice.mutable_patient() = summary.patient();
  notice.set_accession_number(summary.accession_number());
  notice.set_study_description(summary.description());
  *notice.mutable_modalities() = summary.modalities();
  if (summary.has_study_time()) *notice.mutable_study_time() = summary.study_time();
  notice.set_entry_id(request.entry_id());
  if (const auto* entry = parts_.table.find(request.entry_id())) *notice.mutable_entry() = entry->name();
  notice.set_finding(request.finding());
  notice.set_advice(request.advice());
  notice.set_table_name(parts_.table.name);
  notice.set_table_version(parts_.table.version);
  notice.set_table_source(parts_.table.source);
  *notice.mutable_by() = caller_person(caller);
  notice.set_check(same_person ? v1::CRITICAL_CHECK_SAME_PERSON_TWICE : v1::CRITICAL_CHECK_SECOND_PERSON);
  notice.mutable_checked_by()->set_user_id(checker.user_id);
  notice.mutable_checked_by()->set_display_name(checker.display_name);
  if (same_person) notice.set_check_reason(request.check_reason());
  const auto at = now();
  *notice.mutable_notified_at() = stamp_of(at);
  *notice.mutable_read_back_due_at() = stamp_of(at + parts_.table.read_back_minutes * kMinuteInMicros);
  *notice.mutable_action_due_at() = stamp_of(at + parts_.table.action_minutes * kMinuteInMicros);
  return notice;
}

Result<v1::CriticalNotice> CriticalDesk::notify(soci::session& session, const rpc::Caller& caller,
                                                const v1::NotifyCriticalRequest& request,
                                                const CriticalChecker& checker) const {
  if (auto fine = check(request); !fine) return fail(fine);
  auto before = sent_before(session, caller, request);
  if (!before) return fail(before);
  if (*before) return std::move(**before);
  auto notice = filled(session, caller, request, checker);
  if (!notice) return notice;
  if (auto added = CriticalStore::add(session, *notice, next_look(*notice)); !added) return fail(added);
  if (auto sent = send_letter(session, notice->notice_id()); !sent) return fail(sent);
  const auto detail = notice->study_id() + " checked by " + checker.user_id;
  auto noted = parts_.audit(session, audit_entry(caller, "critical.notify", notice->notice_id(), "ok", detail));
  if (!noted) return fail(noted);
  return show(session, notice->notice_id());
}

// ---- What became of it ---------------------------------------------------------------------------------------------

Result<void> CriticalDesk::read_back(soci::session& session, const rpc::Caller& caller,
                                     const v1::CriticalNotice& notice, v1::CriticalReadBack told) const {
  *told.mutable_recorded_at() = stamp_of(now());
  const auto detail = told.read_back_id();
  const bool by_phone = told.via() == v1::CRITICAL_VIA_PHONE;
  auto first = CriticalStore::set_read_back(session, notice.notice_id(), told);
  if (!first) return fail(first);
  if (!*first) {
    if (notice.read_back().read_back_id() == told.read_back_id()) return {};
    // Two people read it back, one of them by telephone: the first counts, and that there was another is on record.
    return parts_.audit(session, audit_entry(caller, "critical.read_back_again", notice.notice_id(), "ok", detail));
  }
  auto changed = show(session, notice.notice_id());
  if (!changed) return fail(changed);
  if (!changed->has_closed_at()) CriticalStore::set_look(session, notice.notice_id(), next_look(*changed));
  CriticalStore::touch(session, notice.notice_id());
  if (by_phone)
    if (auto sent = send_letter(session, notice.notice_id()); !sent) return sent;
  return parts_.audit(session, audit_entry(caller, by_phone ? "critical.phone_read_back" : "critical.read_back",
                                           notice.notice_id(), "ok", detail));
}

Result<void> CriticalDesk::act(soci::session& session, const rpc::Caller& caller, const v1::CriticalNotice& notice,
                               v1::CriticalAction done) const {
  const auto known = CriticalStore::notice_of_action(session, done.action_id());
  if (known && *known != notice.notice_id())
    return fail(ErrorCode::kExists, "ID_TAKEN", "another action has this identifier");
  if (known) return {};
  if (notice.actions_size() >= kMostActions)
    return fail(ErrorCode::kTooLarge, "NOTICE_FULL", "{} actions are on record already: that is all it takes",
                kMostActions);
  *done.mutable_recorded_at() = stamp_of(now());
  const bool by_phone = done.via() == v1::CRITICAL_VIA_PHONE;
  if (auto added = CriticalStore::add_action(session, notice.notice_id(), done); !added) return fail(added);
  auto changed = show(session, notice.notice_id());
  if (!changed) return fail(changed);
  if (!changed->has_closed_at()) CriticalStore::set_look(session, notice.notice_id(), next_look(*changed));
  CriticalStore::touch(session, notice.notice_id());
  if (by_phone)
    if (auto sent = send_letter(session, notice.notice_id()); !sent) return sent;
  return parts_.audit(session, audit_entry(caller, by_phone ? "critical.phone_action" : "critical.action",
                                           notice.notice_id(), "ok", done.action_id()));
}

Result<v1::CriticalNotice> CriticalDesk::phone_read_back(soci::session& session, const rpc::Caller& caller,
                                                         const v1::RecordPhoneReadBackRequest& request) const {
  if (auto fine = check_told(request.read_back_id(), "read_back_id", request); !fine) return fail(fine);
  auto notice = CriticalStore::find(session, request.notice_id());
  if (!notice) return notice;
  v1::CriticalReadBack told;
  told.set_read_back_id(request.read_back_id());
  told.set_by(request.by());
  told.set_text(request.text());
  *told.mutable_at() = stamp_of(now());
  told.set_via(v1::CRITICAL_VIA_PHONE);
  *told.mutable_recorded_by() = caller_person(caller);
  if (auto done = read_back(session, caller, *notice, std::move(told)); !done) return fail(done);
  return show(session, request.notice_id());
}

Result<v1::CriticalNotice> CriticalDesk::phone_action(soci::session& session, const rpc::Caller& caller,
                                                      const v1::RecordPhoneActionRequest& request) const {
  if (auto fine = check_action(request); !fine) return fail(fine);
  auto notice = CriticalStore::find(session, request.notice_id());
  if (!notice) return notice;
  auto action = action_of(request);
  *action.mutable_at() = stamp_of(now());
  action.set_via(v1::CRITICAL_VIA_PHONE);
  *action.mutable_recorded_by() = caller_person(caller);
  if (auto done = act(session, caller, *notice, std::move(action)); !done) return fail(done);
  return show(session, request.notice_id());
}

Result<v1::CriticalNotice> CriticalDesk::close(soci::session& session, const rpc::Caller& caller,
                                               const v1::CloseCriticalRequest& request) const {
  if (auto fine = check_uuid(request.notice_id(), "notice_id"); !fine) return fail(fine);
  if (auto fine = check_text(request.note(), "note", Needed::kNo); !fine) return fail(fine);
  auto notice = CriticalStore::find(session, request.notice_id());
  if (!notice) return notice;
  if (notice->has_closed_at()) return show(session, request.notice_id());
  // CLINICAL.md section 8: not before read-back and action are on record.
  if (!notice->has_read_back())
    return fail(ErrorCode::kConflict, "NOT_READ_BACK",
                "the site has not read it back yet: phone them if it takes long");
  if (notice->actions().empty())
    return fail(ErrorCode::kConflict, "NO_ACTION", "what was done is not on record yet: ask the site");
  CriticalStore::set_closed(session, request.notice_id(), caller_person(caller), request.note(), now());
  CriticalStore::touch(session, request.notice_id());
  if (auto sent = send_letter(session, request.notice_id()); !sent) return fail(sent);
  if (auto noted = parts_.audit(session, audit_entry(caller, "critical.close", request.notice_id())); !noted)
    return fail(noted);
  return show(session, request.notice_id());
}

Result<v1::ReadBackCriticalReply> CriticalDesk::site_read_back(soci::session& session, const rpc::Caller& caller,
                                                               const v1::ReadBackCriticalRequest& request) const {
  if (auto fine = check_told(request.read_back_id(), "read_back_id", request); !fine) return fail(fine);
  auto notice = CriticalStore::find(session, request.notice_id(), caller.site_id);
  if (!notice) return fail(notice);
  v1::CriticalReadBack told;
  told.set_read_back_id(request.read_back_id());
  told.set_by(request.by());
  told.set_text(request.text());
  told.set_via(v1::CRITICAL_VIA_CONSOLE);
  const auto when = site_time(request, request.read_back_id(), now());
  *told.mutable_at() = when.at;
  told.set_uncertainty_ms(when.uncertainty_ms);
  if (auto done = read_back(session, caller, *notice, std::move(told)); !done) return fail(done);
  return v1::ReadBackCriticalReply();
}

Result<v1::RecordSiteActionReply> CriticalDesk::site_action(soci::session& session, const rpc::Caller& caller,
                                                            const v1::RecordSiteActionRequest& request) const {
  if (auto fine = check_action(request); !fine) return fail(fine);
  auto notice = CriticalStore::find(session, request.notice_id(), caller.site_id);
  if (!notice) return fail(notice);
  auto action = action_of(request);
  action.set_via(v1::CRITICAL_VIA_CONSOLE);
  const auto when = site_time(request, request.action_id(), now());
  *action.mutable_at() = when.at;
  action.set_uncertainty_ms(when.uncertainty_ms);
  if (auto done = act(session, caller, *notice, std::move(action)); !done) return fail(done);
  return v1::RecordSiteActionReply();
}

}  // namespace rdc::router
