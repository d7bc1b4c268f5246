// What becomes of each malformed file of the data set: its picture, or the reason in its place; in bounded time and
// memory. RDC_DATA names the folder with dicom/ in it.
#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <fmt/format.h>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"
#include "tests/common/imaging/made_codestreams.h"
#include "tests/common/imaging/made_image.h"

namespace rdc::imaging {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShown = "shown";
constexpr std::size_t kMostMegabytes = 64;  // the largest of them that is a picture has 512 x 512 pixels
constexpr auto kMostTime = std::chrono::seconds(5);

struct Expected {
  const char* file;
  const char* outcome;  // kShown, or the reason
  const char* why;
};
constexpr std::array<Expected, 28> kExpected{{
    {"2017-06-27-XSSInjection.dcm", "NO_PIXEL_DATA", "a header alone, with HTML in its texts"},
    {"2026-05-26-oob-monochrome-46341.dcm", "FRAME_TOO_LARGE", "rows x columns pass 32 bits"},
    {"2026-05-26-oob-monochrome-65535.dcm", "FRAME_TOO_LARGE", "tiny data"},
    {"3gb-bulk-data-truncated.dcm", "FILE_DAMAGED", "promises 3 GB, holds 100 kB"},
    {"ExplVR_BigEndNoMeta.dcm", "NO_PIXEL_DATA", "a plan, no meta information"},
    {"ExplVR_LitEndNoMeta.dcm", "NO_PIXEL_DATA", "a plan, no meta information"},
    {"GH178.dcm", "NO_PIXEL_DATA", "a dose report that has rows and columns"},
    {"GH223.dcm", "NO_PIXEL_DATA", "a header alone"},
    {"J2K_pixelrep_mismatch.dcm", kShown, "sign of codestream and object differ"},
    {"JPEG2000-embedded-sequence-delimiter.dcm", "CODESTREAM_MISMATCH",
     "its size marker is overwritten by a delimiter"},
    {"MR_truncated.dcm", "FILE_DAMAGED", "the last bytes are missing"},
    {"UN_sequence.dcm", "NO_PIXEL_DATA", "a sequence as UN"},
    {"UnknownSopClassUid.dcm", kShown, "an image all the same"},
    {"badVR.dcm", kShown, "\"1A\" frames: one"},
    {"bad_sequence.dcm", kShown, "a broken sequence beside whole pixels"},
    {"dwv-test_no-number-rows.dcm", "BAD_IMAGE_HEADER", "no rows"},
    {"empty_charset_LEI.dcm", "NO_PIXEL_DATA", "a header alone"},
    {"emri_small_jpeg_2k_lossless_too_short.dcm", "FILE_DAMAGED", "the last fragment is cut off"},
    {"explicit_VR-UN.dcm", kShown, "elements as UN"},
    {"implicit-file-meta.dcm", kShown, "meta information in implicit VR"},
    {"meta_missing_tsyntax.dcm", "BAD_IMAGE_HEADER", "one word of pixels, no rows"},
    {"nested_priv_SQ.dcm", "BAD_IMAGE_HEADER", "one word of pixels, no rows"},
    {"no-meta-length-test.dcm", "NO_PIXEL_DATA", "a header alone"},
    {"no_meta.dcm", "NOT_DICOM", "neither preamble nor a data set that can be told"},
    {"no_meta_group_length.dcm", "NO_PIXEL_DATA", "a header alone"},
    {"no_preamble_dicm_in_data.dcm", "NOT_DICOM", "the letters DICM stand in its data"},
    {"rtplan_truncated.dcm", "LENGTH_BEYOND_END", "a plan that is cut off"},
    {"wrong-transfer-syntax-jpegls.dcm", "FILE_DAMAGED", "native pixels that say JPEG-LS"},
}};

// Of this process, from /proc/self/status, in MiB.
std::size_t status_megabytes(const char* field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with(field)) return std::stoul(line.substr(line.find(':') + 1)) / 1024;
  return 0;
}

// "shown", or the reason why nothing is; all frames.
std::string outcome_of(const fs::path& path, int& frames) {
  auto file = ImageFile::open(path);
  if (!file) {
    EXPECT_FALSE(file.error().message.empty()) << path;
    return file.error().reason;
  }
  std::string first;
  for (int frame = 0; frame < (*file)->info().frames; ++frame) {
    const auto decoded = (*file)->decode(frame);
    const std::string outcome = decoded ? kShown : decoded.error().reason;
    EXPECT_TRUE(decoded || !decoded.error().message.empty()) << path;
    if (decoded && !decoded->is_colour) {
      cv::Mat levels;
      GreyPipeline((*file)->info(), frame, *decoded).apply(decoded->pixels, levels);
    }
    if (decoded) ++frames;
    if (frame == 0) first = outcome;
  }
  return first;
}

TEST(Malformed, EveryFileIsShownOrSaysWhyNot) {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
  const fs::path root = fs::path(data) / "dicom" / "malformed";
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::directory_iterator(root)) found[entry.path().filename().string()] = "";
  EXPECT_EQ(found.size(), kExpected.size()) << "a file without an expectation";
  int shown = 0;
  for (const Expected& expected : kExpected) {
    ASSERT_TRUE(found.contains(expected.file)) << expected.file;
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    const std::size_t before = status_megabytes("VmRSS");
    const auto begin = std::chrono::steady_clock::now();
    int frames = 0;
    const std::string outcome = outcome_of(root / expected.file, frames);
    const auto took = std::chrono::steady_clock::now() - begin;
    const std::size_t peak = status_megabytes("VmHWM"), more = peak > before ? peak - before : 0;
    EXPECT_EQ(outcome, expected.outcome) << expected.file << ": " << expected.why;
    EXPECT_LT(took, kMostTime) << expected.file;
    EXPECT_LE(more, kMostMegabytes) << expected.file;
    shown += outcome == kShown ? 1 : 0;
    fmt::print("{:<46} {:<22} {} frames, {:>4} ms, {:>3} MiB\n", expected.file, outcome, frames,
               std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), more);
  }
  fmt::print("{} of {} shown\n", shown, kExpected.size());
}

void put_big(Codestream& stream, std::size_t at, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    stream.at(at + static_cast<std::size_t>(i)) = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

// Small streams of three components whose headers say kClaimed x kClaimed.
constexpr int kClaimed = 8000;
Codestream claiming(const std::string& syntax) {
  const Samples small{8, 8, 3, 8, false, std::vector<std::int32_t>(192, 7)};
  if (syntax.ends_with(".90")) {
    Codestream stream = encode_jpeg2000(small, ColourTransform::kNone);
    for (const std::size_t at : {8U, 12U, 24U, 28U}) put_big(stream, at, kClaimed, 4);  // SIZ: image, tile
    return stream;
  }
  if (syntax.ends_with(".80")) {
    Codestream stream = encode_jpeg_ls(small, 0, Interleave::kLine);
    constexpr std::array<std::uint8_t, 2> kFrame{0xFF, 0xF7};
    const auto at = static_cast<std::size_t>(std::ranges::search(stream, kFrame).begin() - stream.begin());
    put_big(stream, at + 5, kClaimed, 2);
    put_big(stream, at + 7, kClaimed, 2);
    return stream;
  }
  if (syntax.ends_with(".50")) {
    Codestream stream{0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xD9};
    put_big(stream, 7, kClaimed, 2);
    put_big(stream, 9, kClaimed, 2);
    return stream;
  }
  Codestream stream(70);
  stream[0] = 3;
  for (std::size_t i = 0; i < 3; ++i) stream[4 + 4 * i] = static_cast<std::uint8_t>(64 + 2 * i);
  return stream;
}

TEST(Malformed, LittleThatClaimsMuchTakesNoMemory) {
  for (const std::string syntax :
       {"1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"}) {
    const MadeImage image([&](const fs::path& path) {
      DcmFileFormat file;
      DcmDataset& data = *file.getDataset();
      describe_image(data, 1, 1, 1);
      data.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
      for (const auto& [tag, value] : {std::pair{DCM_SamplesPerPixel, 3},
                                       {DCM_PlanarConfiguration, 0},
                                       {DCM_Rows, kClaimed},
                                       {DCM_Columns, kClaimed},
                                       {DCM_BitsAllocated, 8},
                                       {DCM_BitsStored, 8},
                                       {DCM_HighBit, 7}})
        data.putAndInsertUint16(tag, static_cast<Uint16>(value));
      write_encapsulated(path, file, syntax, {pieces_of(claiming(syntax), 1, PieceSize::kEven)}, OffsetTable::kEmpty);
    });
    std::ofstream("/proc/self/clear_refs") << "5";
    const std::size_t before = status_megabytes("VmRSS");
    int frames = 0;
    EXPECT_EQ(outcome_of(image.path(), frames), "CODESTREAM_DAMAGED") << syntax;
    const std::size_t peak = status_megabytes("VmHWM"), more = peak > before ? peak - before : 0;
    EXPECT_LE(more, kMostMegabytes) << syntax;
  }
}

}  // namespace
}  // namespace rdc::imaging
