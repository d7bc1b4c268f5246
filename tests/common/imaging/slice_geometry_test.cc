#include "common/imaging/slice_geometry.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

SlicePlane axial(double z, const char* frame = "1") {
  return {{-50, -50, z}, {1, 0, 0}, {0, 1, 0}, 1, 1, 101, 101, frame};
}
SlicePlane coronal(double y) { return {{-50, y, 50}, {1, 0, 0}, {0, 0, -1}, 1, 1, 101, 101, "1"}; }

std::vector<std::optional<SlicePlane>> planes_at(std::vector<double> heights) {
  std::vector<std::optional<SlicePlane>> planes;
  for (const double z : heights) planes.emplace_back(axial(z));
  return planes;
}

struct NearestCase {
  const char* name;
  double z, offset;
  std::optional<std::size_t> want;
};
std::ostream& operator<<(std::ostream& out, const NearestCase& c) { return out << c.name; }
class Nearest : public ::testing::TestWithParam<NearestCase> {};

TEST_P(Nearest, SliceOfAStackByPlaceInThePatient) {
  EXPECT_EQ(nearest_slice(axial(GetParam().z), planes_at({40, 35, 30, 25}), GetParam().offset), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Places, Nearest,
                         ::testing::Values(NearestCase{"Exact", 35, 0, 1}, NearestCase{"Between", 31, 0, 2},
                                           NearestCase{"MovedByHand", 31, -5, 3}, NearestCase{"JustOutside", 44, 0, 0},
                                           NearestCase{"FarOutside", 60, 0, std::nullopt}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(NearestSlice, OtherDirectionsHaveNone) { EXPECT_FALSE(nearest_slice(coronal(0), planes_at({40, 35}))); }

TEST(ReferenceLine, AnAxialSliceIsALineAcrossTheCoronalImage) {
  const auto line = reference_line(axial(20), coronal(0));
  ASSERT_TRUE(line);
  // z = 20 lies 30 mm below the coronal image's upper edge.
  EXPECT_NEAR((*line)[1], 30, 1e-9);
  EXPECT_NEAR((*line)[3], 30, 1e-9);
  EXPECT_NEAR(std::abs((*line)[2] - (*line)[0]), 100, 1e-9);
}

TEST(ReferenceLine, NoneBetweenParallelPlanesOrOtherFramesOfReference) {
  EXPECT_FALSE(reference_line(axial(20), axial(30)));
  EXPECT_FALSE(reference_line(axial(20, "2"), coronal(0)));
  EXPECT_FALSE(reference_line(axial(20, ""), coronal(0)));
  EXPECT_FALSE(reference_line(axial(200), coronal(0)));
}

TEST(SlicePlane, IsRefusedWithoutSoundGeometry) {
  ImageInfo info;
  info.rows = info.columns = 10;
  FrameInfo frame;
  frame.position = {0, 0, 0};
  frame.orientation = {1, 0, 0, 0, 1, 0};
  frame.spacing = {1, 1, SpacingSource::kPatient};
  info.frame_infos = {frame};
  EXPECT_TRUE(slice_plane(info, 0));
  info.frame_infos[0].orientation = {1, 0, 0, 1, 0, 0};
  EXPECT_FALSE(slice_plane(info, 0));
  info.frame_infos[0] = frame;
  info.frame_infos[0].spacing.source = SpacingSource::kNone;
  EXPECT_FALSE(slice_plane(info, 0));
}

}  // namespace
}  // namespace rdc::imaging
