// The visible part of a frame at the size of the screen.
#pragma once

#include <opencv2/core.hpp>

namespace rdc::imaging {

// Part of an image in pixel coordinates; (0,0) is the outer corner of the first pixel. May reach beyond the image.
struct Region {
  double x = 0, y = 0, width = 0, height = 0;
};

// What of the region lies inside the image, and where it belongs in the target. pixels is empty when nothing does.
struct Resampled {
  cv::Mat pixels;
  cv::Point at;
};

// The region drawn into `target` (screen pixels), any type of image. Averages when shrinking, so that no fine structure
// aliases; interpolates linearly when enlarging. Touches visible pixels only.
Resampled resample(const cv::Mat& image, const Region& region, cv::Size target);

}  // namespace rdc::imaging
