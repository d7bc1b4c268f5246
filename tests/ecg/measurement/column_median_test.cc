#include "ecg/measurement/column_median.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ecg/simulation/rhythm.h"

namespace rdc::ecg {
namespace {

// Every number of beats that a median beat may have, against sorting each column.
TEST(ColumnMedian, IsTheMiddleOfEachColumn) {
  simulation::SeededNoise noise(3);
  constexpr std::size_t kColumns = 37;  // no whole number of groups
  for (std::size_t rows = 1; rows <= 100; ++rows) {
    std::vector<std::vector<float>> values(rows, std::vector<float>(kColumns));
    std::vector<const float*> pointers;
    for (auto& row : values) {
      for (float& value : row) value = static_cast<float>(std::floor(noise.between(-20.0, 20.0)));  // with equals
      pointers.push_back(row.data());
    }
    std::vector<float> got(kColumns);
    ColumnMedian median(rows);
    median(pointers, got);
    for (std::size_t c = 0; c < kColumns; ++c) {
      std::vector<float> column;
      for (const auto& row : values) column.push_back(row[c]);
      std::sort(column.begin(), column.end());
      const float want = rows % 2 == 1 ? column[rows / 2] : 0.5F * (column[rows / 2 - 1] + column[rows / 2]);
      ASSERT_EQ(got[c], want) << rows << " rows, column " << c;
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
