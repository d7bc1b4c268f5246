#include "common/dicom/phantom_canvas.h"

#include <limits>

namespace rdc::dicom {
namespace {

double distance_to_segment(PlanePoint p, PlanePoint a, PlanePoint b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

PhantomCanvas::Window PhantomCanvas::window_of(double left, double top, double right, double bottom) const {
  const double middle = columns_ * pixel_ / 2;
  const auto column = [&](double mm) {
    return std::clamp(static_cast<int>(std::floor((mm + middle) / pixel_)), -1, columns_);
  };
  const auto row = [&](double mm) { return std::clamp(static_cast<int>(std::floor(mm / pixel_)), -1, rows_); };
  return {std::max(column(left), 0), std::max(row(top), 0), std::min(column(right) + 1, columns_),
          std::min(row(bottom) + 1, rows_)};
}

PhantomCanvas::Window PhantomCanvas::around_path(const std::vector<PlanePoint>& path, double reach) const {
  PlanePoint low = path.front();
  PlanePoint high = path.front();
  for (const PlanePoint& p : path) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return window_of(low.x - reach, low.y - reach, high.x + reach, high.y + reach);
}

// Calls pixel(value, r), r being 1 on the ellipse's border and less inside.
template <typename Pixel>
void PhantomCanvas::inside(const Ellipse& e, double margin, Pixel&& pixel) {
  const double reach = std::max(e.a, e.b) + margin;
  const Window window = window_of(e.x - reach, e.y - reach, e.x + reach, e.y + reach);
  const double c = std::cos(e.angle);
  const double s = std::sin(e.angle);
  for (int row = window.top; row < window.bottom; ++row) {
    const double dy = y_of(row) - e.y;
    for (int column = window.left; column < window.right; ++column) {
      const double dx = x_of(column) - e.x;
      const double u = (c * dx + s * dy) / e.a;
      const double v = (c * dy - s * dx) / e.b;
      pixel(at(column, row), std::sqrt(u * u + v * v));
    }
  }
}

void PhantomCanvas::paint(const Ellipse& e, float value, double edge_mm) {
  paint_over(e, value, edge_mm, std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max());
}

void PhantomCanvas::paint_over(const Ellipse& e, float value, double edge_mm, float low, float high) {
  const double size = std::min(e.a, e.b);
  inside(e, edge_mm, [&](float& pixel, double r) {
    const double cover = std::clamp(0.5 - (r - 1) * size / edge_mm, 0.0, 1.0);
    if (cover > 0 && pixel >= low && pixel <= high) pixel += static_cast<float>(cover) * (value - pixel);
  });
}

void PhantomCanvas::add_ellipsoid(const Ellipse& e, double depth_mm, double weight) {
  inside(e, 0, [&](float& pixel, double r) {
    if (r < 1) pixel += static_cast<float>(weight * 2 * depth_mm * std::sqrt(1 - r * r));
  });
}

void PhantomCanvas::add_tube(const std::vector<PlanePoint>& path, double radius_mm, double weight,
                             double marrow_share) {
  if (path.size() < 2) return;
  const Window box = around_path(path, radius_mm);
  const int width = box.right - box.left;
  const int height = box.bottom - box.top;
  if (width <= 0 || height <= 0) return;
  // One distance for the whole path, or the joints of its segments would count twice.
  std::vector<float> nearest(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 1e9F);
  const auto cell = [&](int column, int row) -> float& {
    return nearest[static_cast<std::size_t>(row - box.top) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(column - box.left)];
  };
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Window window = around_path({path[i], path[i + 1]}, radius_mm);
    for (int row = window.top; row < window.bottom; ++row) {
      for (int column = window.left; column < window.right; ++column) {
        float& best = cell(column, row);
        best = std::min(best, static_cast<float>(distance_to_segment({x_of(column), y_of(row)}, path[i], path[i + 1])));
      }
    }
  }
  const double inner = radius_mm * marrow_share;
  for (int row = box.top; row < box.bottom; ++row) {
    for (int column = box.left; column < box.right; ++column) {
      const double d = cell(column, row);
      if (d >= radius_mm) continue;
      const double outer_chord = 2 * std::sqrt(radius_mm * radius_mm - d * d);
      const double inner_chord = d < inner ? 2 * std::sqrt(inner * inner - d * d) : 0;
      at(column, row) += static_cast<float>(weight * (outer_chord - inner_chord * 2 / 3));
    }
  }
}

}  // namespace rdc::dicom
