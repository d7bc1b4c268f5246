// What counts as an ECG is told by what the object holds, not by its class alone: it goes before images and is
// analysed, or said to be beyond analysis.
#include "acquisition_agent/receive/inspection.h"

#include <fstream>

#include <gtest/gtest.h>

#include "common/dicom/content_tree.h"
#include "common/dicom/study_documents.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::agent {
namespace {

constexpr const char* kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
constexpr const char* kHaemodynamic = "1.2.840.10008.5.1.4.1.1.9.2.1";
constexpr const char* kTwelveLead = "1.2.840.10008.5.1.4.1.1.9.1.1";
constexpr const char* kCt = "1.2.840.10008.5.1.4.1.1.2";

struct Case {
  const char* name;
  std::string sop_class;
  const char* modality;
  bool ecg;
};

class Inspecting : public ::testing::TestWithParam<Case> {};

TEST_P(Inspecting, AnEcgIsToldByWhatItIs) {
  const Case& given = GetParam();
  const testkit::ScratchDirectory scratch("inspection");
  DcmDataset data;
  dicom::put_common(data, {"1.2.3", "", "", "", "", "P1", "A", "", "", ""}, {"2.25.2", "2.25.2.1", 1, "", {}, {}},
                    given.sop_class, given.modality, "Scan");
  const auto bytes = dicom::encode(data);
  ASSERT_TRUE(bytes);
  const auto file = scratch.path() / "object";
  std::ofstream(file, std::ios::binary) << *bytes;

  const auto found = inspect_dicom(file);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->sop_class_uid, given.sop_class);
  EXPECT_EQ(found->ecg, given.ecg);
}

INSTANTIATE_TEST_SUITE_P(
    Objects, Inspecting,
    ::testing::Values(Case{"TwelveLead", kTwelveLead, "ECG", true}, Case{"NoModality", kTwelveLead, "", true},
                      Case{"OtherWaveform", kHaemodynamic, "ECG", true}, Case{"Pressures", kHaemodynamic, "HD", false},
                      Case{"Pdf", std::string(dicom::kEncapsulatedPdfStorage), "ECG", true},
                      Case{"Letter", std::string(dicom::kEncapsulatedPdfStorage), "DOC", false},
                      Case{"Picture", kSecondaryCapture, "ECG", true}, Case{"Scan", kSecondaryCapture, "OT", false},
                      Case{"MakersOwn", "1.3.46.670589.2.5.1.1", "ECG", true}, Case{"Ct", kCt, "CT", false}),
    [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace rdc::agent
