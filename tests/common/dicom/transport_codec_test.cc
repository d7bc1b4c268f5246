#include "common/dicom/transport_codec.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <random>

#include "common/dicom/uid.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

using testing::Bytes;
using testing::identity;
using testing::part10;
using testing::read_all;
using testing::TemporaryDirectory;
using testing::write_all;

struct ImageShape {
  std::uint16_t rows = 64, columns = 48, samples = 1, allocated = 16, planar = 0;
};

std::string image(const ImageShape& shape, const std::string& pixels, std::string_view syntax = kExplicitLittleEndian) {
  Bytes set = identity("ISO_IR 192", "张^三");
  set.u16(0x00280002, shape.samples);
  if (shape.samples > 1) set.u16(0x00280006, shape.planar);
  set.u16(0x00280010, shape.rows).u16(0x00280011, shape.columns).u16(0x00280100, shape.allocated);
  set.element(0x7FE00010, shape.allocated == 8 ? "OB" : "OW", pixels).element(0xFFFCFFFC, "OB", "padding");
  return part10(syntax, set.text());
}

// A slope with noise: what images are like, as far as a predictor cares.
std::string smooth_pixels(std::size_t samples, int offset) {
  std::mt19937 random(1);
  std::string pixels;
  for (std::size_t i = 0; i < samples; ++i) {
    const int value = offset + static_cast<int>(i % 48) * 8 + static_cast<int>(random() % 8);
    pixels.push_back(static_cast<char>(value & 0xFF));
    pixels.push_back(static_cast<char>((value >> 8) & 0xFF));
  }
  return pixels;
}

std::string noise(std::size_t size) {
  std::mt19937 random(2);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

class TransportCodec : public ::testing::Test {
 protected:
  // Codes, decodes, compares; returns how it was coded.
  CodedFile round_trip(const std::string& original) {
    write_all(directory_ / "original", original);
    const auto coded = encode_rdc1(directory_ / "original", directory_ / "coded", fs_);
    EXPECT_TRUE(coded) << coded.error().message;
    if (!coded) return {};
    if (coded->coding == TransportCoding::kIdentity) {
      EXPECT_FALSE(std::filesystem::exists(directory_ / "coded"));
      EXPECT_EQ(coded->size, original.size());
      EXPECT_EQ(coded->sha256, base::sha256(original));
      return *coded;
    }
    EXPECT_EQ(coded->size, std::filesystem::file_size(directory_ / "coded"));
    EXPECT_EQ(coded->sha256, *base::sha256_of_file(directory_ / "coded"));
    const auto decode = coded->coding == TransportCoding::kRdc1 ? decode_rdc1 : decode_zstd;
    const auto decoded = decode(directory_ / "coded", directory_ / "decoded", original.size(), fs_);
    EXPECT_TRUE(decoded) << decoded.error().message;
    EXPECT_TRUE(read_all(directory_ / "decoded") == original) << "not bit-identical";
    std::filesystem::remove(directory_ / "coded");
    std::filesystem::remove(directory_ / "decoded");
    return *coded;
  }

  TemporaryDirectory directory_;
  base::PosixFileSystem fs_;
};

TEST_F(TransportCodec, BringsAnyFileBackBitByBit) {
  EXPECT_EQ(round_trip("").coding, TransportCoding::kIdentity);
  EXPECT_EQ(round_trip(noise(100'000)).coding, TransportCoding::kIdentity);
  EXPECT_EQ(round_trip(std::string(100'000, 'a')).coding, TransportCoding::kZstd);
}

TEST_F(TransportCodec, CodesFramesOfEveryLayout) {
  EXPECT_EQ(round_trip(image({}, smooth_pixels(64 * 48, 100))).coding, TransportCoding::kRdc1);
  EXPECT_EQ(round_trip(image({}, smooth_pixels(64 * 48, -300))).coding, TransportCoding::kRdc1)
      << "values around zero, signed";
  EXPECT_EQ(round_trip(image({}, smooth_pixels(5 * 64 * 48, 0))).coding, TransportCoding::kRdc1) << "several frames";
  EXPECT_EQ(round_trip(image({}, smooth_pixels(64 * 48 + 100, 0))).coding, TransportCoding::kRdc1)
      << "bytes behind the last frame";
  EXPECT_EQ(round_trip(image({64, 48, 1, 8, 0}, smooth_pixels(64 * 48 / 2, 0))).coding, TransportCoding::kRdc1);
  EXPECT_NE(round_trip(image({64, 48, 3, 8, 0}, std::string(64 * 48 * 3, '\x55'))).coding, TransportCoding::kIdentity);
  EXPECT_NE(round_trip(image({64, 48, 3, 8, 1}, std::string(64 * 48 * 3, '\x55'))).coding, TransportCoding::kIdentity);
  EXPECT_NE(round_trip(image({64, 48, 3, 16, 0}, smooth_pixels(64 * 48 * 3, 7))).coding, TransportCoding::kIdentity);
}

TEST_F(TransportCodec, KeepsEveryBitPatternOfAllocatedSamples) {
  std::string pixels = smooth_pixels(64 * 48, 100);
  for (std::size_t i = 1; i < pixels.size(); i += 34)
    pixels[i] = static_cast<char>(pixels[i] | 0x80);  // overlay in a high bit
  round_trip(image({}, pixels));
  round_trip(image({}, noise(2 * 64 * 48)));
  round_trip(image({}, std::string(2 * 64 * 48, '\xFF')));
  round_trip(image({1, 1, 1, 16, 0}, "ab"));
  round_trip(image({1, 2, 1, 8, 0}, "ab"));
}

TEST_F(TransportCodec, DoesNotTrustDeclaredDimensions) {
  round_trip(image({65535, 65535, 1, 16, 0}, smooth_pixels(1000, 0)));
  round_trip(image({0, 48, 1, 16, 0}, smooth_pixels(1000, 0)));
  round_trip(image({64, 48, 1, 32, 0}, smooth_pixels(1000, 0)));
}

TEST_F(TransportCodec, RefusesDamagedCodingsAndLeavesNothingBehind) {
  write_all(directory_ / "original", image({}, smooth_pixels(64 * 48, 100)));
  const auto coded = encode_rdc1(directory_ / "original", directory_ / "coded", fs_);
  ASSERT_TRUE(coded);
  ASSERT_EQ(coded->coding, TransportCoding::kRdc1);
  const std::string good = read_all(directory_ / "coded");
  for (std::size_t at = 0; at < good.size(); at += at < 120 ? 1 : 23) {
    std::string altered = good;
    altered[at] = static_cast<char>(altered[at] ^ 0x41);
    write_all(directory_ / "coded", altered);
    // A byte that JPEG-LS ignores may change and the picture not: what comes out is the original or nothing.
    if (decode_rdc1(directory_ / "coded", directory_ / "decoded", 1 << 20, fs_)) {
      EXPECT_EQ(read_all(directory_ / "decoded"), read_all(directory_ / "original")) << "byte " << at;
      std::filesystem::remove(directory_ / "decoded");
    }
    EXPECT_FALSE(std::filesystem::exists(directory_ / "decoded"));
    write_all(directory_ / "coded", std::string_view(good).substr(0, at));
    EXPECT_FALSE(decode_rdc1(directory_ / "coded", directory_ / "decoded", 1 << 20, fs_)) << "cut at " << at;
  }
}

TEST_F(TransportCodec, WritesNoMoreThanTheLimit) {
  write_all(directory_ / "original", std::string(10 << 20, '\0'));
  const auto coded = encode_zstd(directory_ / "original", directory_ / "coded", fs_);
  ASSERT_TRUE(coded);
  const auto decoded = decode_zstd(directory_ / "coded", directory_ / "decoded", 1 << 20, fs_);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kTooLarge);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "decoded"));
}

TEST_F(TransportCodec, BringsEveryRealFileBackBitByBit) {
  const auto files = testing::real_dicom_files();
  if (files.empty()) GTEST_SKIP() << "RDC_DATA is not set";
  struct Sum {
    std::uint64_t before = 0, after = 0;
    int files = 0;
  };
  std::map<std::string, Sum> sums;
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    const auto original = read_all(file);
    const auto coded = round_trip(original);
    const char* names[] = {" identity", " zstd", " rdc1"};
    auto& sum = sums[file.parent_path().filename().string() + names[static_cast<int>(coded.coding)]];
    sum.before += original.size();
    sum.after += coded.size;
    ++sum.files;
  }
  for (const auto& [name, sum] : sums) {
    std::printf("  %-32s %3d files %10lu -> %10lu  %.2f:1\n", name.c_str(), sum.files, sum.before, sum.after,
                static_cast<double>(sum.before) / static_cast<double>(std::max<std::uint64_t>(sum.after, 1)));
  }
}

}  // namespace
}  // namespace rdc::dicom
