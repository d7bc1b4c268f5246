// All SQL about items. What it returns is committed and durable, unless a method says "later".
#pragma once

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "acquisition_agent/spool/item.h"
#include "common/storage/database.h"

namespace rdc::agent {

struct ItemTotals {
  std::uint64_t waiting = 0;
  std::uint64_t waiting_bytes = 0;
  std::uint64_t stored = 0;
  std::uint64_t quarantined = 0;  // missing ones included
};

struct LedgerRow {
  Item item;
  std::int64_t version = 0;  // hand back to ledger_reported()
};

// Thread-safe. Borrows the database, which must outlive it.
class ItemStore {
 public:
  explicit ItemStore(storage::Database& database) : database_(database) {}

  struct Inserted {
    std::string duplicate_of;  // the item that already holds these bytes: nothing was inserted
    bool uid_conflict = false;
  };
  // The bytes are durable already.
  Result<Inserted> insert(const Item& item);
  // While the bytes are still on their way to the disk: the row says so until mark_whole(). Ready once committed.
  std::future<Result<Inserted>> insert_unsettled(const Item& item);
  Result<void> mark_whole(std::vector<std::string> item_ids);
  void mark_whole_later(std::vector<std::string> item_ids);
  // Takes an unsettled row back: its bytes never became durable.
  Result<void> withdraw(const std::string& item_id);
  Result<std::vector<Item>> unsettled();
  // kNotFound.
  Result<Item> find(const std::string& item_id);
  // Inside a transaction of the caller; nullopt: no such item.
  static std::optional<Item> find_in(soci::session& session, const std::string& item_id);
  // ECGs received since then, newest first.
  Result<std::vector<Item>> ecgs_since(base::Timestamp since, int limit);

  // Later: asynchronous, joins the next group commit. A lost update costs a repeated upload, never an item.
  void mark_sending_later(const std::string& item_id, base::Timestamp at, v1::Coding coding);
  // `done` runs on the catalog's thread after the commit; it must not block.
  void mark_stored_later(const std::string& item_id, base::Timestamp stored_at, std::uint64_t bytes_sent,
                         std::function<void(Result<void>)> done);
  void add_bytes_sent_later(const std::string& item_id, std::uint64_t bytes);

  Result<void> mark_quarantined(const std::string& item_id, const Error& why);
  Result<void> mark_missing(const std::string& item_id, const Error& why);
  // With what was found in it: kind, SOP class and instance, whether it is an ECG.
  Result<void> mark_spooled(const Item& item);
  // False when the item is no longer waiting, or is at least as urgent already.
  Result<bool> raise_urgency(const std::string& item_id, v1::Urgency urgency);
  Result<void> mark_bytes_deleted(const std::vector<std::string>& item_ids);

  Result<std::vector<Item>> owed();             // spooled and sending, oldest first
  Result<std::vector<Item>> aside();            // quarantined and missing, newest first, at most 1,000
  Result<std::vector<Item>> recent(int limit);  // newest first
  // Stored items whose bytes are still here, oldest first.
  Result<std::vector<Item>> kept(base::Timestamp stored_before, int limit);
  Result<ItemTotals> totals();

  Result<std::vector<LedgerRow>> ledger_pending(int limit);  // settled ones only
  Result<void> ledger_reported(const std::vector<LedgerRow>& rows);
  // Everything received since then is reported once more.
  Result<void> report_again(base::Timestamp received_after);
  // The router says which life of its archive this is. In one it did not tell of before, the router may have lost
  // anything: all is reported once more. True when so.
  Result<bool> note_archive_life(const std::string& life_id);

  Result<std::string> setting(const std::string& name);  // "" when never set
  Result<void> set_setting(const std::string& name, const std::string& value);

 private:
  storage::Database& database_;
};

}  // namespace rdc::agent
