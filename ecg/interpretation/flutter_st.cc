// Flutter waves ride on the ST segment: what they lift or sink alone is no sign of occlusion.
#include <algorithm>
#include <cmath>

#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {
namespace {

constexpr double kBeyondUv = 50.0;  // the smallest ST deviation that is judged
constexpr double kClearOfTMs = 10.0, kLeastSeenMs = 60.0;

// Between the T before the QRS and the QRS, one flutter wave or what is to be seen of it. Ms from R.
struct Diastole {
  double from_ms, to_ms;
};

std::optional<Diastole> diastole(const RuleContext& c, double wave_ms) {
  const auto& beat = *c.beat;
  const auto& rr = c.measured.rhythm.rr_mean_ms;
  if (!beat.qrs || !rr) return std::nullopt;
  const double onset = beat.qrs->onset_ms;
  const double silent = beat.t ? beat.t->offset_ms - *rr + kClearOfTMs : onset - wave_ms;
  const double first = -1000.0 * static_cast<double>(beat.r_index) / beat.strip.rate_hz;
  const Diastole out{std::max({onset - wave_ms, silent, first}), onset};
  return out.to_ms - out.from_ms >= kLeastSeenMs ? std::optional(out) : std::nullopt;
}

// Lowest to highest of the dominant median there: flutter that keeps no step with the ventricles shows as little in it
// before the QRS as it does after. -aVR by kMinusAvr.
std::optional<double> wave_size_uv(const RuleContext& c, Lead which, Diastole in) {
  const Lead lead = which == Lead::kMinusAvr ? Lead::kAvr : which;
  for (const auto& channel : c.beat->strip.channels) {
    if (channel.lead != lead) continue;
    const auto at = [&](double ms) {
      const long index = std::lround(ms / 1000.0 * c.beat->strip.rate_hz) + static_cast<long>(c.beat->r_index);
      return std::clamp(index, 0L, static_cast<long>(channel.samples.size()));
    };
    const auto first = channel.samples.begin() + at(in.from_ms), last = channel.samples.begin() + at(in.to_ms);
    if (first >= last) return std::nullopt;
    const auto [low, high] = std::minmax_element(first, last);
    return static_cast<double>(*high - *low);
  }
  return std::nullopt;
}

// By how much ST is lifted (or sunk, below 0) beyond what a flutter wave does there; 0: not at all, or not measured.
double beyond_the_wave_uv(const RuleContext& c, Lead lead, Diastole in) {
  const auto j = c.j(lead), wave = wave_size_uv(c, lead, in);
  if (!j || !wave || std::abs(*j) <= *wave) return 0.0;
  return std::copysign(std::abs(*j) - *wave, *j);
}

}  // namespace

bool flutter_explains_st(const RuleContext& c) {
  if (c.beat == nullptr || !c.has("ATRIAL_FLUTTER")) return false;
  const auto in = diastole(c, 60000.0 / flutter_bpm(figures_of(c)));
  if (!in) return false;
  for (const auto chain : {chest_chain(), frontal_chain()}) {
    double before = 0.0;
    for (const Lead lead : chain) {
      const double beyond = beyond_the_wave_uv(c, lead, *in);
      if (std::abs(before) >= kBeyondUv && std::abs(beyond) >= kBeyondUv && (before > 0.0) == (beyond > 0.0))
        return false;
      before = beyond;
    }
  }
  return true;
}

}  // namespace rdc::ecg
