#include "dicom_router/alert/site_desk.h"

#include <google/protobuf/util/time_util.h>

#include "common/base/digest.h"
#include "dicom_router/alert/request_checks.h"
#include "dicom_router/alert/timeline.h"
#include "dicom_router/store/mailbox_store.h"
#include "dicom_router/store/patient_identity.h"
#include "dicom_router/store/study_store.h"

namespace rdc::router {
namespace {

const std::set<v1::PointSource> kSiteSources = {v1::POINT_SOURCE_AGENT, v1::POINT_SOURCE_DEVICE,
                                                v1::POINT_SOURCE_TYPED};

Result<void> check(const v1::AttachedEcg& ecg) {
  if (auto digest = base::Sha256::from_hex(ecg.sha256()); !digest) return bad_request("an ECG's sha256 is no digest");
  if (!ecg.item_id().empty() && !base::is_uuid(ecg.item_id())) return bad_request("an ECG's item_id is no UUID");
  if (!v1::EcgTier_IsValid(ecg.agent_tier())) return bad_request("an ECG's agent_tier is unknown");
  if (ecg.agent_rule_version().size() > 64) return bad_request("agent_rule_version is too long");
  return check_words(ecg.agent_headline(), "agent_headline");
}

Result<void> check(const v1::OpenCaseRequest& request) {
  if (!base::is_uuid(request.case_id())) return bad_request("case_id is no UUID");
  const bool order = request.cause() == v1::ALERT_CAUSE_CHEST_PAIN_ORDER;
  const bool finding = request.cause() == v1::ALERT_CAUSE_AGENT_FINDING;
  if (!order && !finding) return bad_request("cause is CHEST_PAIN_ORDER or AGENT_FINDING");
  if (finding && request.tier() != v1::ECG_TIER_SUSPECTED && request.tier() != v1::ECG_TIER_ALARM)
    return bad_request("the tier of a finding is SUSPECTED or ALARM");
  if (finding && request.reason().zh().empty() && request.reason().en().empty())
    return bad_request("a finding has a reason");
  if (request.rule_version().size() > 64) return bad_request("rule_version is too long");
  if (request.points_size() > kListLimit || request.ecgs_size() > kListLimit)
    return bad_request("more than 100 points or ECGs");
  if (auto fine = check_words(request.reason(), "reason"); !fine) return fine;
  for (const auto& ecg : request.ecgs())
    if (auto fine = check(ecg); !fine) return fine;
  return check_patient(request.patient());
}

AlertFinding finding_of(const v1::OpenCaseRequest& request) {
  AlertFinding finding;
  finding.cause = request.cause();
  finding.rule_version = request.rule_version();
  if (request.ecgs_size() > 0) finding.sha256 = request.ecgs(0).sha256();
  if (request.cause() == v1::ALERT_CAUSE_AGENT_FINDING) {
    finding.tier = request.tier();
    finding.reason = request.reason();
  } else {
    finding.tier = v1::ECG_TIER_SUSPECTED;
    finding.reason.set_zh("基层已启动胸痛急救");
    finding.reason.set_en("chest-pain order at the site");
  }
  return finding;
}

}  // namespace

Result<std::string> SiteDesk::open_or_join(soci::session& session, const rpc::Caller& caller,
                                           const v1::OpenCaseRequest& request) const {
  // Bytes that another case of this site was opened for already: the agent's finding and the router's are one case.
  for (const auto& ecg : request.ecgs())
    if (auto there = AlertStore::open_case_of_ecg(session, caller.site_id, ecg.sha256())) return *there;
  const auto& patient = request.patient();
  const auto key = patient.patient_id().empty()
                       ? 0
                       : StudyStore::patient_key(session, identify_patient(caller.site_id, "", patient.patient_id()));
  if (auto there = book_.open_case_of(session, key, patient)) return *there;
  book_.open(session, request.case_id(), caller.site_id, key, patient);
  return request.case_id();
}

Result<v1::OpenCaseReply> SiteDesk::open_case(soci::session& session, const rpc::Caller& caller,
                                              const v1::OpenCaseRequest& request) const {
  if (auto fine = check(request); !fine) return fail(fine);
  const auto actor = actor_of(caller);
  const auto known = AlertStore::find_case(session, request.case_id());
  std::string case_id;
  if (known) {
    auto survivor = book_.find(session, request.case_id(), caller.site_id);
    if (!survivor) return fail(survivor);
    case_id = survivor->case_id;
  } else {
    auto opened = open_or_join(session, caller, request);
    if (!opened) return fail(opened);
    case_id = *opened;
    AlertStore::add_site(session, case_id, caller.site_id);
    // The id made at the edge must lead here, also when the case joined another: as one that was merged.
    if (case_id != request.case_id()) {
      book_.open(session, request.case_id(), caller.site_id, 0, {});
      if (auto merged = book_.merge(session, request.case_id(), case_id); !merged) return fail(merged);
    }
  }
  bool news = !known;
  for (const auto& ecg : request.ecgs()) {
    auto attached = attach(session, case_id, caller, ecg);
    if (!attached) return fail(attached);
    case_id = *attached;
  }
  auto added = add_points(session, case_id, caller, request.points());
  if (!added) return fail(added);
  news = news || *added > 0;
  if (!known)
    if (auto raised = book_.raise(session, case_id, finding_of(request)); !raised) return fail(raised);
  if (news)
    if (auto told = book_.changed(session, case_id, Tell::kSites, actor, "alert.open"); !told) return fail(told);
  v1::OpenCaseReply reply;
  auto seen = book_.show(session, case_id, "");
  if (!seen) return fail(seen);
  reply.set_case_id(case_id);
  *reply.mutable_alert_case() = std::move(*seen);
  return reply;
}

Result<std::string> SiteDesk::attach(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                                     const v1::AttachedEcg& ecg) const {
  AttachedEcgRecord record;
  record.sha256 = ecg.sha256();
  record.item_id = ecg.item_id();
  record.agent_tier = ecg.agent_tier();
  record.agent_rule_version = ecg.agent_rule_version();
  record.agent_headline = ecg.agent_headline();
  auto joined = case_id;
  // The ECG may have come first and opened a case by its patient: then that one and this are the same.
  if (const auto other = AlertStore::open_case_of_ecg(session, caller.site_id, ecg.sha256());
      other && *other != joined) {
    const auto mine = AlertStore::find_case(session, joined);
    if (mine && mine->closed_at == 0) {
      if (auto merged = book_.merge(session, joined, *other); !merged) return fail(merged);
      joined = *other;
    }
  }
  AlertStore::attach_ecg(session, joined, record, book_.now());
  const auto stored = EcgStore::find_at_site(session, caller.site_id, ecg.sha256());
  if (!stored) return joined;
  if (const auto mine = AlertStore::find_case(session, joined); mine && mine->patient_key == 0)
    AlertStore::set_patient(session, joined, stored->patient_key, stored->patient);
  if (auto attached = ecgs_.attach(session, joined, *stored); !attached) return fail(attached);
  return joined;
}

Result<int> SiteDesk::add_points(soci::session& session, const std::string& case_id, const rpc::Caller& caller,
                                 const google::protobuf::RepeatedPtrField<v1::TimePoint>& points) const {
  int added = 0;
  for (const auto& point : points) {
    if (auto fine = check_point(point, kSiteSources, book_.now()); !fine) return fail(fine);
    auto is_new = book_.add_point(session, case_id, point, actor_of(caller));
    if (!is_new) return fail(is_new);
    added += *is_new ? 1 : 0;
  }
  return added;
}

Result<v1::AttachEcgReply> SiteDesk::attach_ecg(soci::session& session, const rpc::Caller& caller,
                                                const v1::AttachEcgRequest& request) const {
  if (auto fine = check(request.ecg()); !fine) return fail(fine);
  auto record = book_.find(session, request.case_id(), caller.site_id);
  if (!record) return fail(record);
  if (auto room = book_.has_room(session, record->case_id); !room) return fail(room);
  auto joined = attach(session, record->case_id, caller, request.ecg());
  if (!joined) return fail(joined);
  if (auto told = book_.changed(session, *joined, Tell::kCentre, actor_of(caller), "alert.attach"); !told)
    return fail(told);
  v1::AttachEcgReply reply;
  reply.set_case_id(*joined);
  return reply;
}

Result<v1::RecordSitePointsReply> SiteDesk::record_points(soci::session& session, const rpc::Caller& caller,
                                                          const v1::RecordSitePointsRequest& request) const {
  if (request.points_size() > kListLimit) return bad_request("more than 100 points");
  auto record = book_.find(session, request.case_id(), caller.site_id);
  if (!record) return fail(record);
  if (auto room = book_.has_room(session, record->case_id); !room) return fail(room);
  auto added = add_points(session, record->case_id, caller, request.points());
  if (!added) return fail(added);
  if (*added > 0)
    if (auto told = book_.changed(session, record->case_id, Tell::kCentre, actor_of(caller), "alert.points"); !told)
      return fail(told);
  v1::RecordSitePointsReply reply;
  reply.set_case_id(record->case_id);
  return reply;
}

Result<v1::ReadBackReply> SiteDesk::read_back(soci::session& session, const rpc::Caller& caller,
                                              const v1::ReadBackRequest& request) const {
  if (auto fine = check_text(request.text(), "text", Needed::kYes); !fine) return fail(fine);
  const auto& point = request.point();
  if (point.kind() != v1::POINT_KIND_READ_BACK || point.subject() != request.answer_id())
    return bad_request("the point is READ_BACK of this answer");
  if (point.entered_by().empty()) return bad_request("the point names who read it back");
  if (auto fine = check_point(point, kSiteSources, book_.now()); !fine) return fail(fine);
  auto record = book_.find(session, request.case_id(), caller.site_id);
  if (!record) return fail(record);
  if (!AlertStore::has_answer(session, record->case_id, request.answer_id()))
    return fail(ErrorCode::kNotFound, "NO_SUCH_ANSWER", "this case has no such answer");
  auto corrected = point;
  correct(corrected);
  const auto at = google::protobuf::util::TimeUtil::TimestampToMicroseconds(corrected.centre_time());
  v1::ReadBackReply reply;
  reply.set_case_id(record->case_id);
  if (!AlertStore::set_read_back(session, request.answer_id(), at, point.entered_by(), request.text())) return reply;
  if (auto added = book_.add_point(session, record->case_id, point, actor_of(caller)); !added) return fail(added);
  auto told =
      book_.changed(session, record->case_id, Tell::kSites, actor_of(caller), "alert.read_back", request.answer_id());
  if (!told) return fail(told);
  return reply;
}

Result<void> SiteDesk::letter_kept(soci::session& session, const std::string& letter_id) const {
  const auto letter = MailboxStore::find(session, letter_id);
  if (!letter || !letter->has_answer()) return {};
  const auto& answer = letter->answer();
  auto record = book_.find(session, answer.case_id());
  if (!record) return {};  // the case is gone with an older life of the archive
  if (!AlertStore::set_answer_delivered(session, answer.answer_id(), book_.now())) return {};
  book_.add_server_point(session, record->case_id, v1::POINT_KIND_ANSWER_DELIVERED, answer.answer_id(), Actor{});
  return book_.changed(session, record->case_id, Tell::kCentre, Actor{}, "alert.answer_delivered", answer.answer_id());
}

}  // namespace rdc::router
