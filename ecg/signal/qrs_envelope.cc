#include "ecg/signal/qrs_envelope.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr double kWidthSeconds = 0.036;

// Sums of all samples before each index, decimated by means of `step` samples.
std::vector<double> running_sum(std::span<const float> samples, std::size_t step) {
  const std::size_t length = samples.size() / step;
  std::vector<double> sums(length + 1, 0.0);
  float held = 0.0F;
  std::size_t at = 0;
  for (std::size_t i = 0; i < length; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < step; ++k, ++at) {
      if (!std::isnan(samples[at])) held = samples[at];
      sum += static_cast<double>(held);
    }
    sums[i + 1] = sums[i] + sum / static_cast<double>(step);
  }
  return sums;
}

class BoxMeans {
 public:
  explicit BoxMeans(const std::vector<double>& sums) : sums_(sums), last_(static_cast<long>(sums.size()) - 1) {}
  // Mean of [from, to), the ends of the lead repeated outside.
  double operator()(long from, long to) const {
    const long a = std::clamp(from, 0L, last_);
    const long b = std::clamp(to, 0L, last_);
    double sum = sums_[static_cast<std::size_t>(b)] - sums_[static_cast<std::size_t>(a)];
    if (from < 0) sum += static_cast<double>(std::min(0L, to) - from) * sums_[1];
    if (to > last_) {
      sum += static_cast<double>(to - std::max(last_, from)) *
             (sums_[static_cast<std::size_t>(last_)] - sums_[static_cast<std::size_t>(last_ - 1)]);
    }
    return sum / static_cast<double>(to - from);
  }

 private:
  const std::vector<double>& sums_;
  long last_;
};

}  // namespace

Envelope qrs_envelope(std::span<const float> samples, double rate_hz) {
  Envelope out;
  out.step = std::max<std::size_t>(1, static_cast<std::size_t>(rate_hz / 200.0));
  out.rate_hz = rate_hz / static_cast<double>(out.step);
  if (samples.size() < 2 * out.step) return out;
  const auto sums = running_sum(samples, out.step);
  const BoxMeans mean(sums);
  const long w = std::max(2L, std::lround(kWidthSeconds * out.rate_hz / 2) * 2);
  const auto length = static_cast<long>(sums.size()) - 1;
  const auto set_at = [&](long n, auto&& box) {
    const double first = box(n + 1, n + 1 + w) - box(n - w, n);
    const double second =
        box(n - w / 2, n + w / 2 + 1) - 0.5 * (box(n + w / 2 + 1, n + w / 2 + 1 + w) + box(n - w / 2 - w, n - w / 2));
    out.slope[static_cast<std::size_t>(n)] = static_cast<float>(first);
    out.values[static_cast<std::size_t>(n)] = static_cast<float>(std::sqrt(first * first + second * second));
  };
  out.values.resize(static_cast<std::size_t>(length));
  out.slope.resize(static_cast<std::size_t>(length));
  const long margin = 2 * w + 1;
  const auto inside = [&](long from, long to) {
    return (sums[static_cast<std::size_t>(to)] - sums[static_cast<std::size_t>(from)]) / static_cast<double>(to - from);
  };
  for (long n = 0; n < length; ++n) {
    const bool whole = n >= margin && n + margin < length;
    if (whole) {
      set_at(n, inside);
    } else {
      set_at(n, mean);
    }
  }
  return out;
}

}  // namespace rdc::ecg
