#include "tests/evaluation/altered_record.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg::evaluation {
namespace {

// What a lead moves in five samples where it moves most: the 98th percentile.
double liveliness(const Samples& samples) {
  std::vector<float> moves;
  for (std::size_t i = 5; i < samples.size(); i += 3) moves.push_back(std::abs(samples[i] - samples[i - 5]));
  const auto at = moves.begin() + static_cast<long>(moves.size() * 98 / 100);
  std::nth_element(moves.begin(), at, moves.end());
  return static_cast<double>(*at);
}

void add_noise(Samples& samples, double rate_hz, double size, simulation::SeededNoise& noise) {
  double burst = 0.0, left = 0.0, step = 0.0;
  float fast = 0.0F, slow = 0.0F;
  for (auto& sample : samples) {
    if (left <= 0.0) {
      left = rate_hz * noise.between(0.5, 6.0);
      burst = noise.unit() < 0.5 ? 0.15 : noise.between(0.5, 2.0);
    }
    left -= 1.0;
    fast = 0.5F * fast + static_cast<float>(noise.normal());
    slow = 0.9F * slow + 0.1F * fast;
    if (noise.unit() < 0.25 / rate_hz) step += 4.0 * noise.normal();  // an electrode moves
    step *= 1.0 - 3.0 / rate_hz;
    sample += static_cast<float>(size * (burst * static_cast<double>(fast - slow) + step));
  }
}

// Now and then one lead alone loses its contact: it stands at an amplifier's limit and creeps back, or its electrode
// moves.
void disturb_single_leads(Strip& strip, simulation::SeededNoise& noise) {
  const double rate = strip.rate_hz;
  std::vector<double> sizes;
  for (const auto& channel : strip.channels) sizes.push_back(liveliness(channel.samples));
  const std::size_t length = strip.length();
  for (std::size_t at = 0;;) {
    at += static_cast<std::size_t>(rate * noise.between(10.0, 60.0));
    const auto count = static_cast<std::size_t>(rate * noise.between(2.0, 12.0));
    if (at + count >= length) return;
    const auto l = static_cast<std::size_t>(noise.unit() * static_cast<double>(strip.channels.size()));
    auto& samples = strip.channels[l].samples;
    if (noise.unit() < 0.5) {
      const double limit = (noise.unit() < 0.5 ? -1.0 : 1.0) * noise.between(2.0, 12.0) * sizes[l];
      const double creeps = rate * noise.between(0.5, 3.0);
      for (std::size_t i = at; i < length && static_cast<double>(i - at) < static_cast<double>(count) + 5 * creeps;
           ++i) {
        const double left = std::exp(-(static_cast<double>(i) - static_cast<double>(at + count)) / creeps);
        samples[i] = static_cast<float>(i < at + count ? limit : static_cast<double>(samples[i]) + limit * left);
      }
    } else {
      const double size = sizes[l] * noise.between(1.0, 16.0);
      double step = 0.0, slow = 0.0;
      for (std::size_t i = at; i < at + count; ++i) {
        if (noise.unit() < 3.0 / rate) step += size * noise.normal();
        step *= 1.0 - 3.0 / rate;
        slow = 0.85 * slow + 0.15 * step;
        samples[i] += static_cast<float>(slow);
      }
    }
    at += count;
  }
}

Samples mean_over(const Samples& samples, long half) {
  const auto length = static_cast<long>(samples.size());
  std::vector<double> sums(samples.size() + 1, 0.0);
  for (std::size_t i = 0; i < samples.size(); ++i) sums[i + 1] = sums[i] + static_cast<double>(samples[i]);
  Samples out(samples.size());
  for (long i = 0; i < length; ++i) {
    const long from = std::max(0L, i - half), to = std::min(length, i + half + 1);
    out[static_cast<std::size_t>(i)] = static_cast<float>(
        (sums[static_cast<std::size_t>(to)] - sums[static_cast<std::size_t>(from)]) / static_cast<double>(to - from));
  }
  return out;
}

// Adds what is slower than a QRS and faster than the baseline.
void raise_t(Samples& samples, double rate_hz, double factor) {
  const long half = std::lround(0.05 * rate_hz);
  const auto slow = mean_over(mean_over(samples, half), half);
  const auto base = mean_over(samples, std::lround(0.6 * rate_hz));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += static_cast<float>(factor) * (slow[i] - base[i]);
}

}  // namespace

ReferenceRecord altered(const ReferenceRecord& record, simulation::SeededNoise& noise) {
  ReferenceRecord out = record;
  for (auto& channel : out.strip.channels) {
    const double size = liveliness(channel.samples);
    if (noise.unit() < 0.7) add_noise(channel.samples, record.strip.rate_hz, size * noise.between(0.0, 0.25), noise);
    if (noise.unit() < 0.5) raise_t(channel.samples, record.strip.rate_hz, noise.between(0.0, 1.5));
  }
  if (noise.unit() < 0.7) disturb_single_leads(out.strip, noise);
  const double faster = std::exp(noise.between(-0.2, 0.2));
  out.strip.rate_hz *= faster;
  for (auto& beat : out.beats_ms) beat /= faster;
  for (auto& [from, to] : out.unscored_ms) {
    from /= faster;
    to /= faster;
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
