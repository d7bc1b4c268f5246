#include "acquisition_agent/spool/parse_guard.h"

#include <charconv>
#include <vector>

#include "common/base/logging.h"

namespace rdc::agent {

Result<std::unique_ptr<ParseGuard>> ParseGuard::open(const std::filesystem::path& directory, base::FileSystem& fs) {
  std::unique_ptr<ParseGuard> guard(new ParseGuard(directory, fs));
  if (auto loaded = guard->load(); !loaded) return fail(loaded);
  return guard;
}

Result<void> ParseGuard::load() {
  std::error_code error;
  std::vector<std::filesystem::path> left_active;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".active") left_active.push_back(path);
    if (path.extension() != ".deaths") continue;
    auto count = base::read_file(path, 16);
    int deaths = 0;
    if (count) std::from_chars(count->data(), count->data() + count->size(), deaths);  // damaged: counts as none
    if (count) deaths_[path.stem().string()] = deaths;
  }
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot list {}: {}", directory_.string(), error.message());
  for (const auto& path : left_active) {
    const std::string sha256 = path.stem().string();
    const int count = ++deaths_[sha256];
    spdlog::warn("the last process ended while parsing {} (time {})", sha256, count);
    auto written = base::write_file_atomically(fs_, file(sha256, ".deaths"), base::as_bytes(std::to_string(count)));
    if (!written) return written;
    if (auto removed = fs_.remove(path); !removed) return removed;
  }
  return {};
}

Result<ParseGuard::Scope> ParseGuard::enter(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const auto found = deaths_.find(sha256);
  if (found != deaths_.end() && found->second > kDeathsAllowed)
    return fail(ErrorCode::kCorrupt, "POISON", "reading this file ended the program {} times", found->second);
  if (active_[sha256]++ == 0) {
    auto marker = fs_.create(file(sha256, ".active"));
    if (!marker && marker.error().code != ErrorCode::kExists) {
      active_.erase(sha256);
      return fail(marker);
    }
  }
  return Scope(*this, sha256);
}

void ParseGuard::leave(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  if (--active_[sha256] > 0) return;
  active_.erase(sha256);
  if (auto removed = fs_.remove(file(sha256, ".active")); !removed)
    spdlog::warn("cannot unmark {}: {}", sha256, removed.error().message);
  if (deaths_.erase(sha256) > 0 && !fs_.remove(file(sha256, ".deaths")))
    spdlog::warn("cannot forget the deaths of {}", sha256);
}

void ParseGuard::forgive(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  if (deaths_.erase(sha256) > 0 && !fs_.remove(file(sha256, ".deaths")))
    spdlog::warn("cannot forget the deaths of {}", sha256);
}

}  // namespace rdc::agent
