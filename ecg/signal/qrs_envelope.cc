#include "ecg/signal/qrs_envelope.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ecg/signal/running_sums.h"

namespace rdc::ecg {
namespace {

constexpr double kWidthSeconds = 0.036;

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

// `sums`: of the means of out.step samples.
void fill_envelope(const std::vector<double>& sums, Envelope& out) {
  const BoxMeans mean(sums);
  const long w = std::max(2L, std::lround(kWidthSeconds * out.rate_hz / 2) * 2);
  const auto length = static_cast<long>(sums.size()) - 1;
  out.values.resize(static_cast<std::size_t>(length));
  out.slope.resize(static_cast<std::size_t>(length));
  const auto near_an_end = [&](long n) {
    const double first = mean(n + 1, n + 1 + w) - mean(n - w, n);
    const double second = mean(n - w / 2, n + w / 2 + 1) -
                          0.5 * (mean(n + w / 2 + 1, n + w / 2 + 1 + w) + mean(n - w / 2 - w, n - w / 2));
    out.slope[static_cast<std::size_t>(n)] = static_cast<float>(first);
    out.values[static_cast<std::size_t>(n)] = static_cast<float>(std::sqrt(first * first + second * second));
  };
  const long margin = std::min(2 * w + 1, length);
  const long inner_end = std::max(margin, length - margin);
  for (long n = 0; n < margin; ++n) near_an_end(n);
  // Plain arithmetic on contiguous values: the compiler takes several at a time.
  const double* s = sums.data();
  const double of_w = 1.0 / static_cast<double>(w), of_middle = 1.0 / static_cast<double>(w / 2 * 2 + 1);
  const long h = w / 2;
  float *slope = out.slope.data(), *values = out.values.data();
  for (long n = margin; n < inner_end; ++n) {
    const double first = of_w * ((s[n + 1 + w] - s[n + 1]) - (s[n] - s[n - w]));
    const double second = of_middle * (s[n + h + 1] - s[n - h]) -
                          0.5 * of_w * ((s[n + h + 1 + w] - s[n + h + 1]) + (s[n - h] - s[n - h - w]));
    slope[n] = static_cast<float>(first);
    values[n] = static_cast<float>(second);
  }
  for (long n = margin; n < inner_end; ++n) values[n] = std::sqrt(slope[n] * slope[n] + values[n] * values[n]);
  for (long n = inner_end; n < length; ++n) near_an_end(n);
}

}  // namespace

Envelope qrs_envelope(std::span<const float> samples, double rate_hz) {
  return std::move(qrs_envelopes(std::span(&samples, 1), rate_hz).front());
}

std::vector<Envelope> qrs_envelopes(std::span<const std::span<const float>> leads, double rate_hz) {
  Envelope empty;
  empty.step = std::max<std::size_t>(1, static_cast<std::size_t>(rate_hz / 200.0));
  empty.rate_hz = rate_hz / static_cast<double>(empty.step);
  std::vector<Envelope> out(leads.size(), empty);
  if (leads.empty() || leads.front().size() < 2 * empty.step) return out;
  for (std::size_t l = 0; l < leads.size(); l += kLeadsInStep) {
    const auto sums = running_sums(leads.subspan(l, std::min(kLeadsInStep, leads.size() - l)), empty.step);
    for (std::size_t k = 0; k < sums.size(); ++k) fill_envelope(sums[k], out[l + k]);
  }
  return out;
}

}  // namespace rdc::ecg
