#include "common/imaging/measure.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rdc::imaging {
namespace {

double distance(const Spacing& spacing, ImagePoint from, ImagePoint to) {
  const bool millimetres = spacing.in_millimetres();
  const double dx = (to.x - from.x) * (millimetres ? spacing.column : 1);
  const double dy = (to.y - from.y) * (millimetres ? spacing.row : 1);
  return std::hypot(dx, dy);
}

double stored_at(const cv::Mat& pixels, int row, int column) {
  switch (pixels.depth()) {
    case CV_16U:
      return pixels.at<std::uint16_t>(row, column);
    case CV_16S:
      return pixels.at<std::int16_t>(row, column);
    default:
      return pixels.at<float>(row, column);
  }
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

std::optional<RegionStatistics> measure_region(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                                               const GreyPipeline& pipeline, RegionShape shape, ImagePoint corner,
                                               ImagePoint opposite) {
  if (decoded.is_colour || decoded.pixels.empty()) return std::nullopt;
  const Box box{std::min(corner.x, opposite.x), std::min(corner.y, opposite.y), std::max(corner.x, opposite.x),
                std::max(corner.y, opposite.y)};
  const int first_row = std::max(0, static_cast<int>(std::floor(box.top)));
  const int last_row = std::min(decoded.pixels.rows, static_cast<int>(std::ceil(box.bottom)));
  const int first_column = std::max(0, static_cast<int>(std::floor(box.left)));
  const int last_column = std::min(decoded.pixels.cols, static_cast<int>(std::ceil(box.right)));

  RegionStatistics statistics;
  double sum_of_squares = 0;  // of differences from the running mean (Welford)
  for (int row = first_row; row < last_row; ++row) {
    for (int column = first_column; column < last_column; ++column) {
      if (!box.holds(shape, column + 0.5, row + 0.5)) continue;
      const double value = pipeline.modality_value(stored_at(decoded.pixels, row, column));
      if (statistics.pixels == 0) statistics.minimum = statistics.maximum = value;
      statistics.minimum = std::min(statistics.minimum, value);
      statistics.maximum = std::max(statistics.maximum, value);
      const double delta = value - statistics.mean;
      statistics.mean += delta / static_cast<double>(++statistics.pixels);
      sum_of_squares += delta * (value - statistics.mean);
    }
  }
  if (statistics.pixels == 0) return std::nullopt;
  statistics.deviation = std::sqrt(sum_of_squares / static_cast<double>(statistics.pixels));
  statistics.spacing = info.spacing_between(frame, box.left, box.top, box.right, box.bottom);
  const double pixel_area =
      statistics.spacing.in_millimetres() ? statistics.spacing.row * statistics.spacing.column : 1;
  const double shape_share = shape == RegionShape::kRectangle ? 1 : std::numbers::pi / 4;
  statistics.area = (box.right - box.left) * (box.bottom - box.top) * shape_share * pixel_area;
  return statistics;
}

}  // namespace rdc::imaging
