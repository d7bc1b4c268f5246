// Between two chunks a lane asks here whether something more urgent has bytes to send.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>

#include "common/base/clock.h"
#include "rdc/v1/types.pb.h"

namespace rdc::agent {

// Thread-safe. Borrows the clock.
class PriorityGate {
 public:
  // A more urgent lane that makes no progress for this long holds up nobody.
  static constexpr std::chrono::seconds kPatience{5};

  explicit PriorityGate(const base::Clock& clock) : clock_(clock) {}

  // The lane has (no more) unsent bytes. Calls pair.
  void start(v1::Urgency lane);
  void finish(v1::Urgency lane);
  // The lane handed over a chunk.
  void progress(v1::Urgency lane);
  // Blocks while a more urgent lane is at work. Returns at once when stop is requested.
  void wait_turn(v1::Urgency lane, std::stop_token stop);

 private:
  struct Lane {
    int active = 0;
    base::MonotonicTime progressed;
  };
  // Until when the lane has to wait; a time in the past when it may go.
  base::MonotonicTime held_until(std::size_t lane) const;

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::array<Lane, 4> lanes_;
};

}  // namespace rdc::agent
