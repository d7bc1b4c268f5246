#include "ecg/measurement/delineation_grid.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace rdc::ecg {
namespace {

// Means over 8 ms (or the interpolated value at low rates) every 4 ms.
std::vector<float> resampled(std::span<const float> lead, double rate_hz) {
  const double step = rate_hz * kGridMs / 1000.0;
  const auto length = static_cast<std::size_t>(static_cast<double>(lead.size()) / step);
  std::vector<double> sums(lead.size() + 1, 0.0);
  for (std::size_t i = 0; i < lead.size(); ++i) sums[i + 1] = sums[i] + static_cast<double>(lead[i]);
  // The integral up to any time, so that means over fractions of samples are exact.
  const auto integral = [&](double t) {
    const double at = std::clamp(t, 0.0, static_cast<double>(lead.size()));
    const auto whole = std::min(static_cast<std::size_t>(at), lead.size() - 1);
    return sums[whole] + (at - static_cast<double>(whole)) * static_cast<double>(lead[whole]);
  };
  std::vector<float> out(length);
  for (std::size_t i = 0; i < length; ++i) {
    const double centre = static_cast<double>(i) * step + 0.5;  // a sample's value stands for its middle
    const double half = std::max(step, 0.5);
    const double from = std::max(0.0, centre - half), to = std::min(static_cast<double>(lead.size()), centre + half);
    out[i] = static_cast<float>((integral(to) - integral(from)) / (to - from));
  }
  return out;
}

// Natural logarithm of a positive normal number to 5e-4: exponent plus a cubic in the mantissa (an eighth of std::log's
// time; the locators were trained with it).
float quick_log(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto exponent = static_cast<float>(static_cast<int>(bits >> 23) - 127);
  const float m = std::bit_cast<float>((bits & 0x007FFFFFU) | 0x3F800000U);
  return 0.69314718F * exponent + (-1.49278F + (2.11263F + (-0.729104F + 0.10969F * m) * m) * m);
}

constexpr float kFloorUv = 3.0F;  // movements below this are noise: keeps the logarithms quiet

}  // namespace

DelineationGrid::DelineationGrid(std::span<const std::span<const float>> leads, double rate_hz) {
  for (const auto& lead : leads) values_.push_back(resampled(lead, rate_hz));
  length_ = values_.empty() ? 0 : static_cast<long>(values_.front().size());
  std::vector<float> all(static_cast<std::size_t>(length_) + 1, 0.0F);
  for (const auto& lead : values_) {
    std::vector<float> sum(lead.size() + 1, 0.0F);
    for (std::size_t i = 1; i < lead.size(); ++i) sum[i + 1] = sum[i] + std::abs(lead[i] - lead[i - 1]);
    for (std::size_t i = 0; i < sum.size(); ++i) all[i] += sum[i] / static_cast<float>(values_.size());
    travelled_.push_back(std::move(sum));
  }
  travelled_.push_back(std::move(all));
  scales_.assign(values_.size(), 100.0F);
}

void DelineationGrid::set_scale(long qrs) {
  all_scale_ = 0.0F;
  for (std::size_t l = 0; l < values_.size(); ++l) {
    const auto from = values_[l].begin() + static_cast<long>(clamp(qrs - 20));
    const auto to = values_[l].begin() + static_cast<long>(clamp(qrs + 20)) + 1;
    const auto [low, high] = std::minmax_element(from, to);
    scales_[l] = std::max(50.0F, *high - *low);
    all_scale_ += scales_[l] / static_cast<float>(values_.size());
  }
}

float DelineationGrid::scale(std::size_t lead) const { return lead == kAllLeads ? all_scale_ : scales_[lead]; }

float DelineationGrid::difference(std::size_t lead, long a, long b) const {
  const std::size_t i = clamp(a), k = clamp(b);
  if (lead != kAllLeads) return std::abs(values_[lead][i] - values_[lead][k]);
  float sum = 0.0F;
  for (const auto& values : values_) sum += std::abs(values[i] - values[k]);
  return sum / static_cast<float>(values_.size());
}

float DelineationGrid::curvature(std::size_t lead, long at, long reach) const {
  const std::size_t before = clamp(at - reach), middle = clamp(at), after = clamp(at + reach);
  const auto of = [&](const std::vector<float>& v) { return std::abs(v[middle] - 0.5F * (v[before] + v[after])); };
  if (lead != kAllLeads) return of(values_[lead]);
  float sum = 0.0F;
  for (const auto& values : values_) sum += of(values);
  return sum / static_cast<float>(values_.size());
}

float DelineationGrid::energy(std::size_t lead, long from, long to) const {
  const auto& sum = lead == kAllLeads ? travelled_.back() : travelled_[lead];
  return sum[clamp(to) + 1] - sum[clamp(from) + 1];
}

std::array<float, kMomentFeatures> DelineationGrid::moment(std::size_t lead, long at, long anchor, float context1,
                                                           float context2) const {
  std::array<float, kMomentFeatures> out{};
  std::size_t n = 0;
  const float own = 1.0F / (scale(lead) + kFloorUv), all = 1.0F / (all_scale_ + kFloorUv);
  const auto log_of = [](float movement, float factor) { return quick_log((movement + kFloorUv) * factor); };
  for (const long k : {2L, 4L, 8L, 16L}) {
    out[n++] = log_of(difference(lead, at, at - k), own);
    out[n++] = log_of(difference(lead, at + k, at), own);
  }
  for (const long k : {3L, 6L, 12L, 24L}) {
    out[n++] = log_of(energy(lead, at - k, at), own);
    out[n++] = log_of(energy(lead, at, at + k), own);
  }
  for (const long k : {5L, 12L}) out[n++] = log_of(curvature(lead, at, k), own);
  for (const long k : {3L, 6L, 12L}) {
    out[n++] = log_of(energy(kAllLeads, at - k, at), all);
    out[n++] = log_of(energy(kAllLeads, at, at + k), all);
  }
  const float position = static_cast<float>(at - anchor) / 25.0F;
  out[n++] = position;
  out[n++] = position * position;
  out[n++] = context1;
  out[n++] = context2;
  return out;
}

}  // namespace rdc::ecg
