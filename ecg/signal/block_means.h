// Internal to the library: a coarser sampling rate for searches of slow waves, such as P in long tracings.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace rdc::ecg {

// How many samples make one at about `wanted_hz`; at least one.
inline std::size_t block_for(double rate_hz, double wanted_hz) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(rate_hz / wanted_hz)));
}

// The mean of each `block` samples; fewer at the end are dropped. The first stands for the middle of its block.
inline std::vector<float> block_means(std::span<const float> samples, std::size_t block) {
  std::vector<float> out;
  out.reserve(samples.size() / block);
  for (std::size_t i = 0; i + block <= samples.size(); i += block) {
    float sum = 0.0F;
    for (std::size_t k = i; k < i + block; ++k) sum += samples[k];
    out.push_back(sum / static_cast<float>(block));
  }
  return out;
}

}  // namespace rdc::ecg
