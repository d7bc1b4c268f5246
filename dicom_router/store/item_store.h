// What sites sent and what became of it: objects, items, and the agents' own account of their items.
// Stateless; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "rdc/v1/audit.pb.h"
#include "rdc/v1/ingest.pb.h"

namespace rdc::router {

// An upload that came to an end. Times are microseconds UTC.
struct ItemRecord {
  std::string item_id;
  std::string site_id;
  std::string sha256;
  std::uint64_t size = 0;
  v1::Coding coding = v1::CODING_IDENTITY;
  std::uint64_t coded_size = 0;
  v1::ItemKind kind = v1::ITEM_KIND_DICOM_INSTANCE;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  std::string source;
  std::string charset_override;
  std::int64_t received_at = 0;         // agent's clock
  std::int64_t sent_at = 0;             // agent's clock; 0: not told
  std::int64_t clock_offset = 0;        // router's clock minus agent's, at Begin
  std::int64_t clock_uncertainty = -1;  // milliseconds; -1: known by its message's arrival only
  std::int64_t stored_at = 0;           // router's clock
  std::string state;                    // "stored", "duplicate", "rejected"; "derived": made by a reader here
  std::string reason, message;          // of a rejection
};

// Items of one site that an earlier answer covers.
struct KnownItem {
  std::string state;
  std::string reason, message;
  std::int64_t stored_at = 0;
};

class ItemStore {
 public:
  explicit ItemStore(const base::Clock& clock) : clock_(clock) {}

  // Writer. The object's key; adds it where new.
  Result<long long> add_object(soci::session& session, const std::string& sha256, std::uint64_t size);
  // Writer. The item's key. An item recorded before keeps its row (a rejected one may become stored). `object_key`:
  // nullopt for a rejected item.
  Result<long long> add_item(soci::session& session, const ItemRecord& item, std::optional<long long> object_key);

  // nullopt: never heard of. kDenied/NOT_YOUR_ITEM when it is another site's.
  Result<std::optional<KnownItem>> find_item(soci::session& session, const std::string& site_id,
                                             const std::string& item_id);
  // Whether this site stored these very bytes before.
  Result<bool> holds_bytes(soci::session& session, const std::string& site_id, const std::string& sha256);
  // Whether any site did: the bytes need not travel into the object store again.
  Result<bool> holds_object(soci::session& session, const std::string& sha256);

  // Writer. Keeps the agent's account, the latest word on each item. Which of its STORED items the router does not
  // hold.
  Result<std::vector<std::string>> keep_account(soci::session& session, const std::string& site_id,
                                                const v1::ReportLedgerRequest& account);

  // Every object the catalog names, by key. Stops when `each` returns false.
  Result<void> each_object(soci::session& session,
                           const std::function<bool(const std::string& sha256, std::uint64_t size)>& each);

 private:
  const base::Clock& clock_;
};

}  // namespace rdc::router
