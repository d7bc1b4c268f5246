#include "ecg/measurement/second_look.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ecg/measurement/spatial_magnitude.h"

namespace rdc::ecg {
namespace {

// All ours (K), chosen on simulated tracings.
constexpr double kFirstTPeakMs = 60.0;     // T's peak is not looked for before
constexpr double kLeastMissedTUv = 60.0;   // of the leads' root mean square
constexpr double kTallerThanFound = 1.2;   // than what was taken for T's peak
constexpr double kAtRest = 0.35;           // of T's top: where it may end
constexpr double kEndsBeforeTopMs = 20.0;  // a wave ends and begins at least so far from its top
constexpr double kLeastMissedPUv = 20.0, kFarPMs = 120.0, kPClearMs = 16.0, kPSilence = 0.35;

// Shares of the QRS's greatest speed, and how far an onset may move.
constexpr double kMovingShare = 0.055, kStillShare = 0.04, kMostEarlierMs = 36.0, kMostLaterMs = 12.0;
constexpr double kValleyShare = 0.11;  // slowest place between a P and the QRS; a first wave's peak is faster
constexpr double kNarrowQrsMs = 86.0;  // wider, annotators put the onset where the network does
constexpr double kSlowRrMs = 1250.0, kSlowQrsMs = 112.0;  // slower, the network's onset is earlier still
constexpr double kShortestSilentRrMs = 400.0;             // faster, no silence is left before the QRS
constexpr double kPEndUnsureMs = 20.0;                    // what the end of a P that touches the QRS is late at most
constexpr double kTimesNoiseSpeed = 2.0;                  // movement that noise alone does not make

// Speed of all leads together: root mean square of their slopes, uV per ms.
class SpatialSpeed {
 public:
  explicit SpatialSpeed(const MedianBeat& median) : median_(median) {}

  double at(long index) const {
    const auto length = static_cast<long>(median_.strip.length());
    const long reach = std::max(1L, std::lround(kReachMs / 1000.0 * median_.strip.rate_hz));
    const long from = std::clamp(index - reach, 0L, length - 1), to = std::clamp(index + reach, 0L, length - 1);
    double sum = 0.0;
    for (const auto& channel : median_.strip.channels) {
      const double moved = static_cast<double>(channel.samples[static_cast<std::size_t>(to)]) -
                           static_cast<double>(channel.samples[static_cast<std::size_t>(from)]);
      sum += moved * moved;
    }
    const double ms = 1000.0 * static_cast<double>(to - from) / median_.strip.rate_hz;
    return std::sqrt(sum / static_cast<double>(median_.strip.channels.size())) / ms;
  }

  // What the median's noise makes of it.
  double of_noise() const { return std::sqrt(2.0) * median_.noise_uv / (2.0 * kReachMs); }

 private:
  static constexpr double kReachMs = 4.0;
  const MedianBeat& median_;
};

// ms from R, as all here. The peak of a T that was said to end before it; nullopt: T stands where it was found.
std::optional<double> missed_t_peak_ms(const MedianBeat& median, const BeatWaves& waves, double rr_ms) {
  if (!waves.qrs || !waves.t || !waves.p || median.strip.channels.empty()) return std::nullopt;
  const SpatialMagnitude magnitude(median, waves.qrs->onset_ms);
  const double until = rr_ms + waves.p->onset_ms - kEndsBeforeTopMs;
  const long first = magnitude.index(waves.qrs->offset_ms + kFirstTPeakMs), last = magnitude.index(until);
  if (last <= first) return std::nullopt;
  const long top = magnitude.top(first, last);
  if (top == last || magnitude.at(top) < kLeastMissedTUv) return std::nullopt;
  if (magnitude.ms(top) < waves.t->offset_ms - kEndsBeforeTopMs) return std::nullopt;
  const double found = magnitude.at(magnitude.index(waves.t->peak_ms));
  return magnitude.at(top) > kTallerThanFound * found ? std::optional(magnitude.ms(top)) : std::nullopt;
}

// Whether T ends before the next P and near the level that it left.
bool comes_to_rest(const MedianBeat& median, const BeatWaves& waves, double rr_ms) {
  const SpatialMagnitude magnitude(median, waves.qrs->onset_ms);
  const double top = magnitude.at(magnitude.index(waves.t->peak_ms));
  return waves.t->offset_ms < rr_ms + waves.p->onset_ms &&
         magnitude.at(magnitude.index(waves.t->offset_ms)) < kAtRest * top;
}

// The peak of a P that was said to begin behind it; nullopt as above.
std::optional<double> missed_p_peak_ms(const MedianBeat& median, const BeatWaves& waves, double rr_ms) {
  if (!waves.qrs || !waves.p || median.strip.channels.empty()) return std::nullopt;
  const double silence = waves.qrs->onset_ms - kPClearMs;
  const SpatialMagnitude magnitude(median, silence);
  const double t_end = waves.t ? waves.t->offset_ms - rr_ms + kPClearMs : -rr_ms;
  const long first = magnitude.index(t_end), last = magnitude.index(silence);
  if (last <= first) return std::nullopt;
  const long top = magnitude.top(first, last);
  const double peak = magnitude.ms(top);
  if (magnitude.at(top) < kLeastMissedPUv || waves.qrs->onset_ms - peak < kFarPMs) return std::nullopt;
  if (peak > waves.p->onset_ms + kPClearMs) return std::nullopt;
  double quietest = magnitude.at(top);
  for (long i = first; i < top; ++i) quietest = std::min(quietest, magnitude.at(i));
  return quietest < kPSilence * magnitude.at(top) ? std::optional(peak) : std::nullopt;
}

}  // namespace

void look_again(const MedianBeat& median, DelineationGrid& grid, const BeatPlace& place, BeatWaves& waves) {
  const double r_ms = place.at_ms, rr_ms = place.before_ms;
  if (const auto t = missed_t_peak_ms(median, shifted(waves, -r_ms), rr_ms)) {
    auto other = waves;
    other.t = delineate_t(grid, place, r_ms + *t);
    if (other.t && comes_to_rest(median, shifted(other, -r_ms), rr_ms)) waves = other;
  }
  if (const auto p = missed_p_peak_ms(median, shifted(waves, -r_ms), rr_ms)) {
    if (const auto found = delineate_p(grid, place, r_ms + *p)) waves.p = found;
  }
}

double settled_qrs_onset_ms(const MedianBeat& median, const BeatWaves& waves, double rr_ms) {
  const Wave& qrs = *waves.qrs;
  if (median.strip.channels.empty() || rr_ms < kShortestSilentRrMs) return qrs.onset_ms;
  const SpatialMagnitude clock(median, qrs.onset_ms);
  const SpatialSpeed speed(median);
  const long found = clock.index(qrs.onset_ms);
  double fastest = 0.0;
  for (long i = found; i <= clock.index(qrs.offset_ms); ++i) fastest = std::max(fastest, speed.at(i));
  const double noise = kTimesNoiseSpeed * speed.of_noise();
  const double moving = std::max(kMovingShare * fastest, noise), still = std::max(kStillShare * fastest, noise);
  long onset = found;
  if (speed.at(onset) > moving) {
    double earliest_ms = qrs.onset_ms - kMostEarlierMs;
    earliest_ms = std::max(earliest_ms, std::min(qrs.onset_ms, waves.p->offset_ms - kPEndUnsureMs));
    const long earliest = clock.index(earliest_ms);
    const auto valley = [&](long i) { return speed.at(i) < kValleyShare * fastest && speed.at(i - 1) > speed.at(i); };
    while (onset > earliest && speed.at(onset) > moving && !valley(onset)) --onset;
  } else if (qrs.duration_ms() <= (rr_ms > kSlowRrMs ? kSlowQrsMs : kNarrowQrsMs)) {
    const long latest = clock.index(qrs.onset_ms + kMostLaterMs);
    while (onset < latest && speed.at(onset + 1) < still) ++onset;
  }
  return onset == found ? qrs.onset_ms : clock.ms(onset);
}

}  // namespace rdc::ecg
