// Keeps everything acquired until the router acknowledged it, and a while longer.
//
//   DATA/spool/items/<item_id>   original bytes; without a row of that name: empty, or being written by a receiver
//   DATA/spool/coded/<item_id>.<coding>  transport-coded copies, made again when missing
//   DATA/spool/quarantine/<item_id>      kept aside for a person
//   DATA/spool/parsing/          see common/base/parse_guard.h
//   DATA/spool/agent.sqlite      the catalog, see schema.cc
//
// Invariant: once accept() returns an item, its bytes and its row survive a power cut; before that, nothing of it
// does after open(). A device waits for the disk, so files are made, and their names synced, in stock; and the row is
// committed while the bytes are synced, and marked as whole some time after both are. Whatever open() finds not so
// marked is hashed: bytes that are not all there were never acknowledged, and their row goes. Files without a row go
// too.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "acquisition_agent/spool/item.h"
#include "acquisition_agent/spool/item_store.h"
#include "acquisition_agent/spool/settlement.h"
#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/ids.h"
#include "common/base/parse_guard.h"

namespace rdc::agent {

struct SpoolOptions {
  std::filesystem::path data;                // DATA
  std::uint64_t reserve_bytes = 1ULL << 30;  // below this much free disk: refuse
  std::chrono::hours keep_stored{24};        // stored items' bytes; less when the disk needs them
};

// What the content says it is.
struct Inspection {
  v1::ItemKind kind = v1::ITEM_KIND_DICOM_INSTANCE;
  std::string sop_class_uid;
  std::string sop_instance_uid;
  bool ecg = false;      // is analysed; decides the urgency when the source's is not set
  bool complete = true;  // false: readable, but it ends early, as a half-written file does
};
// Parses a complete file. An Error sends it to quarantine with that reason.
using Inspect = std::function<Result<Inspection>(const std::filesystem::path&)>;

struct Arrival {
  std::string item_id;                       // both from Spool::begin()
  std::unique_ptr<base::WritableFile> file;  // the whole content appended, not synced
  std::string source;
  std::string charset_override;
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;  // unspecified: urgent for an ECG, routine for the rest
  std::optional<base::Sha256> sha256;             // of the file, when the receiver hashed what it wrote
};

struct Accepted {
  std::string item_id;
  bool duplicate = false;            // these bytes were here before; item_id is theirs
  std::optional<Error> quarantined;  // durable, but kept aside
};

// Thread-safe. Borrows everything it is opened with.
class Spool {
 public:
  // Finishes crash recovery before it returns.
  static Result<std::unique_ptr<Spool>> open(SpoolOptions options, base::FileSystem& fs, const base::Clock& clock,
                                             base::IdGenerator& ids);
  ~Spool();

  std::filesystem::path bytes_of(const std::string& item_id) const { return root_ / "items" / item_id; }
  std::filesystem::path coded_path(const std::string& item_id, v1::Coding coding) const;
  std::filesystem::path quarantined_bytes_of(const std::string& item_id) const {
    return root_ / "quarantine" / item_id;
  }

  // A new item and its empty file, whose name is durable already. End it with accept() or abandon().
  Result<Arrival> begin();
  void abandon(const Arrival& arrival);
  // Blocks until durable. kNoSpace/SPOOL_FULL: nothing was kept, the sender must keep it.
  Result<Accepted> accept(Arrival arrival, const Inspect& inspect);

  // Inspects a file that is not the spool's yet, with the same protection against poison.
  Result<Inspection> inspect_outside(const std::filesystem::path& file, const Inspect& inspect);

  // What the router's ledger is still to be told, of durable items.
  Result<std::vector<LedgerRow>> ledger_pending(int limit);

  // Called with every item that becomes owed, on the thread that made it so; in the order in which they were set. All
  // are set before the first accept().
  void on_owed(std::function<void(const Item&)> listener) { listeners_.push_back(std::move(listener)); }
  // Moves an owed item into a more urgent lane; nothing when it is there already, or no longer owed. kNotFound.
  Result<void> hasten(const std::string& item_id, v1::Urgency urgency);

  // Records the router's acknowledgement, later. `done` hears whether it is durable; it must not block.
  void stored(const Item& item, base::Timestamp stored_at, std::uint64_t bytes_sent, std::function<void(bool)> done);
  // Moves an owed item aside.
  Result<void> quarantine(const Item& item, const Error& why);
  // Tries a quarantined item from the start. kNotFound, kConflict when it is not in quarantine, or the inspection's
  // error: then it stays.
  Result<void> release(const std::string& item_id, const Inspect& inspect);
  // The router does not hold an item it acknowledged: owed again, or missing when the bytes are gone.
  Result<void> owe_again(const std::string& item_id);

  // Deletes what was kept long enough, and the oldest stored bytes while the disk is too full.
  void tidy();
  // True while accept() would refuse.
  bool refusing() const;
  std::uint64_t free_bytes() const;

  ItemStore& items() { return items_; }
  storage::Database& database() { return *database_; }
  base::ParseGuard& parse_guard() { return *guard_; }

 private:
  Spool(SpoolOptions options, base::FileSystem& fs, const base::Clock& clock, base::IdGenerator& ids,
        std::unique_ptr<storage::Database> database, std::unique_ptr<base::ParseGuard> guard);
  Result<void> recover();
  Result<void> settle_unsettled();
  Result<void> sweep_items();
  void sweep_coded();
  Result<Inspection> inspect_guarded(const std::filesystem::path& file, const std::string& sha256,
                                     const Inspect& inspect);
  Result<void> restock();
  Result<Accepted> admit(const Arrival& arrival, const Inspect& inspect);
  Result<Item> describe(const Arrival& arrival) const;
  Result<ItemStore::Inserted> settle(const Item& item, base::WritableFile& file);
  Result<Accepted> keep(Item item, base::WritableFile& file);
  Result<Accepted> keep_aside(Item item, base::WritableFile& file, const Error& why);
  Result<Accepted> accept_duplicate(const std::string& held_id, v1::Urgency urgency);
  Result<void> make_room();
  Result<void> owe_duplicate(Item held, v1::Urgency urgency);
  void tell_owed(const Item& item) const;
  void remove_quietly(const std::filesystem::path& path);
  void remove_coded(const std::string& item_id);

  const SpoolOptions options_;
  const std::filesystem::path root_;
  base::FileSystem& fs_;
  const base::Clock& clock_;
  base::IdGenerator& ids_;
  std::unique_ptr<storage::Database> database_;
  ItemStore items_;
  std::unique_ptr<base::ParseGuard> guard_;
  Settlement settlement_;
  std::mutex stock_mutex_;
  std::deque<std::string> stock_;  // item ids of empty files, oldest first
  std::vector<std::function<void(const Item&)>> listeners_;
  std::mutex tidy_mutex_;
};

}  // namespace rdc::agent
