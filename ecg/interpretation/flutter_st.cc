// Flutter waves ride on the ST segment: what they lift or sink alone is no sign of occlusion.
#include <algorithm>
#include <cmath>

#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {
namespace {

constexpr double kBeyondUv = 50.0;  // the smallest ST deviation that is judged
constexpr double kClearOfTMs = 10.0, kLeastSeenMs = 60.0;
constexpr double kTimingMs = 16.0;  // how well the wave's period is known

// Between the T before the QRS and the QRS, one flutter wave or what is to be seen of it; and the moment in it that
// is one wave before the J point. Ms from R.
struct Diastole {
  double from_ms, to_ms, like_j_ms;
};

std::optional<Diastole> diastole(const RuleContext& c, double wave_ms) {
  const auto& beat = *c.beat;
  const auto& rr = c.measured.rhythm.rr_mean_ms;
  if (!beat.qrs || !rr) return std::nullopt;
  const double onset = beat.qrs->onset_ms;
  const double silent = beat.t ? beat.t->offset_ms - *rr + kClearOfTMs : onset - wave_ms;
  const double first = -1000.0 * static_cast<double>(beat.r_index) / beat.strip.rate_hz;
  const Diastole out{std::max({onset - wave_ms, silent, first}), onset, beat.qrs->offset_ms - wave_ms};
  return out.to_ms - out.from_ms >= kLeastSeenMs ? std::optional(out) : std::nullopt;
}

struct Range {
  double low_uv, high_uv;
};

// What flutter does to the level at J against that at QRS onset, by the dominant median: as much as one wave earlier
// where that is to be seen, else as much as a whole wave may do. Flutter that keeps no step with the ventricles shows
// as little in the median before the QRS as it does after. -aVR by kMinusAvr.
std::optional<Range> flutter_at_j(const RuleContext& c, Lead which, Diastole in) {
  const Lead lead = which == Lead::kMinusAvr ? Lead::kAvr : which;
  const auto& channels = c.beat->strip.channels;
  const auto channel =
      std::find_if(channels.begin(), channels.end(), [&](const auto& one) { return one.lead == lead; });
  if (channel == channels.end()) return std::nullopt;
  const auto& x = channel->samples;
  const auto at = [&](double ms) {
    const long index = std::lround(ms / 1000.0 * c.beat->strip.rate_hz) + static_cast<long>(c.beat->r_index);
    return x.begin() + std::clamp(index, 0L, static_cast<long>(x.size()) - 1);
  };
  const auto extremes = [&](double from_ms, double to_ms) {
    const auto [low, high] = std::minmax_element(at(from_ms), at(to_ms) + 1);
    return Range{static_cast<double>(*low), static_cast<double>(*high)};
  };
  const bool seen = in.like_j_ms - kTimingMs >= in.from_ms && in.like_j_ms + kTimingMs <= in.to_ms;
  Range out{};
  if (seen) {
    const auto level = static_cast<double>(*at(in.to_ms));
    const auto there = extremes(in.like_j_ms - kTimingMs, in.like_j_ms + kTimingMs);
    out = {there.low_uv - level, there.high_uv - level};
  } else {
    const auto whole = extremes(in.from_ms, in.to_ms);
    out = {whole.low_uv - whole.high_uv, whole.high_uv - whole.low_uv};
  }
  return which == Lead::kMinusAvr ? Range{-out.high_uv, -out.low_uv} : out;
}

// By how much ST is lifted (or sunk, below 0) beyond what flutter does; 0: not at all, or not measured.
double beyond_flutter_uv(const RuleContext& c, Lead lead, Diastole in) {
  const auto j = c.j(lead);
  const auto flutter = flutter_at_j(c, lead, in);
  if (!j || !flutter) return 0.0;
  return std::max(0.0, *j - flutter->high_uv) + std::min(0.0, *j - flutter->low_uv);
}

}  // namespace

bool flutter_explains_st(const RuleContext& c) {
  if (c.beat == nullptr || !c.has("ATRIAL_FLUTTER")) return false;
  const auto in = diastole(c, 60000.0 / flutter_bpm(figures_of(c)));
  if (!in) return false;
  for (const auto chain : {chest_chain(), frontal_chain()}) {
    double before = 0.0;
    for (const Lead lead : chain) {
      const double beyond = beyond_flutter_uv(c, lead, *in);
      if (std::abs(before) >= kBeyondUv && std::abs(beyond) >= kBeyondUv && (before > 0.0) == (beyond > 0.0))
        return false;
      before = beyond;
    }
  }
  return true;
}

}  // namespace rdc::ecg
