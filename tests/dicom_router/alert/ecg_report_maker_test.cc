// What a signed report on an ECG leaves in the archive: the reader's values and statements, in DICOM's own form.
#include <gtest/gtest.h>

#include "common/dicom/instance_header.h"
#include "common/dicom/uid.h"
#include "dicom_router/ecg/ecg_report_maker.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;

class EcgReports : public ::testing::Test {
 protected:
  EcgReports() {
    v1::EcgAnalysis analysis;
    const auto add = [](v1::EcgValue& value, const char* name, const char* unit, double number) {
      value.set_name(name);
      value.set_unit(unit);
      value.set_value(number);
    };
    add(*analysis.add_values(), "RR", "ms", 845);
    add(*analysis.add_values(), "QT", "ms", 404.25);
    add(*analysis.add_values(), "QTcF", "ms", 427.75);
    auto& lead = *analysis.add_leads();
    lead.set_lead("V2");
    lead.set_usable(true);
    add(*lead.add_values(), "J", "uV", 311);
    for (const auto& [code, zh] : {std::pair("STEMI_ANTERIOR", "前壁心梗"), std::pair("LVH", "左室肥厚")}) {
      auto& statement = *analysis.add_statements();
      statement.set_code(code);
      statement.mutable_text()->set_zh(zh);
      statement.mutable_text()->set_en(code);
    }
    EcgAnalysisRecord record;
    record.instance_key = ecg.instance_key;
    record.rule_version = "2026.11-4";
    record.content_sha256 = must(objects->put_bytes(base::as_bytes(analysis.SerializeAsString())));
    v1::EcgOverread overread;
    overread.set_overread_id(duty.ids.next());
    overread.set_study_id(ecg.study_id);
    overread.set_sha256(ecg.sha256);
    overread.set_rule_version("2026.11-4");
    overread.set_reader_user_id("li");
    auto& correction = *overread.add_corrections();
    correction.set_name("QT");
    correction.set_unit("ms");
    correction.set_value(388.5);
    auto& own = *overread.add_statements();
    own.set_verdict(v1::STATEMENT_VERDICT_ADDED);
    own.set_text("建议加做后壁导联");
    must(duty.catalog->write<void>([&](soci::session& session) -> Result<void> {
      EcgStore::add_analysis(session, record);
      return EcgStore::save_overread(session, ecg.instance_key, overread);
    }));
  }

  v1::ReportDocument document(v1::ReportStatus status) {
    v1::ReportDocument made;
    made.set_report_id(report_id);
    made.set_revision_id(duty.ids.next());
    made.set_study_id(ecg.study_id);
    made.set_study_instance_uid(ecg.study_instance_uid);
    made.set_status(status);
    made.mutable_patient()->set_patient_id("P1");
    made.mutable_patient()->set_name("王小明");
    made.set_impression("急性前壁心肌梗死");
    made.add_coded_findings("STEMI_ANTERIOR");
    made.mutable_signer()->set_display_name("李");
    made.mutable_author()->set_display_name("李");
    made.mutable_signed_at()->set_seconds(1'790'000'000);
    auto& image = *made.add_read();
    image.set_sha256(ecg.sha256);
    return made;
  }
  // Publishes it; the bytes of the object that the study then holds, "" when it holds none.
  std::string publish(const v1::ReportDocument& made, const std::string& replaced = "") {
    const auto add = maker.make(made, replaced, Duty::doctor("li"));
    if (!add) return "";
    const auto added = must(duty.catalog->write<std::optional<v1::ObjectReference>>(add));
    if (!added) return "";
    const auto bytes = must(duty.catalog->read<std::string>([&](soci::session& session) -> Result<std::string> {
      const auto instances = must(duty.studies.instances_of(session, ecg.study_id));
      for (const auto& instance : instances)
        if (instance.sop_instance_uid == dicom::uid_of_uuid(made.revision_id()))
          return base::read_file(objects->path_of(instance.sha256), 1 << 20);
      return std::string();
    }));
    EXPECT_EQ(added->sha256(), base::sha256(bytes).hex()) << "what the site is told";
    EXPECT_EQ(added->size(), bytes.size());
    return bytes;
  }

  Duty duty;
  base::PosixFileSystem fs;
  std::unique_ptr<ObjectStore> objects = must(ObjectStore::open(duty.scratch / "objects", fs));
  EcgRecord ecg = duty.store_ecg();
  std::string report_id = duty.ids.next();
  std::vector<AuditEntry> audited;
  DerivedObjects derived{
      {*duty.catalog, *objects, duty.ids, duty.clock, [this](soci::session&, const AuditEntry& entry) -> Result<void> {
         audited.push_back(entry);
         return {};
       }}};
  EcgReportMaker maker{{*duty.catalog, *objects, derived}};
};

TEST_F(EcgReports, ASignedOneIsInTheArchiveWithTheReadersValuesAndStatements) {
  const auto bytes = publish(document(v1::REPORT_STATUS_FINAL));
  ASSERT_NE(bytes, "");
  EXPECT_NE(bytes.find("急性前壁心肌梗死"), std::string::npos);
  EXPECT_NE(bytes.find("前壁心梗"), std::string::npos);
  EXPECT_EQ(bytes.find("左室肥厚"), std::string::npos) << "the reader does not stand for it";
  EXPECT_NE(bytes.find("建议加做后壁导联"), std::string::npos);
  EXPECT_NE(bytes.find("388.5"), std::string::npos) << "the reader's QT";
  EXPECT_EQ(bytes.find("404.25"), std::string::npos) << "the machine's QT";
  EXPECT_NE(bytes.find("410.9"), std::string::npos) << "QTc of the reader's QT, as the PDF says it";
  EXPECT_EQ(bytes.find("427.75"), std::string::npos) << "QTc of the machine's QT";
  const auto header = dicom::read_header(base::as_bytes(bytes));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_TRUE(dicom::is_uid(header->study_instance_uid)) << header->study_instance_uid;
  ASSERT_EQ(audited.size(), 1U);
  EXPECT_EQ(audited[0].action, "study.derived");
}

TEST_F(EcgReports, TheReadersValuesStandOnTheAnalysisThatTheyJudged) {
  v1::EcgAnalysis later;
  auto& value = *later.add_values();
  value.set_name("HR");
  value.set_value(113.75);
  EcgAnalysisRecord record;
  record.instance_key = ecg.instance_key;
  record.rule_version = "2026.12-1";
  record.analysed_at = 1;
  record.content_sha256 = must(objects->put_bytes(base::as_bytes(later.SerializeAsString())));
  must(duty.catalog->write<void>([&](soci::session& session) -> Result<void> {
    EcgStore::add_analysis(session, record);
    return {};
  }));
  const auto bytes = publish(document(v1::REPORT_STATUS_FINAL));
  EXPECT_EQ(bytes.find("113.75"), std::string::npos);
  EXPECT_NE(bytes.find("2026.11-4"), std::string::npos);
}

TEST_F(EcgReports, AnAmendedOneStandsBesideWhatItReplaces) {
  const auto first = document(v1::REPORT_STATUS_FINAL);
  ASSERT_NE(publish(first), "");
  const auto amended = publish(document(v1::REPORT_STATUS_AMENDED), first.revision_id());
  EXPECT_NE(amended.find(dicom::uid_of_uuid(first.revision_id())), std::string::npos);
  EXPECT_EQ(publish(document(v1::REPORT_STATUS_CANCELLED)), "");
}

TEST_F(EcgReports, TheSameTwiceIsThereOnce) {
  const auto made = document(v1::REPORT_STATUS_FINAL);
  EXPECT_EQ(publish(made), publish(made));
  EXPECT_EQ(audited.size(), 1U);
}

TEST_F(EcgReports, WhatDoesNotFitItsStudyIsNotThereAndHoldsNothingUp) {
  auto made = document(v1::REPORT_STATUS_FINAL);
  made.mutable_patient()->set_patient_id("another");
  const auto add = maker.make(made, "", Duty::doctor("li"));
  ASSERT_TRUE(add);
  EXPECT_FALSE(must(duty.catalog->write<std::optional<v1::ObjectReference>>(add)));
  EXPECT_TRUE(audited.empty());
}

// The signed document is the record: whatever is wrong with the archive's copy of the analysis, the report goes out.
TEST_F(EcgReports, WhatCannotBeMadeHoldsNothingUp) {
  std::filesystem::remove_all(duty.scratch / "objects");
  EXPECT_FALSE(maker.make(document(v1::REPORT_STATUS_FINAL), "", Duty::doctor("li")));
}

}  // namespace
}  // namespace rdc::router
