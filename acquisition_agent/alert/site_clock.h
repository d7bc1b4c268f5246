// This machine's clock against the router's: what time an event had at the centre, also when it was recorded without a
// network, and when somebody set the wall clock in between.
//
// An event keeps what the wall clock showed and the time since the machine was started, which nobody can set. A
// measurement ties the second to the router's clock; any event of the same start, before or after, gets its time from
// the measurement nearest to it.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "rdc/v1/types.pb.h"

namespace rdc::agent {

struct Moment {
  base::Timestamp wall{};
  base::MonotonicTime since_boot{};
  std::string boot_id{};  // "": only the wall clock is known
};

struct ClockMeasurement {
  Moment moment{};
  std::chrono::microseconds offset{0};       // router minus wall clock
  std::chrono::microseconds uncertainty{0};  // plus or minus
};

// A moment as well as it is known.
struct ReckonedTime {
  base::Timestamp time{};
  bool at_centre = false;                    // false: this machine's clock, as it goes now
  std::chrono::microseconds uncertainty{0};  // meaningless unless at_centre
};

// Which start of this machine it is: the same until the next. "" when the system does not tell.
std::string boot_id_of_this_machine();

// Thread-safe. Borrows the clock.
class SiteClock {
 public:
  // Quartz drifts by less than this (K); added to the uncertainty by the time between measurement and event.
  static constexpr double kDrift = 100e-6;
  // A step of the wall clock by more than this is somebody setting it.
  static constexpr std::chrono::milliseconds kStep{500};
  // Of an event of an earlier start without a measurement of its own: only the wall clock's word is there.
  static constexpr std::chrono::minutes kOnlyTheWallClock{10};
  // The same between two measurements that agree within this.
  static constexpr std::chrono::seconds kAgreement{5};

  // `known`: measurements kept from before, any order.
  SiteClock(const base::Clock& clock, std::string boot_id, std::vector<ClockMeasurement> known);

  Moment now();
  void measured(const ClockMeasurement& measurement);
  // What to add to the moment's wall time. nullopt: never measured.
  std::optional<v1::ClockOffset> offset_of(const Moment& moment) const;
  ReckonedTime reckon(const Moment& moment);

  // The wall clock was set since the start; since the last measurement.
  bool was_set() const;
  bool measure_again() const;

 private:
  struct Offset {
    std::chrono::microseconds value{0}, uncertainty{0};
    base::Timestamp measured_at{};
  };
  std::optional<Offset> offset_locked(const Moment& moment) const;
  std::optional<Offset> by_same_start(const Moment& moment) const;
  std::optional<Offset> by_wall_clock(const Moment& moment) const;

  const base::Clock& clock_;
  const std::string boot_id_;
  mutable std::mutex mutex_;
  std::vector<ClockMeasurement> measurements_;  // oldest first by wall clock, bounded
  std::optional<std::chrono::microseconds> wall_minus_boot_;
  bool was_set_ = false;
  bool set_since_measured_ = false;
};

}  // namespace rdc::agent
