#include "common/imaging/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace rdc::imaging {
namespace {

double distance(const Spacing& spacing, ImagePoint from, ImagePoint to) {
  const bool millimetres = spacing.in_millimetres();
  const double dx = (to.x - from.x) * (millimetres ? spacing.column : 1);
  const double dy = (to.y - from.y) * (millimetres ? spacing.row : 1);
  return std::hypot(dx, dy);
}

struct Box {
  double left, top, right, bottom;
  bool holds(RegionShape shape, double x, double y) const {
    if (shape == RegionShape::kRectangle) return x >= left && x < right && y >= top && y < bottom;
    const double u = (x - (left + right) / 2) / ((right - left) / 2);
    const double v = (y - (top + bottom) / 2) / ((bottom - top) / 2);
    return u * u + v * v <= 1;
  }
};

double cross_area(std::span<const ImagePoint> outline) {
  double twice = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const ImagePoint& a = outline[i];
    const ImagePoint& b = outline[(i + 1) % outline.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

Box box_of(std::span<const ImagePoint> points) {
  Box box{points[0].x, points[0].y, points[0].x, points[0].y};
  for (const ImagePoint& point : points) {
    box.left = std::min(box.left, point.x);
    box.right = std::max(box.right, point.x);
    box.top = std::min(box.top, point.y);
    box.bottom = std::max(box.bottom, point.y);
  }
  return box;
}

// Where a horizontal line at y crosses the outline, ascending.
std::vector<double> crossings(std::span<const ImagePoint> outline, double y) {
  std::vector<double> found;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const ImagePoint& a = outline[i];
    const ImagePoint& b = outline[(i + 1) % outline.size()];
    if ((a.y <= y) != (b.y <= y)) found.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
  std::ranges::sort(found);
  return found;
}

// Mean and deviation of values that come one after another (Welford).
class Gathering {
 public:
  void add(double value) {
    if (!std::isfinite(value)) return;  // a floating-point image has no value there
    if (statistics_.pixels == 0) statistics_.minimum = statistics_.maximum = value;
    statistics_.minimum = std::min(statistics_.minimum, value);
    statistics_.maximum = std::max(statistics_.maximum, value);
    const double delta = value - statistics_.mean;
    statistics_.mean += delta / static_cast<double>(++statistics_.pixels);
    squares_ += delta * (value - statistics_.mean);
  }
  std::optional<RegionStatistics> finish() {
    if (statistics_.pixels == 0) return std::nullopt;
    statistics_.deviation = std::sqrt(squares_ / static_cast<double>(statistics_.pixels));
    return statistics_;
  }

 private:
  RegionStatistics statistics_;
  double squares_ = 0;  // of differences from the running mean
};

// Rows or columns [first, last) that [low, high) of an axis of `size` touches.
std::pair<int, int> covered(double low, double high, int size) {
  return {static_cast<int>(std::clamp(std::floor(low), 0.0, static_cast<double>(size))),
          static_cast<int>(std::clamp(std::ceil(high), 0.0, static_cast<double>(size)))};
}

double pixel_area(const Spacing& spacing) { return spacing.in_millimetres() ? spacing.row * spacing.column : 1; }

}  // namespace

Length measure_length(const ImageInfo& info, int frame, ImagePoint from, ImagePoint to) {
  const Spacing spacing = info.spacing_between(frame, from.x, from.y, to.x, to.y);
  return {distance(spacing, from, to), spacing};
}

std::optional<double> measure_angle(const ImageInfo& info, int frame, ImagePoint a, ImagePoint vertex, ImagePoint b) {
  // A ratio of spacings is enough for angles: the aspect ratio counts here.
  const double height = info.pixel_height(frame);
  const double ax = a.x - vertex.x, ay = (a.y - vertex.y) * height;
  const double bx = b.x - vertex.x, by = (b.y - vertex.y) * height;
  if (std::hypot(ax, ay) == 0 || std::hypot(bx, by) == 0) return std::nullopt;
  return std::atan2(std::abs(ax * by - ay * bx), ax * bx + ay * by) * 180 / std::numbers::pi;
}

Length measure_path(const ImageInfo& info, int frame, std::span<const ImagePoint> points) {
  Length path;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Spacing spacing = info.spacing_between(frame, points[i - 1].x, points[i - 1].y, points[i].x, points[i].y);
    if (i == 1) path.spacing = spacing;
    if (spacing != path.spacing) path.spacing = {};
  }
  for (std::size_t i = 1; i < points.size(); ++i) path.value += distance(path.spacing, points[i - 1], points[i]);
  return path;
}

std::optional<double> measure_line_angle(const ImageInfo& info, int frame, ImagePoint a, ImagePoint b, ImagePoint c,
                                         ImagePoint d) {
  const auto angle = measure_angle(info, frame, b, a, {a.x + d.x - c.x, a.y + d.y - c.y});
  if (!angle) return std::nullopt;
  return std::min(*angle, 180 - *angle);
}

std::optional<RegionStatistics> measure_region(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                                               const GreyPipeline& pipeline, RegionShape shape, ImagePoint corner,
                                               ImagePoint opposite) {
  if (decoded.is_colour || decoded.pixels.empty()) return std::nullopt;
  const std::array corners{corner, opposite};
  const Box box = box_of(corners);
  const auto [first_row, last_row] = covered(box.top, box.bottom, decoded.pixels.rows);
  const auto [first_column, last_column] = covered(box.left, box.right, decoded.pixels.cols);
  Gathering gathering;
  for (int row = first_row; row < last_row; ++row)
    for (int column = first_column; column < last_column; ++column)
      if (box.holds(shape, column + 0.5, row + 0.5))
        gathering.add(pipeline.modality_value(decoded.stored_at(row, column)));
  auto statistics = gathering.finish();
  if (!statistics) return std::nullopt;
  statistics->spacing = info.spacing_between(frame, box.left, box.top, box.right, box.bottom);
  const double shape_share = shape == RegionShape::kRectangle ? 1 : std::numbers::pi / 4;
  statistics->area = (box.right - box.left) * (box.bottom - box.top) * shape_share * pixel_area(statistics->spacing);
  return statistics;
}

std::optional<RegionStatistics> measure_polygon(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                                                const GreyPipeline& pipeline, std::span<const ImagePoint> outline) {
  if (decoded.is_colour || decoded.pixels.empty() || outline.size() < 3) return std::nullopt;
  const Box box = box_of(outline);
  const auto [first_row, last_row] = covered(box.top, box.bottom, decoded.pixels.rows);
  Gathering gathering;
  for (int row = first_row; row < last_row; ++row) {
    const auto ends = crossings(outline, row + 0.5);
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      // Pixel centres column + 0.5 in [ends[i], ends[i + 1]).
      const auto [first, last] = covered(std::ceil(ends[i] - 0.5), std::ceil(ends[i + 1] - 0.5), decoded.pixels.cols);
      for (int column = first; column < last; ++column)
        gathering.add(pipeline.modality_value(decoded.stored_at(row, column)));
    }
  }
  auto statistics = gathering.finish();
  if (!statistics) return std::nullopt;
  const Area area = polygon_area(info, frame, outline);
  statistics->area = area.value;
  statistics->spacing = area.spacing;
  return statistics;
}

Area polygon_area(const ImageInfo& info, int frame, std::span<const ImagePoint> outline) {
  if (outline.size() < 3) return {};
  const Box box = box_of(outline);
  const Spacing spacing = info.spacing_between(frame, box.left, box.top, box.right, box.bottom);
  return {cross_area(outline) * pixel_area(spacing), spacing};
}

std::optional<double> value_at(const DecodedFrame& decoded, const GreyPipeline& pipeline, ImagePoint at) {
  if (decoded.is_colour || !(at.x >= 0) || !(at.y >= 0) || at.x >= decoded.pixels.cols || at.y >= decoded.pixels.rows)
    return std::nullopt;
  const double value = pipeline.modality_value(decoded.stored_at(static_cast<int>(at.y), static_cast<int>(at.x)));
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace rdc::imaging
