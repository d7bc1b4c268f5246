#include "ecg/measurement/overlap.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace rdc::ecg {
namespace {

// All ours (K); the rate is where the simulator's P, as early as a fast sinus node's, still leaves T's last limb free.
constexpr double kLeastTpMs = 40.0;   // a shorter TP segment shows no baseline
constexpr double kLeastPGapMs = 6.0;  // a P that begins nearer to T's end begins inside it
constexpr double kFastestRateBpm = 180.0;
constexpr double kAfterQrsMs = 40.0;        // T's peak is not looked for before
constexpr double kBeforeNextMs = 20.0;      // nor what belongs to the next QRS
constexpr double kSlopeReachMs = 6.0;       // to either side of a point: its slope
constexpr double kLeastMagnitudeUv = 25.0;  // of the leads' root mean square
constexpr double kLongestLimbMs = 160.0;    // from T's peak to its end

// The leads' distance from their level at QRS onset, root mean square over the leads that were recorded.
class Magnitude {
 public:
  explicit Magnitude(const MedianBeat& median)
      : rate_hz_(median.strip.rate_hz), r_index_(static_cast<double>(median.r_index)) {
    const std::size_t length = median.strip.length();
    values_.assign(length, 0.0);
    const auto level_at = static_cast<std::size_t>(index(median.qrs->onset_ms));
    for (const auto& channel : median.strip.channels) {
      const double level = static_cast<double>(channel.samples[level_at]);
      for (std::size_t i = 0; i < length; ++i) {
        const double away = static_cast<double>(channel.samples[i]) - level;
        values_[i] += away * away / static_cast<double>(median.strip.channels.size());
      }
    }
    for (double& value : values_) value = std::sqrt(value);
  }

  long index(double ms) const {
    return std::clamp(std::lround(r_index_ + ms / 1000.0 * rate_hz_), 0L, static_cast<long>(values_.size()) - 1);
  }
  double ms(long index) const { return 1000.0 * (static_cast<double>(index) - r_index_) / rate_hz_; }
  double at(long index) const { return values_[static_cast<std::size_t>(index)]; }
  // uV per ms, over a few samples.
  double slope(long index) const {
    const long reach = std::max(1L, std::lround(kSlopeReachMs / 1000.0 * rate_hz_));
    const long from = std::max(0L, index - reach), to = std::min(static_cast<long>(values_.size()) - 1, index + reach);
    return (at(to) - at(from)) / (ms(to) - ms(from));
  }

 private:
  double rate_hz_, r_index_;
  std::vector<double> values_;
};

struct Limb {
  double peak_ms = 0.0, end_ms = 0.0;
};

// T's last limb between `from_ms` and `until_ms`; nullopt: no wave, or no limb that falls.
std::optional<Limb> last_limb(const Magnitude& magnitude, double from_ms, double until_ms) {
  const long first = magnitude.index(from_ms), last = magnitude.index(until_ms);
  if (last <= first) return std::nullopt;
  long peak = first;
  for (long i = first; i <= last; ++i) {
    if (magnitude.at(i) > magnitude.at(peak)) peak = i;
  }
  if (magnitude.at(peak) < kLeastMagnitudeUv) return std::nullopt;
  long steepest = peak;
  for (long i = peak; i <= last; ++i) {
    if (magnitude.slope(i) < magnitude.slope(steepest)) steepest = i;
    // The next wave rises: what falls behind it is not T's.
    if (magnitude.slope(i) > 0.0 && magnitude.at(i) < 0.8 * magnitude.at(peak)) break;
  }
  const double slope = magnitude.slope(steepest);
  if (slope >= 0.0) return std::nullopt;
  const Limb out{magnitude.ms(peak), magnitude.ms(steepest) - magnitude.at(steepest) / slope};
  if (out.end_ms - out.peak_ms > kLongestLimbMs) return std::nullopt;
  return out;
}

}  // namespace

Overlap settle_overlap(MedianBeat& median, double rr_ms) {
  Overlap out;
  if (!median.qrs || !median.t || median.strip.channels.empty()) return out;
  const double next_ms = rr_ms + (median.p ? median.p->onset_ms : median.qrs->onset_ms);
  const bool too_fast = 60000.0 / rr_ms > kFastestRateBpm;
  if (!too_fast && next_ms - median.t->offset_ms >= kLeastTpMs) return out;
  const double until_ms = rr_ms + median.qrs->onset_ms - kBeforeNextMs;
  const auto limb = last_limb(Magnitude(median), median.qrs->offset_ms + kAfterQrsMs, until_ms);
  if (limb) {
    out.tangent = true;
    median.t->offset_ms = std::min(limb->end_ms, until_ms);
    median.t->peak_ms = std::min(limb->peak_ms, median.t->offset_ms);
    median.t->onset_ms = std::min(median.t->onset_ms, median.t->peak_ms);
  }
  out.t_end_hidden = too_fast || !limb;
  out.p_hidden = median.p && next_ms - median.t->offset_ms < kLeastPGapMs;
  return out;
}

}  // namespace rdc::ecg
