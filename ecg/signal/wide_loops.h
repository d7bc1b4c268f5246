// Internal to the library: the hottest loops, compiled twice: four floats at a time, which every 64-bit processor can,
// and eight at a time for processors with AVX2, of which there is one in most machines bought since 2015. Which it is
// is found out once, when first asked. The results are the same bit by bit: the same sums in the same order.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rdc::ecg {

// A small network of one hidden layer that scores many places at once. `inputs` numbers of each place stand in columns
// `stride` floats apart; a row of `input` holds a hidden unit's weights and its constant, `output` theirs and its own.
struct PlaceScoring {
  const float* columns;
  std::size_t stride, inputs;
  const float* input;
  const float* output;
  std::size_t hidden;  // even
};

// Two rows of a ColumnMedian's scratch.
struct RowExchange {
  std::uint16_t low, high;
};

struct WideLoops {
  static constexpr std::size_t kGroup = 16;  // counts of places and columns are whole groups

  // Each becomes the natural logarithm of (itself + floor) * factor, to 5e-4; positive, normal.
  void (*logs)(float* values, std::size_t count, float floor, float factor);
  void (*scores)(const PlaceScoring& scoring, std::size_t places, float* scores);
  float (*product)(const float* a, const float* b, std::size_t count);
  // Row by row of kGroup columns: the smaller values go to the low row.
  void (*exchange)(float* rows, const RowExchange* exchanges, std::size_t count);
  // How many are below `limit` when their bits are read as integers.
  std::size_t (*count_below)(const float* values, std::size_t count, std::int32_t limit);
};

// Those for this processor, and those for any.
const WideLoops& wide_loops();
const WideLoops& portable_loops();

}  // namespace rdc::ecg
