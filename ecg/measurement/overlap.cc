#include "ecg/measurement/overlap.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace rdc::ecg {
namespace {

// All ours (K); the rate is where the simulator's P, as early as a fast sinus node's, still leaves T's last limb free.
constexpr double kLeastTpMs = 40.0;   // a shorter TP segment shows no baseline
constexpr double kLeastPGapMs = 6.0;  // a P that begins nearer to T's end begins inside it; so it ends in a QRS
constexpr double kFastestRateBpm = 180.0;
constexpr double kAfterQrsMs = 40.0;        // T's peak is not looked for before
constexpr double kBeforeNextMs = 20.0;      // nor what belongs to the next QRS
constexpr double kSlopeReachMs = 6.0;       // to either side of a point: its slope
constexpr double kLeastMagnitudeUv = 25.0;  // of the leads' root mean square
constexpr double kLongestLimbMs = 160.0;    // from T's peak to its end
// A P on T's last limb makes a shoulder of it or a second hump: the limb flattens while it is still as high as this
// share of T. Up to 100/min, where a P far from its QRS can stand in the T before it.
constexpr double kCrowdedRrMs = 620.0, kFlattened = 0.25, kShoulder = 0.15;
constexpr double kBeyondLimbMs = 20.0;   // a T that is said to end so long after its limb has that wave in it
constexpr double kShoulderRrMs = 430.0;  // 140/min: faster, T's limb has no room for a shoulder
// Faster (235/min) a P joins the QRS behind it in any case.
constexpr double kShortestQrsRrMs = 255.0;
// Faster (167/min) T and P reach the QRS behind them; where its onset stands so far from the level behind the QRS, as a
// share of the QRS itself, it stands in one of them.
constexpr double kReachesQrsRrMs = 360.0, kOnWave = 0.22, kBehindQrsMs = 16.0;
// No QRS pauses: all leads at rest for so long, near its onset's level and slower than this share of its fastest.
constexpr double kSilenceMs = 24.0, kSilentLevel = 0.15, kSilentSlope = 0.06;

// Noise of the median against its QRS: boundaries are lost from 0.03 (simulated); 571 recordings have 0.016 at most.
constexpr double kMostNoiseShare = 0.025;

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
  double height_uv = 0.0;  // at the peak
  bool shoulder = false;
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
  Limb out{magnitude.ms(peak), magnitude.ms(steepest) - magnitude.at(steepest) / slope, magnitude.at(peak), false};
  long flat = steepest;
  while (flat < last && magnitude.slope(flat) < kFlattened * slope) ++flat;
  out.shoulder = magnitude.at(flat) >= std::max(kLeastMagnitudeUv, kShoulder * out.height_uv);
  if (out.end_ms - out.peak_ms > kLongestLimbMs) return std::nullopt;
  return out;
}

// The T as found goes on where its limb has ended.
bool swallows_p(const MedianBeat& median, const Limb& limb) {
  return !median.p && limb.shoulder && median.t->offset_ms - limb.end_ms > kBeyondLimbMs;
}

// A P right behind the QRS before it was taken for its end.
void cut_at_silence(MedianBeat& median, const Magnitude& magnitude) {
  auto& qrs = *median.qrs;
  const long first = magnitude.index(0.0), last = magnitude.index(qrs.offset_ms);
  double tallest = 0.0, fastest = 0.0;
  for (long i = magnitude.index(qrs.onset_ms); i <= last; ++i) {
    tallest = std::max(tallest, magnitude.at(i));
    fastest = std::max(fastest, std::abs(magnitude.slope(i)));
  }
  long since = first;
  for (long i = first; i <= last; ++i) {
    const bool silent =
        magnitude.at(i) < kSilentLevel * tallest && std::abs(magnitude.slope(i)) < kSilentSlope * fastest;
    if (!silent) since = i;
    if (magnitude.ms(i) - magnitude.ms(since) < kSilenceMs) continue;
    qrs.offset_ms = magnitude.ms(since);
    return;
  }
}

double tallest_of(const MedianBeat& median, const Magnitude& magnitude) {
  double tallest = 0.0;
  for (long i = magnitude.index(median.qrs->onset_ms); i <= magnitude.index(median.qrs->offset_ms); ++i) {
    tallest = std::max(tallest, magnitude.at(i));
  }
  return tallest;
}

// T or P stands at the QRS onset that was found.
bool onset_on_wave(const MedianBeat& median, const Magnitude& magnitude) {
  return magnitude.at(magnitude.index(median.qrs->offset_ms + kBehindQrsMs)) >= kOnWave * tallest_of(median, magnitude);
}

}  // namespace

Overlap settle_overlap(MedianBeat& median, const BeatSpacing& spacing) {
  Overlap out;
  if (!median.qrs || median.strip.channels.empty()) return out;
  const Magnitude magnitude(median);
  const double rr_ms = spacing.rr_ms;
  if (spacing.regular && rr_ms < kReachesQrsRrMs) {
    cut_at_silence(median, magnitude);
    out.qrs_hidden = onset_on_wave(median, magnitude);
  }
  out.qrs_hidden = out.qrs_hidden || rr_ms < kShortestQrsRrMs;
  if (!median.t) return out;
  const double next_ms = rr_ms + (median.p ? median.p->onset_ms : median.qrs->onset_ms);
  const double until_ms = rr_ms + median.qrs->onset_ms - kBeforeNextMs;
  const auto limb = last_limb(magnitude, median.qrs->offset_ms + kAfterQrsMs, until_ms);
  const bool too_fast = 60000.0 / rr_ms > kFastestRateBpm, close = next_ms - median.t->offset_ms < kLeastTpMs;
  const bool crowded = spacing.regular && rr_ms < kCrowdedRrMs;
  const bool swallowed = crowded && rr_ms >= kShoulderRrMs && limb && swallows_p(median, *limb);
  if (limb && (too_fast || close || swallowed)) {
    out.tangent = true;
    median.t->offset_ms = std::min(limb->end_ms, until_ms);
    median.t->peak_ms = std::min(limb->peak_ms, median.t->offset_ms);
    median.t->onset_ms = std::min(median.t->onset_ms, median.t->peak_ms);
  }
  const bool joins_qrs = crowded && median.p && median.p->offset_ms > median.qrs->onset_ms + kLeastPGapMs;
  out.p_hidden = median.p && (next_ms - median.t->offset_ms < kLeastPGapMs || joins_qrs);
  // A P that nobody sees stands somewhere in the T: wherever no shoulder tells where, the limb may be the P's own.
  const bool unseen = crowded && !median.p && !swallowed;
  out.t_end_hidden = too_fast || (close && !limb);
  out.t_end_unsure = unseen || (rr_ms < kShoulderRrMs && out.p_hidden);
  return out;
}

bool drowns_in_noise(const MedianBeat& median) {
  if (!median.qrs || median.strip.channels.empty()) return false;
  const double tallest = tallest_of(median, Magnitude(median));
  return median.noise_uv > kMostNoiseShare * tallest;
}

void take_back_hidden(LeadMeasurements& lead, const Overlap& overlap) {
  if (overlap.p_hidden) lead.p_uv = lead.p_terminal_uv = lead.p_terminal_ms = lead.pr_segment_uv = Missing::kOverlap;
  if (!overlap.qrs_hidden) return;
  lead.j_uv = lead.j20_uv = lead.j40_uv = lead.j60_uv = lead.j80_uv = Missing::kOverlap;
  lead.st_slope_uv_per_s = lead.st_t_uv = lead.t_uv = lead.t_second_uv = lead.t_area_uv_ms = Missing::kOverlap;
  for (auto* wave : {&lead.q, &lead.r, &lead.s, &lead.r2, &lead.s2}) wave->reset();
  lead.qrs_peak_to_peak_uv = lead.qrs_area_uv_ms = lead.r_peak_time_ms = Missing::kOverlap;
  lead.is_qs = false;
  lead.notches = 0;
  lead.st_shape.reset();
  lead.t_shape.reset();
}

}  // namespace rdc::ecg
