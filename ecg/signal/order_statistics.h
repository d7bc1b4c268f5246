// Internal to the library: medians and other order statistics of many samples, where std::nth_element waits for its own
// branches.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rdc::ecg {

// The value that would stand at `n` if they were sorted, exactly. `values`: not negative, no NaN, more than `n`.
// They are counted by exponent and the first bits of their mantissa, whose order as integers is theirs; only those of
// the bin in question are sorted out.
inline float nth_smallest(std::span<const float> values, std::size_t n) {
  constexpr std::size_t kBins = 2048;
  const auto bin_of = [](float value) { return (std::bit_cast<std::uint32_t>(value) >> 20) % kBins; };
  std::array<std::uint32_t, kBins> counts{};
  for (const float value : values) ++counts[bin_of(value)];
  std::size_t before = 0, bin = 0;
  while (bin + 1 < kBins && before + counts[bin] <= n) before += counts[bin++];
  std::vector<float> inside;
  inside.reserve(counts[bin]);
  for (const float value : values) {
    if (bin_of(value) == bin) inside.push_back(value);
  }
  const auto at = inside.begin() + static_cast<long>(n - before);
  std::nth_element(inside.begin(), at, inside.end());
  return *at;
}

}  // namespace rdc::ecg
