#include "common/imaging/resample.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

cv::Mat ramp() {
  cv::Mat image(100, 200, CV_16U);
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x) image.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(100 * x);
  return image;
}

TEST(Resample, OneToOneIsIdentity) {
  const auto part = resample(ramp(), {20, 10, 50, 40}, {50, 40});
  EXPECT_EQ(part.at, cv::Point(0, 0));
  EXPECT_EQ(cv::countNonZero(part.pixels != ramp()(cv::Rect(20, 10, 50, 40))), 0);
}

TEST(Resample, ShrinkingAverages) {
  const auto part = resample(ramp(), {0, 0, 200, 100}, {100, 50});
  EXPECT_EQ(part.pixels.size(), cv::Size(100, 50));
  EXPECT_EQ(part.pixels.at<std::uint16_t>(10, 10), 2050);
}

TEST(Resample, EnlargingIsSubPixelExact) {
  const auto part = resample(ramp(), {10.5, 10, 20, 20}, {200, 200});
  // Screen pixel 95 lies at image x 10.5 + 95.5/10 = 20.05: between the centres of pixels 19 and 20.
  EXPECT_NEAR(part.pixels.at<std::uint16_t>(100, 95), 100 * (20.05 - 0.5), 4);
}

TEST(Resample, OutsideIsLeftOut) {
  const auto part = resample(ramp(), {-100, -50, 400, 200}, {400, 200});
  EXPECT_EQ(part.at, cv::Point(100, 50));
  EXPECT_EQ(part.pixels.size(), cv::Size(200, 100));
  EXPECT_TRUE(resample(ramp(), {500, 0, 10, 10}, {10, 10}).pixels.empty());
  EXPECT_TRUE(resample(cv::Mat(), {0, 0, 10, 10}, {10, 10}).pixels.empty());
}

}  // namespace
}  // namespace rdc::imaging
