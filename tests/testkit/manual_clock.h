// Time that stands still until a test moves it.
#pragma once

#include <chrono>
#include <mutex>

#include "common/base/clock.h"

namespace rdc::testkit {

// Thread-safe. Starts at 2026-03-02 08:00:00 UTC, a Monday.
class ManualClock final : public base::Clock {
 public:
  base::Timestamp now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  base::MonotonicTime monotonic() const override {
    const std::lock_guard lock(mutex_);
    return monotonic_;
  }
  // Both clocks move on together.
  void advance(std::chrono::microseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    monotonic_ += by;
  }
  // Somebody sets the wall clock, forward or back; durations are not affected.
  void set_wall_clock(base::Timestamp to) {
    const std::lock_guard lock(mutex_);
    now_ = to;
  }

 private:
  mutable std::mutex mutex_;
  base::Timestamp now_ = base::from_micros(1'772'438'400'000'000);
  base::MonotonicTime monotonic_{std::chrono::hours(1)};
};

}  // namespace rdc::testkit
