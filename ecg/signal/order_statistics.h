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

#include "ecg/signal/lanes.h"

namespace rdc::ecg {

// The value that would stand at `n` if they were sorted, exactly; for at most some hundred values. None negative, no
// NaN, more than `n`. Their bits are ordered as they are: the largest number that at most `n` of them are below is
// found bit by bit, `first_bit` downwards from `found`, without a branch that the values decide.
inline float nth_of_few(std::span<const float> values, std::size_t n, std::int32_t found = 0,
                        std::int32_t first_bit = 1 << 30) {
  for (std::int32_t bit = first_bit; bit > 0; bit >>= 1) {
    const std::int32_t tried = found | bit;
    std::uint32_t below = 0;
    for (const float value : values) below += std::bit_cast<std::int32_t>(value) < tried ? 1U : 0U;
    if (below <= n) found = tried;
  }
  return std::bit_cast<float>(found);
}

// The same of many. They are counted by exponent and the first bits of their mantissa, whose order as integers is
// theirs; only those of the bin in question are looked at closely.
inline float nth_smallest(std::span<const float> values, std::size_t n) {
  constexpr std::size_t kFew = 400;  // from here on counting is quicker
  if (values.size() < kFew) return nth_of_few(values, n);
  constexpr int kBinShift = 20;
  constexpr std::size_t kBins = 2048;
  const auto bin_of = [](float value) { return (std::bit_cast<std::uint32_t>(value) >> kBinShift) % kBins; };
  std::array<std::uint32_t, kBins> counts;
  const auto [low, high] = extremes_of(values);
  const std::size_t first = bin_of(low), last = bin_of(high);
  std::fill(counts.begin() + static_cast<long>(first), counts.begin() + static_cast<long>(last) + 1, 0U);
  for (const float value : values) ++counts[bin_of(value)];
  std::size_t before = 0, bin = first;
  while (bin < last && before + counts[bin] <= n) before += counts[bin++];
  // Each is written and kept only when it is of the bin: which are, no processor guesses.
  std::vector<float> inside(counts[bin] + 1);
  std::size_t kept = 0;
  for (const float value : values) {
    inside[kept] = value;
    kept += bin_of(value) == bin ? 1U : 0U;
  }
  return nth_of_few(std::span(inside).first(kept), n - before, static_cast<std::int32_t>(bin) << kBinShift,
                    1 << (kBinShift - 1));
}

}  // namespace rdc::ecg
