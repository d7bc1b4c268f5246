#include "ecg/signal/pacing_spikes.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr double kLeastUv = 150.0, kLoneUv = 1000.0, kNeighbourShare = 0.33;

// How far each sample, or the two of a pair, stands out from those 4 ms before and after, all leads' mean size.
std::vector<float> sharpness(const Strip& strip, long reach) {
  std::vector<float> out(strip.length(), 0.0F);
  const auto length = static_cast<long>(strip.length());
  const float share = 1.0F / static_cast<float>(2 * strip.channels.size());
  for (const auto& channel : strip.channels) {
    const float* x = channel.samples.data();
    for (long i = reach; i + reach < length; ++i) {
      const float away = std::abs(2 * x[i] - x[i - reach] - x[i + reach]);
      out[static_cast<std::size_t>(i)] += away == away ? away * share : 0.0F;
    }
  }
  return out;
}

}  // namespace

std::vector<Spike> find_pacing_spikes(const Strip& strip) {
  std::vector<Spike> out;
  if (strip.rate_hz < 250.0 || strip.channels.empty()) return out;
  const long reach = std::max(1L, std::lround(0.003 * strip.rate_hz));
  const auto sharp = sharpness(strip, reach);
  const auto length = static_cast<long>(sharp.size());
  const long near = 2 * reach + 1, far = near + std::max(2L, std::lround(0.006 * strip.rate_hz));
  const auto highest = [&](long from, long to) {
    float most = 0.0F;
    for (long i = std::max(0L, from); i < std::min(length, to); ++i)
      most = std::max(most, sharp[static_cast<std::size_t>(i)]);
    return most;
  };
  for (long i = far; i + far < length; ++i) {
    const float value = sharp[static_cast<std::size_t>(i)];
    if (static_cast<double>(value) < kLeastUv / 3 || value < highest(i - near, i + near + 1)) continue;
    const auto limit = static_cast<float>(kNeighbourShare) * value;
    if (highest(i - far, i - near) > limit || highest(i + near + 1, i + far + 1) > limit) continue;
    double amplitude = 0.0;
    for (const auto& channel : strip.channels) {
      const auto at = [&](long k) { return static_cast<double>(channel.samples[static_cast<std::size_t>(k)]); };
      const double away = at(i) - 0.5 * (at(i - reach) + at(i + reach));
      if (std::abs(away) > std::abs(amplitude)) amplitude = away;
    }
    if (std::abs(amplitude) < kLeastUv) continue;
    out.push_back({1000.0 * static_cast<double>(i) / strip.rate_hz, amplitude});
    i += near;
  }
  const bool lone = out.size() < 3;
  std::erase_if(out, [&](const Spike& spike) { return lone && std::abs(spike.amplitude_uv) < kLoneUv; });
  return out;
}

void remove_spikes(Samples& samples, double rate_hz, const std::vector<Spike>& spikes) {
  const long half = std::max(1L, std::lround(0.004 * rate_hz));
  const auto last = static_cast<long>(samples.size()) - 1;
  for (const auto& spike : spikes) {
    const long at = std::lround(spike.at_ms / 1000.0 * rate_hz);
    const long from = std::clamp(at - half, 0L, last), to = std::clamp(at + half, 0L, last);
    const float first = samples[static_cast<std::size_t>(from)];
    const float step =
        to > from ? (samples[static_cast<std::size_t>(to)] - first) / static_cast<float>(to - from) : 0.0F;
    for (long i = from; i < to; ++i) samples[static_cast<std::size_t>(i)] = first + step * static_cast<float>(i - from);
  }
}

}  // namespace rdc::ecg
