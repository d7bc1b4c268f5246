// Where images lie in the patient: for synchronised scrolling, reference lines and reformatting. DICOM PS3.3 C.7.6.2.
// Millimetres, patient coordinates (x to the left, y to the back, z to the head). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/imaging/image_info.h"

namespace rdc::imaging {

using Vec3 = std::array<double, 3>;

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Vec3 operator*(const Vec3& a, double f) { return {a[0] * f, a[1] * f, a[2] * f}; }
inline double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
double length(const Vec3& v);

// One image as a rectangle in the patient.
struct SlicePlane {
  Vec3 position{};  // centre of the first pixel
  Vec3 across{};    // unit vectors: along a row, ...
  Vec3 down{};      // ... along a column
  double column_spacing = 1;
  double row_spacing = 1;
  int columns = 0;
  int rows = 0;
  std::string frame_of_reference;  // "" when the file has none: it can be compared with nothing but its own series

  Vec3 normal() const { return cross(across, down); }
  Vec3 at(double x, double y) const { return position + across * (x * column_spacing) + down * (y * row_spacing); }
  // Pixel coordinates of the foot of the perpendicular; (0,0) is the centre of the first pixel.
  std::pair<double, double> pixel_of(const Vec3& point) const;
};

// nullopt: no position, no orientation, orientation not two perpendicular unit vectors, or no millimetres.
std::optional<SlicePlane> slice_plane(const ImageInfo& info, int frame);

// Angle between the planes at most this: "parallel" for scrolling together. Practice: a re-positioned head differs by
// a few degrees; beyond 10 the same slice no longer shows the same structures.
inline constexpr double kParallelDegrees = 10;
bool are_parallel(const SlicePlane& a, const SlicePlane& b);

// The stack's slice nearest to the plane's centre, moved by offset mm along the stack's normal. nullopt: the stack is
// empty, not parallel, or the place lies more than half a slice distance (at least 5 mm) outside the stack.
std::optional<std::size_t> nearest_slice(const SlicePlane& plane, const std::vector<std::optional<SlicePlane>>& stack,
                                         double offset = 0);

// Where the source's rectangle cuts the target's image: {x1, y1, x2, y2} in the target's pixels. nullopt: parallel,
// another frame of reference, or it misses.
std::optional<std::array<double, 4>> reference_line(const SlicePlane& source, const SlicePlane& target);

}  // namespace rdc::imaging
