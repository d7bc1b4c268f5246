// The visible part of a frame at the size of the screen.
#pragma once

#include <opencv2/core.hpp>

namespace rdc::imaging {

// Part of an image in pixel coordinates; (0,0) is the outer corner of the first pixel. May reach beyond the image.
struct Region {
  double x = 0, y = 0, width = 0, height = 0;
};

// The region drawn into size (screen pixels), any type of image. Averages when shrinking, so that no fine structure
// aliases; interpolates linearly when enlarging. Outside the image: `outside`. Touches visible pixels only.
cv::Mat resample(const cv::Mat& image, const Region& region, cv::Size size, const cv::Scalar& outside);

}  // namespace rdc::imaging
