// A grid of values in millimetre coordinates on which the phantoms are drawn: painted (a CT section) or summed along
// the beam (a radiograph).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace rdc::dicom {

struct Ellipse {
  double x = 0, y = 0;  // centre, mm
  double a = 1, b = 1;  // half axes, mm
  double angle = 0;     // of the a axis against x, radians
};
struct PlanePoint {
  double x = 0, y = 0;
};

// x runs from -width/2 to +width/2, y from 0 to height. Not thread-safe.
class PhantomCanvas {
 public:
  PhantomCanvas(int columns, int rows, double pixel_mm, float value)
      : columns_(columns),
        rows_(rows),
        pixel_(pixel_mm),
        values_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), value) {}

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  double x_of(int column) const { return (column + 0.5) * pixel_ - columns_ * pixel_ / 2; }
  double y_of(int row) const { return (row + 0.5) * pixel_; }
  float& at(int column, int row) {
    return values_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                   static_cast<std::size_t>(column)];
  }

  // Sets the ellipse's inside to `value`, its border softened over `edge_mm` (partial volume).
  void paint(const Ellipse& e, float value, double edge_mm);
  // Paints only over values in [low, high]: a vessel is drawn in lung, not across the chest wall.
  void paint_over(const Ellipse& e, float value, double edge_mm, float low, float high);
  // Adds weight × chord through an ellipsoid whose half depth is `depth_mm`.
  void add_ellipsoid(const Ellipse& e, double depth_mm, double weight);
  // Adds weight × chord through a bent tube; its marrow (inner radius as a share of the outer) counts a third.
  void add_tube(const std::vector<PlanePoint>& path, double radius_mm, double weight, double marrow_share);

 private:
  struct Window {
    int left, top, right, bottom;  // right and bottom excluded
  };
  Window window_of(double left, double top, double right, double bottom) const;
  Window around_path(const std::vector<PlanePoint>& path, double reach) const;
  template <typename Pixel>
  void inside(const Ellipse& e, double margin, Pixel&& pixel);

  int columns_, rows_;
  double pixel_;
  std::vector<float> values_;
};

}  // namespace rdc::dicom
