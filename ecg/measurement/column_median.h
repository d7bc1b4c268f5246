// Internal to the median beat: the median of several rows, column by column.
#pragma once

#include <span>
#include <vector>

#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {

// A fixed list of exchanges that sorts any column (Batcher's odd-even merge sort; Knuth 5.2.2, algorithm M), without
// those that the middle does not need: every column takes the same steps, so many go side by side.
// Keeps its scratch: one thread at a time.
class ColumnMedian {
 public:
  explicit ColumnMedian(std::size_t rows);  // 1..1000

  // `rows`: as many as were said, each of at least out.size() values, no NaN. An even number: the mean of the middle
  // two.
  void operator()(std::span<const float* const> rows, std::span<float> out);
  // An even number: the larger of the middle two.
  void upper(std::span<const float* const> rows, std::span<float> out);

 private:
  // Hands the middle two rows (one and the same of an odd number) of some columns after others to `take(low, high,
  // begin, count)`.
  template <typename Take>
  void for_each_piece(std::span<const float* const> rows, std::size_t columns, const Take& take);

  std::vector<RowExchange> exchanges_;
  std::vector<float> scratch_;  // a row after the other, kColumns of each
  static constexpr std::size_t kColumns = WideLoops::kGroup;
};

}  // namespace rdc::ecg
