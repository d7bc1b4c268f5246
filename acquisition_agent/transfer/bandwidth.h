// The site's own limits on the link: a cap in bytes a second, and hours for routine items.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "common/base/clock.h"
#include "rdc/v1/types.pb.h"

namespace rdc::agent {

struct BandwidthLimits {
  std::uint64_t bytes_per_second = 0;  // 0: no cap
  // Minutes after local midnight between which routine items go; equal: always. from > to spans midnight.
  int routine_from = 0;
  int routine_to = 0;
};

// Thread-safe. Borrows the clock.
class Bandwidth {
 public:
  Bandwidth(BandwidthLimits limits, const base::Clock& clock) : limits_(limits), clock_(clock) {}

  // Blocks until the bytes fit under the cap or stop is requested. An emergency never waits, but is counted.
  void spend(std::uint64_t bytes, v1::Urgency lane, std::stop_token stop);
  bool within_hours(v1::Urgency lane) const;

 private:
  const BandwidthLimits limits_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any never_;  // waited on for its time-out and the stop token only
  base::MonotonicTime free_at_{};      // when the bytes already spent have passed
};

}  // namespace rdc::agent
