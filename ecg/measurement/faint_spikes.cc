#include "ecg/measurement/faint_spikes.h"

#include <algorithm>
#include <cmath>
#include <vector>

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

// Mean over the leads of how far each sample stands out from the line between its neighbours.
class Sharpness {
 public:
  explicit Sharpness(const Strip& strip)
      : strip_(strip), reach_(std::max(1L, std::lround(kNeighbourMs / 1000.0 * strip.rate_hz))) {}
  float at(long i) const {
    if (i < reach_ || i + reach_ >= static_cast<long>(strip_.length())) return 0.0F;
    float sum = 0.0F;
    int leads = 0;
    for (const auto& channel : strip_.channels) {
      const auto& x = channel.samples;
      const auto k = static_cast<std::size_t>(i), r = static_cast<std::size_t>(reach_);
      const float away = std::abs(x[k] - 0.5F * (x[k - r] + x[k + r]));
      if (!(away == away)) continue;
      sum += away;
      ++leads;
    }
    return leads > 0 ? sum / static_cast<float>(leads) : 0.0F;
  }

 private:
  const Strip& strip_;
  long reach_;
};

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
    const Sharpness sharp(strip);
    for (const auto& beat : beats) {
      if (beat.family != family || !beat.qrs || rows_.size() >= kMostSpiked) continue;
      const long onset = samples(beat.r_ms - lead_in);
      if (onset + first_ < 0 || onset + last_ >= static_cast<long>(strip.length())) continue;
      auto& row = rows_.emplace_back();
      for (long k = first_; k <= last_; ++k) row.push_back(sharp.at(onset + k));
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
    std::vector<float> column;
    for (std::size_t k = 1; k + 1 < typical_.size(); ++k) {
      column.clear();
      for (const auto& row : rows_) column.push_back(std::max({row[k - 1], row[k], row[k + 1]}));
      const auto middle = column.begin() + static_cast<long>(column.size() / 2);
      std::nth_element(column.begin(), middle, column.end());
      typical_[k] = *middle;
    }
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
