// Opening after a crash, and giving disk space back.
#include <algorithm>
#include <set>

#include "acquisition_agent/spool/schema.h"
#include "acquisition_agent/spool/spool.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

Result<std::vector<std::filesystem::path>> files_in(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
    files.push_back(at->path());
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot list {}: {}", directory.string(), error.message());
  return files;
}

Result<void> sync_file(base::FileSystem& fs, const std::filesystem::path& file, std::uint64_t size) {
  auto opened = fs.reopen(file, size);
  if (!opened) return fail(opened);
  return (*opened)->sync();
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::open(SpoolOptions options, base::FileSystem& fs, const base::Clock& clock,
                                           base::IdGenerator& ids) {
  const auto root = options.data / "spool";
  for (const char* name : {"items", "coded", "quarantine", "parsing"})
    if (auto made = fs.create_directories(root / name); !made) return fail(made);
  storage::Database::Options database_options;
  database_options.file = root / "agent.sqlite";
  database_options.readers = 2;
  database_options.checkpoint_pages = 1'000;
  auto database = storage::Database::open(std::move(database_options), agent_migrations(), clock);
  if (!database) return fail(database);
  auto guard = base::ParseGuard::open(root / "parsing", fs);
  if (!guard) return fail(guard);
  std::unique_ptr<Spool> spool(new Spool(std::move(options), fs, clock, ids, std::move(*database), std::move(*guard)));
  if (auto recovered = spool->recover(); !recovered) return fail(recovered);
  return spool;
}

Result<void> Spool::recover() {
  if (auto settled = settle_unsettled(); !settled) return settled;
  if (auto swept = sweep_items(); !swept) return swept;
  sweep_coded();
  return {};
}

// Rows that may have reached the disk before their bytes did.
Result<void> Spool::settle_unsettled() {
  const auto unsettled = items_.unsettled();
  if (!unsettled) return fail(unsettled);
  std::vector<std::string> whole;
  for (const Item& item : *unsettled) {
    // What was sent on, or set aside since, had been durable.
    const bool was_durable = item.state != ItemState::kSpooled;
    const auto digest = base::sha256_of_file(bytes_of(item.item_id));
    if (was_durable || (digest && digest->hex() == item.sha256)) {
      // A process that died left its bytes to the kernel, not yet to the disk.
      if (!was_durable)
        if (auto synced = sync_file(fs_, bytes_of(item.item_id), item.size); !synced) return synced;
      whole.push_back(item.item_id);
      continue;
    }
    spdlog::warn("item {} from {} had not reached the disk and was not acknowledged: the device will send it again",
                 item.item_id, item.source);
    if (auto withdrawn = items_.withdraw(item.item_id); !withdrawn) return withdrawn;
  }
  return whole.empty() ? Result<void>{} : items_.mark_whole(std::move(whole));
}

// Files without a row were never acknowledged. A row without its file is a gap, unless the crash fell between a move
// to or from quarantine and its row: then the file is under the other name, and the move is finished the row's way.
Result<void> Spool::sweep_items() {
  const auto files = files_in(root_ / "items");
  if (!files) return fail(files);
  const auto quarantined = files_in(root_ / "quarantine");
  if (!quarantined) return fail(quarantined);
  std::set<std::string> here;
  std::set<std::string> aside;
  for (const auto& file : *files) here.insert(file.filename().string());
  for (const auto& file : *quarantined) aside.insert(file.filename().string());

  const auto owed = items_.owed();
  if (!owed) return fail(owed);
  for (const Item& item : *owed) {
    std::error_code error;
    if (!here.contains(item.item_id) && aside.contains(item.item_id)) {
      if (auto renamed = fs_.rename(quarantined_bytes_of(item.item_id), bytes_of(item.item_id)); !renamed)
        return renamed;
      if (auto synced = fs_.sync_directory(root_ / "items"); !synced) return synced;
      here.insert(item.item_id);
      aside.erase(item.item_id);
    }
    if (here.contains(item.item_id) && std::filesystem::file_size(bytes_of(item.item_id), error) == item.size) continue;
    spdlog::error("item {} is owed to the router, but its bytes are gone or cut: send it again from the device",
                  item.item_id);
    const Error why{ErrorCode::kCorrupt, "BYTES_MISSING",
                    "the file was removed or cut in the spool: send it again from the device"};
    if (auto marked = items_.mark_missing(item.item_id, why); !marked) return marked;
  }
  for (const auto* names : {&here, &aside}) {
    for (const std::string& name : *names) {
      auto known = items_.find(name);
      if (known || known.error().code != ErrorCode::kNotFound) continue;
      remove_quietly(names == &here ? bytes_of(name) : quarantined_bytes_of(name));
    }
  }
  for (const std::string& name : here) {
    auto known = items_.find(name);
    if (!known || known->state != ItemState::kQuarantined || aside.contains(name)) continue;
    if (auto renamed = fs_.rename(bytes_of(name), quarantined_bytes_of(name)); !renamed) return renamed;
    if (auto synced = fs_.sync_directory(root_ / "quarantine"); !synced) return synced;
  }
  return {};
}

// Coded copies are trusted only while the process that made them lives.
void Spool::sweep_coded() {
  const auto files = files_in(root_ / "coded");
  if (!files) return;
  for (const auto& file : *files) remove_quietly(file);
}

std::uint64_t Spool::free_bytes() const { return fs_.free_bytes(root_).value_or(0); }

bool Spool::refusing() const { return free_bytes() < options_.reserve_bytes; }

Result<void> Spool::make_room() {
  if (!refusing()) return {};
  tidy();
  if (!refusing()) return {};
  return fail(ErrorCode::kNoSpace, "SPOOL_FULL",
              "the disk has less than {} MiB left: nothing is taken until items are sent or space is freed",
              options_.reserve_bytes >> 20);
}

void Spool::tidy() {
  constexpr int kBatch = 256;
  const std::lock_guard lock(tidy_mutex_);
  for (;;) {
    const bool full = refusing();
    const auto limit = full ? clock_.now() : clock_.now() - options_.keep_stored;
    const auto kept = items_.kept(limit, full ? 16 : kBatch);
    if (!kept || kept->empty()) return;
    std::vector<std::string> ids;
    for (const Item& item : *kept) {
      remove_quietly(bytes_of(item.item_id));
      ids.push_back(item.item_id);
    }
    if (auto marked = items_.mark_bytes_deleted(ids); !marked) {
      spdlog::warn("deleted bytes not recorded: {}", marked.error().message);
      return;
    }
  }
}

}  // namespace rdc::agent
