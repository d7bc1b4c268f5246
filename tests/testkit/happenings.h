// Waits until something is so, and looks only when something happened: whoever brings it about rings, and the kernel
// tells of files. No pauses to guess.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <vector>

#include "common/base/clock.h"

namespace rdc::testkit {

// ring() is thread-safe and does not block; the rest is one thread's. Borrows the clock.
class Happenings {
 public:
  explicit Happenings(const base::Clock& clock);
  ~Happenings();
  Happenings(const Happenings&) = delete;
  Happenings& operator=(const Happenings&) = delete;

  // Files that come, change or go in this folder count, and in the folders below it, also such as are made later.
  void watch(const std::filesystem::path& folder);
  void ring();
  // Looks at once, and again after each happening. False: time ran out.
  bool wait_until(const std::function<bool()>& holds, std::chrono::milliseconds timeout);

 private:
  void watch_all();

  const base::Clock& clock_;
  const int files_;
  const int bell_;
  std::vector<std::filesystem::path> folders_;
};

}  // namespace rdc::testkit
