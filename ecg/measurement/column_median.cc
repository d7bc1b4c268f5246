#include "ecg/measurement/column_median.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace rdc::ecg {

ColumnMedian::ColumnMedian(std::size_t rows) : scratch_(rows * kColumns) {
  if (rows < 2) return;
  const std::size_t top = std::bit_ceil(rows) / 2;
  for (std::size_t p = top; p > 0; p /= 2) {
    std::size_t q = top, r = 0, d = p;
    for (;;) {
      for (std::size_t i = 0; i + d < rows; ++i) {
        if ((i & p) == r) exchanges_.push_back({static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(i + d)});
      }
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
  // Backwards: an exchange matters when a place that matters later is one of its two.
  std::vector<char> matters(rows, 0);
  matters[rows / 2] = 1;
  if (rows % 2 == 0) matters[rows / 2 - 1] = 1;
  std::vector<RowExchange> needed;
  for (auto it = exchanges_.rbegin(); it != exchanges_.rend(); ++it) {
    if (matters[it->low] == 0 && matters[it->high] == 0) continue;
    matters[it->low] = matters[it->high] = 1;
    needed.push_back(*it);
  }
  exchanges_.assign(needed.rbegin(), needed.rend());
}

template <typename Take>
void ColumnMedian::for_each_piece(std::span<const float* const> rows, std::size_t columns, const Take& take) {
  const float* high = &scratch_[rows.size() / 2 * kColumns];
  const float* low = rows.size() % 2 == 0 ? high - kColumns : high;
  for (std::size_t begin = 0; begin < columns; begin += kColumns) {
    const std::size_t count = std::min(kColumns, columns - begin);
    for (std::size_t r = 0; r < rows.size(); ++r) std::copy_n(rows[r] + begin, count, &scratch_[r * kColumns]);
    wide_loops().exchange(scratch_.data(), exchanges_.data(), exchanges_.size());
    take(low, high, begin, count);
  }
}

void ColumnMedian::operator()(std::span<const float* const> rows, std::span<float> out) {
  for_each_piece(rows, out.size(), [out](const float* low, const float* high, std::size_t begin, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[begin + i] = 0.5F * (low[i] + high[i]);
  });
}

void ColumnMedian::upper(std::span<const float* const> rows, std::span<float> out) {
  for_each_piece(rows, out.size(), [out](const float*, const float* high, std::size_t begin, std::size_t count) {
    std::copy_n(high, count, out.begin() + static_cast<long>(begin));
  });
}

}  // namespace rdc::ecg
