#include "common/base/parse_guard.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "common/base/logging.h"

namespace rdc::base {

Result<std::unique_ptr<ParseGuard>> ParseGuard::open(const std::filesystem::path& directory, FileSystem& fs) {
  std::unique_ptr<ParseGuard> guard(new ParseGuard(directory, fs));
  if (auto mapped = guard->map_table(); !mapped) return fail(mapped);
  if (auto loaded = guard->load(); !loaded) return fail(loaded);
  guard->witness_ = std::make_unique<CrashWitness>(guard->table_.back().data());
  return guard;
}

ParseGuard::~ParseGuard() {
  witness_.reset();
  if (!table_.empty()) ::munmap(table_.data(), table_.size_bytes());
}

Result<void> ParseGuard::map_table() {
  const auto path = directory_ / "active";
  const auto failed = [&](const char* what) {
    return fail(ErrorCode::kUnavailable, "FILE_SYSTEM", "cannot {} {}: {}", what, path.string(), std::strerror(errno));
  };
  constexpr std::size_t kBytes = (kPlaces + 1) * sizeof(Place);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("open");
  // Allocated, not only long: writing to a mapped hole on a full disk would end the process.
  errno = ::posix_fallocate(descriptor, 0, kBytes);
  if (errno != 0 || ::ftruncate(descriptor, kBytes) != 0) {
    ::close(descriptor);
    return failed("make room for");
  }
  void* mapped = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (mapped == MAP_FAILED) return failed("map");
  table_ = std::span(static_cast<Place*>(mapped), kPlaces + 1);
  return {};
}

Result<void> ParseGuard::load() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".deaths") continue;
    Deaths deaths;
    if (auto numbers = read_file(path, 32))  // damaged: counts as none
      std::istringstream(std::string(numbers->begin(), numbers->end())) >> deaths.crashes >> deaths.unexplained;
    deaths_[path.stem().string()] = deaths;
  }
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot list {}: {}", directory_.string(), error.message());
  const bool crashed = table_.back().front() == CrashWitness::kCrashed;
  for (Place& place : table_) {
    const std::string sha256(place.data(), place.size());
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (std::ranges::all_of(sha256, is_digit))
      if (auto counted = count_death(sha256, crashed); !counted) return counted;
    place.fill('\0');
  }
  return {};
}

Result<void> ParseGuard::count_death(const std::string& sha256, bool crashed) {
  Deaths& deaths = deaths_[sha256];
  ++(crashed ? deaths.crashes : deaths.unexplained);
  spdlog::warn("the last process {} while parsing {} (time {})", crashed ? "crashed" : "was ended", sha256,
               deaths.all());
  return write_file_atomically(fs_, file(sha256, ".deaths"),
                               as_bytes(fmt::format("{} {}\n", deaths.crashes, deaths.unexplained)));
}

Result<ParseGuard::Scope> ParseGuard::enter(const std::string& sha256) {
  if (sha256.size() != sizeof(Place))
    return fail(ErrorCode::kInternal, "BAD_DIGEST", "{} is no SHA-256 in hexadecimal digits", sha256);
  std::unique_lock lock(mutex_);
  const auto found = deaths_.find(sha256);
  if (found != deaths_.end() && (found->second.crashes > kCrashesAllowed || found->second.all() > kDeathsAllowed))
    return fail(ErrorCode::kCorrupt, "POISON", "reading this file ended the program {} times", found->second.all());
  left_.wait(lock, [&] { return active_.contains(sha256) || active_.size() < kPlaces; });
  Parse& parse = active_[sha256];
  if (parse.count++ == 0) {
    const auto empty = std::ranges::find_if(table_, [](const Place& place) { return place[0] == '\0'; });
    parse.place = static_cast<std::size_t>(empty - table_.begin());
    std::ranges::copy(sha256, empty->begin());
  }
  return Scope(*this, sha256);
}

void ParseGuard::leave(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  Parse& parse = active_.at(sha256);
  if (--parse.count > 0) return;
  table_[parse.place].fill('\0');
  active_.erase(sha256);
  left_.notify_all();
  if (deaths_.erase(sha256) > 0 && !fs_.remove(file(sha256, ".deaths")))
    spdlog::warn("cannot forget the deaths of {}", sha256);
}

void ParseGuard::forgive(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  if (deaths_.erase(sha256) > 0 && !fs_.remove(file(sha256, ".deaths")))
    spdlog::warn("cannot forget the deaths of {}", sha256);
}

}  // namespace rdc::base
