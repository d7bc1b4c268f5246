#include "ecg/measurement/qrs_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rdc::ecg {
namespace {

constexpr double kShortest = 0.18;  // seconds: no ventricle follows faster (flutter at 330/min)
constexpr float kDoubtful = 0.5F, kAlikeBeats = 0.85F;
constexpr float kHopeless = -6.0F;  // a lone candidate of a tracing without beats
constexpr double kLookBack = 6.0;   // seconds: longer gaps start a new sequence

// Typical interval around each candidate: median of intervals between certain beats within 12 of them.
}  // namespace

std::vector<double> typical_intervals(const QrsCandidates& all) {
  std::vector<double> times;
  std::vector<double> intervals;
  double last = -1.0;
  for (const auto& candidate : all.candidates) {
    if (candidate.log_odds < 0.0F) continue;
    const double t = static_cast<double>(candidate.index) / all.rate_hz;
    if (last >= 0.0 && t - last > 0.25) {
      times.push_back(t);
      intervals.push_back(t - last);
    }
    if (last < 0.0 || t - last > 0.25) last = t;
  }
  std::vector<double> out(all.candidates.size(), 0.8);
  if (intervals.empty()) return out;
  std::vector<double> scratch;
  std::size_t near = 0;
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double t = static_cast<double>(all.candidates[n].index) / all.rate_hz;
    while (near + 1 < times.size() && times[near] < t) ++near;
    const std::size_t from = near > 6 ? near - 6 : 0, to = std::min(times.size(), near + 7);
    scratch.assign(intervals.begin() + static_cast<long>(from), intervals.begin() + static_cast<long>(to));
    std::nth_element(scratch.begin(), scratch.begin() + static_cast<long>(scratch.size() / 2), scratch.end());
    out[n] = std::clamp(scratch[scratch.size() / 2], 0.25, 2.0);
  }
  return out;
}

namespace {

// Log-probability, up to a constant, of an interval where `typical` is usual. Once the score itself knows the
// intervals around a candidate, only what no heart does is left to forbid.
double interval_cost(double interval, double typical, IntervalPrior prior) {
  if (interval < kShortest) return -1e9;
  if (prior == IntervalPrior::kRefractory) {
    const double early = std::max(0.0, 0.29 - interval);
    return 1.0 - 200.0 * early - 2.0 * std::max(0.0, 0.6 - interval / typical);
  }
  double cost = 0.0;
  const double ratio = interval / typical;
  if (interval < 0.30) cost -= 25.0 * (0.30 - interval) / 0.12;
  if (ratio < 0.6) cost -= 5.0 * (0.6 - ratio);
  if (ratio > 1.4) cost -= 1.5 * std::min(2.5, ratio - 1.4);
  return cost;
}

}  // namespace

std::vector<std::size_t> most_probable_beats(const QrsCandidates& all, IntervalPrior prior) {
  const auto typical = typical_intervals(all);
  const std::size_t count = all.candidates.size();
  std::vector<double> best(count);
  std::vector<std::size_t> from(count);
  for (std::size_t n = 0; n < count; ++n) {
    best[n] = 0.0;  // starts a sequence
    from[n] = n;
    for (std::size_t k = n; k-- > 0;) {
      const double interval = static_cast<double>(all.candidates[n].index - all.candidates[k].index) / all.rate_hz;
      if (interval > kLookBack) break;
      const double value = best[k] + interval_cost(interval, typical[n], prior);
      if (value > best[n]) {
        best[n] = value;
        from[n] = k;
      }
    }
    best[n] += static_cast<double>(all.candidates[n].log_odds);
  }
  std::vector<std::size_t> out;
  if (count == 0) return out;
  auto at = static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  for (;;) {
    out.push_back(at);
    if (from[at] == at) break;
    at = from[at];
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<QrsDetection> detect_qrs(std::span<const std::span<const float>> leads, double rate_hz) {
  auto all = qrs_candidates(leads, rate_hz);
  score_alone(all);
  add_context(all);
  score_in_context(all);
  const auto centre = (rate_hz / std::max(1.0, all.rate_hz) - 1.0) / 2.0;  // of the samples behind one envelope value
  std::vector<QrsDetection> out;
  std::vector<float> odds, likeness;
  const auto beats = most_probable_beats(all, IntervalPrior::kRefractory);
  for (const std::size_t n : beats) {
    odds.push_back(all.candidates[n].log_odds);
    likeness.push_back(std::max(all.candidates[n].features[11], all.candidates[n].features[12]));
  }
  if (odds.empty()) return out;
  std::nth_element(likeness.begin(), likeness.begin() + static_cast<long>(likeness.size() / 2), likeness.end());
  std::nth_element(odds.begin(), odds.begin() + static_cast<long>(odds.size() / 2), odds.end());
  // Where most "beats" are doubtful and unlike each other there is no rhythm that could vouch for them. A ventricular
  // tachycardia's are doubtful one by one, but alike.
  const bool noise = odds[odds.size() / 2] < kDoubtful && likeness[likeness.size() / 2] < kAlikeBeats;
  const float least = noise ? kDoubtful : kHopeless;
  for (const std::size_t n : beats) {
    const auto& beat = all.candidates[n];
    if (beat.log_odds < least) continue;
    out.push_back({1000.0 * (static_cast<double>(beat.index) / all.rate_hz + centre / rate_hz), beat.log_odds});
  }
  return out;
}

}  // namespace rdc::ecg
