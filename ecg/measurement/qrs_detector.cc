#include "ecg/measurement/qrs_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "ecg/measurement/wide_rhythm.h"

namespace rdc::ecg {
namespace {

constexpr double kShortest = 0.18;  // seconds: no ventricle follows faster (flutter at 330/min)
constexpr double kUsualShortest = 0.25, kFastestUsual = 0.285, kSteadyIntervals = 0.8;
constexpr double kFastShare = 0.9;  // of the usual interval: shorter ones are early
constexpr float kCertain = 1.0F;    // log-odds
constexpr float kDoubtful = 0.5F, kAlikeBeats = 0.85F;
constexpr float kHopeless = -6.0F;                             // a lone candidate of a tracing without beats
constexpr float kSure = 3.0F, kSmall = 0.25F, kUnlike = 0.5F;  // size against the QRS level; correlation
constexpr float kLarge = 0.5F, kForeign = 0.3F;     // size of a beat that is no P; likeness to no beat at all
constexpr float kDwarf = 1.4F, kDwarfDoubt = 2.0F;  // log of how much smaller than the beats it is like
constexpr double kEdge = 0.45;  // seconds: what stands nearer to an end of the tracing may be the T of a beat cut off
constexpr double kLookBack = 6.0;  // seconds: longer gaps start a new sequence

// CandidateIntervals between the candidates scored above some limit.
struct CandidateIntervals {
  std::vector<double> times, seconds;  // when each ended, how long it was

  struct Usual {
    double seconds = 0.0;  // median
    double steady = 0.0;   // share of those within 12 % of it
  };
  // Of some 13 around `t`; `near` walks along with it. nullopt: there are none at all.
  std::optional<Usual> around(double t, std::size_t& near, std::vector<double>& scratch) const {
    if (times.empty()) return std::nullopt;
    while (near + 1 < times.size() && times[near] < t) ++near;
    const std::size_t from = near > 6 ? near - 6 : 0, to = std::min(times.size(), near + 7);
    scratch.assign(seconds.begin() + static_cast<long>(from), seconds.begin() + static_cast<long>(to));
    std::nth_element(scratch.begin(), scratch.begin() + static_cast<long>(scratch.size() / 2), scratch.end());
    Usual out{scratch[scratch.size() / 2], 0.0};
    const auto close = [&](double interval) { return std::abs(interval - out.seconds) < 0.12 * out.seconds; };
    out.steady =
        static_cast<double>(std::count_if(scratch.begin(), scratch.end(), close)) / static_cast<double>(scratch.size());
    return out;
  }
};

// Nearer ones than `shortest` seconds are left out.
CandidateIntervals intervals_of(const QrsCandidates& all, float least, double shortest) {
  CandidateIntervals out;
  double last = -1.0;
  for (const auto& candidate : all.candidates) {
    if (candidate.log_odds < least) continue;
    const double t = static_cast<double>(candidate.index) / all.rate_hz;
    if (last >= 0.0 && t - last > shortest) {
      out.times.push_back(t);
      out.seconds.push_back(t - last);
    }
    if (last < 0.0 || t - last > shortest) last = t;
  }
  return out;
}

}  // namespace

std::vector<double> typical_intervals(const QrsCandidates& all) {
  std::vector<double> out(all.candidates.size(), 0.8), scratch;
  const auto intervals = intervals_of(all, 0.0F, kUsualShortest), sure = intervals_of(all, kCertain, kShortest);
  std::size_t near = 0, near_sure = 0;
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double t = static_cast<double>(all.candidates[n].index) / all.rate_hz;
    if (const auto usual = intervals.around(t, near, scratch)) out[n] = std::clamp(usual->seconds, kUsualShortest, 2.0);
    // Faster than some 210/min only certain and steady beats may say so: they could be QRS and T in turn.
    const auto fast = sure.around(t, near_sure, scratch);
    if (fast && fast->seconds < kFastestUsual && fast->steady >= kSteadyIntervals) out[n] = fast->seconds;
  }
  return out;
}

namespace {

// Log-probability, up to a constant, of an interval where `typical` is usual. Once the score itself knows the
// intervals around a candidate, only what no heart does is left to forbid.
double interval_cost(double interval, double typical, IntervalPrior prior) {
  if (interval < kShortest) return -1e9;
  // Where the usual interval is as short itself, a short one is no surprise.
  const double fast = kFastShare * typical;
  if (prior == IntervalPrior::kRefractory) {
    const double early = std::max(0.0, std::min(0.29, fast) - interval);
    return 1.0 - 100.0 * early - 2.0 * std::max(0.0, 0.6 - interval / typical);
  }
  double cost = 0.0;
  const double ratio = interval / typical;
  if (const double early = std::min(0.30, fast) - interval; early > 0.0) cost -= 25.0 * early / 0.12;
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
  std::size_t closed = 0;       // candidates before this one lie beyond the look-back
  std::size_t best_closed = 0;  // the best end among them
  for (std::size_t n = 0; n < count; ++n) {
    best[n] = 0.0;  // starts a sequence
    from[n] = n;
    const auto seconds_since = [&](std::size_t earlier) {
      return static_cast<double>(all.candidates[n].index - all.candidates[earlier].index) / all.rate_hz;
    };
    for (; seconds_since(closed) > kLookBack; ++closed)
      if (best[closed] > best[best_closed]) best_closed = closed;
    // A long silence (asystole, electrodes off) ends no tracing: the sequence behind it adds to the one before it.
    if (closed > 0 && best[best_closed] > 0.0) {
      best[n] = best[best_closed];
      from[n] = best_closed;
    }
    for (std::size_t k = n; k-- > 0;) {
      const double interval = seconds_since(k);
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

namespace {

constexpr double kLongestSilenceMs = 1500.0, kAroundCertainMs = 200.0;
constexpr double kMostFound = 0.7;  // of a steady rhythm's beats: what has found more needs no help

// Where no certain beat is found for 1.5 s although the heart moves steadily (wide_rhythm.h), the steady beats take the
// place of the few doubtful ones.
std::vector<QrsDetection> with_wide_rhythms(std::span<const std::span<const float>> leads, double rate_hz,
                                            const std::vector<QrsDetection>& found) {
  std::vector<QrsDetection> out;
  const auto length = static_cast<double>(leads.front().size());
  double from_ms = 0.0;
  std::size_t first = 0;  // of the doubtful beats since then
  for (std::size_t n = 0; n <= found.size(); ++n) {
    const bool end = n == found.size();
    if (!end && found[n].log_odds < kCertain) continue;
    const double to_ms = end ? 1000.0 * length / rate_hz : found[n].at_ms - kAroundCertainMs;
    std::vector<double> steady;
    if (to_ms - from_ms > kLongestSilenceMs) {
      const auto from = static_cast<std::size_t>(from_ms * rate_hz / 1000.0);
      const auto count =
          std::min(static_cast<std::size_t>((to_ms - from_ms) * rate_hz / 1000.0), leads.front().size() - from);
      std::vector<std::span<const float>> stretch;
      for (const auto& lead : leads) stretch.push_back(lead.subspan(from, count));
      steady = steady_wide_rhythm(stretch, rate_hz);
    }
    if (static_cast<double>(n - first) < kMostFound * static_cast<double>(steady.size())) {
      for (const double at_ms : steady) out.push_back({from_ms + at_ms, 0.0F});
    } else {
      out.insert(out.end(), found.begin() + static_cast<long>(first), found.begin() + static_cast<long>(n));
    }
    if (end) break;
    out.push_back(found[n]);
    from_ms = found[n].at_ms + kAroundCertainMs;
    first = n + 1;
  }
  return out;
}

// Whether the beats that stand near the QRS level are certain: where a P follows the other, most beats may be doubtful.
bool large_ones_are_certain(const QrsCandidates& all, const std::vector<std::size_t>& beats) {
  std::vector<float> odds;
  for (const std::size_t n : beats) {
    if (all.candidates[n].size >= kLarge) odds.push_back(all.candidates[n].log_odds);
  }
  if (odds.size() < 2) return false;
  const auto middle = odds.begin() + static_cast<long>(odds.size() / 2);
  std::nth_element(odds.begin(), middle, odds.end());
  return *middle > kSure;
}

// Of a tracing whose large beats are certain.
bool is_lone_p(const QrsCandidate& beat) {
  if (beat.size >= kSmall) return false;
  const float likeness = std::max(beat.features[11], beat.features[12]);
  const float smaller_than_family = beat.features[kQrsFeatures + 2];
  return (beat.log_odds < 0.0F && likeness < kUnlike) || (beat.log_odds < kSure && likeness < kForeign) ||
         (beat.log_odds < kDwarfDoubt && smaller_than_family >= kDwarf);
}

// Only one side vouches for what stands at an end of the tracing.
bool is_doubtful_edge(const QrsCandidates& all, std::size_t n) {
  const double length = static_cast<double>(all.smoothed.size()) / all.rate_hz;
  const bool at_edge = all.seconds(n) < kEdge || all.seconds(n) > length - kEdge;
  return at_edge && all.candidates[n].log_odds < kCertain;
}

}  // namespace

std::vector<QrsDetection> detect_qrs(std::span<const std::span<const float>> leads, double rate_hz) {
  return detect_qrs(leads, rate_hz, qrs_envelopes(leads, rate_hz));
}

std::vector<QrsDetection> detect_qrs(std::span<const std::span<const float>> leads, double rate_hz,
                                     std::span<const Envelope> envelopes) {
  auto all = qrs_candidates(envelopes);
  score_alone(all);
  add_context(all);
  score_in_context(all);
  return beats_of(all, leads, rate_hz);
}

std::vector<QrsDetection> beats_of(const QrsCandidates& all, std::span<const std::span<const float>> leads,
                                   double rate_hz) {
  const auto centre = (rate_hz / std::max(1.0, all.rate_hz) - 1.0) / 2.0;  // of the samples behind one envelope value
  std::vector<QrsDetection> out;
  std::vector<float> odds, likeness;
  const auto beats = most_probable_beats(all, IntervalPrior::kRefractory);
  for (const std::size_t n : beats) {
    odds.push_back(all.candidates[n].log_odds);
    likeness.push_back(std::max(all.candidates[n].features[11], all.candidates[n].features[12]));
  }
  if (odds.empty()) return leads.empty() ? out : with_wide_rhythms(leads, rate_hz, out);
  std::nth_element(likeness.begin(), likeness.begin() + static_cast<long>(likeness.size() / 2), likeness.end());
  std::nth_element(odds.begin(), odds.begin() + static_cast<long>(odds.size() / 2), odds.end());
  // Where most "beats" are doubtful and unlike each other there is no rhythm that could vouch for them. A ventricular
  // tachycardia's are doubtful one by one, but alike.
  const bool noise = odds[odds.size() / 2] < kDoubtful && likeness[likeness.size() / 2] < kAlikeBeats;
  // Where they are certain, a doubtful small one is a P wave that was not conducted, however long the pause: one like
  // no other, or one that looks like the beats at a quarter of their size.
  const bool certain = large_ones_are_certain(all, beats);
  const float least = noise ? kDoubtful : kHopeless;
  for (const std::size_t n : beats) {
    const auto& beat = all.candidates[n];
    if (beat.log_odds < least) continue;
    if (certain && (is_lone_p(beat) || is_doubtful_edge(all, n))) continue;
    out.push_back({1000.0 * (static_cast<double>(beat.index) / all.rate_hz + centre / rate_hz), beat.log_odds});
  }
  return with_wide_rhythms(leads, rate_hz, out);
}

}  // namespace rdc::ecg
