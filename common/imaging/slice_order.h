// The order in which a reader scrolls the frames of a series.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rdc::imaging {

struct SliceKey {
  int instance_number = 0;
  std::string sop_instance_uid;
  int frame = 0;
  std::optional<std::array<double, 3>> position;
  std::optional<std::array<double, 6>> orientation;
};

// Indices into slices. Along the common normal when all slices are parallel, have a position, and no two share one;
// head first for axial slices. Otherwise by instance number, then UID, then frame.
std::vector<std::size_t> slice_order(const std::vector<SliceKey>& slices);

}  // namespace rdc::imaging
