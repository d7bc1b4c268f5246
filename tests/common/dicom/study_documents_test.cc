// Structured reports and Encapsulated PDF as people read them: ours, other programs', and damaged ones.
#include "common/dicom/study_documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "common/dicom/content_tree.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::dicom {
namespace {

class Documents : public ::testing::Test {
 protected:
  static DcmDataset report_data() {
    DcmDataset data;
    put_common(data, {"1.2.3", "20260301", "101500", "S1", "A1", "P1", "Zhang^Weimin", "19700101", "M", ""},
               {"2.25.1", "2.25.1.1", 901, "李医生", base::from_micros(1'790'000'000'000'000), {}},
               kComprehensiveSrStorage, "SR", "Report");
    set_text(data, DCM_CompletionFlag, "PARTIAL");
    set_text(data, DCM_VerificationFlag, "UNVERIFIED");
    set_text(data, DCM_ContentDate, "20260301");
    set_text(data, DCM_ContentTime, "101500.25");
    set_text(data, DCM_ValueType, "CONTAINER");
    put_code(data, DCM_ConceptNameCodeSequence, {"18748-4", "LN", "影像报告"});
    return data;
  }
  std::filesystem::path keep(DcmDataset& data, const char* name) {
    const auto bytes = encode(data);
    EXPECT_TRUE(bytes);
    const auto path = scratch_.path() / name;
    std::ofstream(path, std::ios::binary) << bytes.value_or("");
    return path;
  }
  std::filesystem::path keep_pdf(const std::string& content, const char* name) {
    DcmDataset data;
    put_common(data, {"1.2.3", "", "", "", "", "P1", "A", "", "", ""}, {"2.25.2", "2.25.2.1", 1, "", {}, {}},
               kEncapsulatedPdfStorage, "DOC", "Scan");
    set_text(data, DCM_DocumentTitle, "转诊单");
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_EncapsulatedDocument, EVR_OB));
    element->putUint8Array(reinterpret_cast<const Uint8*>(content.data()), static_cast<unsigned long>(content.size()));
    data.insert(element.release(), OFTrue);
    return keep(data, name);
  }
  testkit::ScratchDirectory scratch_{"study_documents"};
};

TEST_F(Documents, EveryKindOfItemHasItsWords) {
  DcmDataset data = report_data();
  DcmItem& findings = put_container(data, {"121070", "DCM", "所见"});
  put_text(findings, "CONTAINS", {"121071", "DCM", "Finding"}, "第一行\r\n第二行");
  put_coded(findings, "CONTAINS", {"121071", "DCM", "Finding"}, {"M-1", "SRT", "结节"});
  put_number(findings, {"410668003", "SCT", "Length"}, 12.5, {"mm", "UCUM", "millimeter"});
  put_number(findings, {"1", "99X", "Ratio"}, 0.5, {"1", "UCUM", "no units"});
  put_number(findings, {"2", "99X", "Extent"}, 7, {"{pixels}", "UCUM", "pixels"});
  set_text(put_content(findings, "CONTAINS", "DATETIME", CodedWord{"3", "99X", "When"}), DCM_DateTime,
           "20260301101500");
  set_text(put_content(findings, "CONTAINS", "DATE", CodedWord{"4", "99X", "Day"}), DCM_Date, "20260301");
  set_text(put_content(findings, "CONTAINS", "PNAME", CodedWord{"5", "99X", "Who"}), DCM_PersonName, "李医生");
  put_image(put_content(findings, "CONTAINS", "IMAGE", std::nullopt), DCM_ReferencedSOPSequence,
            {"1.2.840.10008.5.1.4.1.1.2", "1.2.3.1.2", "", 2, 5});
  const auto read = read_structured_report(keep(data, "report.dcm"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->title, "影像报告");
  EXPECT_EQ(read->written, "2026-03-01 10:15:00");
  EXPECT_FALSE(read->is_complete);
  EXPECT_FALSE(read->is_verified);
  EXPECT_FALSE(read->is_cut);
  ASSERT_EQ(read->items.size(), 1U);
  EXPECT_EQ(read->items[0].name, "所见");
  std::vector<std::string> values;
  for (const ContentItem& item : read->items[0].items) values.push_back(item.value);
  EXPECT_EQ(values, (std::vector<std::string>{"第一行\n第二行", "结节", "12.5 mm", "0.5", "7 pixels",
                                              "2026-03-01 10:15:00", "2026-03-01", "李医生", ""}));
  const auto& image = read->items[0].items.back().image;
  ASSERT_TRUE(image);
  EXPECT_EQ(image->sop_instance_uid, "1.2.3.1.2");
  EXPECT_EQ(image->frame, 2);
}

TEST_F(Documents, WhatIsTooDeepOrTooLongIsCutAndSaid) {
  DcmDataset deep = report_data();
  DcmItem* at = &deep;
  for (int i = 0; i < 40; ++i) at = &put_container(*at, {"1", "99X", "inside"});
  auto read = read_structured_report(keep(deep, "deep.dcm"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->is_cut);
  int depth = 0;
  for (const auto* items = &read->items; !items->empty(); items = &items->front().items) ++depth;
  EXPECT_EQ(depth, 32);
  DcmDataset wide = report_data();
  for (int i = 0; i < 5'100; ++i) put_text(wide, "CONTAINS", {"1", "99X", "line"}, "x");
  read = read_structured_report(keep(wide, "wide.dcm"));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->is_cut);
  EXPECT_EQ(read->items.size(), 5'000U);
}

TEST_F(Documents, AMislabelledCharsetIsReadAsTheDeviceIsKnownToWrite) {
  DcmDataset data = report_data();
  set_text(data, DCM_SpecificCharacterSet, "ISO_IR 100");
  put_text(data, "CONTAINS", {"121071", "DCM", "Finding"}, "\xd0\xd8\xc6\xac");  // 胸片 in GB18030
  const auto path = keep(data, "gbk.dcm");
  const auto read = read_structured_report(path, "GB18030");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->items.at(0).value, "胸片");
}

TEST_F(Documents, OtherObjectsAreNoReportsAndNoPdf) {
  DcmDataset data = report_data();
  const auto report = keep(data, "report.dcm");
  EXPECT_EQ(read_encapsulated_pdf(report).error().reason, "NOT_A_PDF");
  set_text(data, DCM_SOPClassUID, std::string(kKeyObjectSelectionStorage));
  EXPECT_EQ(read_structured_report(keep(data, "keys.dcm")).error().reason, "NOT_A_STRUCTURED_REPORT");
  EXPECT_FALSE(read_structured_report(scratch_.path() / "not there"));
  std::ofstream(scratch_.path() / "noise", std::ios::binary) << std::string(4000, 'x');
  EXPECT_FALSE(read_structured_report(scratch_.path() / "noise"));
  EXPECT_FALSE(read_encapsulated_pdf(scratch_.path() / "noise"));
}

TEST_F(Documents, ThePdfComesOutAsItWasPutIn) {
  const std::string content = "%PDF-1.4\nodd.";
  const auto pdf = read_encapsulated_pdf(keep_pdf(content + '\0', "scan.dcm"));
  ASSERT_TRUE(pdf) << pdf.error().message;
  EXPECT_EQ(pdf->bytes, content);
  EXPECT_EQ(pdf->title, "转诊单");
  EXPECT_EQ(read_encapsulated_pdf(keep_pdf("<html>no</html>!", "html.dcm")).error().reason, "NOT_A_PDF");
}

// RDC_DATA: what others wrote.
class ForeignDocuments : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("RDC_DATA");
    if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
    folder_ = std::filesystem::path(data) / "dicom" / "sr-pdf";
  }
  static std::size_t count(const std::vector<ContentItem>& items) {
    std::size_t all = items.size();
    for (const ContentItem& item : items) all += count(item.items);
    return all;
  }
  std::filesystem::path folder_;
};

TEST_F(ForeignDocuments, ReportsOfFiveProgramsAreRead) {
  struct Known {
    const char* file;
    const char* title;
    std::size_t least;
  };
  for (const Known& known : {Known{"test-SR.dcm", "", 5},
                             {"reportsi.dcm", "", 5},
                             {"sr_document.dcm", "Imaging Measurement Report", 20},
                             {"dcmqi-tid1500.dcm", "Imaging Measurement Report", 100},
                             {"sr-ruler.dcm", "", 5},
                             {"TESTXX04_SR.dcm", "", 20}}) {
    const auto read = read_structured_report(folder_ / known.file);
    ASSERT_TRUE(read) << known.file << " " << read.error().message;
    EXPECT_FALSE(read->title.empty()) << known.file;
    EXPECT_TRUE(*known.title == 0 || read->title == known.title) << known.file << " " << read->title;
    EXPECT_GE(count(read->items), known.least) << known.file;
    EXPECT_FALSE(read->is_cut) << known.file;
  }
}

TEST_F(ForeignDocuments, ThePdfOfAnotherProgramIsOne) {
  const auto pdf = read_encapsulated_pdf(folder_ / "sample-pdf.dcm");
  ASSERT_TRUE(pdf) << pdf.error().message;
  EXPECT_TRUE(pdf->bytes.starts_with("%PDF-"));
}

}  // namespace
}  // namespace rdc::dicom
