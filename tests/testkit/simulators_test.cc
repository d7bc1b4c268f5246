// The devices' output, judged by DCMTK's reader and by the rules the phantoms promise.
#include "dcmtk/config/osconfig.h"

#include <set>

#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/dicom/phantom.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::testkit {
namespace {

dicom::PhantomOrder order_of(std::uint64_t seed) {
  dicom::PhantomOrder order;
  order.seed = seed;
  order.patient = dicom::make_phantom_patient(seed);
  order.acquired_at = ManualClock().now();
  return order;
}

std::string text(DcmDataset& data, const DcmTagKey& tag) {
  OFString value;
  data.findAndGetOFStringArray(tag, value);
  return std::string(value.c_str());
}

TEST(PhantomPatient, HasAnIdentityNumberOfValidFormFromARegionThatDoesNotExist) {
  constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto patient = dicom::make_phantom_patient(seed);
    ASSERT_EQ(patient.patient_id.size(), 18U);
    EXPECT_EQ(patient.patient_id.substr(0, 2), "99");
    EXPECT_EQ(patient.patient_id.substr(6, 8), patient.birth_date);
    EXPECT_EQ((patient.patient_id[16] - '0') % 2 == 1, patient.sex == "M");
    int sum = 0;
    for (int i = 0; i < 17; ++i) sum += (patient.patient_id[static_cast<std::size_t>(i)] - '0') * kWeights[i];
    EXPECT_EQ(patient.patient_id[17], "10X98765432"[sum % 11]);
  }
}

TEST(PhantomUid, IsAValidUuidDerivedUid) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const std::string uid = dicom::phantom_uid(seed, "study");
    EXPECT_TRUE(uid.starts_with("2.25."));
    EXPECT_LE(uid.size(), 44U);
    EXPECT_NE(uid[5], '0');
    EXPECT_TRUE(seen.insert(uid).second);
  }
}

// Of the image's pixels in a field, given in parts of its sides.
double mean_of(const std::filesystem::path& file, double left, double top, double right, double bottom) {
  DcmFileFormat read;
  EXPECT_TRUE(read.loadFile(file.c_str()).good());
  const Uint16* pixels = nullptr;
  Uint16 columns = 0, rows = 0;
  read.getDataset()->findAndGetUint16Array(DCM_PixelData, pixels);
  read.getDataset()->findAndGetUint16(DCM_Columns, columns);
  read.getDataset()->findAndGetUint16(DCM_Rows, rows);
  double sum = 0;
  int count = 0;
  for (int y = static_cast<int>(top * rows); y < static_cast<int>(bottom * rows); ++y)
    for (int x = static_cast<int>(left * columns); x < static_cast<int>(right * columns); ++x, ++count)
      sum += pixels[y * columns + x];
  return sum / count;
}

TEST(PhantomRadiograph, APneumothoraxIsBlackBesideTheLungThatShrankAndNotOnTheOtherSide) {
  const ScratchDirectory scratch;
  const auto picture = [&](dicom::PhantomLesion lesion, const char* name) {
    const auto made =
        dicom::write_chest_radiograph(order_of(5), {.columns = 200, .rows = 250, .lesion = lesion}, scratch / name);
    EXPECT_TRUE(made) << made.error().message;
    return made->instances[0].path;
  };
  const auto sound = picture(dicom::PhantomLesion::kNone, "sound");
  const auto collapsed = picture(dicom::PhantomLesion::kPneumothorax, "collapsed");
  // The patient's right is at the image's left.
  const auto outer = [&](const auto& file) { return mean_of(file, 0.18, 0.35, 0.28, 0.60); };
  const auto hilum = [&](const auto& file) { return mean_of(file, 0.36, 0.45, 0.42, 0.53); };
  const auto other = [&](const auto& file) { return mean_of(file, 0.84, 0.30, 0.88, 0.45); };
  EXPECT_LT(outer(collapsed), 0.8 * outer(sound));
  EXPECT_GT(hilum(collapsed), 1.1 * hilum(sound));
  EXPECT_NEAR(other(collapsed), other(sound), 0.05 * other(sound));
}

TEST(PhantomRadiograph, IsAFourteenBitDigitalXRay) {
  const ScratchDirectory scratch;
  const auto study = dicom::write_chest_radiograph(order_of(3), {.columns = 200, .rows = 250}, scratch.path());
  ASSERT_TRUE(study) << study.error().message;
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(study->instances.at(0).path.c_str()).good());
  DcmDataset& data = *file.getDataset();
  EXPECT_EQ(text(data, DCM_SOPClassUID), UID_DigitalXRayImageStorageForPresentation);
  EXPECT_EQ(text(data, DCM_StudyInstanceUID), study->study_instance_uid);
  EXPECT_EQ(text(data, DCM_PatientName), study->patient.name);
  const Uint16* pixels = nullptr;
  unsigned long count = 0;
  ASSERT_TRUE(data.findAndGetUint16Array(DCM_PixelData, pixels, &count).good());
  ASSERT_EQ(count, 200UL * 250);
  const auto [low, high] = std::minmax_element(pixels, pixels + count);
  EXPECT_LT(*high, 1 << 14);
  EXPECT_GT(*high, 12'000);
  EXPECT_LT(*low, 1'000);
  // Lung is dark, spine and liver are bright.
  const auto at = [&](int x, int y) { return pixels[y * 200 + x]; };
  EXPECT_LT(at(58, 125) * 2, at(100, 150));
  EXPECT_LT(at(58, 125) * 2, at(70, 220));
}

TEST(PhantomRadiograph, InvertsForMonochrome1) {
  const ScratchDirectory scratch;
  dicom::PhantomRadiograph what{.columns = 100, .rows = 125};
  const auto normal = dicom::write_chest_radiograph(order_of(3), what, scratch / "a");
  what.photometric = dicom::PhantomRadiograph::Photometric::kMonochrome1;
  const auto inverse = dicom::write_chest_radiograph(order_of(3), what, scratch / "b");
  ASSERT_TRUE(normal && inverse);
  DcmFileFormat one, two;
  ASSERT_TRUE(one.loadFile(normal->instances[0].path.c_str()).good());
  ASSERT_TRUE(two.loadFile(inverse->instances[0].path.c_str()).good());
  EXPECT_EQ(text(*two.getDataset(), DCM_PhotometricInterpretation), "MONOCHROME1");
  const Uint16 *a = nullptr, *b = nullptr;
  one.getDataset()->findAndGetUint16Array(DCM_PixelData, a);
  two.getDataset()->findAndGetUint16Array(DCM_PixelData, b);
  for (int i = 0; i < 100 * 125; ++i) ASSERT_NEAR(a[i] + b[i], 16383, 1);
}

TEST(PhantomCt, MakesAStackInHounsfieldUnits) {
  const ScratchDirectory scratch;
  const auto study = dicom::write_chest_ct(order_of(9), {.slices = 10, .side = 128}, scratch.path());
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_EQ(study->instances.size(), 10U);
  std::set<std::string> uids, positions;
  for (const auto& instance : study->instances) {
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(instance.path.c_str()).good());
    DcmDataset& data = *file.getDataset();
    uids.insert(text(data, DCM_SOPInstanceUID));
    positions.insert(text(data, DCM_ImagePositionPatient));
    EXPECT_EQ(text(data, DCM_StudyInstanceUID), study->study_instance_uid);
    EXPECT_EQ(text(data, DCM_RescaleIntercept), "-1024");
    const Uint16* pixels = nullptr;
    unsigned long count = 0;
    ASSERT_TRUE(data.findAndGetUint16Array(DCM_PixelData, pixels, &count).good());
    EXPECT_LT(*std::max_element(pixels, pixels + count), 4096);
    EXPECT_NEAR(pixels[128 * 2 + 2] - 1024, -1000, 40);  // air in the corner
  }
  EXPECT_EQ(uids.size(), 10U);
  EXPECT_EQ(positions.size(), 10U);
}

TEST(Phantom, RepeatsItselfByItsSeed) {
  const ScratchDirectory scratch;
  const auto digest = [&](std::uint64_t seed, const std::string& folder) {
    const auto study = dicom::write_chest_ct(order_of(seed), {.slices = 2, .side = 64}, scratch / folder);
    return base::sha256_of_file(study->instances.at(1).path)->hex();
  };
  EXPECT_EQ(digest(5, "a"), digest(5, "b"));
  EXPECT_NE(digest(5, "a"), digest(6, "c"));
}

TEST(Phantom, WritesGbkThatClaimsLatin1) {
  const ScratchDirectory scratch;
  auto order = order_of(1);
  order.patient.name = "王^小明";
  order.charset = dicom::PhantomCharset::kMislabelledGbk;
  const auto study = dicom::write_chest_ct(order, {.slices = 1, .side = 16}, scratch.path());
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(study->instances[0].path.c_str()).good());
  EXPECT_EQ(text(*file.getDataset(), DCM_SpecificCharacterSet), "ISO_IR 100");
  EXPECT_EQ(text(*file.getDataset(), DCM_PatientName), "\xCD\xF5^\xD0\xA1\xC3\xF7");
}

TEST(Phantom, RefusesImpossibleSizes) {
  const ScratchDirectory scratch;
  EXPECT_EQ(dicom::write_chest_ct(order_of(1), {.slices = 0}, scratch.path()).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(dicom::write_chest_radiograph(order_of(1), {.columns = 2}, scratch.path()).error().code,
            ErrorCode::kInvalid);
}

}  // namespace
}  // namespace rdc::testkit
