#include "common/imaging/spacing.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

SpacingInput projection() {
  SpacingInput input;
  input.projection = true;
  return input;
}

TEST(Spacing, IsPixelsWithoutAnyAttribute) {
  const Spacing spacing = resolve_spacing(projection());
  EXPECT_EQ(spacing.source, SpacingSource::kNone);
  EXPECT_FALSE(spacing.in_millimetres());
}

TEST(Spacing, AspectRatioGivesNoLength) {
  SpacingInput input;
  input.aspect_ratio = SpacingPair{4, 3};
  const Spacing spacing = resolve_spacing(input);
  EXPECT_FALSE(spacing.in_millimetres());
  EXPECT_NEAR(spacing.row / spacing.column, 4.0 / 3, 1e-9);
}

TEST(Spacing, ImagerSpacingIsTrueAtTheDetectorOnly) {
  auto input = projection();
  input.imager_pixel_spacing = SpacingPair{0.143, 0.143};
  EXPECT_EQ(resolve_spacing(input), (Spacing{0.143, 0.143, SpacingSource::kDetector}));
}

TEST(Spacing, MagnificationBringsItToThePatient) {
  auto input = projection();
  input.imager_pixel_spacing = SpacingPair{0.143, 0.143};
  input.magnification = 1.43;
  const Spacing spacing = resolve_spacing(input);
  EXPECT_EQ(spacing.source, SpacingSource::kMagnification);
  EXPECT_NEAR(spacing.row, 0.1, 1e-9);
}

TEST(Spacing, EqualPixelAndImagerSpacingIsNoCalibration) {
  auto input = projection();
  input.imager_pixel_spacing = input.pixel_spacing = SpacingPair{0.143, 0.143};
  EXPECT_EQ(resolve_spacing(input).source, SpacingSource::kDetector);
}

TEST(Spacing, CalibrationIsNamed) {
  auto input = projection();
  input.pixel_spacing = SpacingPair{0.1, 0.1};
  EXPECT_EQ(resolve_spacing(input).source, SpacingSource::kCalibratedUnknown);
  input.calibration_type = "GEOMETRY";
  EXPECT_EQ(resolve_spacing(input).source, SpacingSource::kCalibratedGeometry);
  input.calibration_type = "FIDUCIAL";
  EXPECT_EQ(resolve_spacing(input).source, SpacingSource::kCalibratedFiducial);
}

TEST(Spacing, CrossSectionalPixelSpacingIsThePatient) {
  SpacingInput input;
  input.pixel_spacing = SpacingPair{0.7, 0.8};
  EXPECT_EQ(resolve_spacing(input), (Spacing{0.7, 0.8, SpacingSource::kPatient}));
}

}  // namespace
}  // namespace rdc::imaging
