// Every way a native image may be laid out in its bytes, on images made for the purpose.
#include <gtest/gtest.h>
#include <array>
#include <cmath>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"
#include "common/imaging/measure.h"
#include "tests/common/imaging/made_image.h"

namespace rdc::imaging {
namespace {

void put(DcmDataset& data, const DcmTagKey& tag, int value) {
  data.putAndInsertUint16(tag, static_cast<Uint16>(value));
}

// Values side by side, the lowest bits first, in whole words.
std::vector<Uint16> packed(const std::vector<std::uint32_t>& values, int bits) {
  std::vector<Uint16> words((values.size() * static_cast<std::size_t>(bits) + 15) / 16);
  std::size_t at = 0;
  for (const std::uint32_t value : values)
    for (int bit = 0; bit < bits; ++bit, ++at)
      if ((value >> bit & 1) != 0) words[at / 16] = static_cast<Uint16>(words[at / 16] | 1U << (at % 16));
  return words;
}

// Three frames of 3 x 5 pixels that use all the bits, whatever their number and sign.
TEST(PixelFormat, AnyNumberOfBitsFromOneToThirtyTwo) {
  for (int bits = 1; bits <= 32; ++bits)
    for (const bool is_signed : {false, true}) {
      const std::uint64_t range = std::uint64_t{1} << bits;
      std::vector<std::uint32_t> values;
      for (std::uint64_t i = 0; i < 45; ++i)
        values.push_back(static_cast<std::uint32_t>((i * 2'654'435'761ULL + i) % range));
      values[0] = static_cast<std::uint32_t>(range - 1);
      const MadeImage image(3, 5, 3, [&](DcmDataset& data) {
        put(data, DCM_BitsAllocated, bits);
        put(data, DCM_BitsStored, bits);
        put(data, DCM_HighBit, bits - 1);
        put(data, DCM_PixelRepresentation, is_signed ? 1 : 0);
        const auto words = packed(values, bits);
        data.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size());
      });
      auto file = ImageFile::open(image.path());
      ASSERT_TRUE(file) << bits << ": " << file.error().message;
      for (int frame = 0; frame < 3; ++frame) {
        const auto decoded = (*file)->decode(frame);
        ASSERT_TRUE(decoded) << bits << ": " << decoded.error().message;
        for (int i = 0; i < 15; ++i) {
          const std::uint64_t raw = values[static_cast<std::size_t>(frame * 15 + i)];
          const bool negative = is_signed && raw >= range / 2;
          const double value =
              negative ? static_cast<double>(raw) - static_cast<double>(range) : static_cast<double>(raw);
          const double exact = bits > 16 ? static_cast<double>(static_cast<float>(value)) : value;
          ASSERT_EQ(decoded->stored_at(i / 5, i % 5), exact)
              << bits << " bits, signed " << is_signed << ", pixel " << i;
        }
      }
    }
}

TEST(PixelFormat, TheHighBitSaysWhereTheValueIs) {
  const MadeImage image(1, 3, 1, [](DcmDataset& data) {
    put(data, DCM_BitsStored, 10);
    put(data, DCM_HighBit, 13);
    put(data, DCM_PixelRepresentation, 1);
    const std::array<Uint16, 3> samples{0x3FF0, 0xC00F, 0x2000};  // what is above and below is none of it
    data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
  });
  const auto decoded = (*ImageFile::open(image.path()))->decode(0);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->stored_at(0, 0), -1);
  EXPECT_EQ(decoded->stored_at(0, 1), 0);
  EXPECT_EQ(decoded->stored_at(0, 2), -512);
}

// Retired, but such files exist: the value at the top of its word, in colours too.
TEST(PixelFormat, TheHighBitSaysWhereAColourIs) {
  const MadeImage image(1, 1, 1, [](DcmDataset& data) {
    data.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
    put(data, DCM_SamplesPerPixel, 3);
    put(data, DCM_PlanarConfiguration, 0);
    put(data, DCM_BitsStored, 8);
    put(data, DCM_HighBit, 15);
    const std::array<Uint16, 3> samples{0xFF00, 0x8011, 0x0022};
    data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
  });
  const auto decoded = (*ImageFile::open(image.path()))->decode(0);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 128, 0));
}

// Whoever decompresses and keeps the name of the halves: the bytes are as many as whole chroma needs.
TEST(PixelFormat, HalvesByNameThatAreWholeByTheirBytes) {
  const MadeImage image(1, 4, 2, [](DcmDataset& data) {
    data.putAndInsertString(DCM_PhotometricInterpretation, "YBR_FULL_422");
    put(data, DCM_SamplesPerPixel, 3);
    put(data, DCM_PlanarConfiguration, 0);
    put(data, DCM_BitsAllocated, 8);
    put(data, DCM_BitsStored, 8);
    put(data, DCM_HighBit, 7);
    std::vector<Uint8> bytes;
    for (int pixel = 0; pixel < 8; ++pixel)
      for (const int sample : pixel % 2 == 0 ? std::array{76, 85, 255} : std::array{255, 128, 128})
        bytes.push_back(static_cast<Uint8>(sample));
    data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
  });
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file) << file.error().message;
  for (int frame = 0; frame < 2; ++frame) {
    const auto decoded = (*file)->decode(frame);
    ASSERT_TRUE(decoded) << decoded.error().message;
    for (int column = 0; column < 4; ++column)
      for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(decoded->pixels.at<cv::Vec3b>(0, column)[i], column % 2 == 1 || i == 0 ? 255 : 0, 2)
            << "column " << column << " sample " << i;
  }
}

// What a float image leaves out (PS3.3 C.7.6.24, C.7.6.25) is no value: black, and in no range and no mean.
TEST(PixelFormat, FloatsAndDoublesWithTheirPadding) {
  for (const bool is_double : {false, true})
    for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
      const MadeImage image(
          2, 2, 2,
          [&](DcmDataset& data) {
            data.findAndDeleteElement(DCM_PixelData);
            put(data, DCM_BitsAllocated, is_double ? 64 : 32);
            for (const auto& tag : {DCM_BitsStored, DCM_HighBit, DCM_PixelRepresentation})
              data.findAndDeleteElement(tag);
            const std::array<double, 8> values{-1e9, 0.25, 0.5, -3, 1, 2, 3, -1e9};
            const std::vector<Float32> floats(values.begin(), values.end());
            if (is_double) {
              data.putAndInsertFloat64Array(DCM_DoubleFloatPixelData, values.data(), values.size());
              data.putAndInsertFloat64(DCM_DoubleFloatPixelPaddingValue, -1e9);
            } else {
              data.putAndInsertFloat32Array(DCM_FloatPixelData, floats.data(), floats.size());
              data.putAndInsertFloat32(DCM_FloatPixelPaddingValue, -2e9F);
              data.putAndInsertFloat32(DCM_FloatPixelPaddingRangeLimit, -1e6F);
            }
          },
          syntax);
      auto file = ImageFile::open(image.path());
      ASSERT_TRUE(file) << file.error().message;
      const auto first = (*file)->decode(0), second = (*file)->decode(1);
      ASSERT_TRUE(first && second) << (first ? second : first).error().message;
      EXPECT_EQ(first->stored_at(0, 1), 0.25);
      EXPECT_EQ(second->stored_at(1, 0), 3);
      const GreyPipeline pipeline((*file)->info(), 0, *first);
      EXPECT_EQ(pipeline.value_range(), std::pair(-3.0, 0.5));
      cv::Mat levels;
      pipeline.apply(first->pixels, levels);
      EXPECT_EQ(levels.at<std::uint8_t>(0, 0), 0);
      EXPECT_EQ(levels.at<std::uint8_t>(1, 0), 255);
      const auto region = measure_region((*file)->info(), 0, *first, pipeline, RegionShape::kRectangle, {0, 0}, {2, 2});
      ASSERT_TRUE(region);
      EXPECT_EQ(region->pixels, 3U);
      EXPECT_EQ(region->mean, -0.75);
      EXPECT_FALSE(value_at(*first, pipeline, {0.5, 0.5}));
    }
}

struct ColourCase {
  const char* photometric;
  int planar;
  std::vector<Uint8> bytes;  // two pixels: red, then white
};

TEST(PixelFormat, ColoursComeOutAsRgb) {
  // Red is Y 76, Cb 85, Cr 255 in full range, Y 81, Cb 90, Cr 240 in the range of video (ITU-R BT.601).
  for (const ColourCase& c :
       {ColourCase{"RGB", 0, {255, 0, 0, 255, 255, 255}}, ColourCase{"RGB", 1, {255, 255, 0, 255, 0, 255}},
        ColourCase{"YBR_FULL", 0, {76, 85, 255, 255, 128, 128}},
        ColourCase{"YBR_FULL", 1, {76, 255, 85, 128, 255, 128}},
        ColourCase{"YBR_FULL_422", 0, {76, 76, 85, 255, 255, 255, 128, 128}},
        ColourCase{"YBR_PARTIAL_422", 0, {81, 81, 90, 240, 235, 235, 128, 128}}}) {
    const bool halves = std::string(c.photometric).ends_with("422");
    const MadeImage image(1, halves ? 4 : 2, 1, [&](DcmDataset& data) {
      data.putAndInsertString(DCM_PhotometricInterpretation, c.photometric);
      put(data, DCM_SamplesPerPixel, 3);
      put(data, DCM_PlanarConfiguration, c.planar);
      put(data, DCM_BitsAllocated, 8);
      put(data, DCM_BitsStored, 8);
      put(data, DCM_HighBit, 7);
      data.putAndInsertUint8Array(DCM_PixelData, c.bytes.data(), c.bytes.size());
    });
    const auto decoded = (*ImageFile::open(image.path()))->decode(0);
    ASSERT_TRUE(decoded) << c.photometric << decoded.error().message;
    ASSERT_TRUE(decoded->is_colour);
    const int white = halves ? 2 : 1;
    for (const auto& [column, wanted] : {std::pair{0, cv::Vec3b(255, 0, 0)}, {white, cv::Vec3b(255, 255, 255)}})
      for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(decoded->pixels.at<cv::Vec3b>(0, column)[i], wanted[i], 2)
            << c.photometric << " planar " << c.planar << " column " << column << " sample " << i;
  }
}

// A palette whose red comes in segments, green and blue plain (zeros).
void put_palette(DcmDataset& data, int entries, int bits, const std::vector<Uint16>& red_words) {
  data.putAndInsertString(DCM_PhotometricInterpretation, "PALETTE COLOR");
  const std::array<Uint16, 3> descriptor{static_cast<Uint16>(entries), 0, static_cast<Uint16>(bits)};
  for (const auto& tag : {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
                          DCM_BluePaletteColorLookupTableDescriptor})
    data.putAndInsertUint16Array(tag, descriptor.data(), 3);
  const std::vector<Uint16> zeros(static_cast<std::size_t>(bits == 8 ? (entries + 1) / 2 : entries));
  for (const auto& tag : {DCM_GreenPaletteColorLookupTableData, DCM_BluePaletteColorLookupTableData})
    data.putAndInsertUint16Array(tag, zeros.data(), zeros.size());
  data.putAndInsertUint16Array(DCM_SegmentedRedPaletteColorLookupTableData, red_words.data(), red_words.size());
}

std::vector<int> reds(const std::filesystem::path& path) {
  auto file = ImageFile::open(path);
  if (!file) return {-1};
  const auto decoded = (*file)->decode(0);
  if (!decoded) return {-2};
  std::vector<int> levels;
  for (int i = 0; i < decoded->pixels.cols; ++i) levels.push_back(decoded->pixels.at<cv::Vec3b>(0, i)[0]);
  return levels;
}

void put_ramp(DcmDataset& data, int columns) {
  std::vector<Uint16> samples;
  for (int i = 0; i < columns; ++i) samples.push_back(static_cast<Uint16>(i));
  data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
}

TEST(Palette, SegmentsOfWords) {
  // PS3.3 C.7.9.2: two values, then a line to the third in four steps, then both again from their place in bytes.
  const MadeImage image(1, 12, 1, [](DcmDataset& data) {
    put_ramp(data, 12);
    put_palette(data, 12, 16, {0, 2, 0x1000, 0x2000, 1, 4, 0x6000, 2, 2, 0, 0});
  });
  EXPECT_EQ(reds(image.path()),
            (std::vector<int>{0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60}));
}

TEST(Palette, SegmentsOfBytes) {
  const MadeImage image(1, 6, 1, [](DcmDataset& data) {
    put_ramp(data, 6);
    // bytes: 0 2 10 20 | 1 4 60
    put_palette(data, 6, 8, {0x0200, 0x2010, 0x0401, 0x0060});
  });
  EXPECT_EQ(reds(image.path()), (std::vector<int>{0x10, 0x20, 0x30, 0x40, 0x50, 0x60}));
}

TEST(Palette, SegmentsThatDoNotGiveTheirEntriesAreRefusedInWords) {
  for (const std::vector<Uint16>& words : {std::vector<Uint16>{1, 4, 9},
                                           {0, 2, 1, 2},
                                           {0, 9, 1},
                                           {2, 1, 0, 0},
                                           {0, 1, 1, 2, 200, 6, 0},
                                           {0, 0, 0, 0},
                                           {7, 7, 7, 7}}) {
    const MadeImage image(1, 6, 1, [&](DcmDataset& data) {
      put_ramp(data, 6);
      put_palette(data, 6, 16, words);
    });
    auto file = ImageFile::open(image.path());
    ASSERT_TRUE(file);
    const auto decoded = (*file)->decode(0);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().reason, "BAD_IMAGE_HEADER");
  }
}

TEST(Palette, BytesThatSayTheyAreWords) {
  const MadeImage image(1, 3, 1, [](DcmDataset& data) {
    put_ramp(data, 3);
    put_palette(data, 3, 16, {0, 3, 10, 100, 250});
  });
  EXPECT_EQ(reds(image.path()), (std::vector<int>{10, 100, 250}));
}

void put_in_group(DcmItem& groups, const DcmTagKey& macro, const DcmTagKey& tag, const char* value) {
  DcmItem* item = nullptr;
  groups.findOrCreateSequenceItem(macro, item, 0);
  item->putAndInsertString(tag, value);
}

TEST(Enhanced, EveryFrameHasItsOwnRescaleWindowAndSpacing) {
  const MadeImage image(1, 1, 2, [](DcmDataset& data) {
    const std::array<Uint16, 2> samples{100, 100};
    data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
    DcmItem* shared = nullptr;
    data.findOrCreateSequenceItem(DCM_SharedFunctionalGroupsSequence, shared, 0);
    put_in_group(*shared, DCM_PixelMeasuresSequence, DCM_SliceThickness, "2.5");
    for (int frame = 0; frame < 2; ++frame) {
      DcmItem* own = nullptr;
      data.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, own, frame);
      const auto value = [frame](const char* first, const char* second) { return frame == 0 ? first : second; };
      put_in_group(*own, DCM_PixelValueTransformationSequence, DCM_RescaleSlope, value("1", "2"));
      put_in_group(*own, DCM_PixelValueTransformationSequence, DCM_RescaleIntercept, value("-1000", "10"));
      put_in_group(*own, DCM_FrameVOILUTSequence, DCM_WindowCenter, value("-900", "210"));
      put_in_group(*own, DCM_FrameVOILUTSequence, DCM_WindowWidth, value("101", "1001"));
      put_in_group(*own, DCM_FrameVOILUTSequence, DCM_VOILUTFunction, value("LINEAR", "SIGMOID"));
      put_in_group(*own, DCM_PixelMeasuresSequence, DCM_PixelSpacing, value("0.5\\0.5", "0.7\\0.6"));
    }
  });
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file) << file.error().message;
  const ImageInfo& info = (*file)->info();
  EXPECT_EQ(info.slice_thickness, 2.5);
  EXPECT_EQ(info.frame(0).spacing.row, 0.5);
  EXPECT_EQ(info.frame(1).spacing.row, 0.7);
  EXPECT_EQ(info.frame(1).spacing.column, 0.6);
  for (int frame = 0; frame < 2; ++frame) {
    const auto decoded = (*file)->decode(frame);
    ASSERT_TRUE(decoded);
    const GreyPipeline pipeline(info, frame, *decoded);
    EXPECT_EQ(pipeline.modality_value(100), frame == 0 ? -900 : 210);
    EXPECT_EQ(pipeline.window()->function, frame == 0 ? VoiFunction::kLinear : VoiFunction::kSigmoid);
    cv::Mat level;
    pipeline.apply(decoded->pixels, level);
    // The middle of the window: LINEAR puts it half a step above the middle (PS3.3 C.11.2.1.2.1).
    EXPECT_EQ(level.at<std::uint8_t>(0, 0), frame == 0 ? 129 : 128);
  }
}

}  // namespace
}  // namespace rdc::imaging
