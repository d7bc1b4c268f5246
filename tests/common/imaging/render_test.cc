// Every real image that DCMTK can draw, drawn by us and by DCMTK's DicomImage in the same windows: at most one grey
// level apart. RDC_DATA names the folder with dicom/ in it.
#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"
#include "tests/common/imaging/dcmtk_picture.h"
#include "tests/common/imaging/levels_apart.h"

namespace rdc::imaging {
namespace {

namespace fs = std::filesystem;

std::vector<int> frames_of(const ImageInfo& info) {
  constexpr int kAll = 12;
  std::set<int> frames;
  for (int i = 0; i < std::min(info.frames, kAll); ++i) frames.insert(i);
  frames.insert(info.frames / 2);
  frames.insert(info.frames - 1);
  return {frames.begin(), frames.end()};
}

class Rendering : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("RDC_DATA");
    if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
    root_ = fs::path(data) / "dicom";
    folder_ = fs::path(::testing::TempDir()) / fmt::format("rdc_render_{}", ::getpid());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(root_))
      if (entry.is_regular_file() && entry.path().extension() != ".md") found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
  }

  void check_frame(const fs::path& source, const fs::path& readable, const ImageInfo& info, int frame,
                   const DecodedFrame& decoded);
  void check_file(const fs::path& path);

  fs::path root_, folder_;
  int files_compared_ = 0, frames_ = 0, pictures_ = 0, identical_ = 0;
  std::size_t pixels_ = 0, pixels_by_one_ = 0;
  std::map<std::string, std::vector<std::string>> others_;  // why not compared -> files
};

void Rendering::check_frame(const fs::path& source, const fs::path& readable, const ImageInfo& info, int frame,
                            const DecodedFrame& decoded) {
  GreyPipeline pipeline(info, frame, decoded);
  const auto asked = decoded.is_colour ? std::vector<AskedWindow>{{}} : windows_for(pipeline);
  const cv::Mat padding = padding_of(info, decoded);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    cv::Mat ours = decoded.pixels;
    if (!decoded.is_colour) {
      if (i > 0) pipeline.set_window(*asked[i].window);
      pipeline.apply(decoded.pixels, ours);
    }
    const DcmtkPicture theirs = draw_with_dcmtk(readable, info, frame, asked[i]);
    if (theirs.levels.empty() && frame > 0) {
      // Without an offset table DCMTK does not find a frame of several fragments.
      others_["DCMTK cannot find a later frame"].push_back(fs::relative(source, root_).string());
      return;
    }
    ASSERT_FALSE(theirs.levels.empty()) << source << " frame " << frame << ": " << theirs.refusal;
    ASSERT_EQ(theirs.levels.size(), ours.size()) << source;
    ASSERT_EQ(theirs.levels.type(), ours.type()) << source;
    const Apart apart = compare(ours, theirs.levels, padding);
    EXPECT_LE(apart.most, allowed_apart(info, frame, asked[i])) << source << " frame " << frame << " window " << i;
    if (i == 0) ++frames_;
    ++pictures_;
    if (apart.most == 0) ++identical_;
    pixels_ += apart.pixels;
    pixels_by_one_ += apart.by_one;
  }
}

void Rendering::check_file(const fs::path& path) {
  const std::string name = fs::relative(path, root_).string();
  auto file = ImageFile::open(path);
  if (!file) {
    others_["no image of ours: " + file.error().reason].push_back(name);
    return;
  }
  const ImageInfo& info = (*file)->info();
  const auto readable = readable_by_dcmtk(path, info, folder_);
  const AskedWindow any{WindowSetting{100, 200, VoiFunction::kLinear, ""}};
  const DcmtkPicture first = readable ? draw_with_dcmtk(*readable, info, 0, any) : DcmtkPicture{};
  if (first.levels.empty()) {
    others_[fmt::format("DCMTK cannot: {}", info.transfer_syntax_uid)].push_back(name);
    // JPEG 2000 it has not; this one lacks Samples per Pixel.
    constexpr std::array<std::string_view, 5> kNotDcmtks{"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91",
                                                         "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202",
                                                         "1.2.840.10008.1.2.4.203"};
    EXPECT_TRUE(std::ranges::find(kNotDcmtks, info.transfer_syntax_uid) != kNotDcmtks.end() ||
                name == "overlay-lut/MultiframeWindowing.dcm")
        << name << ": " << first.refusal;
    return;
  }
  ++files_compared_;
  for (const int frame : frames_of(info)) {
    const auto decoded = (*file)->decode(frame);
    ASSERT_TRUE(decoded) << name << " frame " << frame << ": " << decoded.error().message;
    check_frame(path, *readable, info, frame, *decoded);
  }
}

TEST_F(Rendering, AgreesWithDcmtkWithinOneLevel) {
  for (const fs::path& path : files()) check_file(path);
  fmt::print("{} files, {} frames, {} pictures in their windows; {} identical; of {} pixels {} one level apart\n",
             files_compared_, frames_, pictures_, identical_, pixels_, pixels_by_one_);
  for (const auto& [why, names] : others_) {
    fmt::print("{:>4}  {}\n", names.size(), why);
    if (why.starts_with("DCMTK cannot"))
      for (const std::string& name : names) fmt::print("        {}\n", name);
  }
  EXPECT_GE(files_compared_, 210);
  EXPECT_GE(frames_, 280);
}

TEST_F(Rendering, OverlaysAreDcmtksBitForBit) {
  int planes = 0;
  for (const fs::path& path : files()) {
    auto file = ImageFile::open(path);
    if (!file || (*file)->info().overlays.empty()) continue;
    const ImageInfo& info = (*file)->info();
    for (const int frame : frames_of(info)) {
      const auto decoded = (*file)->decode(frame);
      ASSERT_TRUE(decoded) << path;
      std::map<int, cv::Mat> ours;
      for (const OverlayMask& mask : decoded->overlays) {
        cv::Mat& whole = ours[mask.group];
        whole = cv::Mat::zeros(decoded->pixels.size(), CV_8UC1);
        const cv::Rect place(mask.at, mask.pixels.size());
        const cv::Rect inside = place & cv::Rect({0, 0}, whole.size());
        if (!inside.empty()) mask.pixels(inside - place.tl()).copyTo(whole(inside));
      }
      const auto theirs = draw_with_dcmtk(path, info, frame, {WindowSetting{100, 200, VoiFunction::kLinear, ""}});
      for (const auto& [group, plane] : theirs.overlays) {
        const bool empty = cv::countNonZero(plane) == 0;
        ASSERT_EQ(ours.contains(group), !empty) << path << fmt::format(" {:x}", group);
        if (empty) continue;
        EXPECT_EQ(cv::norm(ours[group], plane, cv::NORM_INF), 0) << path << fmt::format(" {:x}", group);
        ++planes;
      }
    }
  }
  fmt::print("{} overlay planes compared\n", planes);
  EXPECT_GE(planes, 6);
}

}  // namespace
}  // namespace rdc::imaging
