#include "common/imaging/slice_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rdc::imaging {
namespace {

// The part of the segment from a to b on the far side of value >= 0, values given at both ends.
bool clip(double value_a, double value_b, double& from, double& to) {
  if (value_a < 0 && value_b < 0) return false;
  if (value_a >= 0 && value_b >= 0) return true;
  const double cut = value_a / (value_a - value_b);
  if (value_a < 0)
    from = std::max(from, cut);
  else
    to = std::min(to, cut);
  return from < to;
}

}  // namespace

double length(const Vec3& v) { return std::sqrt(dot(v, v)); }

std::pair<double, double> SlicePlane::pixel_of(const Vec3& point) const {
  const Vec3 from_corner = point - position;
  return {dot(from_corner, across) / column_spacing, dot(from_corner, down) / row_spacing};
}

std::optional<SlicePlane> slice_plane(const ImageInfo& info, int frame) {
  const FrameInfo& of = info.frame(frame);
  if (!of.position || !of.orientation || !of.spacing.in_millimetres()) return std::nullopt;
  const auto& o = *of.orientation;
  SlicePlane plane{*of.position,   {o[0], o[1], o[2]}, {o[3], o[4], o[5]}, of.spacing.column,
                   of.spacing.row, info.columns,       info.rows,          info.frame_of_reference};
  constexpr double kTolerance = 1e-2;  // devices write four decimals, some two
  const bool sound = std::abs(length(plane.across) - 1) < kTolerance && std::abs(length(plane.down) - 1) < kTolerance &&
                     std::abs(dot(plane.across, plane.down)) < kTolerance;
  if (!sound) return std::nullopt;
  return plane;
}

bool are_parallel(const SlicePlane& a, const SlicePlane& b) {
  return std::abs(dot(a.normal(), b.normal())) > std::cos(kParallelDegrees * std::numbers::pi / 180);
}

std::optional<std::size_t> nearest_slice(const SlicePlane& plane, const std::vector<std::optional<SlicePlane>>& stack,
                                         double offset) {
  std::vector<std::pair<double, std::size_t>> places;  // along the stack's normal
  std::optional<Vec3> normal;
  for (std::size_t i = 0; i < stack.size(); ++i) {
    if (!stack[i] || !are_parallel(plane, *stack[i])) continue;
    if (!normal) normal = stack[i]->normal();
    places.emplace_back(dot(*normal, stack[i]->at(stack[i]->columns / 2.0, stack[i]->rows / 2.0)), i);
  }
  if (places.empty()) return std::nullopt;
  const double wanted = dot(*normal, plane.at(plane.columns / 2.0, plane.rows / 2.0)) + offset;
  std::ranges::sort(places);
  const double span = places.back().first - places.front().first;
  const double margin = std::max(5.0, places.size() > 1 ? span / static_cast<double>(places.size() - 1) / 2 : 0.0);
  if (wanted < places.front().first - margin || wanted > places.back().first + margin) return std::nullopt;
  return std::ranges::min_element(places, {}, [&](const auto& p) { return std::abs(p.first - wanted); })->second;
}

std::optional<std::array<double, 4>> reference_line(const SlicePlane& source, const SlicePlane& target) {
  if (source.frame_of_reference.empty() || source.frame_of_reference != target.frame_of_reference) return std::nullopt;
  if (are_parallel(source, target)) return std::nullopt;
  // Each edge of the source crosses the target's plane at most once; the line joins the crossings.
  const double right = source.columns - 1, bottom = source.rows - 1;
  const std::array<Vec3, 4> corners{source.at(0, 0), source.at(right, 0), source.at(right, bottom),
                                    source.at(0, bottom)};
  std::vector<Vec3> crossings;
  for (std::size_t i = 0; i < 4; ++i) {
    const Vec3 &a = corners[i], &b = corners[(i + 1) % 4];
    const double da = dot(target.normal(), a - target.position), db = dot(target.normal(), b - target.position);
    if ((da < 0) == (db < 0)) continue;
    crossings.push_back(a + (b - a) * (da / (da - db)));
  }
  if (crossings.size() != 2) return std::nullopt;
  const auto [x1, y1] = target.pixel_of(crossings[0]);
  const auto [x2, y2] = target.pixel_of(crossings[1]);
  double from = 0, to = 1;
  const double last_x = target.columns - 1, last_y = target.rows - 1;
  if (!clip(x1, x2, from, to) || !clip(last_x - x1, last_x - x2, from, to) || !clip(y1, y2, from, to) ||
      !clip(last_y - y1, last_y - y2, from, to))
    return std::nullopt;
  return std::array<double, 4>{x1 + (x2 - x1) * from, y1 + (y2 - y1) * from, x1 + (x2 - x1) * to, y1 + (y2 - y1) * to};
}

}  // namespace rdc::imaging
