// What a reader made of a study, taken into the archive: presentation states, structured reports, key object
// selections.
#pragma once

#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/item_store.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/study_store.h"
#include "rdc/v1/study.pb.h"

namespace rdc::router {

// The Study Instance UID that objects made of this study carry. A study that began with an ECG file is known in the
// archive as "item:<UUID>"; in DICOM it has that UUID's UID.
std::string dicom_study_uid(const std::string& study_instance_uid);

// Thread-safe. Borrows everything.
class DerivedObjects {
 public:
  static constexpr std::size_t kLargest = 1 << 20;  // bytes of an object; stated in study.proto

  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    base::IdGenerator& ids;
    const base::Clock& clock;
    AuditSink audit;
  };
  explicit DerivedObjects(Parts parts);

  // Checks, stores, indexes; all of it survives a power cut when this returns. Errors as StoreDerived states. Blocks
  // for syncs.
  Result<v1::StoreDerivedReply> store(const rpc::Caller& reader, const v1::StoreDerivedRequest& request);

  // The same in two steps, for an object that belongs to another transaction: its bytes are durable first.
  struct Prepared {
    InstanceFacts facts;
    std::string sha256;
    std::uint64_t size = 0;
  };
  Result<Prepared> prepare(std::string_view object);
  Result<void> add(soci::session& session, const rpc::Caller& reader, const std::string& study_id,
                   const Prepared& object);

 private:
  Result<bool> check_place(soci::session& session, const std::string& study_id, const InstanceFacts& facts,
                           const std::string& sha256, StudyRecord& study);
  Result<void> index(soci::session& session, const rpc::Caller& reader, const StudyRecord& study,
                     const InstanceFacts& facts, const std::string& sha256, std::uint64_t size);

  Parts parts_;
  StudyStore studies_;
  ItemStore items_;
};

}  // namespace rdc::router
