#include "ecg/measurement/locked_flutter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ecg/signal/running_sums.h"

namespace rdc::ecg {
namespace {

constexpr double kCycleStepMs = 8.0, kCycleHalfMeanMs = 6.0;
constexpr double kSlowestLockedBpm = 73.0, kThreeToOneBelowBpm = 110.0, kFastestLockedBpm = 175.0;
constexpr double kCycleAfterQrsMs = 24.0, kCycleBeforeQrsMs = 16.0;
constexpr double kTDirectionMs = 260.0;  // after the QRS: where T gives its direction
constexpr double kLikeCycle = 0.10;      // beats farther from the mean interval are left out
constexpr std::size_t kFewestCycles = 4, kFewestIndependent = 4, kFewestComparedSteps = 6;

using Cycle = std::vector<std::vector<double>>;  // by lead, by step from the R

std::vector<std::size_t> independent_leads(const CleanStrip& strip) {
  constexpr std::array kWanted = {Lead::kI,  Lead::kII, Lead::kV1, Lead::kV2,
                                  Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
  std::vector<std::size_t> out;
  for (const Lead lead : kWanted) {
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      if (strip.channels[c].lead == lead && !strip.derived[c]) out.push_back(c);
    }
  }
  return out;
}

// Samples whose mean is one step of one cycle.
struct Stretch {
  std::size_t first, end;
};

// Of all whole cycles of about `rr_ms`, one after the other, `steps` of each. The same in every lead.
std::vector<Stretch> stretches_of(const CleanStrip& strip, std::span<const Beat> beats, double rr_ms,
                                  std::size_t steps) {
  const auto last = static_cast<long>(strip.channels.front().samples.size());
  const auto sample = [&strip](double ms) { return std::lround(ms / 1000.0 * strip.rate_hz); };
  std::vector<Stretch> out;
  for (std::size_t n = 1; n < beats.size(); ++n) {
    const double from = beats[n - 1].r_ms, interval = beats[n].r_ms - from;
    if (std::abs(interval - rr_ms) > kLikeCycle * rr_ms) continue;
    if (sample(from - kCycleHalfMeanMs) < 0 || sample(from + interval + kCycleHalfMeanMs) + 1 >= last) continue;
    for (std::size_t i = 0; i < steps; ++i) {
      const double at = from + interval * static_cast<double>(i) / static_cast<double>(steps);
      out.push_back({static_cast<std::size_t>(sample(at - kCycleHalfMeanMs)),
                     static_cast<std::size_t>(sample(at + kCycleHalfMeanMs) + 1)});
    }
  }
  return out;
}

// The leads' mean cycle, `steps` long; empty: too few whole cycles.
Cycle mean_cycle(const CleanStrip& strip, std::span<const std::size_t> leads, std::span<const Stretch> stretches,
                 std::size_t steps) {
  const std::size_t used = stretches.size() / steps;
  Cycle out;
  if (used < kFewestCycles) return out;
  for (std::size_t l = 0; l < leads.size(); l += kLeadsInStep) {
    std::vector<std::span<const float>> some;
    for (const std::size_t c : leads.subspan(l, std::min(kLeadsInStep, leads.size() - l)))
      some.emplace_back(strip.channels[c].samples);
    for (const auto& until : running_sums(some)) {
      auto& cycle = out.emplace_back(steps, 0.0);
      for (std::size_t n = 0; n < stretches.size(); n += steps) {
        for (std::size_t i = 0; i < steps; ++i) {
          const auto [first, end] = stretches[n + i];
          cycle[i] += (until[end] - until[first]) / static_cast<double>(end - first);
        }
      }
      for (double& value : cycle) value /= static_cast<double>(used);
    }
  }
  return out;
}

// Steps of the cycle.
struct Steps {
  std::size_t from, to;
};

double mean_in(const std::vector<double>& lead, Steps in) {
  double sum = 0.0;
  for (std::size_t i = in.from; i < in.to; ++i) sum += lead[i];
  return sum / static_cast<double>(in.to - in.from);
}

// The direction in which the leads move most together, of length 1.
std::vector<double> main_direction(const Cycle& cycle, Steps in) {
  const std::size_t leads = cycle.size();
  std::vector<double> means;
  for (const auto& lead : cycle) means.push_back(mean_in(lead, in));
  std::vector<double> covariance(leads * leads, 0.0);
  for (std::size_t a = 0; a < leads; ++a) {
    for (std::size_t b = 0; b < leads; ++b) {
      for (std::size_t i = in.from; i < in.to; ++i)
        covariance[a * leads + b] += (cycle[a][i] - means[a]) * (cycle[b][i] - means[b]);
    }
  }
  std::vector<double> direction(leads), next(leads);
  for (std::size_t a = 0; a < leads; ++a) direction[a] = std::sqrt(covariance[a * leads + a]) + 1e-9;
  constexpr int kRounds = 40;
  for (int round = 0; round < kRounds; ++round) {
    double squares = 0.0;
    for (std::size_t a = 0; a < leads; ++a) {
      next[a] = 0.0;
      for (std::size_t b = 0; b < leads; ++b) next[a] += covariance[a * leads + b] * direction[b];
      squares += next[a] * next[a];
    }
    for (std::size_t a = 0; a < leads; ++a) direction[a] = next[a] / std::sqrt(squares + 1e-18);
  }
  return direction;
}

void take_out_direction(Cycle& cycle, const std::vector<double>& direction) {
  for (std::size_t i = 0; i < cycle.front().size(); ++i) {
    double along = 0.0;
    for (std::size_t l = 0; l < cycle.size(); ++l) along += cycle[l][i] * direction[l];
    for (std::size_t l = 0; l < cycle.size(); ++l) cycle[l][i] -= along * direction[l];
  }
}

// Of the moments of `seen` whose like `lag` steps later is seen too, each lead about its mean.
class Comparison {
 public:
  Comparison(const Cycle& cycle, Steps seen, std::size_t lag) {
    if (seen.to < seen.from + lag + kFewestComparedSteps) return;
    const Steps early{seen.from, seen.to - lag}, late{seen.from + lag, seen.to};
    for (const auto& lead : cycle) {
      const double a = mean_in(lead, early), b = mean_in(lead, late);
      for (std::size_t i = early.from; i < early.to; ++i) add(lead[i] - a, lead[i + lag] - b);
    }
  }
  void add(const Comparison& other) {
    product += other.product;
    first += other.first;
    second += other.second;
    count += other.count;
  }

  double product = 0.0, first = 0.0, second = 0.0, count = 0.0;

 private:
  void add(double a, double b) {
    product += a * b;
    first += a * a;
    second += b * b;
    count += 1.0;
  }
};

}  // namespace

std::optional<LockedFlutter> find_locked_flutter(const CleanStrip& strip, std::span<const Beat> beats,
                                                 const MedianBeat& dominant) {
  const auto leads = independent_leads(strip);
  if (leads.size() < kFewestIndependent || beats.size() <= kFewestCycles || !dominant.qrs) return std::nullopt;
  const double rr_ms = (beats.back().r_ms - beats.front().r_ms) / static_cast<double>(beats.size() - 1);
  const double rate = 60000.0 / std::max(1.0, rr_ms);
  if (rate < kSlowestLockedBpm || rate > kFastestLockedBpm) return std::nullopt;
  const auto steps = static_cast<std::size_t>(std::lround(rr_ms / kCycleStepMs));
  const auto from =
      static_cast<std::size_t>(std::max(0.0, dominant.qrs->offset_ms + kCycleAfterQrsMs) / kCycleStepMs + 1.0);
  const auto before =
      static_cast<std::size_t>(std::max(0.0, kCycleBeforeQrsMs - dominant.qrs->onset_ms) / kCycleStepMs + 1.0);
  if (from + before + kFewestComparedSteps >= steps) return std::nullopt;
  const Steps seen{from, steps - before};
  Cycle cycle = mean_cycle(strip, leads, stretches_of(strip, beats, rr_ms, steps), steps);
  if (cycle.empty()) return std::nullopt;
  take_out_direction(
      cycle,
      main_direction(cycle, {from, std::min(seen.to, from + static_cast<std::size_t>(kTDirectionMs / kCycleStepMs))}));
  LockedFlutter out;
  out.waves_per_beat = rate < kThreeToOneBelowBpm ? 3 : 2;
  const auto lag = [&](int waves) {
    return static_cast<std::size_t>(std::lround(static_cast<double>(steps) * waves / out.waves_per_beat));
  };
  Comparison compared(cycle, seen, lag(1));
  if (out.waves_per_beat == 3) compared.add(Comparison(cycle, seen, lag(2)));
  if (compared.count == 0.0) return std::nullopt;
  out.likeness = compared.product / std::sqrt(compared.first * compared.second + 1e-9);
  const auto [smaller, larger] = std::minmax(compared.first, compared.second);
  out.balance = std::sqrt(smaller / std::max(1e-9, larger));
  out.size_uv = std::sqrt(smaller / compared.count);
  return out;
}

}  // namespace rdc::ecg
