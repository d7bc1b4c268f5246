// Our grey levels against DCMTK's own renderer (dcmj2pnm, dcml2pnm): at most one level apart.
#include <gtest/gtest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"

namespace rdc::imaging {
namespace {

namespace fs = std::filesystem;

// A binary PGM or PPM.
cv::Mat read_pnm(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string magic;
  int width = 0, height = 0, maximum = 0;
  const auto next = [&in](int& value) {
    while (in >> std::ws && in.peek() == '#') in.ignore(10000, '\n');
    in >> value;
  };
  in >> magic;
  next(width);
  next(height);
  next(maximum);
  in.get();
  cv::Mat image(height, width, magic == "P6" ? CV_8UC3 : CV_8UC1);
  in.read(reinterpret_cast<char*>(image.data), static_cast<std::streamsize>(image.total() * image.elemSize()));
  return image;
}

class Reference : public ::testing::TestWithParam<const char*> {};

TEST_P(Reference, AgreesWithDcmtkWithinOneLevel) {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
  if (std::system("dcmj2pnm --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "DCMTK's tools are not installed";
  const fs::path source = fs::path(data) / "dicom" / GetParam();
  auto file = ImageFile::open(source);
  ASSERT_TRUE(file) << file.error().message;
  const ImageInfo& info = (*file)->info();
  const auto frame = (*file)->decode(0);
  ASSERT_TRUE(frame) << frame.error().message;

  cv::Mat ours;
  std::string options;
  if (frame->is_colour) {
    ours = frame->pixels;
  } else {
    const GreyPipeline pipeline(info, 0, *frame);
    pipeline.apply(frame->pixels, ours);
    if (!pipeline.window()) {
      options = "+Wl 1";
    } else {
      options = fmt::format("+Ww {} {}", pipeline.window()->center, pipeline.window()->width);
      if (pipeline.window()->function == VoiFunction::kSigmoid) options += " +Wfs";
    }
  }
  const fs::path pnm = fs::path(::testing::TempDir()) / fmt::format("rdc_reference_{}.pnm", ::getpid());
  const bool jpeg_ls = info.transfer_syntax_uid.starts_with("1.2.840.10008.1.2.4.8");
  const std::string command = fmt::format("{} --write-raw-pnm --no-overlays +F 1 {} '{}' '{}' 2>/dev/null",
                                          jpeg_ls ? "dcml2pnm" : "dcmj2pnm", options, source.string(), pnm.string());
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const cv::Mat theirs = read_pnm(pnm);
  fs::remove(pnm);
  ASSERT_EQ(theirs.size(), ours.size());
  ASSERT_EQ(theirs.type(), ours.type());
  // DCMTK converts YBR with truncated fixed-point factors: one more level.
  const double allowed = info.photometric.starts_with("YBR") ? 2 : 1;
  EXPECT_LE(cv::norm(ours, theirs, cv::NORM_INF), allowed) << command;
}

INSTANTIATE_TEST_SUITE_P(
    Files, Reference,
    ::testing::Values("dr-cr/gdcm-CR-MONO1-10-chest.dcm", "dr-cr/dx_image.dcm", "dr-cr/Monochrome1-Jpeg.dcm",
                      "dr-cr/CR-ModalitySequenceLUT.dcm", "ct-series-phantom/I100.dcm", "ct/CT_small.dcm",
                      "ct/chest-jpeg-lossless.dcm", "mr-series-wrist/MR05.dcm", "overlay-lut/mlut_18.dcm",
                      "overlay-lut/vlut_04.dcm", "overlay-lut/test16signed.dcm", "overlay-lut/examples_palette.dcm",
                      "overlay-lut/ovly_p01.dcm", "us-xa/US-RGB-8-esopecho.dcm", "us-xa/US-PAL-8-10x-echo.dcm",
                      "us-xa/YBR_FULL-RLE.dcm", "us-xa/examples_ybr_color.dcm", "mg/GH133.dcm",
                      "transfer-syntaxes/TestPattern_RGB.dcm", "transfer-syntaxes/TestPattern_Palette_16.dcm",
                      "transfer-syntaxes/TestPattern_JPEG-LS-NearLossless.dcm",
                      "transfer-syntaxes/TestPattern_JPEG-Baseline_YBR422.dcm",
                      "transfer-syntaxes/SC_rgb_rle_16bit_2frame.dcm",
                      "transfer-syntaxes/CTImage_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm",
                      "transfer-syntaxes/CTImage_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm"),
    [](const auto& tested) {
      std::string name = tested.param;
      std::replace_if(
          name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
      return name;
    });

}  // namespace
}  // namespace rdc::imaging
