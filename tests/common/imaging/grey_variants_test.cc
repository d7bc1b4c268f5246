// Grey images with the bits and transformations that the real ones have not, made here: drawn by us and by DCMTK's
// DicomImage in several windows, at most one level apart.
#include <gtest/gtest.h>
#include <array>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"
#include "tests/common/imaging/levels_apart.h"
#include "tests/common/imaging/made_image.h"

namespace rdc::imaging {
namespace {

constexpr int kVariantRows = 32, kVariantColumns = 64, kVariantPixels = kVariantRows * kVariantColumns;

void put_format(DcmDataset& data, int allocated, int stored, int high_bit, bool is_signed) {
  data.putAndInsertUint16(DCM_BitsAllocated, static_cast<Uint16>(allocated));
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(stored));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(high_bit));
  data.putAndInsertUint16(DCM_PixelRepresentation, is_signed ? 1 : 0);
}

// Values first, first + step ..., moved up to the high bit.
void put_values(DcmDataset& data, int first, int step, int shift = 0) {
  std::vector<Uint16> samples;
  for (int i = 0; i < kVariantPixels; ++i) samples.push_back(static_cast<Uint16>((first + i * step) << shift));
  data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
}

void put_bytes(DcmDataset& data) {
  std::vector<Uint8> samples;
  for (int i = 0; i < kVariantPixels; ++i) samples.push_back(static_cast<Uint8>(i * 3));
  data.putAndInsertUint8Array(DCM_PixelData, samples.data(), samples.size());
}

void put_longs(DcmDataset& data, std::int64_t first, std::int64_t step) {
  std::vector<Uint16> words;
  for (int i = 0; i < kVariantPixels; ++i) {
    const auto value = static_cast<std::uint32_t>(first + i * step);
    words.push_back(static_cast<Uint16>(value));
    words.push_back(static_cast<Uint16>(value >> 16));
  }
  data.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size());
}

void put_rescale(DcmDataset& data, const char* slope, const char* intercept) {
  data.putAndInsertString(DCM_RescaleSlope, slope);
  data.putAndInsertString(DCM_RescaleIntercept, intercept);
}

void put_window(DcmDataset& data, const char* center, const char* width, const char* function = nullptr) {
  data.putAndInsertString(DCM_WindowCenter, center);
  data.putAndInsertString(DCM_WindowWidth, width);
  if (function != nullptr) data.putAndInsertString(DCM_VOILUTFunction, function);
}

enum class EntryWidth { kWords, kBytes };

// A curve that rises slowly, then steeply, to the largest value of `bits`.
void put_table(DcmDataset& data, const DcmTagKey& sequence, int count, int first, int bits,
               EntryWidth width = EntryWidth::kWords) {
  DcmItem* item = nullptr;
  data.findOrCreateSequenceItem(sequence, item, 0);
  const double largest = std::exp2(bits) - 1;
  std::vector<Uint16> entries;
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / (count - 1);
    entries.push_back(static_cast<Uint16>(std::lround(part * part * largest)));
  }
  if (width == EntryWidth::kBytes) {
    std::vector<Uint16> packed;
    for (std::size_t i = 0; i < entries.size(); i += 2)
      packed.push_back(static_cast<Uint16>(entries[i] | (i + 1 < entries.size() ? entries[i + 1] << 8 : 0)));
    entries = packed;
  }
  const auto first_bits = static_cast<Uint16>(first);
  if (first < 0) {
    const std::array<Sint16, 3> descriptor{static_cast<Sint16>(count), static_cast<Sint16>(first),
                                           static_cast<Sint16>(bits)};
    item->putAndInsertSint16Array(DcmTag(DCM_LUTDescriptor, DcmVR(EVR_SS)), descriptor.data(), 3);
  } else {
    const std::array<Uint16, 3> descriptor{static_cast<Uint16>(count), first_bits, static_cast<Uint16>(bits)};
    item->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, DcmVR(EVR_US)), descriptor.data(), 3);
  }
  item->putAndInsertUint16Array(DcmTag(DCM_LUTData, DcmVR(EVR_OW)), entries.data(), entries.size());
  if (sequence == DCM_ModalityLUTSequence) item->putAndInsertString(DCM_ModalityLUTType, "US");
}

struct GreyVariant {
  const char* name;
  void (*change)(DcmDataset&);
  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
};
std::ostream& operator<<(std::ostream& out, const GreyVariant& variant) { return out << variant.name; }
class GreyVariants : public ::testing::TestWithParam<GreyVariant> {};

TEST_P(GreyVariants, AreDrawnAsDcmtkDrawsThem) {
  const GreyVariant& variant = GetParam();
  const MadeImage image(kVariantRows, kVariantColumns, 1, variant.change, variant.syntax);
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file) << file.error().message;
  const ImageInfo& info = (*file)->info();
  const auto decoded = (*file)->decode(0);
  ASSERT_TRUE(decoded) << decoded.error().message;
  GreyPipeline pipeline(info, 0, *decoded);
  const auto asked = windows_for(pipeline);
  const cv::Mat padding = padding_of(info, *decoded);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (i > 0) pipeline.set_window(*asked[i].window);
    cv::Mat ours;
    pipeline.apply(decoded->pixels, ours);
    const DcmtkPicture theirs = draw_with_dcmtk(image.path(), info, 0, asked[i]);
    ASSERT_FALSE(theirs.levels.empty()) << theirs.refusal;
    EXPECT_LE(compare(ours, theirs.levels, padding).most, allowed_apart(info, 0, asked[i])) << "window " << i;
  }
}

constexpr std::array kFormats{
    GreyVariant{"UnsignedBytes",
                [](DcmDataset& d) {
                  put_format(d, 8, 8, 7, false);
                  put_bytes(d);
                }},
    GreyVariant{"SignedBytes",
                [](DcmDataset& d) {
                  put_format(d, 8, 8, 7, true);
                  put_bytes(d);
                }},
    GreyVariant{"SixBitsOfBytes",
                [](DcmDataset& d) {
                  put_format(d, 8, 6, 5, false);
                  put_bytes(d);
                }},
    GreyVariant{"SignedBytesBigEndian",
                [](DcmDataset& d) {
                  put_format(d, 8, 8, 7, true);
                  put_bytes(d);
                },
                EXS_BigEndianExplicit},
    GreyVariant{"TwelveAtTheTop",
                [](DcmDataset& d) {
                  put_format(d, 16, 12, 15, false);
                  put_values(d, 0, 2, 4);
                }},
    GreyVariant{"SignedTwelveAtTheTop",
                [](DcmDataset& d) {
                  put_format(d, 16, 12, 15, true);
                  put_values(d, -2048, 2, 4);
                }},
    GreyVariant{"SignedTwelve",
                [](DcmDataset& d) {
                  put_format(d, 16, 12, 11, true);
                  put_values(d, -2048, 2);
                }},
    GreyVariant{"SignedSixteenBigEndian",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, true);
                  put_values(d, -32768, 32);
                },
                EXS_BigEndianExplicit},
    GreyVariant{"Sixteen",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, false);
                  put_values(d, 0, 32);
                }},
    GreyVariant{"SixteenImplicit",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, false);
                  put_values(d, 0, 32);
                },
                EXS_LittleEndianImplicit},
    GreyVariant{"ThirtyTwo",
                [](DcmDataset& d) {
                  put_format(d, 32, 32, 31, false);
                  put_longs(d, 0, 2'000'000);
                }},
    GreyVariant{"SignedThirtyTwo",
                [](DcmDataset& d) {
                  put_format(d, 32, 32, 31, true);
                  put_longs(d, -2'000'000'000, 1'900'000);
                }},
    GreyVariant{"SixteenOfThirtyTwo",
                [](DcmDataset& d) {
                  put_format(d, 32, 16, 15, false);
                  put_longs(d, 0, 32);
                }},
    GreyVariant{"TwentyOfThirtyTwoBigEndian",
                [](DcmDataset& d) {
                  put_format(d, 32, 20, 19, false);
                  put_longs(d, 0, 500);
                },
                EXS_BigEndianExplicit},
};

constexpr std::array kTransformations{
    GreyVariant{"MonochromeOne",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  d.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
                  put_window(d, "1000", "700");
                }},
    GreyVariant{"MonochromeOneInverse",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  d.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
                  d.putAndInsertString(DCM_PresentationLUTShape, "INVERSE");
                  put_window(d, "1000", "700");
                }},
    GreyVariant{"MonochromeTwoIdentity",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  d.putAndInsertString(DCM_PresentationLUTShape, "IDENTITY");
                  put_window(d, "1000", "700");
                }},
    GreyVariant{"WindowOfOne",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_window(d, "1000", "1");
                }},
    GreyVariant{"WindowOfTwo",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_window(d, "1000", "2");
                }},
    GreyVariant{"WindowOfOneAndAHalf",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_window(d, "1000", "1.5");
                }},
    GreyVariant{"SeveralWindows",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_window(d, "500\\9", "70\\8");
                }},
    GreyVariant{"Sigmoid",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_rescale(d, "2", "-1024");
                  put_window(d, "300", "500", "SIGMOID");
                }},
    GreyVariant{"RescaleDownwards",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_rescale(d, "-1", "4095");
                  put_window(d, "3000", "700");
                }},
    GreyVariant{"RescaleOfBytes",
                [](DcmDataset& d) {
                  put_format(d, 8, 8, 7, false);
                  put_bytes(d);
                  put_rescale(d, "16", "-1000");
                  put_window(d, "40", "400");
                }},
    GreyVariant{"Padded",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, true);
                  put_values(d, -2000, 2);
                  d.putAndInsertSint16(DcmTag(DCM_PixelPaddingValue, DcmVR(EVR_SS)), -2000);
                  d.putAndInsertSint16(DcmTag(DCM_PixelPaddingRangeLimit, DcmVR(EVR_SS)), -1900);
                  put_window(d, "-1950", "400");
                }},
    GreyVariant{"PresentationInverse",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  d.putAndInsertString(DCM_PresentationLUTShape, "INVERSE");
                  put_window(d, "1000", "700");
                }},
};

constexpr std::array kTables{
    GreyVariant{"VoiTableOfTwelveBits",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, 0, 12);
                }},
    GreyVariant{"VoiTableShorterThanTheValues",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_VOILUTSequence, 1000, 500, 16);
                }},
    GreyVariant{"VoiTableOfBytesInWords",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, 0, 8);
                }},
    GreyVariant{"VoiTableOfPackedBytes",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, 0, 8, EntryWidth::kBytes);
                }},
    GreyVariant{"VoiTableOfAllSixteenBits",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, false);
                  put_values(d, 0, 32);
                  put_table(d, DCM_VOILUTSequence, 65536, 0, 16);
                }},
    GreyVariant{"VoiTableThatBeginsBelowNought",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_rescale(d, "1", "-1024");
                  put_table(d, DCM_VOILUTSequence, 3000, -1000, 10);
                }},
    GreyVariant{"VoiTableOfSignedValues",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, true);
                  put_values(d, -2048, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, -2048, 12);
                }},
    GreyVariant{"VoiTableOfSignedValuesImplicit",
                [](DcmDataset& d) {
                  put_format(d, 16, 16, 15, true);
                  put_values(d, -2048, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, -2048, 12);
                },
                EXS_LittleEndianImplicit},
    GreyVariant{"VoiTableBigEndian",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_VOILUTSequence, 4096, 0, 12);
                },
                EXS_BigEndianExplicit},
    GreyVariant{"VoiTableOfMonochromeOne",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  d.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
                  put_table(d, DCM_VOILUTSequence, 4096, 0, 12);
                }},
    GreyVariant{"ModalityTable",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_ModalityLUTSequence, 4096, 0, 12);
                  put_window(d, "1000", "700");
                }},
    GreyVariant{"ModalityTableOfSignedValues",
                [](DcmDataset& d) {
                  put_format(d, 16, 12, 11, true);
                  put_values(d, -2048, 2);
                  put_table(d, DCM_ModalityLUTSequence, 3000, -1500, 16);
                  put_window(d, "30000", "20000");
                }},
    GreyVariant{"ModalityTableOfPackedBytes",
                [](DcmDataset& d) {
                  put_format(d, 8, 8, 7, false);
                  put_bytes(d);
                  put_table(d, DCM_ModalityLUTSequence, 256, 0, 8, EntryWidth::kBytes);
                  put_window(d, "100", "70");
                }},
    GreyVariant{"BothTables",
                [](DcmDataset& d) {
                  put_values(d, 0, 2);
                  put_table(d, DCM_ModalityLUTSequence, 4096, 0, 10);
                  put_table(d, DCM_VOILUTSequence, 1024, 0, 8);
                }},
    // What leads back to the beam's intensity is not for the screen (PS3.3 C.8.7.1.1.2).
    GreyVariant{"AngiographyWithAModalityTable",
                [](DcmDataset& d) {
                  d.putAndInsertString(DCM_SOPClassUID, UID_XRayAngiographicImageStorage);
                  d.putAndInsertString(DCM_Modality, "XA");
                  d.putAndInsertString(DCM_PixelIntensityRelationship, "LOG");
                  put_values(d, 0, 2);
                  put_table(d, DCM_ModalityLUTSequence, 4096, 0, 12);
                  put_window(d, "1000", "700");
                }},
    GreyVariant{"FluoroscopyWithARescale",
                [](DcmDataset& d) {
                  d.putAndInsertString(DCM_SOPClassUID, UID_XRayRadiofluoroscopicImageStorage);
                  d.putAndInsertString(DCM_Modality, "RF");
                  put_values(d, 0, 2);
                  put_rescale(d, "3", "-500");
                  put_window(d, "1000", "700");
                }},
};

const auto kVariantName = [](const auto& tested) { return std::string(tested.param.name); };
INSTANTIATE_TEST_SUITE_P(Formats, GreyVariants, ::testing::ValuesIn(kFormats), kVariantName);
INSTANTIATE_TEST_SUITE_P(Transformations, GreyVariants, ::testing::ValuesIn(kTransformations), kVariantName);
INSTANTIATE_TEST_SUITE_P(Tables, GreyVariants, ::testing::ValuesIn(kTables), kVariantName);

}  // namespace
}  // namespace rdc::imaging
