#include "tests/testkit/happenings.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace rdc::testkit {
namespace {

constexpr std::uint32_t kAll =
    IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

void drain(int descriptor) {
  std::array<char, 4096> bytes{};
  while (::read(descriptor, bytes.data(), bytes.size()) > 0) {
  }
}

}  // namespace

Happenings::Happenings(const base::Clock& clock)
    : clock_(clock), files_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Happenings::~Happenings() {
  ::close(files_);
  ::close(bell_);
}

void Happenings::watch(const std::filesystem::path& folder) {
  folders_.push_back(folder);
  watch_all();
}

// A folder that is watched already stays watched once.
void Happenings::watch_all() {
  for (const auto& folder : folders_) {
    inotify_add_watch(files_, folder.c_str(), kAll);
    std::error_code gone;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, gone))
      if (entry.is_directory(gone)) inotify_add_watch(files_, entry.path().c_str(), kAll);
  }
}

void Happenings::ring() {
  const std::uint64_t once = 1;
  // It fails only when the bell is ringing so loud that it is heard in any case.
  [[maybe_unused]] const auto written = ::write(bell_, &once, sizeof once);
}

bool Happenings::wait_until(const std::function<bool()>& holds, std::chrono::milliseconds timeout) {
  const auto until = clock_.monotonic() + timeout;
  while (!holds()) {
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - clock_.monotonic()).count();
    if (rest <= 0) return false;
    std::array<pollfd, 2> happened{pollfd{files_, POLLIN, 0}, pollfd{bell_, POLLIN, 0}};
    ::poll(happened.data(), happened.size(), static_cast<int>(rest));
    drain(bell_);
    if (happened[0].revents == 0) continue;
    drain(files_);
    watch_all();  // before the look: what came into a new folder meanwhile is seen by it
  }
  return true;
}

}  // namespace rdc::testkit
