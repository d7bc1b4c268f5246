// A signed ECG report as a structured report: DCMTK reads it without a complaint and finds in it what was put there.
#include "common/dicom/ecg_report_object.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "common/dicom/instance_header.h"
#include "common/dicom/uid.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::dicom {
namespace {

EcgReportObject signed_report() {
  EcgReportObject made;
  made.by = {"2.25.31", "2.25.30", 3700, "李医生", base::from_micros(1'790'000'000'000'000), {}};
  made.procedure_datetime = "20260301101500";
  made.tracing = ImagePlace{"1.2.840.10008.5.1.4.1.1.9.1.1", "1.2.3.9", "1.2.3.8", 0, 1};
  made.algorithm = "RDC ECG";
  made.algorithm_version = "2026.11-4";
  made.global.heart_rate = 84;
  made.global.qt = 372.5;
  made.global.qtc_fridericia = 416;
  made.global.qrs_axis = -28;
  made.leads = {{{"2:64", "MDC", "Lead aVF"}, {{"J", 245, "uV"}, {"ST60", 310, "uV"}, {"Q dur", 44, "ms"}}}};
  made.findings = {{"STEMI_INFERIOR_AND_LONGER_THAN_SH", "Inferior STEMI", "下壁ST段抬高型心肌梗死"},
                   {"", "", "建议复查"}};
  made.findings_text = "II、III、aVF ST段抬高";
  made.summary = "急性下壁心肌梗死";
  made.verified_by = "王主任";
  made.institution = "柳河县人民医院";
  return made;
}
StudyIdentity ecg_study() {
  return {"1.2.3", "20260301", "101500", "S1", "A1", "P1", "Zhang^Weimin=张^伟民", "19700101", "M", ""};
}

class EcgReport : public ::testing::Test {
 protected:
  // What dsrdump prints of it; "" and a failure when it does not read.
  std::string dumped(const Result<std::string>& bytes) {
    EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
    std::ofstream(path_, std::ios::binary) << bytes.value_or("");
    const auto output = scratch_.path() / "output.txt";
    const int code =
        std::system(("dsrdump +Pl +Pu +Pc +U8 " + path_.string() + " >" + output.string() + " 2>&1").c_str());
    std::ifstream in(output);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(code, 0) << text;
    return text;
  }

  testkit::ScratchDirectory scratch_{"ecg_report_object"};
  const std::filesystem::path path_ = scratch_.path() / "report.dcm";
};

TEST_F(EcgReport, IsReadByDcmtkAndSaysWhatWasSigned) {
  const auto said = dumped(write_ecg_report(ecg_study(), signed_report()));
  for (const char* expected :
       {"28010-7,LN,\"ECG Report\"", "VERIFIED", "王主任", "柳河县人民医院",
        "2:16016,MDC,\"Ventricular Heart Rate\")=\"84\"", "2:16160,MDC,\"QT interval global\")=\"372.5\"",
        "Fridericia QTc Algorithm", "2:16132,MDC,\"QRS axis\")=\"-28\"", "Lead aVF", "J,99RDC,\"J\")=\"245\"",
        "STEMI_INFERIOR_AND_LONGER_THAN_SH", "下壁ST段抬高型心肌梗死", "建议复查", "急性下壁心肌梗死", "1.2.3.9"})
    EXPECT_NE(said.find(expected), std::string::npos) << expected << " in\n" << said;
  EXPECT_EQ(said.find("E: "), std::string::npos) << said;
  EXPECT_EQ(said.find("PR interval"), std::string::npos) << "not measured, and yet written";
  const auto header = read_header(path_);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->sop_class_uid, kComprehensiveSrStorage);
  EXPECT_EQ(header->modality, "SR");
  EXPECT_EQ(header->patient_id, "P1");
}

TEST_F(EcgReport, AnAmendedOneNamesWhatItReplaces) {
  auto amended = signed_report();
  amended.replaces = "2.25.29";
  EXPECT_NE(dumped(write_ecg_report(ecg_study(), amended)).find("Predecessor Docs"), std::string::npos);
}

TEST_F(EcgReport, AnEcgThatNoMachineReadHasItsConclusionAlone) {
  EcgReportObject unread;
  unread.by = signed_report().by;
  unread.summary = "窦性心律";
  unread.language = "en";
  unread.preliminary = true;
  const auto said = dumped(write_ecg_report(ecg_study(), unread));
  EXPECT_NE(said.find("窦性心律"), std::string::npos) << said;
  EXPECT_EQ(said.find("Algorithm"), std::string::npos) << said;
  EXPECT_EQ(write_ecg_report(ecg_study(), {}).error().reason, "NOTHING_TO_WRITE");
}

TEST(UidOfUuid, IsTheValueOfItsDigits) {
  // PS3.5 B.2's example.
  EXPECT_EQ(uid_of_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), "2.25.329800735698586629295641978511506172918");
  EXPECT_EQ(uid_of_uuid("00000000-0000-0000-0000-000000000000"), "2.25.0");
}

}  // namespace
}  // namespace rdc::dicom
