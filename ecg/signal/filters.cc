#include "ecg/signal/filters.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace rdc::ecg {
namespace {

// Direct form II transposed, double state: at 0.05 Hz single precision would drift.
struct Biquad {
  double b0, b1, b2, a1, a2;
};

Biquad butterworth_low_pass(double rate_hz, double cutoff_hz) {
  const double k = std::tan(std::numbers::pi * cutoff_hz / rate_hz);
  const double norm = 1.0 / (1.0 + std::numbers::sqrt2 * k + k * k);
  return {k * k * norm, 2 * k * k * norm, k * k * norm, 2 * (k * k - 1) * norm,
          (1 - std::numbers::sqrt2 * k + k * k) * norm};
}

// Starts as if the first sample had stood there for ever.
template <typename Iterator>
void run(Iterator first, Iterator last, const Biquad& f) {
  const double start = static_cast<double>(*first);
  double z1 = start * (1.0 - f.b0), z2 = start * (f.b2 - f.a2);
  for (auto it = first; it != last; ++it) {
    const double x = static_cast<double>(*it);
    const double y = f.b0 * x + z1;
    z1 = f.b1 * x - f.a1 * y + z2;
    z2 = f.b2 * x - f.a2 * y;
    *it = static_cast<float>(y);
  }
}

constexpr double kStepSeconds = 0.5;

struct Hum {
  std::size_t step = 1;
  std::vector<std::complex<double>> levels;  // one each step, at its middle
};

// Complex amplitude of the mains line around each step, from second differences (which keep the line and lose the
// waves), outliers (the QRS) left out.
Hum hum_of(std::span<const float> x, double rate_hz, double mains_hz) {
  const double turn = 2 * std::numbers::pi * mains_hz / rate_hz;
  const auto lag = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(rate_hz / mains_hz / 2)));
  const double gain = 2.0 - 2.0 * std::cos(turn * static_cast<double>(lag));  // of 2x[n] - x[n-lag] - x[n+lag]
  Hum out;
  out.step = std::max<std::size_t>(1, static_cast<std::size_t>(kStepSeconds * rate_hz));
  if (x.size() < 2 * lag + 2 * out.step) return out;
  std::vector<float> d(x.size(), 0.0F), sizes;
  // Every second sample is enough for the line when the rate is high.
  const std::size_t stride = rate_hz >= 400.0 ? 2 : 1;
  for (std::size_t n = lag - lag % stride + stride; n + lag < x.size(); n += stride)
    d[n] = 2 * x[n] - x[n - lag] - x[n + lag];
  for (std::size_t n = lag - lag % stride + stride; n + lag < x.size(); n += 6) sizes.push_back(std::abs(d[n]));
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<long>(sizes.size() / 2), sizes.end());
  const float limit = 3.0F * sizes[sizes.size() / 2];
  const std::complex<double> rotate = std::polar(1.0, -turn * static_cast<double>(stride));
  for (std::size_t begin = 0; begin < x.size(); begin += out.step) {
    const std::size_t end = std::min(x.size(), begin + out.step);
    const std::size_t first = begin + begin % stride;
    std::complex<double> sum = 0.0, phase = std::polar(1.0, -turn * static_cast<double>(first));
    std::size_t count = 0;
    for (std::size_t n = first; n < end; n += stride, phase *= rotate) {
      if (std::abs(d[n]) > limit) continue;
      sum += static_cast<double>(d[n]) * phase;
      ++count;
    }
    out.levels.push_back(count * stride * 3 > end - begin ? 2.0 * sum / (gain * static_cast<double>(count))
                                                          : std::complex<double>(0.0));
  }
  // Three steps together: the waves' remainder averages out, a drifting hum is still followed.
  const auto raw = out.levels;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::size_t from = i > 0 ? i - 1 : 0, to = std::min(raw.size(), i + 2);
    out.levels[i] = 0.0;
    for (std::size_t k = from; k < to; ++k) out.levels[i] += raw[k] / static_cast<double>(to - from);
  }
  return out;
}

double median_amplitude(const Hum& hum) {
  if (hum.levels.empty()) return 0.0;
  std::vector<double> sizes;
  for (const auto& level : hum.levels) sizes.push_back(std::abs(level));
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<long>(sizes.size() / 2), sizes.end());
  return sizes[sizes.size() / 2];
}

}  // namespace

void fill_gaps(std::span<float> samples) {
  std::size_t good = samples.size();  // last good index
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::isnan(samples[i])) continue;
    if (good == samples.size()) {
      std::fill(samples.begin(), samples.begin() + static_cast<long>(i), samples[i]);
    } else {
      const float step = (samples[i] - samples[good]) / static_cast<float>(i - good);
      for (std::size_t k = good + 1; k < i; ++k) samples[k] = samples[good] + step * static_cast<float>(k - good);
    }
    good = i;
  }
  const float end = good == samples.size() ? 0.0F : samples[good];
  for (std::size_t k = good == samples.size() ? 0 : good + 1; k < samples.size(); ++k) samples[k] = end;
}

void high_pass(std::span<float> samples, double rate_hz, double cutoff_hz) {
  if (samples.empty()) return;
  const double pole = std::exp(-2 * std::numbers::pi * cutoff_hz / rate_hz);
  const auto pass = [pole](auto first, auto last) {
    // Half a second's mean stands for the past, so that a wave at the edge does not become a ramp.
    double level = static_cast<double>(*first);
    for (auto it = first; it != last; ++it) {
      const double x = static_cast<double>(*it);
      level = pole * level + (1.0 - pole) * x;
      *it = static_cast<float>(x - level);
    }
  };
  pass(samples.begin(), samples.end());
  pass(samples.rbegin(), samples.rend());
}

void low_pass(std::span<float> samples, double rate_hz, double cutoff_hz) {
  if (samples.empty() || cutoff_hz > 0.4 * rate_hz) return;
  const Biquad filter = butterworth_low_pass(rate_hz, cutoff_hz);
  run(samples.begin(), samples.end(), filter);
  run(samples.rbegin(), samples.rend(), filter);
}

double mains_amplitude(std::span<const float> samples, double rate_hz, double mains_hz) {
  return mains_hz > 0.45 * rate_hz ? 0.0 : median_amplitude(hum_of(samples, rate_hz, mains_hz));
}

double remove_mains(std::span<float> samples, double rate_hz, double mains_hz) {
  if (mains_hz > 0.45 * rate_hz) return 0.0;
  const Hum hum = hum_of(samples, rate_hz, mains_hz);
  const double amplitude = median_amplitude(hum);
  if (amplitude < 2.0) return amplitude;
  const double turn = 2 * std::numbers::pi * mains_hz / rate_hz;
  const std::complex<double> rotate = std::polar(1.0, turn);
  std::complex<double> phase = 1.0;
  const double half = static_cast<double>(hum.step) / 2;
  for (std::size_t n = 0; n < samples.size(); ++n, phase *= rotate) {
    const double at = std::clamp((static_cast<double>(n) - half) / static_cast<double>(hum.step), 0.0,
                                 static_cast<double>(hum.levels.size() - 1));
    const auto k = std::min(static_cast<std::size_t>(at), hum.levels.size() - 1);
    const std::size_t next = std::min(k + 1, hum.levels.size() - 1);
    const double share = at - static_cast<double>(k);
    const auto level = (1.0 - share) * hum.levels[k] + share * hum.levels[next];
    samples[n] -= static_cast<float>((level * phase).real());
  }
  return amplitude;
}

}  // namespace rdc::ecg
