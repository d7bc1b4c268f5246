// Colour images of every layout, made here: drawn by us and by DCMTK's DicomImage.
#include <gtest/gtest.h>
#include <array>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>

#include "common/imaging/image_file.h"
#include "tests/common/imaging/levels_apart.h"
#include "tests/common/imaging/made_image.h"

namespace rdc::imaging {
namespace {

constexpr int kColourRows = 16, kColourColumns = 32, kColourPixels = kColourRows * kColourColumns;

void put_colours(DcmDataset& data, const char* photometric, int planar, int bits_stored = 8) {
  data.putAndInsertString(DCM_PhotometricInterpretation, photometric);
  data.putAndInsertUint16(DCM_SamplesPerPixel, 3);
  data.putAndInsertUint16(DCM_PlanarConfiguration, static_cast<Uint16>(planar));
  data.putAndInsertUint16(DCM_BitsAllocated, bits_stored > 8 ? 16 : 8);
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(bits_stored));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits_stored - 1));
}

// Smooth across and down, so that lossy codecs and half chroma change little.
std::vector<Uint8> colour_bytes(int samples_per_pixel = 3) {
  std::vector<Uint8> bytes;
  for (int i = 0; i < kColourPixels * samples_per_pixel; ++i) bytes.push_back(static_cast<Uint8>(40 + i * 170 / 1536));
  return bytes;
}

void put_colour_bytes(DcmDataset& data) {
  const auto bytes = colour_bytes();
  data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
}

void encode_as(DcmDataset& data, E_TransferSyntax syntax, const DcmRepresentationParameter* how) {
  static const bool kRegistered = [] {
    DcmRLEEncoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs(ECC_lossyYCbCr, EUC_never, OFFalse, 0, 0, 0, OFTrue, ESS_422);
    return true;
  }();
  EXPECT_TRUE(kRegistered);
  const OFCondition encoded = data.chooseRepresentation(syntax, how);
  EXPECT_TRUE(encoded.good()) << encoded.text();
}

enum class PaletteEntries { kWords, kPackedBytes };

void put_palette_tables(DcmDataset& data, int count, int first, int bits, PaletteEntries how) {
  data.putAndInsertString(DCM_PhotometricInterpretation, "PALETTE COLOR");
  const std::array<Uint16, 3> descriptor{static_cast<Uint16>(count), static_cast<Uint16>(first),
                                         static_cast<Uint16>(bits)};
  const std::array descriptors{DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
                               DCM_BluePaletteColorLookupTableDescriptor};
  const std::array tables{DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                          DCM_BluePaletteColorLookupTableData};
  for (std::size_t colour = 0; colour < 3; ++colour) {
    std::vector<Uint16> entries;
    for (int i = 0; i < count; ++i) {
      const int level = static_cast<int>((i * (colour + 3) + 50 * colour) % 256);
      entries.push_back(static_cast<Uint16>(bits == 16 ? level << 8 | (i & 0xFF) : level));
    }
    if (how == PaletteEntries::kPackedBytes) {
      std::vector<Uint16> packed;
      for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
        packed.push_back(static_cast<Uint16>(entries[i] | entries[i + 1] << 8));
      entries = packed;
    }
    data.putAndInsertUint16Array(descriptors[colour], descriptor.data(), 3);
    data.putAndInsertUint16Array(tables[colour], entries.data(), entries.size());
  }
}

void put_indices(DcmDataset& data, int bits, int step) {
  data.putAndInsertUint16(DCM_BitsAllocated, bits > 8 ? 16 : 8);
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(bits));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits - 1));
  if (bits > 8) {
    std::vector<Uint16> indices;
    for (int i = 0; i < kColourPixels; ++i) indices.push_back(static_cast<Uint16>(i * step));
    data.putAndInsertUint16Array(DCM_PixelData, indices.data(), indices.size());
  } else {
    const auto bytes = colour_bytes(1);
    data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
  }
}

struct ColourVariant {
  const char* name;
  void (*change)(DcmDataset&);
  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
};
std::ostream& operator<<(std::ostream& out, const ColourVariant& variant) { return out << variant.name; }
class ColourVariants : public ::testing::TestWithParam<ColourVariant> {};

TEST_P(ColourVariants, AreDrawnAsDcmtkDrawsThem) {
  const ColourVariant& variant = GetParam();
  const MadeImage image(kColourRows, kColourColumns, 1, variant.change, variant.syntax);
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file) << file.error().message;
  const auto decoded = (*file)->decode(0);
  ASSERT_TRUE(decoded) << decoded.error().message;
  const DcmtkPicture theirs = draw_with_dcmtk(image.path(), (*file)->info(), 0, {});
  ASSERT_FALSE(theirs.levels.empty()) << theirs.refusal;
  ASSERT_EQ(theirs.levels.type(), decoded->pixels.type());
  EXPECT_LE(compare(decoded->pixels, theirs.levels, {}).most, allowed_apart((*file)->info(), 0, {}));
}

constexpr std::array kPlain{
    ColourVariant{"Rgb",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0);
                    put_colour_bytes(d);
                  }},
    ColourVariant{"RgbByPlane",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 1);
                    put_colour_bytes(d);
                  }},
    ColourVariant{"RgbBigEndian",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0);
                    put_colour_bytes(d);
                  },
                  EXS_BigEndianExplicit},
    ColourVariant{"RgbImplicit",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0);
                    put_colour_bytes(d);
                  },
                  EXS_LittleEndianImplicit},
    ColourVariant{"RgbOfSixteen",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0, 16);
                    std::vector<Uint16> samples;
                    for (int i = 0; i < kColourPixels * 3; ++i) samples.push_back(static_cast<Uint16>(i * 42));
                    d.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
                  }},
    ColourVariant{"RgbOfTwelve",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0, 12);
                    std::vector<Uint16> samples;
                    for (int i = 0; i < kColourPixels * 3; ++i) samples.push_back(static_cast<Uint16>(i * 2));
                    d.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
                  }},
    ColourVariant{"YbrFull",
                  [](DcmDataset& d) {
                    put_colours(d, "YBR_FULL", 0);
                    put_colour_bytes(d);
                  }},
    ColourVariant{"YbrFullByPlane",
                  [](DcmDataset& d) {
                    put_colours(d, "YBR_FULL", 1);
                    put_colour_bytes(d);
                  }},
    ColourVariant{"YbrHalves",
                  [](DcmDataset& d) {
                    put_colours(d, "YBR_FULL_422", 0);
                    const auto bytes = colour_bytes(2);
                    d.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
                  }},
};

constexpr std::array kPalettes{
    ColourVariant{"BytesInWords",
                  [](DcmDataset& d) {
                    put_indices(d, 8, 1);
                    put_palette_tables(d, 256, 0, 8, PaletteEntries::kWords);
                  }},
    ColourVariant{"PackedBytes",
                  [](DcmDataset& d) {
                    put_indices(d, 8, 1);
                    put_palette_tables(d, 256, 0, 8, PaletteEntries::kPackedBytes);
                  }},
    ColourVariant{"Words",
                  [](DcmDataset& d) {
                    put_indices(d, 8, 1);
                    put_palette_tables(d, 256, 0, 16, PaletteEntries::kWords);
                  }},
    ColourVariant{"WordsBigEndian",
                  [](DcmDataset& d) {
                    put_indices(d, 8, 1);
                    put_palette_tables(d, 256, 0, 16, PaletteEntries::kWords);
                  },
                  EXS_BigEndianExplicit},
    ColourVariant{"BeginsLater",
                  [](DcmDataset& d) {
                    put_indices(d, 8, 1);
                    put_palette_tables(d, 100, 60, 16, PaletteEntries::kWords);
                  }},
    ColourVariant{"AllSixteenBits",
                  [](DcmDataset& d) {
                    put_indices(d, 16, 127);
                    put_palette_tables(d, 65536, 0, 16, PaletteEntries::kWords);
                  }},
};

constexpr std::array kEncoded{
    ColourVariant{"RgbRunLengths",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0);
                    put_colour_bytes(d);
                    encode_as(d, EXS_RLELossless, nullptr);
                  },
                  EXS_RLELossless},
    ColourVariant{"RgbBaselineHalves",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 0);
                    put_colour_bytes(d);
                    const DJ_RPLossy quality(95);
                    encode_as(d, EXS_JPEGProcess1, &quality);
                  },
                  EXS_JPEGProcess1},
    ColourVariant{"RgbProgressive",
                  [](DcmDataset& d) {
                    put_colours(d, "RGB", 1);
                    put_colour_bytes(d);
                    const DJ_RPLossy quality(95);
                    encode_as(d, EXS_JPEGProcess10_12, &quality);
                  },
                  EXS_JPEGProcess10_12},
};

const auto kColourName = [](const auto& tested) { return std::string(tested.param.name); };
INSTANTIATE_TEST_SUITE_P(Plain, ColourVariants, ::testing::ValuesIn(kPlain), kColourName);
INSTANTIATE_TEST_SUITE_P(Palettes, ColourVariants, ::testing::ValuesIn(kPalettes), kColourName);
INSTANTIATE_TEST_SUITE_P(Encoded, ColourVariants, ::testing::ValuesIn(kEncoded), kColourName);

}  // namespace
}  // namespace rdc::imaging
