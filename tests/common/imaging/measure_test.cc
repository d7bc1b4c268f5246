#include "common/imaging/measure.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

ImageInfo info_with(Spacing spacing) {
  ImageInfo info;
  info.rows = info.columns = 256;
  info.photometric = "MONOCHROME2";
  info.frame_infos.resize(1);
  info.frame_infos[0].spacing = spacing;
  return info;
}

TEST(Length, UsesBothSpacings) {
  const auto info = info_with({0.4, 0.3, SpacingSource::kPatient});
  EXPECT_NEAR(measure_length(info, 0, {0, 0}, {100, 0}).value, 30, 1e-9);
  EXPECT_NEAR(measure_length(info, 0, {0, 0}, {0, 100}).value, 40, 1e-9);
  EXPECT_NEAR(measure_length(info, 0, {0, 0}, {100, 100}).value, 50, 1e-9);
}

TEST(Length, AspectRatioLeavesPixels) {
  const auto length = measure_length(info_with({4.0 / 3, 1, SpacingSource::kAspectOnly}), 0, {0, 0}, {3, 4});
  EXPECT_FALSE(length.spacing.in_millimetres());
  EXPECT_NEAR(length.value, 5, 1e-9);
}

TEST(Length, UltrasoundRegionHoldsOnlyInside) {
  auto info = info_with({});
  info.regions.push_back({10, 10, 100, 100, 0.5, 0.25});
  EXPECT_NEAR(measure_length(info, 0, {20, 20}, {60, 20}).value, 20, 1e-9);
  EXPECT_FALSE(measure_length(info, 0, {20, 20}, {160, 20}).spacing.in_millimetres());
}

// A B-mode image with a Doppler spectrum below it: millimetres in the one, none in the other nor between them.
TEST(Length, UltrasoundRegionsKeepTheirOwnUnits) {
  auto info = info_with({0.3, 0.3, SpacingSource::kPatient});
  info.regions = {{0, 0, 199, 99, 0.5, 0.5}, {0, 100, 199, 199, 0, 0}, {50, 50, 69, 69, 0.25, 0.25}};
  const auto length = [&info](ImagePoint from, ImagePoint to) { return measure_length(info, 0, from, to); };
  EXPECT_NEAR(length({0, 10}, {40, 10}).value, 20, 1e-9);
  EXPECT_NEAR(length({52, 52}, {60, 52}).value, 2, 1e-9) << "the box inside has its own";
  const auto spectrum = length({10, 120}, {50, 120});
  EXPECT_FALSE(spectrum.spacing.in_millimetres()) << "seconds are no millimetres, whatever Pixel Spacing says";
  EXPECT_NEAR(spectrum.value, 40, 1e-9);
  EXPECT_FALSE(length({10, 90}, {10, 110}).spacing.in_millimetres()) << "from one to the other";
  EXPECT_FALSE(length({10, 90}, {10, 250}).spacing.in_millimetres()) << "and to outside";
  EXPECT_NEAR(length({250, 250}, {350, 250}).value, 30, 1e-9) << "outside all of them";
}

TEST(Angle, HonoursTheAspectRatio) {
  // ClearCanvas' triangle: equilateral although the pixel distances differ.
  const auto info = info_with({4.0 / 3, 1, SpacingSource::kAspectOnly});
  EXPECT_NEAR(measure_angle(info, 0, {166.6, 52}, {33.3, 225}, {300, 225}).value(), 60, 0.3);
  EXPECT_FALSE(measure_angle(info, 0, {1, 1}, {1, 1}, {2, 2}));
}

TEST(Region, StatisticsOverPixelCentresInModalityValues) {
  auto info = info_with({0.5, 0.5, SpacingSource::kPatient});
  info.frame_infos[0].rescale_intercept = -1000;
  DecodedFrame frame{cv::Mat(256, 256, CV_16U, cv::Scalar(1000)), false};
  frame.pixels(cv::Rect(10, 10, 5, 10)).setTo(1100);
  const GreyPipeline pipeline(info, 0, frame);
  const auto region = measure_region(info, 0, frame, pipeline, RegionShape::kRectangle, {20, 20}, {10, 10});
  ASSERT_TRUE(region);
  EXPECT_EQ(region->pixels, 100U);
  EXPECT_DOUBLE_EQ(region->mean, 50);
  EXPECT_DOUBLE_EQ(region->deviation, 50);
  EXPECT_DOUBLE_EQ(region->area, 25);
  EXPECT_FALSE(measure_region(info, 0, frame, pipeline, RegionShape::kEllipse, {300, 300}, {400, 400}));
}

}  // namespace
}  // namespace rdc::imaging
