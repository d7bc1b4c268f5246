// Time is a constructor argument everywhere: this folder alone asks the machine what time it is.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace rdc::base {

// Wall-clock time, UTC, microseconds since 1970. What catalogs and messages store.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
// Monotonic time for durations and time-outs; never compared between machines.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  virtual MonotonicTime monotonic() const = 0;
  // As monotonic(), and it goes on while the machine sleeps: for events whose time on another clock is worked out
  // later. Comparable between processes until the machine is started anew.
  virtual MonotonicTime since_boot() const { return monotonic(); }
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  MonotonicTime monotonic() const override;
  MonotonicTime since_boot() const override;
};

inline std::int64_t to_micros(Timestamp t) { return t.time_since_epoch().count(); }
inline Timestamp from_micros(std::int64_t micros) { return Timestamp{std::chrono::microseconds{micros}}; }

// "2026-11-24T08:15:30.123456Z"
std::string to_iso8601(Timestamp t);

}  // namespace rdc::base
