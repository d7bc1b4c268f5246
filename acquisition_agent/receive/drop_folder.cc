#include "acquisition_agent/receive/drop_folder.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "acquisition_agent/receive/wfdb_record.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

constexpr std::chrono::seconds kLook{30};

bool left_alone(const std::string& name) {
  static constexpr std::array kEndings{".part", ".tmp", ".filepart", ".crdownload", "~"};
  return name.starts_with(".") ||
         std::ranges::any_of(kEndings, [&](const char* ending) { return name.ends_with(ending); });
}

// True while someone writes it, or holds a lock on it. A read lease is refused while any descriptor is open for
// writing; where leases do not exist (network file systems), only locks and stillness tell.
bool in_use(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return errno != ENOENT;
  bool used = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK) used = true;
  if (::fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0)
    (void)::fcntl(descriptor, F_SETLEASE, F_UNLCK);
  else if (errno == EAGAIN)
    used = true;
  ::close(descriptor);
  return used;
}

}  // namespace

Result<std::unique_ptr<DropFolder>> DropFolder::start(DropFolderOptions options, FileIntake& intake,
                                                      const base::Clock& clock) {
  std::error_code error;
  if (!std::filesystem::is_directory(options.path, error))
    return fail(ErrorCode::kNotFound, "NO_SUCH_FOLDER", "drop folder {}: {} is not a folder", options.name,
                options.path.string());
  if (::access(options.path.c_str(), R_OK | W_OK | X_OK) != 0)
    return fail(ErrorCode::kDenied, "FOLDER_NOT_WRITABLE",
                "drop folder {}: files in {} could not be removed once taken", options.name, options.path.string());
  const int notify = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  const int wake = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (notify < 0 || wake < 0)
    return fail(ErrorCode::kUnavailable, "NO_INOTIFY", "cannot watch folders: {}", std::strerror(errno));
  return std::unique_ptr<DropFolder>(new DropFolder(std::move(options), intake, clock, notify, wake));
}

DropFolder::DropFolder(DropFolderOptions options, FileIntake& intake, const base::Clock& clock, int notify, int wake)
    : options_(std::move(options)), intake_(intake), clock_(clock), notify_(notify), wake_(wake) {
  watch(options_.path);  // what comes from now on is not missed
  thread_ = std::jthread([this] { run(); });
}

DropFolder::~DropFolder() {
  stopping_ = true;
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof one) < 0) spdlog::error("drop folder {}: cannot be woken", options_.name);
  thread_.join();
  ::close(notify_);
  ::close(wake_);
}

void DropFolder::run() {
  scan();
  while (!stopping_) {
    take_whole_files();
    std::array<pollfd, 2> waits{pollfd{notify_, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    const int ready = ::poll(waits.data(), waits.size(), wait_milliseconds());
    if (stopping_) return;
    // A lost event, or none at all (a server's folder): look for ourselves.
    if (ready == 0 || !read_events()) scan();
  }
}

int DropFolder::wait_milliseconds() const {
  auto until = clock_.monotonic() + kLook;
  for (const auto& [file, candidate] : candidates_) until = std::min(until, candidate.look_again);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - clock_.monotonic());
  return static_cast<int>(std::clamp<long long>(wait.count(), 0, 30'000));
}

void DropFolder::watch(const std::filesystem::path& directory) {
  const int id = ::inotify_add_watch(notify_, directory.c_str(),
                                     IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MODIFY | IN_ONLYDIR);
  if (id < 0)
    spdlog::warn("drop folder {}: cannot watch {}: {}", options_.name, directory.string(), std::strerror(errno));
  else
    watched_[id] = directory;
}

// False when events were lost.
bool DropFolder::read_events() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer{};
  bool complete = true;
  for (;;) {
    const ssize_t length = ::read(notify_, buffer.data(), buffer.size());
    if (length <= 0) return complete;
    for (ssize_t at = 0; at < length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if ((event->mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0) complete = false;
      const auto directory = watched_.find(event->wd);
      if (directory == watched_.end() || event->len == 0) continue;
      const auto path = directory->second / event->name;
      if ((event->mask & IN_ISDIR) != 0)
        complete = false;  // a new subfolder, perhaps with files already
      else
        consider(path, (event->mask & IN_MOVED_TO) != 0 ? Arrival::kMovedIn : Arrival::kWritten);
    }
  }
}

void DropFolder::scan() {
  std::error_code error;
  using Walk = std::filesystem::recursive_directory_iterator;
  for (Walk at(options_.path, std::filesystem::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_symlink(ignored)) continue;
    if (at->is_directory(ignored))
      watch(at->path());
    else
      consider(at->path(), Arrival::kWritten);
  }
  if (error) spdlog::warn("drop folder {}: cannot list it: {}", options_.name, error.message());
}

void DropFolder::consider(const std::filesystem::path& file, Arrival arrival) {
  if (left_alone(file.filename().string())) return;
  std::error_code error;
  const auto status = std::filesystem::symlink_status(file, error);
  if (error || !std::filesystem::is_regular_file(status)) return;
  const auto size = std::filesystem::file_size(file, error);
  const auto modified = std::filesystem::last_write_time(file, error);
  const auto now = clock_.monotonic();
  const auto [at, fresh] = candidates_.try_emplace(file);
  Candidate& candidate = at->second;
  if (!fresh && candidate.size == size && candidate.modified == modified) {
    // A look around may have met it before the word that it was moved in.
    if (arrival == Arrival::kMovedIn) {
      candidate.settled = std::min(candidate.settled, now);
      candidate.look_again = std::min(candidate.look_again, now);
    }
    return;
  }
  const auto settled = arrival == Arrival::kMovedIn ? now : now + options_.settle;
  candidate = {size, modified, now, settled, settled};
}

void DropFolder::take_whole_files() {
  std::vector<std::filesystem::path> due;
  for (const auto& [file, candidate] : candidates_)
    if (candidate.look_again <= clock_.monotonic()) due.push_back(file);
  for (const auto& file : due) {
    if (stopping_) return;
    consider(file, Arrival::kWritten);  // it may have changed since
    const auto known = candidates_.find(file);
    if (known == candidates_.end() || known->second.look_again > clock_.monotonic()) continue;
    if (const auto again = try_file(file, known->second))
      known->second.look_again = *again;
    else
      candidates_.erase(file);
  }
}

// A record's parts wait for its header, and the header for them.
std::optional<std::vector<std::filesystem::path>> DropFolder::gather(const std::filesystem::path& file,
                                                                     Candidate& candidate) {
  const auto now = clock_.monotonic();
  if (const auto header = header_of(file)) {
    consider(*header, Arrival::kWritten);
    if (const auto known = candidates_.find(*header); known != candidates_.end())
      known->second.look_again = std::max(known->second.settled, now);
    return std::nullopt;
  }
  const auto record = wfdb_record(file);
  if (!record) return std::vector{file};
  for (const auto& part : record->files) {
    if (part != file) consider(part, Arrival::kWritten);
    const auto known = candidates_.find(part);
    if (known == candidates_.end() || known->second.settled > now || in_use(part)) return std::nullopt;
    candidate.changed = std::max(candidate.changed, known->second.changed);  // patience counts from the last of them
  }
  if (!record->missing.empty() && now - candidate.changed < options_.patience) return std::nullopt;
  return record->missing.empty() ? record->files : std::vector{file};
}

std::optional<base::MonotonicTime> DropFolder::try_file(const std::filesystem::path& file, Candidate& candidate) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::nullopt;
  const auto now = clock_.monotonic();
  const auto soon = now + std::max<base::MonotonicTime::duration>(options_.settle, std::chrono::milliseconds(50));
  if (in_use(file)) return soon;
  const auto files = gather(file, candidate);
  if (!files) return soon;
  const auto inspected = intake_.inspect(file);
  const bool whole = inspected && inspected->complete;
  if (!whole && now - candidate.changed < options_.patience) return soon;
  const auto accepted =
      intake_.take(file, {"drop:" + options_.name, options_.charset_override, options_.urgency, WhenCut::kSetAside});
  if (!accepted) {
    if (accepted.error().reason != "CHANGED")
      spdlog::warn("drop folder {}: a file stays for now: {}", options_.name, accepted.error().message);
    return now + std::max<base::MonotonicTime::duration>(
                     options_.settle, std::chrono::seconds(accepted.error().reason == "CHANGED" ? 0 : 10));
  }
  return remove(*files) ? std::nullopt : std::optional(now + std::chrono::hours(1));
}

// The header last: as long as it is there, a record that was taken and whose removal was cut short is known as one.
bool DropFolder::remove(const std::vector<std::filesystem::path>& files) {
  bool all = true;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    std::error_code error;
    std::filesystem::remove(*file, error);
    if (!error) {
      if (*file != files.front()) candidates_.erase(*file);
      continue;
    }
    all = false;
    spdlog::error("drop folder {}: a file is safe in the spool, but cannot be removed: {}", options_.name,
                  error.message());
  }
  return all;
}

}  // namespace rdc::agent
