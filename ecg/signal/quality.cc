#include "ecg/signal/quality.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ecg/signal/filters.h"

namespace rdc::ecg {
namespace {

constexpr double kFlatUv = 20.0, kMainsUv = 25.0, kWanderUv = 300.0, kNoiseUv = 50.0;
constexpr double kSaturatedShare = 0.02, kSaturatedRunSeconds = 0.005;

// Share of samples in runs that stand exactly at the highest or lowest value.
double saturated_share(std::span<const float> samples, double rate_hz) {
  const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
  const auto least = std::max<std::size_t>(4, static_cast<std::size_t>(kSaturatedRunSeconds * rate_hz));
  std::size_t inside = 0, run = 0;
  float standing = 0.0F;
  for (const float x : samples) {
    if ((x == *low || x == *high) && (run == 0 || x == standing)) {
      standing = x;
      if (++run == least) inside += least;
      if (run > least) ++inside;
    } else {
      run = 0;
    }
  }
  return static_cast<double>(inside) / static_cast<double>(samples.size());
}

// Largest movement within 2 s of one-second means taken ten times a second.
double wander(std::span<const float> samples, double rate_hz) {
  const auto step = std::max<std::size_t>(1, static_cast<std::size_t>(rate_hz / 10.0));
  std::vector<double> sums{0.0};
  for (std::size_t i = 0; i + step <= samples.size(); i += step) {
    double sum = 0.0;
    for (std::size_t k = 0; k < step; ++k) sum += static_cast<double>(samples[i + k]);
    sums.push_back(sums.back() + sum / static_cast<double>(step));
  }
  std::vector<double> means;
  for (std::size_t i = 0; i + 10 < sums.size(); ++i) means.push_back((sums[i + 10] - sums[i]) / 10.0);
  double largest = 0.0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto [low, high] = std::minmax_element(means.begin() + static_cast<long>(i),
                                                 means.begin() + static_cast<long>(std::min(means.size(), i + 20)));
    largest = std::max(largest, *high - *low);
  }
  return largest;
}

// Robust root mean square against a running mean of 14 ms, which passes what is below 40 Hz: the QRS, a tenth of the
// samples, hardly counts.
double high_frequency_noise(const std::vector<float>& samples, double rate_hz) {
  const auto half = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(0.006 * rate_hz)));
  const std::size_t width = 2 * half + 1;
  if (samples.size() <= width) return 0.0;
  std::vector<float> rest;
  rest.reserve(samples.size() / 2);
  double sum = 0.0;
  for (std::size_t i = 0; i < width; ++i) sum += static_cast<double>(samples[i]);
  for (std::size_t i = half; i + half + 1 < samples.size(); ++i) {
    if (i % 2 == 0) rest.push_back(std::abs(samples[i] - static_cast<float>(sum / static_cast<double>(width))));
    sum += static_cast<double>(samples[i + half + 1]) - static_cast<double>(samples[i - half]);
  }
  if (rest.empty()) return 0.0;
  std::nth_element(rest.begin(), rest.begin() + static_cast<long>(rest.size() / 2), rest.end());
  return 1.4826 * static_cast<double>(rest[rest.size() / 2]);
}

LeadQuality assess(const Channel& channel, double rate_hz) {
  LeadQuality out;
  out.lead = channel.lead;
  std::vector<float> samples = channel.samples;
  const auto off = std::count_if(samples.begin(), samples.end(), [](float x) { return std::isnan(x); });
  out.off_fraction = samples.empty() ? 1.0 : static_cast<double>(off) / static_cast<double>(samples.size());
  if (out.off_fraction > 0.5) {
    out.faults = {LeadFault::kOff};
    return out;
  }
  fill_gaps(samples);
  const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
  if (static_cast<double>(*high - *low) < kFlatUv) {
    out.faults = {LeadFault::kFlat};
    return out;
  }
  if (saturated_share(samples, rate_hz) > kSaturatedShare) out.faults.push_back(LeadFault::kSaturated);
  for (const double hz : {50.0, 60.0}) {
    const double amplitude = mains_amplitude(samples, rate_hz, hz);
    if (amplitude < 2.0 || amplitude < out.mains_uv) continue;
    out.mains_uv = amplitude;
    out.mains_hz = hz;
  }
  if (out.mains_uv > kMainsUv) out.faults.push_back(LeadFault::kMains);
  out.wander_uv = wander(samples, rate_hz);
  if (out.wander_uv > kWanderUv) out.faults.push_back(LeadFault::kBaseline);
  if (out.mains_hz > 0.0) remove_mains(samples, rate_hz, out.mains_hz);
  out.noise_uv = std::max(1.0, high_frequency_noise(samples, rate_hz));
  if (out.noise_uv > kNoiseUv) out.faults.push_back(LeadFault::kNoise);
  return out;
}

}  // namespace

std::string_view name_of(LeadFault fault) {
  constexpr std::array<std::string_view, 6> kNames = {"OFF", "FLAT", "SATURATED", "MAINS", "BASELINE", "NOISE"};
  return kNames.at(static_cast<std::size_t>(fault));
}

bool LeadQuality::has(LeadFault fault) const { return std::find(faults.begin(), faults.end(), fault) != faults.end(); }

bool LeadQuality::usable() const {
  return !has(LeadFault::kOff) && !has(LeadFault::kFlat) && !has(LeadFault::kSaturated);
}

std::vector<LeadQuality> assess_quality(const Strip& strip) {
  std::vector<LeadQuality> out;
  for (const auto& channel : strip.channels) out.push_back(assess(channel, strip.rate_hz));
  return out;
}

}  // namespace rdc::ecg
