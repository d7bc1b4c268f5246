#include "ecg/signal/running_sums.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace rdc::ecg {
namespace {

bool has_gaps(std::span<const float> samples) {
  std::uint32_t gaps = 0;
  for (const float x : samples) gaps |= x != x ? 1U : 0U;  // NaN
  return gaps != 0;
}

std::vector<float> bridged(std::span<const float> samples) {
  std::vector<float> out(samples.begin(), samples.end());
  float held = 0.0F;
  for (float& x : out) {
    if (std::isnan(x)) x = held;
    held = x;
  }
  return out;
}

// `mean_at(lead, i)`: what is summed up.
template <std::size_t kCount, typename MeanAt>
void sum_in_step(const std::array<double*, kCount>& sums, std::size_t length, const MeanAt& mean_at) {
  std::array<double, kCount> sum{};
  for (std::size_t i = 0; i < length; ++i) {
    for (std::size_t l = 0; l < kCount; ++l) {
      sum[l] += mean_at(l, i);
      sums[l][i + 1] = sum[l];
    }
  }
}

template <std::size_t kCount>
void sum_means(const std::array<const float*, kCount>& leads, const std::array<double*, kCount>& sums,
               std::size_t length, std::size_t step) {
  const auto sum_at = [&](std::size_t l, std::size_t i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < step; ++k) sum += static_cast<double>(leads[l][i * step + k]);
    return sum;
  };
  const auto width = static_cast<double>(step);
  if (step == 1) {
    sum_in_step(sums, length, [&](std::size_t l, std::size_t i) { return static_cast<double>(leads[l][i]); });
  } else if (step == 2) {  // at 400 to 600 Hz, as most are
    sum_in_step(sums, length, [&](std::size_t l, std::size_t i) {
      return (static_cast<double>(leads[l][2 * i]) + static_cast<double>(leads[l][2 * i + 1])) * 0.5;
    });
  } else {
    sum_in_step(sums, length, [&](std::size_t l, std::size_t i) { return sum_at(l, i) / width; });
  }
}

}  // namespace

std::vector<std::vector<double>> running_sums(std::span<const std::span<const float>> leads, std::size_t step) {
  std::vector<std::vector<double>> out;
  std::vector<std::vector<float>> without_gaps(leads.size());
  std::vector<const float*> from;
  if (leads.empty()) return out;
  const std::size_t length = leads.front().size() / step;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    out.emplace_back(length + 1, 0.0);
    if (has_gaps(leads[l])) without_gaps[l] = bridged(leads[l]);
    from.push_back(without_gaps[l].empty() ? leads[l].data() : without_gaps[l].data());
  }
  std::size_t l = 0;
  static_assert(kLeadsInStep == 4);
  for (; l + kLeadsInStep <= leads.size(); l += kLeadsInStep) {
    sum_means<kLeadsInStep>({from[l], from[l + 1], from[l + 2], from[l + 3]},
                            {out[l].data(), out[l + 1].data(), out[l + 2].data(), out[l + 3].data()}, length, step);
  }
  for (; l < leads.size(); ++l) sum_means<1>({from[l]}, {out[l].data()}, length, step);
  return out;
}

std::vector<std::vector<double>> running_sums(std::span<const std::span<const float>> leads) {
  return running_sums(leads, 1);
}

}  // namespace rdc::ecg
