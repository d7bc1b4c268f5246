#include "ecg/signal/filters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <type_traits>

#include "ecg/signal/lanes.h"
#include "ecg/signal/order_statistics.h"

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
  const auto start = static_cast<double>(*first);
  double z1 = start * (1.0 - f.b0), z2 = start * (f.b2 - f.a2);
  for (auto it = first; it != last; ++it) {
    const auto x = static_cast<double>(*it);
    const double y = f.b0 * x + z1;
    z1 = f.b1 * x - f.a1 * y + z2;
    z2 = f.b2 * x - f.a2 * y;
    *it = static_cast<float>(y);
  }
}

constexpr double kStepSeconds = 0.5, kLeastHumUv = 2.0, kVisibleShare = 0.45;

// A first-order high-pass over several leads in step: each has a sum of its own to wait for.
template <std::size_t kCount>
void high_pass_together(const std::array<float*, kCount>& leads, std::size_t length, double pole) {
  const auto pass = [&](std::size_t first, auto&& next) {
    std::array<double, kCount> level{};
    for (std::size_t l = 0; l < kCount; ++l) level[l] = static_cast<double>(leads[l][first]);
    for (std::size_t n = 0, i = first; n < length; ++n, i = next(i)) {
      for (std::size_t l = 0; l < kCount; ++l) {
        const auto x = static_cast<double>(leads[l][i]);
        level[l] = pole * level[l] + (1.0 - pole) * x;
        leads[l][i] = static_cast<float>(x - level[l]);
      }
    }
  };
  pass(0, [](std::size_t i) { return i + 1; });
  pass(length - 1, [](std::size_t i) { return i - 1; });
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
  high_pass(std::span(&samples, 1), rate_hz, cutoff_hz);
}

void high_pass(std::span<const std::span<float>> leads, double rate_hz, double cutoff_hz) {
  if (leads.empty() || leads.front().empty()) return;
  const double pole = std::exp(-2 * std::numbers::pi * cutoff_hz / rate_hz);
  const std::size_t length = leads.front().size();
  constexpr std::size_t kInStep = 4;
  std::size_t l = 0;
  for (; l + kInStep <= leads.size(); l += kInStep) {
    high_pass_together<kInStep>({leads[l].data(), leads[l + 1].data(), leads[l + 2].data(), leads[l + 3].data()},
                                length, pole);
  }
  for (; l < leads.size(); ++l) high_pass_together<1>({leads[l].data()}, length, pole);
}

void low_pass(std::span<float> samples, double rate_hz, double cutoff_hz) {
  if (samples.empty() || cutoff_hz > 0.4 * rate_hz) return;
  const Biquad filter = butterworth_low_pass(rate_hz, cutoff_hz);
  run(samples.begin(), samples.end(), filter);
  run(samples.rbegin(), samples.rend(), filter);
}

MainsLine::MainsLine(std::size_t samples, double rate_hz, double mains_hz)
    : mains_hz_(mains_hz),
      lag_(std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(rate_hz / mains_hz / 2)))),
      step_(std::max<std::size_t>(1, static_cast<std::size_t>(kStepSeconds * rate_hz))),
      stride_(rate_hz >= 400.0 ? 2 : 1),  // every second sample is enough for the line when the rate is high
      visible_(mains_hz <= kVisibleShare * rate_hz && samples >= 2 * lag_ + 2 * step_) {
  const double turn = 2 * std::numbers::pi * mains_hz / rate_hz;
  gain_ = 2.0 - 2.0 * std::cos(turn * static_cast<double>(lag_));  // of 2x[n] - x[n-lag] - x[n+lag]
  if (!visible_) return;
  cosine_.resize(samples);
  sine_.resize(samples);
  const double c = std::cos(turn), s = std::sin(turn);
  double x = 1.0, y = 0.0;
  for (std::size_t n = 0; n < samples; ++n) {
    cosine_[n] = static_cast<float>(x);
    sine_[n] = static_cast<float>(y);
    const double next = x * c - y * s;
    y = x * s + y * c;
    x = next;
  }
  for (std::size_t n = 0; n < samples; n += stride_) {
    strided_cosine_.push_back(cosine_[n]);
    strided_sine_.push_back(sine_[n]);
  }
}

// Complex amplitude around each step, from second differences (which keep the line and lose the waves), outliers (the
// QRS) left out.
MainsLine::Hum MainsLine::in(std::span<const float> samples) const {
  Hum out;
  if (!visible_) return out;
  std::vector<float> curvatures(strided_cosine_.size(), 0.0F), sizes;
  const std::size_t first = (lag_ - lag_ % stride_ + stride_) / stride_;
  const std::size_t last = (samples.size() - lag_ + stride_ - 1) / stride_;  // one beyond
  const auto bend = [&, x = samples.data(), lag = lag_, to = curvatures.data()](auto stride) {
    for (std::size_t j = first; j < last; ++j) {
      const std::size_t n = j * stride;
      to[j] = 2 * x[n] - x[n - lag] - x[n + lag];
    }
  };
  if (stride_ == 2) {
    bend(std::integral_constant<std::size_t, 2>());  // known to the compiler: several at a time
  } else {
    bend(std::integral_constant<std::size_t, 1>());
  }
  sizes.reserve(curvatures.size() * stride_ / 6 + 1);
  for (std::size_t j = first; j < last; j += 6 / stride_) sizes.push_back(std::abs(curvatures[j]));
  const auto raw = levels_of(curvatures, 3.0F * nth_smallest(sizes, sizes.size() / 2));
  // Three steps together: the waves' remainder averages out, a drifting hum is still followed.
  std::vector<float> amplitudes;
  amplitudes.reserve(raw.size());
  out.levels.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::size_t from = i > 0 ? i - 1 : 0, to = std::min(raw.size(), i + 2);
    std::complex<float> sum = 0.0F;
    for (std::size_t k = from; k < to; ++k) sum += raw[k];
    out.levels.push_back(sum / static_cast<float>(to - from));
    amplitudes.push_back(std::abs(out.levels.back()));
  }
  std::nth_element(amplitudes.begin(), amplitudes.begin() + static_cast<long>(amplitudes.size() / 2), amplitudes.end());
  out.amplitude_uv = static_cast<double>(amplitudes[amplitudes.size() / 2]);
  return out;
}

std::vector<std::complex<float>> MainsLine::levels_of(std::span<const float> curvatures, float limit) const {
  std::vector<std::complex<float>> out;
  const std::size_t samples = cosine_.size();
  out.reserve(samples / step_ + 1);
  for (std::size_t begin = 0; begin < samples; begin += step_) {
    const std::size_t end = std::min(samples, begin + step_);
    const std::size_t first = (begin + stride_ - 1) / stride_, last = (end + stride_ - 1) / stride_;
    Lanes real = all_lanes(0.0F), imaginary = real, used = real;
    std::size_t j = first;
    for (; j + kLanes <= last; j += kLanes) {
      const Lanes d = load_lanes(&curvatures[j]);
      const Lanes keep = ((d <= limit) & (d >= -limit)) ? all_lanes(1.0F) : all_lanes(0.0F);
      used += keep;
      real += keep * d * load_lanes(&strided_cosine_[j]);
      imaginary -= keep * d * load_lanes(&strided_sine_[j]);
    }
    std::complex<float> sum(sum_of(real), sum_of(imaginary));
    float count = sum_of(used);
    for (; j < last; ++j) {
      if (std::abs(curvatures[j]) > limit) continue;
      sum += curvatures[j] * std::complex<float>(strided_cosine_[j], -strided_sine_[j]);
      count += 1.0F;
    }
    const bool enough = count * static_cast<float>(stride_ * 3) > static_cast<float>(end - begin);
    out.push_back(enough ? 2.0F * sum / (static_cast<float>(gain_) * count) : std::complex<float>(0.0F));
  }
  return out;
}

void MainsLine::subtract(const Hum& hum, std::span<float> samples) const {
  if (hum.amplitude_uv < kLeastHumUv) return;
  // Between the middles of two steps the level goes from one to the other in a straight line; outside it stays.
  const auto half = static_cast<float>(step_) / 2, width = static_cast<float>(step_);
  const std::size_t last_level = hum.levels.size() - 1;
  std::size_t begin = 0;
  for (std::size_t k = 0; k <= hum.levels.size(); ++k) {
    const auto edge = static_cast<std::size_t>(std::ceil(half + width * static_cast<float>(k)));
    const std::size_t end = k == hum.levels.size() ? samples.size() : std::min(samples.size(), edge);
    const auto from = hum.levels[k > 0 ? k - 1 : 0], to = hum.levels[std::min(k, last_level)];
    const float start = half + width * (static_cast<float>(k) - 1.0F);
    for (std::size_t n = begin; n < end; ++n) {
      const float share = (static_cast<float>(static_cast<std::int32_t>(n)) - start) / width;
      const float real = from.real() + share * (to.real() - from.real());
      const float imaginary = from.imag() + share * (to.imag() - from.imag());
      samples[n] -= real * cosine_[n] - imaginary * sine_[n];
    }
    begin = std::max(begin, end);
  }
}

double mains_amplitude(std::span<const float> samples, double rate_hz, double mains_hz) {
  return MainsLine(samples.size(), rate_hz, mains_hz).in(samples).amplitude_uv;
}

double remove_mains(std::span<float> samples, double rate_hz, double mains_hz) {
  const MainsLine line(samples.size(), rate_hz, mains_hz);
  const auto hum = line.in(samples);
  line.subtract(hum, samples);
  return hum.amplitude_uv;
}

}  // namespace rdc::ecg
