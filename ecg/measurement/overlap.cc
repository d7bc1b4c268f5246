#include "ecg/measurement/overlap.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ecg/measurement/spatial_magnitude.h"

namespace rdc::ecg {
namespace {

// All ours (K); the rate is where the simulator's P, as early as a fast sinus node's, still leaves T's last limb free.
constexpr double kLeastTpMs = 40.0;     // a shorter TP segment shows no baseline
constexpr double kLeastPGapMs = 6.0;    // a P that begins nearer to T's end begins inside it; so it ends in a QRS
constexpr double kShortestPrMs = 40.0;  // no ventricle follows its atria sooner: the P would stand in the QRS
constexpr double kFastestRateBpm = 180.0;
constexpr double kAfterQrsMs = 40.0;        // T's peak is not looked for before
constexpr double kBeforeNextMs = 20.0;      // nor what belongs to the next QRS
constexpr double kLeastMagnitudeUv = 25.0;  // of the leads' root mean square
constexpr double kLongestLimbMs = 160.0;    // from T's peak to its end
// A P on T's last limb makes a shoulder of it or a second hump: the limb flattens while it is still as high as this
// share of T. Up to 100/min, where a P far from its QRS can stand in the T before it.
constexpr double kCrowdedRrMs = 620.0, kFlattened = 0.25, kShoulder = 0.15;
constexpr double kBeyondLimbMs = 20.0;             // a T that is said to end so long after its limb has that wave in it
constexpr double kShoulderMostRrMs = 850.0;        // slower, a P so far from its QRS stands behind the T
constexpr double kRisesMs = 8.0;                   // a limb that begins where it is looked for has no peak
constexpr double kNearPMs = 60.0, kValley = 0.35;  // of P: no silence is left between T and a P so near
constexpr double kHighEnd = 0.5, kPlateau = 0.8, kHighEndUv = 40.0;  // of T: it does not end so high
constexpr double kShoulderRrMs = 430.0;  // 140/min: faster, T's limb has no room for a shoulder
// Faster (235/min) a P joins the QRS behind it in any case.
constexpr double kShortestQrsRrMs = 255.0;
// Faster (167/min) T and P reach the QRS behind them; where its onset stands so far from the level behind the QRS, as a
// share of the QRS itself, it stands in one of them.
constexpr double kReachesQrsRrMs = 360.0, kOnWave = 0.22, kBehindQrsMs = 16.0;
constexpr double kReachedQrsRrMs = 460.0, kReachesMs = 10.0;  // from 130/min a long T reaches the next QRS
// There the QRS's own boundaries cannot be trusted where its onset stands so far from the level behind it (an injury
// can do that too: ST keeps its number), where it takes so much of the interval that no T has room, or where none is
// seen.
constexpr double kOnWaveOrInjured = 0.33, kMostOfInterval = 0.55;
// What stands behind T's end as high as this share of T, against the level before P, and falls before P, is T's own.
constexpr double kEndsOnT = 0.45, kStillT = 0.35, kStillTUv = 70.0, kBehindTMs = 20.0;
constexpr double kLongQtcMs = 450.0;  // Bazett (CLINICAL.md section 3)
// No QRS pauses: all leads at rest for so long, near its onset's level and slower than this share of its fastest.
constexpr double kSilenceMs = 24.0, kSilentLevel = 0.15, kSilentSlope = 0.06;

// Noise of the median against its QRS: boundaries are lost from 0.03, an axis from 0.023 (simulated); 571 recordings
// have 0.016 at most.
constexpr double kMostNoiseShare = 0.022;

struct Limb {
  double peak_ms = 0.0, end_ms = 0.0;
  double height_uv = 0.0;  // at the peak
  bool shoulder = false;
};

// T's last limb between `from_ms` and `until_ms`; nullopt: no wave, or no limb that falls.
std::optional<Limb> last_limb(const SpatialMagnitude& magnitude, double from_ms, double until_ms) {
  const long first = magnitude.index(from_ms), last = magnitude.index(until_ms);
  if (last <= first) return std::nullopt;
  const long peak = magnitude.top(first, last);
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
void cut_at_silence(MedianBeat& median, const SpatialMagnitude& magnitude) {
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

double tallest_of(const MedianBeat& median, const SpatialMagnitude& magnitude) {
  double tallest = 0.0;
  for (long i = magnitude.index(median.qrs->onset_ms); i <= magnitude.index(median.qrs->offset_ms); ++i) {
    tallest = std::max(tallest, magnitude.at(i));
  }
  return tallest;
}

// T or P stands at the QRS onset that was found.
bool onset_on_wave(const MedianBeat& median, const SpatialMagnitude& magnitude) {
  return magnitude.at(magnitude.index(median.qrs->offset_ms + kBehindQrsMs)) >= kOnWave * tallest_of(median, magnitude);
}

// T goes over into a P that is near without coming to rest: where the P begins is not seen.
bool no_silence_before_p(const MedianBeat& median, const SpatialMagnitude& magnitude, double rr_ms) {
  if (!median.p || rr_ms + median.p->onset_ms - median.t->offset_ms > kNearPMs) return false;
  const long from = magnitude.index(median.t->peak_ms), to = magnitude.index(rr_ms + median.p->peak_ms);
  double quietest = magnitude.at(from);
  for (long i = from; i <= to; ++i) quietest = std::min(quietest, magnitude.at(i));
  return quietest > kValley * magnitude.at(magnitude.index(median.p->peak_ms));
}

// What T is said to end on is as tall as itself: another wave, or the T is longer.
bool ends_high(const MedianBeat& median, const SpatialMagnitude& magnitude, double share) {
  const long from = magnitude.index(median.qrs->offset_ms + kAfterQrsMs), to = magnitude.index(median.t->offset_ms);
  if (to <= from) return false;
  return magnitude.at(to) > std::max(kHighEndUv, share * magnitude.at(magnitude.top(from, to)));
}

// T has not come to rest where it is said to end: what follows it, down to the level before P, is as high. A QT that is
// long as it was found keeps its number: it is at least so long, and that must be said.
bool goes_on(const MedianBeat& median, double rr_ms) {
  const double qt_ms = median.t->offset_ms - median.qrs->onset_ms;
  if (qt_ms / std::sqrt(rr_ms / 1000.0) >= kLongQtcMs) return false;
  const double before_p = median.p->onset_ms - kBeforeNextMs;
  const SpatialMagnitude magnitude(median, before_p);
  const long first = magnitude.index(median.qrs->offset_ms + kAfterQrsMs), end = magnitude.index(median.t->offset_ms);
  const long later = magnitude.index(median.t->offset_ms + kBehindTMs), last = magnitude.index(rr_ms + before_p);
  if (end <= first || last <= later) return false;
  const double top = magnitude.at(magnitude.top(first, end)), after = magnitude.at(magnitude.top(later, last));
  return magnitude.at(end) >= kEndsOnT * top && after >= std::max(kStillT * top, kStillTUv);
}

// From 130/min: the QRS as found goes on into the T behind it, or begins on the T before it.
bool bounds_unsure(const MedianBeat& median, const SpatialMagnitude& magnitude, double rr_ms) {
  const double level = magnitude.at(magnitude.index(median.qrs->offset_ms + kBehindQrsMs));
  return median.qrs->duration_ms() >= kMostOfInterval * rr_ms ||
         level >= kOnWaveOrInjured * tallest_of(median, magnitude);
}

}  // namespace

Overlap settle_overlap(MedianBeat& median, const BeatSpacing& spacing) {
  Overlap out;
  if (!median.qrs || median.strip.channels.empty()) return out;
  const SpatialMagnitude magnitude(median, median.qrs->onset_ms);
  const double rr_ms = spacing.rr_ms;
  if (spacing.regular && rr_ms < kReachesQrsRrMs) {
    cut_at_silence(median, magnitude);
    out.qrs_hidden = onset_on_wave(median, magnitude);
  }
  out.qrs_hidden = out.qrs_hidden || rr_ms < kShortestQrsRrMs;
  const bool fast = spacing.regular && rr_ms < kReachedQrsRrMs, crowded = spacing.regular && rr_ms < kCrowdedRrMs;
  out.qrs_unsure = fast && (!median.t || bounds_unsure(median, magnitude, rr_ms));
  out.p_unseen = crowded && !median.p;
  if (!median.t) return out;
  const double next_ms = rr_ms + (median.p ? median.p->onset_ms : median.qrs->onset_ms);
  const double until_ms = rr_ms + median.qrs->onset_ms - kBeforeNextMs;
  const auto limb = last_limb(magnitude, median.qrs->offset_ms + kAfterQrsMs, until_ms);
  // The T before it has not ended where a QRS begins.
  if (fast && limb && limb->end_ms > rr_ms + median.qrs->onset_ms - kReachesMs) out.qrs_hidden = true;
  out.qrs_unsure = out.qrs_unsure || (fast && !limb);
  const bool too_fast = 60000.0 / rr_ms > kFastestRateBpm, close = next_ms - median.t->offset_ms < kLeastTpMs;
  const bool shoulder_fits = spacing.regular && rr_ms >= kShoulderRrMs && rr_ms < kShoulderMostRrMs;
  const bool swallowed = shoulder_fits && limb && limb->peak_ms > median.qrs->offset_ms + kAfterQrsMs + kRisesMs &&
                         swallows_p(median, *limb);
  const double t_end_ms = median.t->offset_ms;  // as found
  if (limb && (too_fast || close || swallowed)) {
    out.tangent = true;
    median.t->offset_ms = std::min(limb->end_ms, until_ms);
    median.t->peak_ms = std::min(limb->peak_ms, median.t->offset_ms);
    median.t->onset_ms = std::min(median.t->onset_ms, median.t->peak_ms);
  }
  const bool joins_qrs = crowded && median.p && median.p->offset_ms > median.qrs->onset_ms + kLeastPGapMs;
  const bool touches = next_ms - median.t->offset_ms < kLeastPGapMs || no_silence_before_p(median, magnitude, rr_ms);
  const bool inside_qrs = median.p && median.qrs->onset_ms - median.p->onset_ms < kShortestPrMs;
  out.p_hidden = median.p && (touches || joins_qrs || inside_qrs);
  // A P that nobody sees stands somewhere in the T: wherever no shoulder tells where, the limb may be the P's own.
  // A little slower it makes T's end late: it lies far behind the limb's.
  const bool room_for_p = spacing.regular && rr_ms < kShoulderMostRrMs && !median.p;
  const bool late_end = room_for_p && limb && t_end_ms - limb->end_ms > kBeyondLimbMs;
  const bool unseen = ((crowded && !median.p) || late_end) && !swallowed;
  const bool in_st = t_end_ms < median.qrs->offset_ms + kAfterQrsMs;
  out.t_end_hidden = too_fast || (close && !limb);
  out.t_end_unsure = unseen || in_st || (rr_ms < kShoulderRrMs && out.p_hidden) ||
                     ends_high(median, magnitude, crowded ? kHighEnd : kPlateau) ||
                     (spacing.regular && median.p && goes_on(median, rr_ms));
  out.p_unseen = out.p_unseen || (crowded && out.p_hidden);
  return out;
}

bool drowns_in_noise(const MedianBeat& median) {
  if (!median.qrs || median.strip.channels.empty()) return false;
  const double tallest = tallest_of(median, SpatialMagnitude(median, median.qrs->onset_ms));
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
