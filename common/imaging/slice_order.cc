#include "common/imaging/slice_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "common/imaging/slice_geometry.h"

namespace rdc::imaging {
namespace {

using Vector = Vec3;

Vector cross(const std::array<double, 6>& o) {
  return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

// Distances along the common normal, or empty when the slices are no simple stack.
std::vector<double> stack_positions(const std::vector<SliceKey>& slices) {
  if (slices.size() < 2 || !slices.front().orientation) return {};
  const auto& orientation = *slices.front().orientation;
  Vector normal = cross(orientation);
  if (dot(normal, normal) < 0.5) return {};
  // Readers go from head to feet, right to left, front to back: make the normal point that way.
  const auto main = static_cast<std::size_t>(
      std::ranges::max_element(normal, {}, [](double v) { return std::abs(v); }) - normal.begin());
  const bool flip = main == 2 ? normal[main] > 0 : normal[main] < 0;
  if (flip)
    for (double& part : normal) part = -part;

  std::vector<double> positions;
  for (const SliceKey& slice : slices) {
    if (!slice.position || !slice.orientation) return {};
    for (std::size_t i = 0; i < 6; ++i)
      if (std::abs((*slice.orientation)[i] - orientation[i]) > 1e-2) return {};
    positions.push_back(dot(normal, *slice.position));
  }
  std::vector<double> sorted = positions;
  std::ranges::sort(sorted);
  constexpr double kSamePlace = 1e-3;  // mm
  for (std::size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i] - sorted[i - 1] < kSamePlace) return {};  // phases, echoes: position alone does not order them
  return positions;
}

}  // namespace

std::vector<std::size_t> slice_order(const std::vector<SliceKey>& slices) {
  std::vector<std::size_t> order(slices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto positions = stack_positions(slices);
  if (!positions.empty()) {
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return positions[i]; });
    return order;
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    const SliceKey& slice = slices[i];
    return std::tie(slice.instance_number, slice.sop_instance_uid, slice.frame);
  });
  return order;
}

}  // namespace rdc::imaging
