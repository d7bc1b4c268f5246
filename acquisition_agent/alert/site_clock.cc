#include "acquisition_agent/alert/site_clock.h"

#include <algorithm>
#include <cstdlib>

#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/file_system.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::size_t kKept = 1024;

microseconds micros(base::MonotonicTime::duration d) { return duration_cast<microseconds>(d); }

}  // namespace

std::string boot_id_of_this_machine() {
  std::string text = base::read_file("/proc/sys/kernel/random/boot_id", 64).value_or("");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

SiteClock::SiteClock(const base::Clock& clock, std::string boot_id, std::vector<ClockMeasurement> known)
    : clock_(clock), boot_id_(std::move(boot_id)), measurements_(std::move(known)) {
  std::ranges::sort(measurements_, {}, [](const ClockMeasurement& m) { return m.moment.wall; });
  (void)now();
}

Moment SiteClock::now() {
  const auto since_boot = clock_.since_boot();
  Moment moment{clock_.now(), since_boot, boot_id_};
  const auto distance = moment.wall.time_since_epoch() - micros(since_boot.time_since_epoch());
  const std::lock_guard lock(mutex_);
  if (wall_minus_boot_ && std::chrono::abs(distance - *wall_minus_boot_) > kStep) {
    spdlog::warn("somebody set this machine's clock by {:.1f} s",
                 static_cast<double>((distance - *wall_minus_boot_).count()) / 1e6);
    was_set_ = true;
    set_since_measured_ = true;
  }
  wall_minus_boot_ = distance;
  return moment;
}

void SiteClock::measured(const ClockMeasurement& measurement) {
  const std::lock_guard lock(mutex_);
  measurements_.push_back(measurement);
  if (measurements_.size() > kKept) measurements_.erase(measurements_.begin());
  set_since_measured_ = false;
}

std::optional<SiteClock::Offset> SiteClock::by_same_start(const Moment& moment) const {
  if (moment.boot_id.empty()) return std::nullopt;
  const ClockMeasurement* nearest = nullptr;
  microseconds least{0};
  microseconds distance{0};
  for (const auto& known : measurements_) {
    if (known.moment.boot_id != moment.boot_id) continue;
    const auto apart = std::chrono::abs(micros(known.moment.since_boot - moment.since_boot));
    const auto uncertainty =
        known.uncertainty + microseconds(static_cast<std::int64_t>(static_cast<double>(apart.count()) * kDrift));
    if (nearest != nullptr && uncertainty >= least) continue;
    nearest = &known;
    least = uncertainty;
    distance = micros(moment.since_boot - known.moment.since_boot);
  }
  if (nearest == nullptr) return std::nullopt;
  const auto centre = nearest->moment.wall + nearest->offset + distance;
  return Offset{centre - moment.wall, least, nearest->moment.wall};
}

// Across a start the wall clock is all there is. Two measurements around the event that agree vouch for it.
std::optional<SiteClock::Offset> SiteClock::by_wall_clock(const Moment& moment) const {
  if (measurements_.empty()) return std::nullopt;
  const auto after =
      std::ranges::lower_bound(measurements_, moment.wall, {}, [](const ClockMeasurement& m) { return m.moment.wall; });
  const auto& near = after != measurements_.end() ? *after : measurements_.back();
  Offset offset{near.offset, near.uncertainty + microseconds(kOnlyTheWallClock), near.moment.wall};
  if (after == measurements_.begin() || after == measurements_.end()) return offset;
  const auto apart = std::chrono::abs(after->offset - std::prev(after)->offset);
  if (apart <= kAgreement) offset.uncertainty = near.uncertainty + apart + std::chrono::seconds(1);
  return offset;
}

std::optional<SiteClock::Offset> SiteClock::offset_locked(const Moment& moment) const {
  if (auto found = by_same_start(moment)) return found;
  return by_wall_clock(moment);
}

std::optional<v1::ClockOffset> SiteClock::offset_of(const Moment& moment) const {
  const std::lock_guard lock(mutex_);
  const auto found = offset_locked(moment);
  if (!found) return std::nullopt;
  v1::ClockOffset offset;
  offset.set_offset_ms(std::chrono::round<std::chrono::milliseconds>(found->value).count());
  offset.set_uncertainty_ms(static_cast<std::uint32_t>(std::min<std::int64_t>(
      std::chrono::ceil<std::chrono::milliseconds>(found->uncertainty).count() + 1, 4'294'967'294)));
  *offset.mutable_measured_at() = to_wire(found->measured_at);
  return offset;
}

ReckonedTime SiteClock::reckon(const Moment& moment) {
  const Moment current = now();
  const std::lock_guard lock(mutex_);
  if (const auto found = offset_locked(moment)) return {moment.wall + found->value, true, found->uncertainty};
  if (moment.boot_id.empty() || moment.boot_id != boot_id_) return {moment.wall, false, {}};
  return {current.wall - micros(current.since_boot - moment.since_boot), false, {}};
}

bool SiteClock::was_set() const {
  const std::lock_guard lock(mutex_);
  return was_set_;
}

bool SiteClock::measure_again() const {
  const std::lock_guard lock(mutex_);
  return set_since_measured_;
}

}  // namespace rdc::agent
