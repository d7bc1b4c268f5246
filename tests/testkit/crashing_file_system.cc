#include "tests/testkit/crashing_file_system.h"

#include <fstream>
#include <sstream>

namespace rdc::testkit {
namespace {

std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_all(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

class CrashingFile final : public base::WritableFile {
 public:
  CrashingFile(CrashingFileSystem& fs, CrashingFileSystem::ContentId content, std::unique_ptr<base::WritableFile> file)
      : fs_(fs), content_(content), generation_(fs.generation_), file_(std::move(file)) {}

  Result<void> append(std::span<const std::byte> data) override {
    const std::lock_guard lock(fs_.mutex_);
    if (auto alive = check(); !alive) {
      // A write that the power cut in half leaves half of itself for the disk to lose or keep.
      if (generation_ == fs_.generation_ && !fs_.restarted_) (void)file_->append(data.first(data.size() / 2));
      return alive;
    }
    return file_->append(data);
  }
  Result<void> sync() override {
    const std::lock_guard lock(fs_.mutex_);
    if (auto alive = check(); !alive) return alive;
    auto& content = fs_.contents_[content_];
    if (!content.at.empty()) content.durable = read_all(content.at);
    return {};
  }
  std::uint64_t size() const override { return file_->size(); }

 private:
  Result<void> check() {
    if (generation_ != fs_.generation_)
      return fail(ErrorCode::kUnavailable, "POWER_FAILED", "opened before the failure");
    return fs_.operate();
  }

  CrashingFileSystem& fs_;
  const CrashingFileSystem::ContentId content_;
  const std::uint64_t generation_;
  std::unique_ptr<base::WritableFile> file_;
};

CrashingFileSystem::CrashingFileSystem(std::filesystem::path root, std::int64_t fail_at, std::uint64_t seed)
    : root_(std::move(root)), fail_at_(fail_at), random_(seed) {}

bool CrashingFileSystem::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

std::int64_t CrashingFileSystem::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

Result<void> CrashingFileSystem::operate() {
  if (!crashed_ && !restarted_ && operations_ == fail_at_) crashed_ = true;
  if (crashed_ && !restarted_) return fail(ErrorCode::kUnavailable, "POWER_FAILED", "the power failed");
  ++operations_;
  return {};
}

CrashingFileSystem::ContentId CrashingFileSystem::content_of(const std::filesystem::path& path) {
  if (const auto found = live_.find(path); found != live_.end()) return found->second;
  const auto id = next_content_++;
  live_[path] = id;
  contents_[id] = {std::filesystem::exists(path) ? read_all(path) : "", path};
  return id;
}

// Before a name changes: remembers what the disk has under it, until its directory is synced.
void CrashingFileSystem::note_name(const std::filesystem::path& path) {
  if (on_disk_.contains(path)) return;
  if (std::filesystem::exists(path)) {
    disk_content_[path] = content_of(path);
    on_disk_[path] = "";
  } else {
    on_disk_[path] = std::nullopt;
  }
}

Result<std::unique_ptr<base::WritableFile>> CrashingFileSystem::create(const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return fail(alive);
  note_name(path);
  auto file = disk_.create(path);
  if (!file) return fail(file);
  const auto id = next_content_++;
  live_[path] = id;
  contents_[id] = {"", path};
  return std::make_unique<CrashingFile>(*this, id, std::move(*file));
}

Result<std::unique_ptr<base::WritableFile>> CrashingFileSystem::reopen(const std::filesystem::path& path,
                                                                       std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return fail(alive);
  const auto id = content_of(path);
  auto file = disk_.reopen(path, size);
  if (!file) return fail(file);
  return std::make_unique<CrashingFile>(*this, id, std::move(*file));
}

Result<void> CrashingFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return alive;
  const auto id = content_of(from);
  note_name(from);
  note_name(to);
  if (auto renamed = disk_.rename(from, to); !renamed) return renamed;
  if (const auto replaced = live_.find(to); replaced != live_.end()) contents_[replaced->second].at.clear();
  live_.erase(from);
  live_[to] = id;
  contents_[id].at = to;
  return {};
}

Result<void> CrashingFileSystem::remove(const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return alive;
  if (!std::filesystem::exists(path)) return {};
  note_name(path);
  const auto id = content_of(path);
  if (auto removed = disk_.remove(path); !removed) return removed;
  contents_[id].at.clear();
  live_.erase(path);
  return {};
}

Result<void> CrashingFileSystem::sync_directory(const std::filesystem::path& directory) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return alive;
  std::erase_if(on_disk_, [&](const auto& entry) { return entry.first.parent_path() == directory; });
  std::erase_if(disk_content_, [&](const auto& entry) { return entry.first.parent_path() == directory; });
  return {};
}

Result<void> CrashingFileSystem::create_directories(const std::filesystem::path& directory) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return alive;
  return disk_.create_directories(directory);
}

Result<void> CrashingFileSystem::make_directory(const std::filesystem::path& directory) {
  const std::lock_guard lock(mutex_);
  if (auto alive = operate(); !alive) return alive;
  if (!std::filesystem::exists(directory)) note_name(directory);
  return disk_.make_directory(directory);
}

Result<std::uint64_t> CrashingFileSystem::free_bytes(const std::filesystem::path& directory) {
  return disk_.free_bytes(directory);
}

std::string CrashingFileSystem::garbled(const std::string& durable, const std::string& live) {
  if (live.size() <= durable.size()) return durable;
  std::string result = live.substr(0, random_.between(durable.size(), live.size()));
  result.replace(0, durable.size(), durable);
  if (result.size() > durable.size() && random_.next_u64() % 2 == 0)
    result[random_.between(durable.size(), result.size() - 1)] ^= 0x5a;
  return result;
}

void CrashingFileSystem::restart() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  restarted_ = true;
  // Each file's bytes first: what the disk has of them.
  std::map<ContentId, std::string> bytes;
  for (const auto& [id, content] : contents_)
    bytes[id] = content.at.empty() ? content.durable : garbled(content.durable, read_all(content.at));
  for (const auto& [path, id] : live_)
    if (std::filesystem::is_regular_file(path)) write_all(path, bytes[id]);
  // Then names that were not synced: by chance the old state or the new one. A directory takes its files with it.
  for (const auto& [path, old] : on_disk_) {
    if (random_.next_u64() % 2 == 0) continue;
    std::error_code ignored;
    if (!old)
      std::filesystem::remove_all(path, ignored);
    else if (std::filesystem::is_directory(path.parent_path()))
      write_all(path, bytes[disk_content_[path]]);
  }
  contents_.clear();
  live_.clear();
  on_disk_.clear();
  disk_content_.clear();
}

}  // namespace rdc::testkit
