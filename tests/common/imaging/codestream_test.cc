#include "common/imaging/codestream.h"

#include <gtest/gtest.h>
#include <vector>

namespace rdc::imaging {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes jpeg(std::uint8_t frame_marker, int height, int width) {
  return {0xFF,
          0xD8,
          0xFF,
          0xE0,
          0,
          4,
          'A',
          'B',
          0xFF,
          frame_marker,
          0,
          11,
          12,
          static_cast<std::uint8_t>(height >> 8),
          static_cast<std::uint8_t>(height),
          static_cast<std::uint8_t>(width >> 8),
          static_cast<std::uint8_t>(width),
          1,
          1,
          0x11,
          0};
}

void put32(Bytes& b, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) b.push_back(static_cast<std::uint8_t>(v >> shift));
}

Bytes jpeg2000(std::uint32_t width, std::uint32_t height, std::uint32_t tile, std::uint8_t precision_byte) {
  Bytes b{0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0};
  for (const std::uint32_t v : {width, height, 0U, 0U, tile, tile, 0U, 0U}) put32(b, v);
  b.insert(b.end(), {0, 1, precision_byte, 1, 1});
  return b;
}

TEST(JpegHeader, ReadsSizeBehindOtherSegments) {
  for (const std::uint8_t marker : std::vector<std::uint8_t>{0xC0, 0xC1, 0xC2, 0xC3, 0xF7}) {
    const auto header = read_jpeg_header(jpeg(marker, 2500, 2000));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->height, 2500U);
    EXPECT_EQ(header->width, 2000U);
    EXPECT_EQ(header->components, 1U);
    EXPECT_EQ(header->precision, 12);
  }
}

TEST(JpegHeader, EveryCutIsAnErrorAndNeverReadsBeyond) {
  const Bytes whole = jpeg(0xC3, 10, 10);
  for (std::size_t n = 0; n + 2 < whole.size(); ++n) {
    const auto header = read_jpeg_header(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)));
    ASSERT_FALSE(header) << n;
    EXPECT_EQ(header.error().reason, "CODESTREAM_DAMAGED");
  }
}

TEST(Jpeg2000Header, ReadsSizeSignAndTiles) {
  const auto header = read_jpeg2000_header(jpeg2000(512, 300, 128, 0x8B));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->width, 512U);
  EXPECT_EQ(header->height, 300U);
  EXPECT_EQ(header->precision, 12);
  EXPECT_TRUE(header->is_signed);
  EXPECT_EQ(header->tiles, 4U * 3U);
}

TEST(Jpeg2000Header, CountsHostileTilesWithoutOverflow) {
  const auto header = read_jpeg2000_header(jpeg2000(0xFFFFFFFF, 0xFFFFFFFF, 1, 7));
  ASSERT_TRUE(header);
  EXPECT_GT(header->tiles, 1ULL << 60);
}

TEST(Jpeg2000Header, RefusesNonsense) {
  EXPECT_FALSE(read_jpeg2000_header(jpeg2000(0, 10, 1, 7)));
  EXPECT_FALSE(read_jpeg2000_header(jpeg2000(10, 10, 0, 7)));
  EXPECT_FALSE(read_jpeg2000_header(Bytes{0xFF, 0x4F}));
  EXPECT_FALSE(read_jpeg2000_header(Bytes{}));
}

TEST(Claim, NoCodingHoldsMorePixelsThanItCan) {
  for (const auto& [coding, bytes, most] : {std::tuple{Coding::kJpeg, 1000ULL, 512'000ULL},
                                            {Coding::kOther, 100ULL, 16ULL << 20},
                                            {Coding::kOther, 3000ULL, 60'000'000ULL}}) {
    EXPECT_TRUE(check_claim(bytes, most, coding)) << bytes;
    EXPECT_FALSE(check_claim(bytes, most + 1, coding)) << bytes;
  }
}

// The stream's size, the count it claims, its offsets; two segments are expected.
struct RleCase {
  const char* name;
  std::size_t size;
  std::uint32_t count;
  std::vector<std::uint32_t> offsets;
  bool sound;
};
std::ostream& operator<<(std::ostream& out, const RleCase& c) { return out << c.name; }
class RleHeader : public ::testing::TestWithParam<RleCase> {};

TEST_P(RleHeader, LeadsInsideTheStreamOrIsRefused) {
  const RleCase& c = GetParam();
  Bytes stream(c.size);
  const auto put = [&stream](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4 && at + i < stream.size(); ++i)
      stream[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(0, c.count);
  for (std::size_t i = 0; i < c.offsets.size(); ++i) put(4 + 4 * i, c.offsets[i]);
  const auto checked = check_rle_header(stream, 2);
  EXPECT_EQ(checked.has_value(), c.sound);
  if (!checked) {
    EXPECT_EQ(checked.error().reason, "CODESTREAM_DAMAGED");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Headers, RleHeader,
    ::testing::Values(RleCase{"Sound", 100, 2, {64, 80}, true}, RleCase{"CutInTheHeader", 63, 2, {64, 80}, false},
                      RleCase{"OtherCount", 100, 3, {64, 80, 90}, false}, RleCase{"NoSegments", 100, 0, {}, false},
                      RleCase{"IntoTheHeader", 100, 2, {60, 80}, false}, RleCase{"Backwards", 100, 2, {80, 64}, false},
                      RleCase{"BothTheSame", 100, 2, {80, 80}, false},
                      RleCase{"BehindTheEnd", 100, 2, {64, 100}, false},
                      RleCase{"FarBehindTheEnd", 100, 2, {64, 0xFFFFFFF0}, false}),
    [](const auto& tested) { return tested.param.name; });

// Two segments: three literals, and a run of five.
TEST(RleLengths, GiveAByteForEveryPixelButSomeOfTheLastRow) {
  Bytes stream(64);
  stream[0] = 2;
  stream[4] = 64;
  stream[8] = 70;
  stream.insert(stream.end(), {2, 1, 2, 3, static_cast<std::uint8_t>(-4), 9});  // 3 literals, 5 nines
  stream.insert(stream.end(), {static_cast<std::uint8_t>(-128), static_cast<std::uint8_t>(-7), 4});  // nothing, 8 fours
  ASSERT_TRUE(check_rle_header(stream, 2));
  EXPECT_TRUE(check_rle_lengths(stream, 2, 2, 4));
  EXPECT_TRUE(check_rle_lengths(stream, 2, 3, 3)) << "one missing of the last row";
  EXPECT_FALSE(check_rle_lengths(stream, 2, 3, 4)) << "a row is missing";
  EXPECT_FALSE(check_rle_lengths(stream, 2, 9, 1));
  EXPECT_FALSE(check_rle_lengths(stream, 2, 65'535, 65'535));
  stream.pop_back();
  EXPECT_FALSE(check_rle_lengths(stream, 2, 2, 4)) << "a run without its value";
  stream.back() = 127;
  EXPECT_FALSE(check_rle_lengths(stream, 2, 2, 4)) << "literals behind the end";
}

}  // namespace
}  // namespace rdc::imaging
