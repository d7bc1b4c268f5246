#include "common/imaging/volume.h"

#include <gtest/gtest.h>
#include <cmath>
#include <numbers>

namespace rdc::imaging {
namespace {

// A phantom known everywhere: value = 100 + 2x + 3y + 4z, exact under linear interpolation.
double linear_phantom(const Vec3& p) { return 100 + 2 * p[0] + 3 * p[1] + 4 * p[2]; }

struct Series {
  std::vector<ImageInfo> infos;
  std::vector<cv::Mat> pixels;

  std::vector<VolumeSlice> headers() const {
    std::vector<VolumeSlice> slices;
    for (const ImageInfo& info : infos) slices.push_back(volume_slice(info, 0));
    return slices;
  }
  Result<Volume> build(std::stop_token stop = {}) const {
    auto plan = plan_volume(headers());
    if (!plan) return fail(plan);
    std::vector<const FrameInfo*> frames;
    for (const ImageInfo& info : infos) frames.push_back(&info.frame(0));
    return build_volume(
        *plan, frames,
        [this](std::size_t i) -> Result<DecodedFrame> {
          return DecodedFrame{pixels[i].clone(), false};
        },
        [](int, int) {}, stop);
  }
};

ImageInfo slice_info(const Vec3& position, const std::array<double, 6>& orientation, int rows, int columns) {
  ImageInfo info;
  info.modality = "CT";
  info.rows = rows;
  info.columns = columns;
  info.is_signed = true;
  info.frame_of_reference = "1.2.3";
  FrameInfo frame;
  frame.position = position;
  frame.orientation = orientation;
  frame.spacing = {1, 1, SpacingSource::kPatient};
  info.frame_infos = {frame};
  return info;
}

template <typename Phantom>
void add_slice(Series& series, const Vec3& position, Phantom phantom,
               const std::array<double, 6>& orientation = {1, 0, 0, 0, 1, 0}, int side = 24) {
  series.infos.push_back(slice_info(position, orientation, side, side));
  const SlicePlane plane = *slice_plane(series.infos.back(), 0);
  cv::Mat pixels(side, side, CV_16S);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      pixels.at<std::int16_t>(y, x) = static_cast<std::int16_t>(std::lround(phantom(plane.at(x, y))));
  series.pixels.push_back(pixels);
}

Series stack(const std::vector<double>& heights) {
  Series series;
  for (const double z : heights) add_slice(series, {0, 0, z}, linear_phantom);
  return series;
}

// Every inner pixel of every plane of a direction is the phantom's own value there.
void expect_phantom(const Volume& volume, PatientPlane direction, double tolerance) {
  const PlaneStack planes = plane_stack(volume.plan, direction);
  int compared = 0;
  for (int i = 0; i < planes.count; ++i) {
    const SlicePlane plane = planes.at(i);
    const cv::Mat picture = sample_plane(volume, plane, 0, SlabMode::kAverage);
    for (int y = 0; y < picture.rows; ++y)
      for (int x = 0; x < picture.cols; ++x) {
        const std::int16_t voxel = picture.at<std::int16_t>(y, x);
        if (voxel == volume.fill) continue;  // outside
        ++compared;
        ASSERT_NEAR(volume.value(voxel), linear_phantom(plane.at(x, y)), tolerance) << i << ": " << x << ", " << y;
      }
  }
  EXPECT_GT(compared, 1000);
}

class EveryDirection : public ::testing::TestWithParam<PatientPlane> {};

TEST_P(EveryDirection, EvenSlicesGiveThePhantom) {
  const auto volume = stack({0, 2, 4, 6, 8, 10, 12}).build();
  ASSERT_TRUE(volume);
  expect_phantom(*volume, GetParam(), 1);
}

TEST_P(EveryDirection, UnevenSlicesAreResampledWhereTheyLie) {
  const auto volume = stack({0, 2, 4, 6, 9, 12, 15, 18}).build();
  ASSERT_TRUE(volume);
  EXPECT_TRUE(volume->plan.is_uneven());
  EXPECT_DOUBLE_EQ(volume->plan.dz, 2);
  expect_phantom(*volume, GetParam(), 1.1);
}

TEST_P(EveryDirection, ATiltedGantrysShearIsUndone) {
  Series series;
  const double tilt = 20 * std::numbers::pi / 180;
  // The table moves along z, the slices lean: rows along x, columns towards the back and down.
  const std::array<double, 6> leaning{1, 0, 0, 0, std::cos(tilt), -std::sin(tilt)};
  for (int i = 0; i < 12; ++i) add_slice(series, {0, 0, 3.0 * i}, linear_phantom, leaning);
  const auto volume = series.build();
  ASSERT_TRUE(volume);
  EXPECT_TRUE(volume->plan.is_sheared());
  EXPECT_NEAR(volume->plan.shear_degrees, 20, 1e-6);
  // The blend at the slices' rim with what lies outside is left out by a wide phantom: compare the inner part.
  const PlaneStack planes = plane_stack(volume->plan, GetParam());
  const SlicePlane middle = planes.at(planes.count / 2);
  const cv::Mat picture = sample_plane(*volume, middle, 0, SlabMode::kAverage);
  int compared = 0;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const Vec3 at = middle.at(x, y);
      // In the sheared block a point belongs to the slice through it: its place in that slice.
      const double along_column = at[1] / std::cos(tilt);
      const double table = at[2] + along_column * std::sin(tilt);
      if (at[0] < 2 || at[0] > 21 || along_column < 2 || along_column > 21 || table < 3 || table > 30) continue;
      ++compared;
      ASSERT_NEAR(picture.at<std::int16_t>(y, x), linear_phantom(at), 1.6) << x << ", " << y;
    }
  EXPECT_GT(compared, 60);
}

INSTANTIATE_TEST_SUITE_P(Planes, EveryDirection,
                         ::testing::Values(PatientPlane::kAxial, PatientPlane::kCoronal, PatientPlane::kSagittal),
                         [](const auto& tested) {
                           return std::string(tested.param == PatientPlane::kAxial     ? "Axial"
                                              : tested.param == PatientPlane::kCoronal ? "Coronal"
                                                                                       : "Sagittal");
                         });

TEST(Volume, InputOrderDoesNotMatter) {
  const auto volume = stack({6, 0, 4, 2, 8}).build();
  ASSERT_TRUE(volume);
  expect_phantom(*volume, PatientPlane::kCoronal, 1);
}

TEST(Volume, SlabsGiveTheLargestTheSmallestAndTheMean) {
  Series series;
  const auto bright_point = [](const Vec3& p) { return p[0] == 10 && p[1] == 12 && p[2] == 4 ? 1000 : 10 + p[2]; };
  for (int z = 0; z < 9; ++z) add_slice(series, {0, 0, static_cast<double>(z)}, bright_point);
  const auto volume = series.build();
  ASSERT_TRUE(volume);
  const SlicePlane plane = plane_stack(volume->plan, PatientPlane::kAxial).at(4);  // z = 4
  const auto at = [&](double thickness, SlabMode mode, int x) {
    return sample_plane(*volume, plane, thickness, mode).at<std::int16_t>(12, x);
  };
  EXPECT_EQ(at(4, SlabMode::kMaximum, 10), 1000);
  EXPECT_EQ(at(4, SlabMode::kMaximum, 11), 16);
  EXPECT_EQ(at(4, SlabMode::kMinimum, 11), 12);
  EXPECT_EQ(at(4, SlabMode::kAverage, 11), 14);
  EXPECT_EQ(at(0, SlabMode::kMaximum, 11), 14);
  // Beyond the block's end only what is there counts.
  const SlicePlane top = plane_stack(volume->plan, PatientPlane::kAxial).at(0);  // z = 8
  EXPECT_EQ(sample_plane(*volume, top, 4, SlabMode::kAverage).at<std::int16_t>(3, 3), 17);
}

TEST(Volume, ValuesBeyondSixteenBitsAreScaledNotCut) {
  auto series = stack({0, 2, 4, 6});
  for (ImageInfo& info : series.infos) info.frame_infos[0].rescale_slope = 2.5;
  const auto volume = series.build();
  ASSERT_TRUE(volume);
  const PlaneStack planes = plane_stack(volume->plan, PatientPlane::kAxial);
  const cv::Mat picture = sample_plane(*volume, planes.at(0), 0, SlabMode::kAverage);
  EXPECT_NEAR(volume->value(picture.at<std::int16_t>(5, 7)), 2.5 * linear_phantom({7, 5, 6}), volume->plan.scale);
}

TEST(Volume, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const auto volume = stack({0, 2, 4}).build(stop.get_token());
  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::kCancelled);
}

struct RefusedCase {
  const char* name;
  const char* reason;
  void (*spoil)(Series&);
};
std::ostream& operator<<(std::ostream& out, const RefusedCase& c) { return out << c.name; }
class Refused : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(Refused, WithItsReasonBeforeAnyPixelIsDecoded) {
  auto series = stack({0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22});
  GetParam().spoil(series);
  const auto plan = plan_volume(series.headers());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().reason, GetParam().reason);
  EXPECT_FALSE(plan.error().message.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Series, Refused,
    ::testing::Values(
        RefusedCase{"OneMissing", "MISSING_SLICES", [](Series& s) { s.infos.erase(s.infos.begin() + 5); }},
        RefusedCase{"TwoSlicesOnly", "TOO_FEW_SLICES", [](Series& s) { s.infos.resize(2); }},
        RefusedCase{"NoPosition", "NO_POSITIONS", [](Series& s) { s.infos[3].frame_infos[0].position.reset(); }},
        RefusedCase{"Localizer", "MIXED_ORIENTATIONS",
                    [](Series& s) { s.infos[0].frame_infos[0].orientation = {0, 1, 0, 0, 0, -1}; }},
        RefusedCase{"OtherSize", "MIXED_SIZES", [](Series& s) { s.infos[4].columns = 25; }},
        RefusedCase{"OtherPixels", "MIXED_SPACING", [](Series& s) { s.infos[4].frame_infos[0].spacing.row = 1.1; }},
        RefusedCase{"TwoPhases", "SAME_POSITION", [](Series& s) { s.infos.push_back(s.infos[2]); }},
        RefusedCase{"Colour", "COLOUR", [](Series& s) { s.infos[1].is_colour = true; }},
        RefusedCase{"FarApart", "MISSING_SLICES",
                    [](Series& s) { (*s.infos.back().frame_infos[0].position)[2] = 2000; }}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Volume, AHugeBlockIsRefusedBeforeAnyMemoryIsTaken) {
  auto series = stack({0, 2, 4, 6});
  for (ImageInfo& info : series.infos) info.rows = info.columns = 60000;
  const auto plan = plan_volume(series.headers());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().reason, "VOLUME_TOO_LARGE");
}

}  // namespace
}  // namespace rdc::imaging
