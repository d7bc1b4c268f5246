// Internal to the library: medians and other order statistics of many samples, where std::nth_element waits for its own
// branches.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "ecg/signal/lanes.h"
#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {

// The value that would stand at `n` if they were sorted, exactly. `values`: not negative, no NaN, more than `n`.
// The bits of such numbers are ordered as they are: the largest number that at most `n` of them are below is found bit
// by bit, beginning with the first that lowest and highest do not share.
inline float nth_smallest(std::span<const float> values, std::size_t n) {
  const auto [low, high] = extremes_of(values);
  const auto first = std::bit_cast<std::uint32_t>(low), last = std::bit_cast<std::uint32_t>(high);
  const auto open = static_cast<int>(std::bit_width(first ^ last));  // unsigned to some libraries
  auto found = static_cast<std::int32_t>(first >> open << open);
  const auto& loops = wide_loops();
  for (int bit = open; bit-- > 0;) {
    const std::int32_t tried = found | (1 << bit);
    if (loops.count_below(values.data(), values.size(), tried) <= n) found = tried;
  }
  return std::bit_cast<float>(found);
}

}  // namespace rdc::ecg
