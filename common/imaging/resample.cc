#include "common/imaging/resample.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace rdc::imaging {
namespace {

struct Span {
  int from = 0, to = 0;        // whole source pixels, half open
  int target = 0, length = 0;  // screen pixels
};

// The whole source pixels that the region touches on one axis and the screen pixels they cover.
Span visible_span(double start, double extent, int image_size, int target_size) {
  const double scale = target_size / extent;
  Span span;
  span.from = std::clamp(static_cast<int>(std::floor(start)), 0, image_size);
  span.to = std::clamp(static_cast<int>(std::ceil(start + extent)), 0, image_size);
  const int first = static_cast<int>(std::lround((span.from - start) * scale));
  const int last = static_cast<int>(std::lround((span.to - start) * scale));
  span.target = first;
  span.length = std::max(1, last - first);
  return span;
}

}  // namespace

Resampled resample(const cv::Mat& image, const Region& region, cv::Size target) {
  if (image.empty() || target.width < 1 || target.height < 1 || region.width <= 0 || region.height <= 0) return {};
  const Span across = visible_span(region.x, region.width, image.cols, target.width);
  const Span down = visible_span(region.y, region.height, image.rows, target.height);
  if (across.from >= across.to || down.from >= down.to) return {};

  const double scale_x = target.width / region.width;
  const double scale_y = target.height / region.height;
  const cv::Rect crop(across.from, down.from, across.to - across.from, down.to - down.from);
  Resampled result;
  if (scale_x <= 1 && scale_y <= 1) {
    cv::resize(image(crop), result.pixels, {across.length, down.length}, 0, 0, cv::INTER_AREA);
    result.at = {across.target, down.target};
    return result;
  }
  // Enlarging: sub-pixel exact, so that panning is smooth. Only the part on the screen is computed.
  const cv::Rect on_screen =
      cv::Rect(across.target, down.target, across.length, down.length) & cv::Rect({0, 0}, target);
  if (on_screen.empty()) return {};
  // Screen pixel centre (u + .5) shows image position region.x + (u + .5) / scale; OpenCV counts pixel centres as
  // whole.
  const double x0 = region.x + (on_screen.x + 0.5) / scale_x - 0.5 - crop.x;
  const double y0 = region.y + (on_screen.y + 0.5) / scale_y - 0.5 - crop.y;
  const cv::Matx23d map(1 / scale_x, 0, x0, 0, 1 / scale_y, y0);
  cv::warpAffine(image(crop), result.pixels, map, on_screen.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  result.at = on_screen.tl();
  return result;
}

}  // namespace rdc::imaging
