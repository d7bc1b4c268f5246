#include "ecg/measurement/faint_spikes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ecg/measurement/column_median.h"

namespace rdc::ecg {
namespace {

constexpr double kNeighbourMs = 4.0;                  // neighbours of the point
constexpr double kFlankMs = 8.0, kFlankEndMs = 14.0;  // to either side it is over
constexpr std::size_t kFewestSpiked = 3, kMostSpiked = 40;
// A notched P stands out by 10 uV at most where the tracing is quiet; the spikes of paced recordings by 28 and more.
constexpr double kLeastAtrialSpikeUv = 15.0;
constexpr double kShortestPacedMs = 550.0;  // interval: before faster beats the last QRS comes into the atria's window

// Where a spike may be and what it must stand out from; ms from the QRS onset as it is measured.
struct Where {
  double first_ms, last_ms;
  double noise_from_ms, noise_to_ms;
};
constexpr Where kVentricle{-60.0, 20.0, -170.0, -70.0};
// An AV delay of up to 300 ms; the P in it is no sharp point.
constexpr Where kAtrium{-340.0, -85.0, -360.0, -72.0};

// Mean over the leads of how far each sample from `first` on stands out from the line between its neighbours. All of
// them side by side, lead after lead; a lead without a sample there does not count.
std::vector<float> sharpness_from(const Strip& strip, long first, std::size_t count) {
  const long reach = std::max(1L, std::lround(kNeighbourMs / 1000.0 * strip.rate_hz));
  const long from = std::max(first, reach);
  const long to = std::min(first + static_cast<long>(count), static_cast<long>(strip.length()) - reach);
  std::vector<float> sums(count, 0.0F), leads(count, 0.0F);
  for (const auto& channel : strip.channels) {
    const float* x = channel.samples.data();
    for (long i = from; i < to; ++i) {
      const float away = std::abs(x[i] - 0.5F * (x[i - reach] + x[i + reach]));
      const bool there = away == away;
      sums[static_cast<std::size_t>(i - first)] += there ? away : 0.0F;
      leads[static_cast<std::size_t>(i - first)] += there ? 1.0F : 0.0F;
    }
  }
  for (std::size_t i = 0; i < count; ++i) sums[i] = leads[i] > 0.0F ? sums[i] / leads[i] : 0.0F;
  return sums;
}

// How sharp each moment about a family's QRS onsets is.
class SharpMoments {
 public:
  SharpMoments(const Strip& strip, std::span<const Beat> beats, std::uint16_t family, const Where& where)
      : rate_hz_(strip.rate_hz),
        first_(samples(std::min(where.first_ms - kFlankEndMs, where.noise_from_ms))),
        last_(samples(where.last_ms + kFlankEndMs)) {
    std::vector<double> leads_in;
    for (const auto& beat : beats) {
      if (beat.family == family && beat.qrs) leads_in.push_back(beat.r_ms - beat.qrs->onset_ms);
    }
    if (leads_in.size() < kFewestSpiked) return;
    std::nth_element(leads_in.begin(), leads_in.begin() + static_cast<long>(leads_in.size() / 2), leads_in.end());
    const double lead_in = leads_in[leads_in.size() / 2];
    for (const auto& beat : beats) {
      if (beat.family != family || !beat.qrs || rows_.size() >= kMostSpiked) continue;
      const long onset = samples(beat.r_ms - lead_in);
      if (onset + first_ < 0 || onset + last_ >= static_cast<long>(strip.length())) continue;
      rows_.push_back(sharpness_from(strip, onset + first_, static_cast<std::size_t>(last_ - first_ + 1)));
    }
    if (rows_.size() >= kFewestSpiked) find_typical();
  }

  std::optional<FaintSpike> sharpest(const Where& where) const {
    if (typical_.empty()) return std::nullopt;
    const double noise = noise_of(where);
    const auto near = static_cast<std::size_t>(samples(kFlankMs)), far = static_cast<std::size_t>(samples(kFlankEndMs));
    std::optional<FaintSpike> best;
    for (std::size_t k = index(where.first_ms); k <= index(where.last_ms); ++k) {
      const float value = typical_[k];
      if (value < highest(k - near, k) || value < highest(k + 1, k + near)) continue;
      const double flank = static_cast<double>(std::max(highest(k - far, k - near), highest(k + near, k + far)));
      const double isolated = static_cast<double>(value) / std::max(noise, flank);
      if (best && isolated <= best->times_noise) continue;
      FaintSpike one;
      one.before_qrs_ms = -1000.0 * static_cast<double>(static_cast<long>(k) + first_) / rate_hz_;
      one.sharpness_uv = static_cast<double>(value);
      one.times_noise = isolated;
      const auto shown = std::count_if(rows_.begin(), rows_.end(), [&](const auto& row) {
        return static_cast<double>(std::max({row[k - 1], row[k], row[k + 1]})) > 2.0 * noise;
      });
      one.share = static_cast<double>(shown) / static_cast<double>(rows_.size());
      best = one;
    }
    return best;
  }

 private:
  long samples(double ms) const { return std::lround(ms / 1000.0 * rate_hz_); }
  std::size_t index(double ms) const { return static_cast<std::size_t>(samples(ms) - first_); }
  float highest(std::size_t from, std::size_t to) const {
    return *std::max_element(typical_.begin() + static_cast<long>(from), typical_.begin() + static_cast<long>(to));
  }

  // The median over beats, each by the largest of three neighbouring samples: the latency varies by a sample or so.
  void find_typical() {
    typical_.assign(rows_.front().size(), 0.0F);
    const std::size_t inner = typical_.size() - 2;
    std::vector<std::vector<float>> largest;
    std::vector<const float*> columns;
    for (const auto& row : rows_) {
      auto& of_three = largest.emplace_back(inner);
      for (std::size_t k = 0; k < inner; ++k) of_three[k] = std::max(std::max(row[k], row[k + 1]), row[k + 2]);
      columns.push_back(of_three.data());
    }
    ColumnMedian(rows_.size()).upper(columns, std::span(typical_).subspan(1, inner));
  }

  double noise_of(const Where& where) const {
    std::vector<float> quiet(typical_.begin() + std::max(1L, static_cast<long>(index(where.noise_from_ms))),
                             typical_.begin() + static_cast<long>(index(where.noise_to_ms)));
    std::sort(quiet.begin(), quiet.end());
    return std::max(1.0, static_cast<double>(quiet[quiet.size() * 9 / 10]));
  }

  double rate_hz_;
  long first_, last_;                     // of a row, samples from the onset
  std::vector<std::vector<float>> rows_;  // a beat each
  std::vector<float> typical_;            // empty: too few beats
};

std::optional<FaintSpike> sharpest_point(const Strip& strip, std::span<const Beat> beats, std::uint16_t family,
                                         const Where& where) {
  if (strip.rate_hz < 250.0 || strip.channels.empty()) return std::nullopt;
  return SharpMoments(strip, beats, family, where).sharpest(where);
}

}  // namespace

std::optional<FaintSpike> find_faint_spike(const Strip& strip, std::span<const Beat> beats, std::uint16_t family) {
  return sharpest_point(strip, beats, family, kVentricle);
}

std::optional<FaintSpike> find_faint_atrial_spike(const Strip& strip, std::span<const Beat> beats,
                                                  std::uint16_t family) {
  std::vector<double> intervals;
  for (std::size_t n = 1; n < beats.size(); ++n) intervals.push_back(beats[n].r_ms - beats[n - 1].r_ms);
  if (intervals.empty()) return std::nullopt;
  const auto middle = intervals.begin() + static_cast<long>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  if (*middle < kShortestPacedMs) return std::nullopt;
  const auto found = sharpest_point(strip, beats, family, kAtrium);
  return found && found->sharpness_uv >= kLeastAtrialSpikeUv ? found : std::nullopt;
}

}  // namespace rdc::ecg
