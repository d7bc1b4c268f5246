#include "acquisition_agent/spool/spool.h"

#include <utility>

#include "common/base/logging.h"

namespace rdc::agent {
namespace {

void set_found(Item& item, const Inspection& found) {
  item.kind = found.kind;
  item.sop_class_uid = found.sop_class_uid;
  item.sop_instance_uid = found.sop_instance_uid;
  item.ecg = found.ecg;
}

}  // namespace
Spool::Spool(SpoolOptions options, base::FileSystem& fs, const base::Clock& clock, base::IdGenerator& ids,
             std::unique_ptr<storage::Database> database, std::unique_ptr<base::ParseGuard> guard)
    : options_(std::move(options)),
      root_(options_.data / "spool"),
      fs_(fs),
      clock_(clock),
      ids_(ids),
      database_(std::move(database)),
      items_(*database_),
      guard_(std::move(guard)) {}

std::filesystem::path Spool::coded_path(const std::string& item_id, v1::Coding coding) const {
  return root_ / "coded" / (item_id + (coding == v1::CODING_ZSTD ? ".zstd" : ".rdc1"));
}

Spool::~Spool() {
  if (auto ids = settlement_.take_unrecorded(); !ids.empty()) items_.mark_whole_later(std::move(ids));
}

Result<void> Spool::restock() {
  constexpr int kTogether = 32;
  std::deque<std::string> made;
  for (int i = 0; i < kTogether; ++i) {
    made.push_back(ids_.next());
    if (auto file = fs_.create(bytes_of(made.back())); !file) return fail(file);
  }
  if (auto synced = fs_.sync_directory(root_ / "items"); !synced) return synced;
  stock_ = std::move(made);
  return {};
}

// All items come through here, so ids are in the order of arrival, though older than it.
Result<Arrival> Spool::begin() {
  Arrival arrival;
  {
    const std::lock_guard lock(stock_mutex_);
    if (stock_.empty())
      if (auto restocked = restock(); !restocked) return fail(restocked);
    arrival.item_id = std::move(stock_.front());
    stock_.pop_front();
  }
  auto file = fs_.reopen(bytes_of(arrival.item_id), 0);
  if (!file) return fail(file);
  arrival.file = std::move(*file);
  return arrival;
}

void Spool::abandon(const Arrival& arrival) { remove_quietly(bytes_of(arrival.item_id)); }

Result<Accepted> Spool::accept(Arrival arrival, const Inspect& inspect) {
  auto accepted = admit(arrival, inspect);
  // Of no use to anyone: the sender still has it.
  if (!accepted || accepted->duplicate) abandon(arrival);
  return accepted;
}

Result<Item> Spool::describe(const Arrival& arrival) const {
  Item item;
  item.received_at = clock_.now();
  item.item_id = arrival.item_id;
  item.size = arrival.file->size();
  item.source = arrival.source.substr(0, 64);
  item.charset_override = arrival.charset_override;
  if (arrival.urgency != v1::URGENCY_UNSPECIFIED) item.urgency = arrival.urgency;
  const auto digest = arrival.sha256 ? *arrival.sha256 : base::sha256_of_file(bytes_of(arrival.item_id));
  if (!digest) return fail(digest);
  item.sha256 = digest->hex();
  return item;
}

Result<Accepted> Spool::admit(const Arrival& arrival, const Inspect& inspect) {
  if (auto room = make_room(); !room) return fail(room);
  auto item = describe(arrival);
  if (!item) return fail(item);
  const auto inspected = inspect_guarded(bytes_of(item->item_id), item->sha256, inspect);
  if (!inspected) return keep_aside(std::move(*item), *arrival.file, inspected.error());
  set_found(*item, *inspected);
  if (inspected->ecg && arrival.urgency == v1::URGENCY_UNSPECIFIED) item->urgency = v1::URGENCY_URGENT;
  return keep(std::move(*item), *arrival.file);
}

// The row goes to the disk while the bytes do.
Result<ItemStore::Inserted> Spool::settle(const Item& item, base::WritableFile& file) {
  Settlement::Passage passage(settlement_, item.item_id);
  auto row = items_.insert_unsettled(item);
  const auto synced = file.sync();
  auto inserted = row.get();
  if (!inserted) return fail(inserted);
  if (!inserted->duplicate_of.empty()) return inserted;
  if (synced) {
    passage.settled();
    return inserted;
  }
  if (auto withdrawn = items_.withdraw(item.item_id); !withdrawn) {
    spdlog::warn("item {} was not kept; its row goes at the next start: {}", item.item_id, withdrawn.error().message);
    passage.stranded();
  }
  return fail(synced);
}

Result<Accepted> Spool::keep(Item item, base::WritableFile& file) {
  item.state = ItemState::kSpooled;
  item.spooled_at = clock_.now();
  for (;;) {
    const auto inserted = settle(item, file);
    if (!inserted) return fail(inserted);
    if (!inserted->duplicate_of.empty()) {
      // If that other arrival fails, this one counts.
      auto same = accept_duplicate(inserted->duplicate_of, item.urgency);
      if (!same && same.error().code == ErrorCode::kNotFound) continue;
      return same;
    }
    item.uid_conflict = inserted->uid_conflict;
    break;
  }
  if (item.uid_conflict)
    spdlog::warn("item {} repeats a SOP Instance UID with other bytes: both are kept", item.item_id);
  constexpr std::size_t kRecordTogether = 64;
  if (auto ids = settlement_.take_unrecorded(kRecordTogether); !ids.empty()) items_.mark_whole_later(std::move(ids));
  tell_owed(item);
  return Accepted{item.item_id, false, {}};
}

Result<Accepted> Spool::keep_aside(Item item, base::WritableFile& file, const Error& why) {
  const auto place = quarantined_bytes_of(item.item_id);
  if (auto synced = file.sync(); !synced) return fail(synced);
  if (auto renamed = fs_.rename(bytes_of(item.item_id), place); !renamed) return fail(renamed);
  if (auto synced = fs_.sync_directory(place.parent_path()); !synced) return fail(synced);
  item.state = ItemState::kQuarantined;
  item.reason = why.reason;
  item.message = why.message;
  item.spooled_at = clock_.now();
  const auto inserted = items_.insert(item);
  // After a failed commit the file stays: should the row be there all the same, it must have its bytes. If it is not,
  // the next start removes the file.
  if (!inserted) return fail(inserted);
  if (!inserted->duplicate_of.empty()) {
    remove_quietly(place);
    return accept_duplicate(inserted->duplicate_of, item.urgency);
  }
  spdlog::warn("item {} from {} is in quarantine: {} {}", item.item_id, item.source, why.reason, why.message);
  return Accepted{item.item_id, false, why};
}

// Only what is durable may be acknowledged, and the other arrival may not be yet.
Result<Accepted> Spool::accept_duplicate(const std::string& held_id, v1::Urgency urgency) {
  if (!settlement_.wait_for(held_id))
    return fail(ErrorCode::kUnavailable, "NOT_KEPT",
                "the same bytes came before and could not be written: restart the agent, then send them again");
  auto held = items_.find(held_id);
  if (!held) return fail(held);
  if (auto owed = owe_duplicate(*held, urgency); !owed) return fail(owed);
  Accepted same{held_id, true, {}};
  if (held->state == ItemState::kQuarantined)
    same.quarantined = Error{ErrorCode::kCorrupt, held->reason, held->message};
  return same;
}

Result<std::vector<LedgerRow>> Spool::ledger_pending(int limit) {
  if (auto ids = settlement_.take_unrecorded(); !ids.empty())
    if (auto marked = items_.mark_whole(std::move(ids)); !marked) return fail(marked);
  return items_.ledger_pending(limit);
}

// The same bytes again: if they are now more urgent, the one item moves up. It is offered to the queue in any case,
// which ignores what it has: the row may stem from a commit that was reported as failed.
Result<void> Spool::owe_duplicate(Item held, v1::Urgency urgency) {
  if (held.state != ItemState::kSpooled && held.state != ItemState::kSending) return {};
  if (urgency < held.urgency) {
    if (auto raised = items_.raise_urgency(held.item_id, urgency); !raised) return fail(raised);
    held.urgency = urgency;
  }
  tell_owed(held);
  return {};
}

Result<void> Spool::hasten(const std::string& item_id, v1::Urgency urgency) {
  auto held = items_.find(item_id);
  if (!held) return fail(held);
  return urgency < held->urgency ? owe_duplicate(std::move(*held), urgency) : Result<void>{};
}

void Spool::tell_owed(const Item& item) const {
  for (const auto& listener : listeners_) listener(item);
}

Result<Inspection> Spool::inspect_guarded(const std::filesystem::path& file, const std::string& sha256,
                                          const Inspect& inspect) {
  auto scope = guard_->enter(sha256);
  if (!scope) return fail(scope);
  return inspect(file);
}

Result<Inspection> Spool::inspect_outside(const std::filesystem::path& file, const Inspect& inspect) {
  const auto digest = base::sha256_of_file(file);
  if (!digest) return fail(digest);
  return inspect_guarded(file, digest->hex(), inspect);
}

void Spool::stored(const Item& item, base::Timestamp stored_at, std::uint64_t bytes_sent,
                   std::function<void(bool)> done) {
  const std::string item_id = item.item_id;
  items_.mark_stored_later(item_id, stored_at, bytes_sent,
                           [this, item_id, done = std::move(done)](Result<void> result) {
                             if (!result)
                               spdlog::warn("item {}: acknowledgement not recorded, it will be asked for again: {}",
                                            item_id, result.error().message);
                             else
                               remove_coded(item_id);
                             done(result.has_value());
                           });
}

Result<void> Spool::quarantine(const Item& item, const Error& why) {
  // The bytes first, the row next: after a crash between the two, open() moves the bytes back.
  if (auto renamed = fs_.rename(bytes_of(item.item_id), quarantined_bytes_of(item.item_id));
      !renamed && renamed.error().code != ErrorCode::kNotFound)
    return renamed;
  if (auto synced = fs_.sync_directory(root_ / "quarantine"); !synced) return synced;
  remove_coded(item.item_id);
  spdlog::warn("item {} is in quarantine: {} {}", item.item_id, why.reason, why.message);
  return items_.mark_quarantined(item.item_id, why);
}

Result<void> Spool::release(const std::string& item_id, const Inspect& inspect) {
  auto item = items_.find(item_id);
  if (!item) return fail(item);
  if (item->state != ItemState::kQuarantined)
    return fail(ErrorCode::kConflict, "NOT_IN_QUARANTINE", "item {} is {}, not in quarantine", item_id,
                to_string(item->state));
  guard_->forgive(item->sha256);
  const auto aside = quarantined_bytes_of(item_id);
  auto inspected = inspect_guarded(aside, item->sha256, inspect);
  if (!inspected) {
    if (auto kept = items_.mark_quarantined(item_id, inspected.error()); !kept) return kept;
    return fail(inspected);
  }
  if (auto renamed = fs_.rename(aside, bytes_of(item_id)); !renamed) return renamed;
  if (auto synced = fs_.sync_directory(root_ / "items"); !synced) return synced;
  set_found(*item, *inspected);
  auto owed = items_.mark_spooled(*item);
  if (!owed) return owed;
  if (item->urgency == v1::URGENCY_UNSPECIFIED) item->urgency = v1::URGENCY_ROUTINE;
  item->state = ItemState::kSending;  // the router may have seen part of it before
  tell_owed(*item);
  return {};
}

Result<void> Spool::owe_again(const std::string& item_id) {
  const std::lock_guard lock(tidy_mutex_);  // its bytes are not deleted meanwhile
  auto item = items_.find(item_id);
  if (!item) return fail(item);
  if (item->state != ItemState::kStored) return {};
  std::error_code error;
  if (!std::filesystem::exists(bytes_of(item_id), error)) {
    spdlog::error("item {} was acknowledged, but the router does not hold it and its bytes are deleted here", item_id);
    return items_.mark_missing(
        item_id, {ErrorCode::kNotFound, "LOST_AT_ROUTER", "send it again from the device: the centre lost it"});
  }
  spdlog::warn("item {} was acknowledged, but the router does not hold it: sending it again", item_id);
  if (auto owed = items_.mark_spooled(*item); !owed) return owed;
  item->state = ItemState::kSending;
  tell_owed(*item);
  return {};
}

void Spool::remove_quietly(const std::filesystem::path& path) {
  if (auto removed = fs_.remove(path); !removed) spdlog::warn("{}", removed.error().message);
}

void Spool::remove_coded(const std::string& item_id) {
  remove_quietly(coded_path(item_id, v1::CODING_RDC1));
  remove_quietly(coded_path(item_id, v1::CODING_ZSTD));
}

}  // namespace rdc::agent
