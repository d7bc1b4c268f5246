// Internal to the library: a coarser sampling rate for searches of slow waves, such as P in long tracings.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace rdc::ecg {

// How many samples make one at about `wanted_hz`; at least one.
inline std::size_t block_for(double rate_hz, double wanted_hz) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(rate_hz / wanted_hz)));
}

// `block`: a constant where the compiler is to know it.
template <typename Block>
void fill_block_means(std::span<const float> samples, Block block, std::span<float> out) {
  const auto width = static_cast<float>(static_cast<std::size_t>(block));
  for (std::size_t i = 0; i < out.size(); ++i) {
    float sum = 0.0F;
    for (std::size_t k = 0; k < block; ++k) sum += samples[i * block + k];
    out[i] = sum / width;
  }
}

// The mean of each `block` samples; fewer at the end are dropped. The first stands for the middle of its block.
inline std::vector<float> block_means(std::span<const float> samples, std::size_t block) {
  std::vector<float> out(samples.size() / block);
  if (block == 4) {  // 500 Hz to 125 Hz, as most are: several blocks at a time
    fill_block_means(samples, std::integral_constant<std::size_t, 4>(), out);
  } else {
    fill_block_means(samples, block, out);
  }
  return out;
}

}  // namespace rdc::ecg
