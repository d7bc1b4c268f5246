#include "dicom_router/store/object_store.h"

namespace rdc::router {
namespace {

bool is_digest(const std::string& text) { return base::Sha256::from_hex(text).has_value() && text.size() == 64; }

}  // namespace

ObjectStore::ObjectStore(std::filesystem::path root, base::FileSystem& fs) : root_(std::move(root)), fs_(fs) {}

Result<std::unique_ptr<ObjectStore>> ObjectStore::open(const std::filesystem::path& objects, base::FileSystem& fs) {
  if (auto made = fs.create_directories(objects / "tmp"); !made) return fail(made);
  std::error_code error;
  std::vector<std::filesystem::path> leftovers;
  for (const auto& entry : std::filesystem::directory_iterator(objects / "tmp", error))
    leftovers.push_back(entry.path());
  for (const auto& leftover : leftovers)
    if (auto removed = fs.remove(leftover); !removed) return fail(removed);
  std::unique_ptr<ObjectStore> store(new ObjectStore(objects, fs));
  for (const auto& entry : std::filesystem::directory_iterator(objects, error))
    if (entry.is_directory(error)) store->known_directories_.insert(entry.path());
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}: {}", objects.string(), error.message());
  // The last process may have ended between making one and syncing its name.
  if (auto synced = fs.sync_directory(objects); !synced) return fail(synced);
  return store;
}

std::unique_ptr<ObjectStore> ObjectStore::attach(const std::filesystem::path& objects, base::FileSystem& fs) {
  return std::unique_ptr<ObjectStore>(new ObjectStore(objects, fs));
}

std::filesystem::path ObjectStore::path_of(const std::string& sha256) const {
  return root_ / sha256.substr(0, 2) / sha256;
}

Result<void> ObjectStore::put(const std::filesystem::path& staged, const std::string& sha256, NewName name) {
  if (!is_digest(sha256)) return fail(ErrorCode::kInvalid, "BAD_DIGEST", "an object is named by a SHA-256 digest");
  Pending mine{.staged = staged, .sha256 = sha256, .name = name, .outcome = {}, .finished = false};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  // Whoever finds nobody publishing does it for all who wait: their names become durable by the same few syncs.
  while (!mine.finished) {
    if (publishing_) {
      finished_.wait(lock);
      continue;
    }
    publishing_ = true;
    auto group = std::move(waiting_);
    waiting_.clear();
    lock.unlock();
    publish(group);
    lock.lock();
    for (auto* pending : group) pending->finished = true;
    publishing_ = false;
    finished_.notify_all();
  }
  return mine.outcome;
}

void ObjectStore::publish(std::vector<Pending*>& group) {
  std::set<std::filesystem::path> changed;
  for (auto* pending : group) pending->outcome = move_into_place(*pending, changed);
  for (const auto& directory : changed) {
    auto synced = fs_.sync_directory(directory);
    if (synced) continue;
    for (auto* pending : group)
      if (pending->outcome) pending->outcome = synced;
  }
  // Only now are directories made above known to be durable.
  for (const auto* pending : group)
    if (pending->outcome) known_directories_.insert(path_of(pending->sha256).parent_path());
}

Result<void> ObjectStore::move_into_place(const Pending& pending, std::set<std::filesystem::path>& changed) {
  const auto target = path_of(pending.sha256);
  const auto leaf = target.parent_path();
  if (!known_directories_.contains(leaf)) {
    if (auto made = fs_.make_directory(leaf); !made) return made;
    changed.insert(root_);
    changed.insert(leaf);  // a new folder might be lost with all that was moved there
  }
  // Over an existing object too: these bytes were verified a moment ago, those lay on a disk.
  if (auto moved = fs_.rename(pending.staged, target); !moved) return moved;
  if (pending.name == NewName::kDurable) changed.insert(leaf);
  return {};
}

Result<std::string> ObjectStore::put_bytes(std::span<const std::byte> data) {
  const std::string sha256 = base::sha256(data).hex();
  std::filesystem::path staged;
  {
    const std::lock_guard lock(mutex_);
    staged = root_ / "tmp" / std::to_string(++next_temporary_);
  }
  auto file = fs_.create(staged);
  if (!file) return fail(file);
  if (auto written = (*file)->append(data); !written) return fail(written);
  if (auto synced = (*file)->sync(); !synced) return fail(synced);
  file->reset();
  if (auto put = put_staged(staged, sha256); !put) return fail(put);
  return sha256;
}

Result<std::uint64_t> ObjectStore::size_of(const std::string& sha256) const {
  if (!is_digest(sha256)) return fail(ErrorCode::kInvalid, "BAD_DIGEST", "an object is named by a SHA-256 digest");
  std::error_code error;
  const auto size = std::filesystem::file_size(path_of(sha256), error);
  if (error) return fail(ErrorCode::kNotFound, "OBJECT_MISSING", "object {} is not in the store", sha256);
  return size;
}

Result<void> ObjectStore::verify(const std::string& sha256) const {
  if (auto size = size_of(sha256); !size) return fail(size);
  auto found = base::sha256_of_file(path_of(sha256));
  if (!found) return fail(found);
  if (found->hex() != sha256)
    return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "object {} no longer holds what was stored", sha256);
  return {};
}

Result<void> ObjectStore::list(
    const std::function<void(const std::filesystem::path& path, std::uint64_t size)>& each) const {
  std::error_code error;
  auto walk = std::filesystem::recursive_directory_iterator(root_, error);
  for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
    if (walk.depth() == 0 && walk->path().filename() == "tmp") walk.disable_recursion_pending();
    std::error_code ignored;
    if (walk->is_regular_file(ignored)) each(walk->path(), walk->file_size(ignored));
  }
  if (error) return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}: {}", root_.string(), error.message());
  return {};
}

}  // namespace rdc::router
