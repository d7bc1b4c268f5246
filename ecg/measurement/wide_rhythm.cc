#include "ecg/measurement/wide_rhythm.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ecg/signal/qrs_envelope.h"

namespace rdc::ecg {
namespace {

// All ours (K), chosen on simulated rhythms and the developer recordings (docs/ecg-methods.md).
constexpr double kPieceSeconds = 6.0, kLeastPieceSeconds = 1.5, kOverlapSeconds = 0.4;
constexpr double kShortestPeriod = 0.19, kLongestPeriod = 0.75;  // seconds: 316..80/min
constexpr double kLeastCycles = 2.5;                             // in one piece
constexpr double kSteady = 0.80;            // correlation of the leads together with themselves a period later
constexpr double kLeadSteady = 0.70;        // of one lead
constexpr double kHarmonic = 0.92;          // share of the best correlation that makes a shorter period the true one
constexpr double kLeastEnvelopeUv = 150.0;  // envelope that a moving lead reaches: P and flutter waves stay below
constexpr double kFilled = 0.20;  // median of the envelope against its peaks: narrow complexes leave the cycle empty
constexpr double kLargestShift = 0.2;   // of a period: how much earlier or later the next beat may be
constexpr float kLeastStrength = 0.5F;  // of the usual beat's: below, the rhythm has not begun or is over
constexpr double kSameBeat = 0.5;       // of a period

using Strength = std::vector<float>;

float ranked(Strength values, double share) {
  const auto at = static_cast<long>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

struct LagSums {
  double product = 0.0, first = 1e-9, second = 1e-9;
  void add(const LagSums& other) {
    product += other.product;
    first += other.first;
    second += other.second;
  }
  double correlation() const { return product / std::sqrt(first * second); }
};

LagSums sums_at(std::span<const float> x, std::size_t lag) {
  float product = 0.0F, first = 0.0F, second = 0.0F;
  for (std::size_t i = 0; i + lag < x.size(); ++i) {
    product += x[i] * x[i + lag];
    first += x[i] * x[i];
    second += x[i + lag] * x[i + lag];
  }
  return {static_cast<double>(product), static_cast<double>(first), static_cast<double>(second)};
}

class SteadyPiece {
 public:
  // [from, to) of leads that move.
  SteadyPiece(const std::vector<Envelope>& leads, std::size_t from, std::size_t to) : rate_(leads.front().rate_hz) {
    strength_.assign(to - from, 0.0F);
    for (const auto& lead : leads) {
      const std::span<const float> values = std::span(lead.values).subspan(from, to - from);
      if (static_cast<double>(ranked(Strength(values.begin(), values.end()), 0.95)) < kLeastEnvelopeUv) continue;
      slopes_.push_back(std::span(lead.slope).subspan(from, to - from));
      for (std::size_t i = 0; i < values.size(); ++i) strength_[i] += values[i] * values[i];
    }
    for (float& s : strength_) s = std::sqrt(s);
    enough_leads_ = 2 * slopes_.size() >= leads.size();
  }

  // Samples. The shortest lag where the leads repeat themselves about as well as at the best; nothing where they do
  // not.
  std::optional<std::size_t> period() const {
    const bool filled = enough_leads_ && static_cast<double>(ranked(strength_, 0.5)) >=
                                             kFilled * static_cast<double>(ranked(strength_, 0.95));
    return filled ? steady_period() : std::nullopt;
  }

  // The strongest moment of each cycle, from the strongest of all to both ends.
  std::vector<std::size_t> beats(std::size_t period) const {
    const auto widest = static_cast<std::size_t>(0.07 * rate_);
    const Strength smooth = smoothed(std::clamp<std::size_t>(period / 5, 1, std::max<std::size_t>(1, widest)));
    std::vector<std::size_t> out = follow(smooth, period);
    Strength strengths;
    for (const std::size_t at : out) strengths.push_back(smooth[at]);
    const float least = kLeastStrength * ranked(strengths, 0.75);
    std::erase_if(out, [&](std::size_t at) { return smooth[at] < least; });
    return out;
  }

 private:
  double together(std::size_t lag) const {
    LagSums all;
    for (const auto& slope : slopes_) all.add(sums_at(slope, lag));
    return all.correlation();
  }

  std::optional<std::size_t> steady_period() const {
    const auto shortest = static_cast<std::size_t>(kShortestPeriod * rate_);
    const auto longest = std::min(static_cast<std::size_t>(kLongestPeriod * rate_),
                                  static_cast<std::size_t>(static_cast<double>(strength_.size()) / kLeastCycles));
    if (longest < shortest + 2) return std::nullopt;
    std::vector<double> at;
    for (std::size_t lag = shortest - 1; lag <= longest + 1; ++lag) at.push_back(together(lag));
    std::vector<std::size_t> peaks;
    double best = 0.0;
    for (std::size_t n = 1; n + 1 < at.size(); ++n) {
      if (at[n] < at[n - 1] || at[n] < at[n + 1]) continue;
      peaks.push_back(n);
      best = std::max(best, at[n]);
    }
    if (best < kSteady) return std::nullopt;
    for (const std::size_t n : peaks) {
      if (at[n] < kHarmonic * best) continue;
      const std::size_t lag = shortest - 1 + n;
      const auto steady = std::count_if(slopes_.begin(), slopes_.end(), [&](const auto& slope) {
        return sums_at(slope, lag).correlation() >= kLeadSteady;
      });
      return 2 * static_cast<std::size_t>(steady) >= slopes_.size() ? std::optional(lag) : std::nullopt;
    }
    return std::nullopt;
  }

  std::vector<std::size_t> follow(const Strength& smooth, std::size_t period) const {
    const auto length = static_cast<long>(smooth.size()), step = static_cast<long>(period);
    const long reach = std::max(1L, std::lround(kLargestShift * static_cast<double>(period)));
    const auto strongest = [&](long from, long to) {
      const auto begin = smooth.begin() + std::max(0L, from), end = smooth.begin() + std::min(length, to + 1);
      return static_cast<long>(std::max_element(begin, end) - smooth.begin());
    };
    const long first = strongest(0, length - 1);
    std::vector<std::size_t> out{static_cast<std::size_t>(first)};
    for (long at = first - step; at >= 0;) {
      const long found = strongest(at - reach, at + reach);
      out.push_back(static_cast<std::size_t>(found));
      at = found - step;
    }
    std::reverse(out.begin(), out.end());
    for (long at = first + step; at < length;) {
      const long found = strongest(at - reach, at + reach);
      out.push_back(static_cast<std::size_t>(found));
      at = found + step;
    }
    return out;
  }

  // Mean over 2 * half + 1 samples: both slopes of a wide complex become one.
  Strength smoothed(std::size_t half) const {
    std::vector<double> sums(strength_.size() + 1, 0.0);
    for (std::size_t i = 0; i < strength_.size(); ++i) sums[i + 1] = sums[i] + static_cast<double>(strength_[i]);
    Strength out(strength_.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t from = i > half ? i - half : 0, to = std::min(out.size(), i + half + 1);
      out[i] = static_cast<float>((sums[to] - sums[from]) / static_cast<double>(2 * half + 1));
    }
    return out;
  }

  double rate_;
  std::vector<std::span<const float>> slopes_;
  Strength strength_;  // root of the sum of the leads' squared envelopes
  bool enough_leads_ = false;
};

}  // namespace

std::vector<double> steady_wide_rhythm(std::span<const std::span<const float>> leads, double rate_hz) {
  std::vector<double> out;
  std::vector<Envelope> envelopes;
  for (const auto& lead : leads) {
    envelopes.push_back(qrs_envelope(lead, rate_hz));
    if (envelopes.back().values.empty()) return out;
  }
  if (envelopes.empty()) return out;
  const double rate = envelopes.front().rate_hz;
  const std::size_t length = envelopes.front().values.size();
  if (static_cast<double>(length) < kLeastPieceSeconds * rate) return out;
  const auto pieces = static_cast<std::size_t>(std::ceil(static_cast<double>(length) / rate / kPieceSeconds));
  for (std::size_t n = 0; n < pieces; ++n) {
    // A complex where two pieces meet is whole in both.
    const auto overlap = static_cast<std::size_t>(kOverlapSeconds * rate);
    const std::size_t begin = n * length / pieces, end = (n + 1) * length / pieces;
    const std::size_t from = begin > overlap ? begin - overlap : 0, to = std::min(length, end + overlap);
    const SteadyPiece piece(envelopes, from, to);
    const auto period = piece.period();
    if (!period) continue;
    const double same_ms = 1000.0 * kSameBeat * static_cast<double>(*period) / rate;
    for (const std::size_t beat : piece.beats(*period)) {
      const double at_ms = 1000.0 * static_cast<double>(from + beat) / rate;
      if (out.empty() || at_ms - out.back() > same_ms) out.push_back(at_ms);
    }
  }
  return out;
}

}  // namespace rdc::ecg
