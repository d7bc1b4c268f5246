// Every real file either decodes or is refused with a reason; facts known about them hold.
#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "common/imaging/image_file.h"
#include "common/imaging/measure.h"

namespace rdc::imaging {
namespace {

namespace fs = std::filesystem;

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("RDC_DATA");
    if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
    root_ = fs::path(data) / "dicom";
  }
  Result<DecodedFrame> decode(const std::string& name, int frame = 0) {
    auto file = ImageFile::open(root_ / name);
    if (!file) return fail(file);
    info_ = (*file)->info();
    return (*file)->decode(frame);
  }
  double stored(const DecodedFrame& frame, int row, int column) {
    return frame.pixels.depth() == CV_16S ? frame.pixels.at<std::int16_t>(row, column)
                                          : frame.pixels.at<std::uint16_t>(row, column);
  }
  fs::path root_;
  ImageInfo info_;
};

// Folders whose every image must decode, all frames.
TEST_F(Corpus, WellFormedImagesDecode) {
  std::map<std::string, int> refused;
  int images = 0;
  for (const char* folder : {"dr-cr", "ct", "ct-series-phantom", "mr-series-wrist", "mg", "us-xa", "transfer-syntaxes",
                             "overlay-lut", "measure-roi", "measure-spacing", "charset-zh", "gsps-kos"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root_ / folder)) {
      if (!entry.is_regular_file()) continue;
      auto file = ImageFile::open(entry.path());
      if (!file) {
        // Presentation states, key objects and hanging protocols hold no pixels.
        EXPECT_EQ(file.error().reason, "NO_PIXEL_DATA") << entry.path() << ": " << file.error().message;
        ++refused[file.error().reason];
        continue;
      }
      ++images;
      for (int frame = 0; frame < (*file)->info().frames; ++frame) {
        const auto decoded = (*file)->decode(frame);
        ASSERT_TRUE(decoded) << entry.path() << " frame " << frame << ": " << decoded.error().message;
        EXPECT_EQ(decoded->pixels.rows, (*file)->info().rows);
        EXPECT_EQ(decoded->pixels.cols, (*file)->info().columns);
      }
    }
  }
  EXPECT_GT(images, 150);
}

TEST_F(Corpus, MalformedFilesNeverCrashAndSayWhy) {
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    if (!entry.is_regular_file()) continue;
    auto file = ImageFile::open(entry.path());
    if (file) {
      const auto decoded = (*file)->decode(0);
      if (decoded) continue;
      EXPECT_FALSE(decoded.error().message.empty()) << entry.path();
    } else {
      EXPECT_FALSE(file.error().message.empty()) << entry.path();
    }
  }
}

TEST_F(Corpus, GiantClaimsAreRefusedFromTheHeader) {
  for (const char* name :
       {"malformed/2026-05-26-oob-monochrome-46341.dcm", "malformed/2026-05-26-oob-monochrome-65535.dcm"}) {
    const auto frame = decode(name);
    ASSERT_FALSE(frame) << name;
    EXPECT_EQ(frame.error().reason, "FRAME_TOO_LARGE") << name;
  }
  EXPECT_FALSE(decode("malformed/3gb-bulk-data-truncated.dcm"));
  EXPECT_FALSE(decode("malformed/wrong-transfer-syntax-jpegls.dcm"));
}

TEST_F(Corpus, OneSliceIsTheSameInEveryLosslessSyntax) {
  const std::string stem = "transfer-syntaxes/CTImage_";
  const auto reference = decode(stem + "LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm");
  ASSERT_TRUE(reference);
  for (const char* name :
       {"LittleEndianImplicitTransferSyntax_1.2.840.10008.1.2.dcm",
        "BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2.dcm",
        "DeflatedExplicitVRLittleEndianTransferSyntax_1.2.840.10008.1.2.1.99.dcm",
        "RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm", "JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm",
        "JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70.dcm",
        "JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm",
        "JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90.dcm"}) {
    const auto frame = decode(stem + name);
    ASSERT_TRUE(frame) << name << frame.error().message;
    ASSERT_EQ(frame->pixels.type(), reference->pixels.type()) << name;
    EXPECT_EQ(cv::norm(frame->pixels, reference->pixels, cv::NORM_INF), 0) << name;
  }
}

TEST_F(Corpus, SignOfTheCodestream) {
  // The circle's outside is air or padding: far below water, never above.
  for (const char* name : {"malformed/J2K_pixelrep_mismatch.dcm", "transfer-syntaxes/TOSHIBA_J2K_SIZ1_PixRep0.dcm"}) {
    const auto frame = decode(name);
    ASSERT_TRUE(frame) << name << frame.error().message;
    EXPECT_EQ(frame->pixels.depth(), CV_16S) << name;
    const GreyPipeline pipeline(info_, 0, *frame);
    EXPECT_LT(pipeline.modality_value(stored(*frame, 0, 0)), -900) << name;
  }
}

struct SpacingCase {
  const char* file;
  double side;  // of the white square
  SpacingSource source;
};

TEST_F(Corpus, TheWhiteSquaresSide) {
  for (const SpacingCase& c : {SpacingCase{"dx-no-spacing", 100, SpacingSource::kNone},
                               {"dx-imager-only", 14.3, SpacingSource::kDetector},
                               {"dx-imager-magnified", 10, SpacingSource::kMagnification},
                               {"dx-pixel-equals-imager", 14.3, SpacingSource::kDetector},
                               {"dx-calibrated-geometry", 10, SpacingSource::kCalibratedGeometry},
                               {"dx-calibrated-fiducial", 10, SpacingSource::kCalibratedFiducial},
                               {"dx-spacing-zero", 100, SpacingSource::kNone},
                               {"dx-spacing-text", 100, SpacingSource::kNone}}) {
    ASSERT_TRUE(decode("measure-spacing/" + std::string(c.file) + ".dcm")) << c.file;
    const Length length = measure_length(info_, 0, {77, 79}, {177, 79});
    EXPECT_NEAR(length.value, c.side, 1e-6) << c.file;
    EXPECT_EQ(length.spacing.source, c.source) << c.file << " " << to_string(length.spacing.source);
  }
}

TEST_F(Corpus, RegionsHaveTheirKnownMeans) {
  for (const auto& [name, mean, deviation] :
       {std::tuple{"simple01", 255.0, 0.0}, {"simple02", 128.3, 73.98}, {"simple03", 127.9, 52.05}}) {
    const auto frame = decode("measure-roi/" + std::string(name) + ".dcm");
    ASSERT_TRUE(frame);
    const auto region =
        measure_region(info_, 0, *frame, GreyPipeline(info_, 0, *frame), RegionShape::kRectangle, {77, 79}, {177, 179});
    ASSERT_TRUE(region);
    EXPECT_EQ(region->area, 10000) << name;
    // The known answers come from a program with another rule for pixels on the edge.
    EXPECT_NEAR(region->mean, mean, 1) << name;
    EXPECT_NEAR(region->deviation, deviation, 0.5) << name;
  }
  ASSERT_TRUE(decode("measure-roi/aspect07.dcm"));
  EXPECT_NEAR(measure_length(info_, 0, {33, 225}, {300, 225}).value, 80, 0.2);
  EXPECT_NEAR(measure_length(info_, 0, {166, 52}, {33, 225}).value, 80, 0.3);
  ASSERT_TRUE(decode("measure-roi/aspect06.dcm"));
  EXPECT_FALSE(measure_length(info_, 0, {0, 0}, {1, 1}).spacing.in_millimetres());
  EXPECT_NEAR(measure_angle(info_, 0, {166.6, 52}, {33.3, 225}, {300, 225}).value(), 60, 0.3);
}

// Rectangles of ClearCanvas' aspect files: the same square centimetres whatever the pixels' shape.
TEST_F(Corpus, PerimetersAndAreasFollowThePixelsShape) {
  struct Rectangle {
    const char* file;
    double x, y, width, height;
  };
  for (const Rectangle& r : {Rectangle{"aspect03", 78.619, 132.239, 92.761, 92.761},
                             {"aspect04", 78.619, 132.239, 92.761, 92.761},
                             {"aspect07", 104.826, 132.239, 123.682, 92.761},
                             {"aspect08", 104.826, 132.239, 123.682, 92.761}}) {
    const auto frame = decode("measure-roi/" + std::string(r.file) + ".dcm");
    ASSERT_TRUE(frame);
    const GreyPipeline pipeline(info_, 0, *frame);
    const std::array outline{ImagePoint{r.x, r.y}, ImagePoint{r.x + r.width, r.y},
                             ImagePoint{r.x + r.width, r.y + r.height}, ImagePoint{r.x, r.y + r.height},
                             ImagePoint{r.x, r.y}};
    EXPECT_NEAR(measure_path(info_, 0, outline).value, 148.42, 0.01) << r.file;
    const auto polygon = measure_polygon(info_, 0, *frame, pipeline, outline);
    const auto region = measure_region(info_, 0, *frame, pipeline, RegionShape::kRectangle, outline[0], outline[2]);
    ASSERT_TRUE(polygon && region);
    EXPECT_NEAR(polygon->area, 1376.7, 0.1) << r.file;
    EXPECT_NEAR(region->area, 1376.7, 0.1) << r.file;
    EXPECT_NEAR(region->mean, 255, 1) << r.file;
    EXPECT_EQ(polygon->pixels, region->pixels) << r.file;
    EXPECT_EQ(polygon->mean, region->mean) << r.file;
  }
}

TEST_F(Corpus, FramesHaveTheirOwnRescale) {
  const auto file = ImageFile::open(root_ / "overlay-lut/MultiframeWindowing.dcm");
  ASSERT_TRUE(file);
  const ImageInfo& info = (*file)->info();
  ASSERT_EQ(info.frame_infos.size(), 4U);
  EXPECT_EQ(info.frame(0).windows.size(), 1U);
  EXPECT_EQ(info.frame(1).rescale_intercept, 100);
  EXPECT_EQ(info.frame(3).rescale_slope, 2);
}

TEST_F(Corpus, ATruncatedFileAtEveryLengthIsAnErrorOrAnImage) {
  // What a cut connection or a full disk leaves behind, for each kind of decoder.
  const fs::path cut = fs::path(::testing::TempDir()) / "rdc_cut.dcm";
  for (const char* name :
       {"transfer-syntaxes/MR_small.dcm", "transfer-syntaxes/MR_small_RLE.dcm",
        "transfer-syntaxes/MR_small_jpeg_ls_lossless.dcm", "transfer-syntaxes/MR_small_jp2klossless.dcm",
        "transfer-syntaxes/SC_rgb_jpeg_dcmtk.dcm", "transfer-syntaxes/emri_small_RLE.dcm"}) {
    std::ifstream in(root_ / name, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t parts = 0; parts < 60; ++parts) {
      std::ofstream(cut, std::ios::binary).write(whole.data(), static_cast<std::streamsize>(whole.size() * parts / 60));
      if (auto file = ImageFile::open(cut)) (void)(*file)->decode(0);
    }
  }
  fs::remove(cut);
}

}  // namespace
}  // namespace rdc::imaging
