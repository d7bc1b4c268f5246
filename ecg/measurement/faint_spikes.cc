#include "ecg/measurement/faint_spikes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr double kNeighbourMs = 4.0;                       // neighbours of the point
constexpr double kFarthestMs = 60.0;                       // spike to QRS onset, as the onset is measured
constexpr double kInsideMs = 20.0;                         // or so far inside the QRS
constexpr double kNoiseFromMs = 170.0, kNoiseToMs = 70.0;  // before the onset: what a point must stand out from
constexpr double kFlankMs = 8.0, kFlankEndMs = 14.0;       // to either side it is over
constexpr std::size_t kFewestSpiked = 3, kMostSpiked = 40;

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

}  // namespace

std::optional<FaintSpike> find_faint_spike(const Strip& strip, std::span<const Beat> beats, std::uint16_t family) {
  if (strip.rate_hz < 250.0 || strip.channels.empty()) return std::nullopt;
  const auto samples = [&](double ms) { return std::lround(ms / 1000.0 * strip.rate_hz); };
  const long first = -samples(kNoiseFromMs), last = samples(kInsideMs + kFlankEndMs);
  const auto width = static_cast<std::size_t>(last - first + 1);
  const Sharpness sharp(strip);
  std::vector<std::vector<float>> rows;  // by distance from the onset
  std::vector<double> leads_in;
  for (const auto& beat : beats) {
    if (beat.family == family && beat.qrs) leads_in.push_back(beat.r_ms - beat.qrs->onset_ms);
  }
  if (leads_in.size() < kFewestSpiked) return std::nullopt;
  std::nth_element(leads_in.begin(), leads_in.begin() + static_cast<long>(leads_in.size() / 2), leads_in.end());
  const double lead_in = leads_in[leads_in.size() / 2];
  for (const auto& beat : beats) {
    if (beat.family != family || !beat.qrs || rows.size() >= kMostSpiked) continue;
    const long onset = samples(beat.r_ms - lead_in);
    if (onset + first < 0 || onset + last >= static_cast<long>(strip.length())) continue;
    auto& row = rows.emplace_back();
    for (long k = first; k <= last; ++k) row.push_back(sharp.at(onset + k));
  }
  if (rows.size() < kFewestSpiked) return std::nullopt;
  // The median over beats, each by the largest of three neighbouring samples: the latency varies by a sample or so.
  std::vector<float> typical(width, 0.0F);
  std::vector<float> column;
  for (std::size_t k = 1; k + 1 < width; ++k) {
    column.clear();
    for (const auto& row : rows) column.push_back(std::max({row[k - 1], row[k], row[k + 1]}));
    const auto middle = column.begin() + static_cast<long>(column.size() / 2);
    std::nth_element(column.begin(), middle, column.end());
    typical[k] = *middle;
  }
  const auto index = [&](double ms) { return static_cast<std::size_t>(samples(ms) - first); };
  const std::size_t noise_to = index(-kNoiseToMs);
  std::vector<float> quiet(typical.begin() + 1, typical.begin() + static_cast<long>(noise_to));
  std::sort(quiet.begin(), quiet.end());
  const double noise = std::max(1.0, static_cast<double>(quiet[quiet.size() * 9 / 10]));
  const auto highest = [&](std::size_t from, std::size_t to) {
    return *std::max_element(typical.begin() + static_cast<long>(from), typical.begin() + static_cast<long>(to));
  };
  const auto near = static_cast<std::size_t>(samples(kFlankMs)), far = static_cast<std::size_t>(samples(kFlankEndMs));
  std::optional<FaintSpike> best;
  for (std::size_t k = index(-kFarthestMs); k <= index(kInsideMs); ++k) {
    const float value = typical[k];
    if (value < highest(k - near, k) || value < highest(k + 1, k + near)) continue;
    const double flank = static_cast<double>(std::max(highest(k - far, k - near), highest(k + near, k + far)));
    const double isolated = static_cast<double>(value) / std::max(noise, flank);
    if (best && isolated <= best->times_noise) continue;
    FaintSpike one;
    one.before_qrs_ms = -1000.0 * static_cast<double>(static_cast<long>(k) + first) / strip.rate_hz;
    one.sharpness_uv = static_cast<double>(value);
    one.times_noise = isolated;
    const auto shown = std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
      return static_cast<double>(std::max({row[k - 1], row[k], row[k + 1]})) > 2.0 * noise;
    });
    one.share = static_cast<double>(shown) / static_cast<double>(rows.size());
    best = one;
  }
  return best;
}

}  // namespace rdc::ecg
