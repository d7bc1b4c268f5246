#include "common/imaging/gsdf.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

TEST(Gsdf, EndsAreThoseOfTheStandard) {
  EXPECT_NEAR(gsdf_luminance(1), 0.05, 1e-4);
  EXPECT_NEAR(gsdf_luminance(1023), 3993.4, 0.5);
}

TEST(Gsdf, BothDirectionsAgree) {
  for (int jnd = 1; jnd <= 1023; jnd += 7) EXPECT_NEAR(gsdf_jnd(gsdf_luminance(jnd)), jnd, 0.3) << jnd;
}

TEST(Gsdf, BrightnessRisesWithEveryStep) {
  for (int jnd = 1; jnd < 1023; ++jnd) EXPECT_LT(gsdf_luminance(jnd), gsdf_luminance(jnd + 1));
}

TEST(Gsdf, TargetsOfADisplayStartAtItsBlackAndEndAtItsWhite) {
  EXPECT_NEAR(gsdf_target(0, 0.5, 350), 0.5, 0.01);
  EXPECT_NEAR(gsdf_target(1, 0.5, 350), 350, 1);
  // Half the steps are far below half the light: the eye is not linear.
  EXPECT_LT(gsdf_target(0.5, 0.5, 350), 70);
}

}  // namespace
}  // namespace rdc::imaging
