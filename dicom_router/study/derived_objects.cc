#include "dicom_router/study/derived_objects.h"

#include <algorithm>
#include <array>

#include "common/base/digest.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/uid.h"

namespace rdc::router {
namespace {

// Presentation states of grey and of colour images; basic text, enhanced, comprehensive and comprehensive 3D reports;
// key objects.
constexpr std::array<std::string_view, 7> kClasses{"1.2.840.10008.5.1.4.1.1.11.1",  "1.2.840.10008.5.1.4.1.1.11.2",
                                                   "1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.88.22",
                                                   "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.34",
                                                   "1.2.840.10008.5.1.4.1.1.88.59"};

Result<InstanceFacts> facts_of(std::span<const std::byte> object) {
  // The walk of part10.h: whatever it is, nothing recursive or trusting sees it first.
  auto header = dicom::read_header(object);
  if (!header) return fail(ErrorCode::kInvalid, header.error().reason, "{}", header.error().message);
  if (std::ranges::find(kClasses, header->sop_class_uid) == kClasses.end() || header->frames != 0)
    return fail(ErrorCode::kInvalid, "NOT_A_DERIVED_OBJECT",
                "only presentation states, structured reports and key object selections are taken here");
  InstanceFacts facts;
  facts.derived = true;
  facts.study_instance_uid = std::move(header->study_instance_uid);
  facts.series_instance_uid = std::move(header->series_instance_uid);
  facts.sop_instance_uid = std::move(header->sop_instance_uid);
  facts.sop_class_uid = std::move(header->sop_class_uid);
  facts.transfer_syntax_uid = std::move(header->transfer_syntax_uid);
  facts.modality = std::move(header->modality);
  facts.patient_id = std::move(header->patient_id);
  facts.series_description = std::move(header->series_description);
  facts.series_number = header->series_number.value_or(0);
  facts.instance_number = header->instance_number.value_or(0);
  if (facts.series_instance_uid.empty())
    return fail(ErrorCode::kInvalid, "NO_SERIES_INSTANCE_UID", "the object names no series");
  return facts;
}

}  // namespace

std::string dicom_study_uid(const std::string& study_instance_uid) {
  constexpr std::string_view kItem = "item:";
  if (!study_instance_uid.starts_with(kItem)) return study_instance_uid;
  return dicom::uid_of_uuid(std::string_view(study_instance_uid).substr(kItem.size()));
}

DerivedObjects::DerivedObjects(Parts parts)
    : parts_(std::move(parts)), studies_(parts_.clock, parts_.ids), items_(parts_.clock) {}

// True: these very bytes are there already.
Result<bool> DerivedObjects::check_place(soci::session& session, const std::string& study_id,
                                         const InstanceFacts& facts, const std::string& sha256, StudyRecord& study) {
  auto found = studies_.find(session, study_id);
  if (!found) return fail(found);
  study = std::move(*found);
  if (facts.study_instance_uid != dicom_study_uid(study.summary.study_instance_uid()))
    return fail(ErrorCode::kInvalid, "OTHER_STUDY", "the object belongs to another study");
  if (facts.patient_id != study.summary.patient().patient_id())
    return fail(ErrorCode::kInvalid, "OTHER_PATIENT", "the object names another patient than the study");
  auto instances = studies_.instances_of(session, study_id);
  if (!instances) return fail(instances);
  bool held = false;
  for (const auto& instance : *instances) {
    if (instance.sop_instance_uid != facts.sop_instance_uid) continue;
    if (instance.sha256 != sha256)
      return fail(ErrorCode::kExists, "UID_TAKEN", "the study holds another object with this SOP Instance UID");
    held = true;
  }
  return held;
}

Result<void> DerivedObjects::index(soci::session& session, const rpc::Caller& reader, const StudyRecord& study,
                                   const InstanceFacts& facts, const std::string& sha256, std::uint64_t size) {
  auto object_key = items_.add_object(session, sha256, size);
  if (!object_key) return fail(object_key);
  ItemRecord item;
  item.item_id = parts_.ids.next();
  item.site_id = study.site_id;
  item.sha256 = sha256;
  item.size = item.coded_size = size;
  item.source = "reader/" + reader.machine_name;
  item.received_at = item.stored_at = base::to_micros(parts_.clock.now());
  item.state = "derived";  // made here: no site has an account of it
  auto item_key = items_.add_item(session, item, *object_key);
  if (!item_key) return fail(item_key);
  InstanceFacts placed = facts;
  placed.study_instance_uid = study.summary.study_instance_uid();
  auto added = studies_.add_instance(session, study.site_id, placed, *object_key, *item_key);
  if (!added) return fail(added);
  return parts_.audit(session,
                      {reader.user_id, reader.machine_name, "study.derived", study.summary.study_id(), "ok", sha256});
}

Result<v1::StoreDerivedReply> DerivedObjects::store(const rpc::Caller& reader, const v1::StoreDerivedRequest& request) {
  const auto bytes = base::as_bytes(request.object());
  if (bytes.size() > kLargest)
    return fail(ErrorCode::kTooLarge, "OBJECT_TOO_LARGE", "an object made by a reader has at most 1 MiB");
  auto facts = facts_of(bytes);
  if (!facts) return fail(facts);
  const auto sha256 = base::sha256(request.object()).hex();
  v1::StoreDerivedReply reply;
  reply.set_sop_instance_uid(facts->sop_instance_uid);
  reply.mutable_object()->set_sha256(sha256);
  reply.mutable_object()->set_size(bytes.size());
  StudyRecord study;
  auto held = parts_.catalog.read<bool>(
      [&](soci::session& session) { return check_place(session, request.study_id(), *facts, sha256, study); });
  if (!held) return fail(held);
  // The bytes first: a row names only what a power cut leaves there.
  if (!*held)
    if (auto put = parts_.objects.put_bytes(bytes); !put) return fail(put);
  auto indexed = parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
    // Again, where nobody comes between: two stations may send at once.
    auto now_held = check_place(session, request.study_id(), *facts, sha256, study);
    if (!now_held) return fail(now_held);
    reply.set_already_stored(*now_held);
    if (!*now_held) return index(session, reader, study, *facts, sha256, bytes.size());
    return parts_.audit(
        session, {reader.user_id, reader.machine_name, "study.derived", request.study_id(), "duplicate", sha256});
  });
  if (!indexed) return fail(indexed);
  return reply;
}

Result<DerivedObjects::Prepared> DerivedObjects::prepare(std::string_view object) {
  auto facts = facts_of(base::as_bytes(object));
  if (!facts) return fail(facts);
  auto put = parts_.objects.put_bytes(base::as_bytes(object));
  if (!put) return fail(put);
  return Prepared{std::move(*facts), std::move(*put), object.size()};
}

Result<void> DerivedObjects::add(soci::session& session, const rpc::Caller& reader, const std::string& study_id,
                                 const Prepared& object) {
  StudyRecord study;
  auto held = check_place(session, study_id, object.facts, object.sha256, study);
  if (!held) return fail(held);
  if (*held) return {};
  return index(session, reader, study, object.facts, object.sha256, object.size);
}

}  // namespace rdc::router
