// Internal to the library: four floats worked on at a time, which every 64-bit processor can.
//
// Written out with the compiler's vector types where a loop is hot and the vectoriser would not take it (minima and
// maxima, sums, choices: without -ffast-math it may not reorder or merge them). Plain values; nothing here allocates.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {

using Lanes = float __attribute__((vector_size(16)));
using LaneInts = std::int32_t __attribute__((vector_size(16)));
inline constexpr std::size_t kLanes = 4;

inline Lanes load_lanes(const float* from) {
  Lanes out;
  std::memcpy(&out, from, sizeof out);
  return out;
}
inline void store_lanes(float* to, Lanes lanes) { std::memcpy(to, &lanes, sizeof lanes); }
inline Lanes all_lanes(float value) { return Lanes{value, value, value, value}; }
inline Lanes smaller(Lanes a, Lanes b) { return a < b ? a : b; }
inline Lanes larger(Lanes a, Lanes b) { return a > b ? a : b; }
inline float sum_of(Lanes v) { return (v[0] + v[2]) + (v[1] + v[3]); }

// Lowest and highest value; NaN count as neither. Empty: +infinity and -infinity.
struct Extremes {
  float low = std::numeric_limits<float>::infinity();
  float high = -std::numeric_limits<float>::infinity();
};

inline Extremes extremes_of(std::span<const float> values) {
  Extremes out;
  Lanes low = all_lanes(out.low), high = all_lanes(out.high);
  Lanes low2 = low, high2 = high;  // two chains: a minimum waits for the one before it
  std::size_t i = 0;
  for (; i + 2 * kLanes <= values.size(); i += 2 * kLanes) {
    const Lanes a = load_lanes(&values[i]), b = load_lanes(&values[i + kLanes]);
    low = smaller(a, low);
    high = larger(a, high);
    low2 = smaller(b, low2);
    high2 = larger(b, high2);
  }
  low = smaller(low2, low);
  high = larger(high2, high);
  for (std::size_t l = 0; l < kLanes; ++l) {
    out.low = low[l] < out.low ? low[l] : out.low;
    out.high = high[l] > out.high ? high[l] : out.high;
  }
  for (; i < values.size(); ++i) {
    out.low = values[i] < out.low ? values[i] : out.low;
    out.high = values[i] > out.high ? values[i] : out.high;
  }
  return out;
}

inline float product_of(const float* a, const float* b, std::size_t count) { return wide_loops().product(a, b, count); }

}  // namespace rdc::ecg
