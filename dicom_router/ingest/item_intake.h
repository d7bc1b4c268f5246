// What happens to an item once its last byte is staged: rebuild the original, check it against its digest, read it,
// make it durable, put it in the store, and index it in one catalog transaction. What fails for good goes to
// quarantine, with a letter to the site in the transaction that records it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/ids.h"
#include "dicom_router/ingest/quarantine.h"
#include "dicom_router/ingest/staging.h"
#include "dicom_router/ports.h"
#include "dicom_router/routing/routing_rules.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/item_store.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/study_store.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

// Who sends, and how far their clock is off.
struct Sender {
  std::string site_id;
  std::string machine_name;
  std::int64_t clock_offset = 0;        // microseconds, router minus agent
  std::int64_t clock_uncertainty = -1;  // milliseconds; -1: known by its message's arrival only
};

// Thread-safe. Borrows everything.
class ItemIntake {
 public:
  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    Staging& staging;
    Quarantine& quarantine;
    base::FileSystem& fs;
    const base::Clock& clock;
    base::IdGenerator& ids;
    const RoutingRules& routing;
    AuditSink audit;
    LetterSink letters;
    EcgSink ecg_stored = {};
  };
  explicit ItemIntake(Parts parts);

  using Done = std::function<void(v1::Outcome)>;

  // Takes a complete item. Blocks while it reads and syncs; the commit is shared with other items, and `done` runs on
  // the catalog's writer thread once it is durable. The item's files are gone, or its outcome is RETRY.
  void finish(std::shared_ptr<StagedItem> item, Sender sender, Done done);

  // An outcome that is known before any byte arrives: DUPLICATE, or an earlier rejection that is asked for again.
  // nullopt: send it.
  Result<std::optional<v1::Outcome>> known(const v1::Begin& begin, const Sender& sender);

 private:
  Result<void> check_bytes(StagedItem& item, std::filesystem::path& original);
  Result<InstanceFacts> read(StagedItem& item, const std::filesystem::path& original);
  void store(std::shared_ptr<StagedItem> item, const Sender& sender, InstanceFacts facts,
             const std::filesystem::path& original, Done done);
  void reject(std::shared_ptr<StagedItem> item, const Sender& sender, const Error& why, Done done);
  Result<bool> index(soci::session& session, const v1::Begin& begin, const Sender& sender, const InstanceFacts& facts);
  ItemRecord record_of(const v1::Begin& begin, const Sender& sender) const;
  v1::Outcome outcome_of(const v1::Begin& begin, v1::Outcome::Result result, const Error& why = {}) const;

  Parts parts_;
  ItemStore items_;
  StudyStore studies_;
  WorklistStore worklist_;
};

}  // namespace rdc::router
