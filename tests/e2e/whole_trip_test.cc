// From the device to the signed report back in the clinic, by real programs; the reader's windows are the demo's part.
#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/instance_header.h"
#include "common/report/verify_report.h"
#include "tests/testkit/child_process.h"
#include "tests/testkit/ecg_cart.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class WholeTrip : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS}); }
  static void TearDownTestSuite() { township_.reset(); }

  // Reads and signs the study; the signed revision.
  static v1::Revision read_and_sign(StationClient& reader, const std::string& study_instance_uid, int instances) {
    const auto item = reader.wait_for_item(
        [&](const v1::WorklistItem& each) {
          return each.study_instance_uid() == study_instance_uid &&
                 each.instance_count() == static_cast<unsigned>(instances);
        },
        60s);
    EXPECT_TRUE(item) << item.error().message;
    if (!item) return {};
    const auto claim = reader.claim(item->item_id());
    EXPECT_TRUE(claim) << claim.error().message;
    const auto revision = reader.sign(*item, {"胸痛2小时", "双肺野清晰。", "心肺膈未见明显异常。"});
    EXPECT_TRUE(revision) << revision.error().reason << revision.error().message;
    return revision.value_or(v1::Revision());
  }
  // The DICOM reports in the site's results folder.
  static std::vector<std::filesystem::path> dicom_reports() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(township_->site().results()))
      if (entry.path().extension() == ".dcm") found.push_back(entry.path());
    return found;
  }

  static std::unique_ptr<Township> township_;
};
std::unique_ptr<Township> WholeTrip::township_;

TEST_F(WholeTrip, CarriesARadiographACtAndAnEcgAndBringsSignedReportsBack) {
  Township& town = *township_;
  const auto radiograph = town.dr().make_radiograph({.columns = 500, .rows = 625}, {"咳嗽三天", "HIGH"});
  const auto ct = town.ct().make_ct({.slices = 24, .side = 128}, {"胸痛2小时", ""});
  ASSERT_TRUE(radiograph && ct);
  const auto sent_dr = town.dr().send(*radiograph);
  ASSERT_TRUE(sent_dr) << sent_dr.error().message;
  EXPECT_TRUE(sent_dr->complete());
  const auto sent_ct = town.ct().send(*ct);
  ASSERT_TRUE(sent_ct) << sent_ct.error().message;
  EXPECT_TRUE(sent_ct->complete());
  EcgCart cart({.drop_directory = town.site().drop(), .own_directory = town.scratch() / "cart", .pause = 20ms},
               town.clock());
  const auto ecg = cart.record({.heart_rate = 88, .clinical_history = "胸闷"});
  ASSERT_TRUE(ecg) << ecg.error().message;
  ASSERT_TRUE(town.wait_for_instances(26, 60s));

  auto reader = town.person("reading-1", "li");
  const auto key = reader->enrol_signing_key(Township::kPin);
  ASSERT_TRUE(key) << key.error().reason << " " << key.error().message;
  auto cardiologist = town.person("reading-2", "xin");
  ASSERT_TRUE(cardiologist->enrol_signing_key(Township::kPin));
  const auto first = read_and_sign(*reader, radiograph->study_instance_uid, 1);
  const auto second = read_and_sign(*reader, ct->study_instance_uid, 24);
  const auto third = read_and_sign(*cardiologist, ecg->study_instance_uid, 1);

  const auto catalog = town.site().catalog();
  ASSERT_TRUE(catalog);
  ASSERT_TRUE(
      (*catalog)->wait_for_number("SELECT count(*) FROM letter WHERE kind = 'report' AND acknowledged = 1", 3, 60s));
  std::size_t kept = 0;
  const auto centre = base::read_file(town.county().router_data() / "keys" / "ca.pem", 64 * 1024);
  ASSERT_TRUE(centre);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(town.site().results())) {
    if (entry.path().extension() != ".json") continue;
    ++kept;
    auto stem = entry.path();
    const auto document = base::read_file(stem, 1 << 20);
    const auto signature = base::read_file(stem.replace_extension(".p7s"), 1 << 20);
    const auto pdf = base::sha256_of_file(stem.replace_extension(".pdf"));
    ASSERT_TRUE(document && signature && pdf);
    const auto verified = report::verify_report(*document, *signature, *pdf, *centre);
    EXPECT_TRUE(verified) << verified.error().message;
    std::string altered = *document;
    altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
    EXPECT_FALSE(report::verify_report(altered, *signature, *pdf, *centre));
  }
  EXPECT_EQ(kept, 3U);

  // The ECG's report came in DICOM's own form as well, beside the signed one.
  const auto structured = dicom_reports();
  ASSERT_EQ(structured.size(), 1U);
  EXPECT_EQ(structured[0].filename().string(), third.report_id() + "-r1.dcm");
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(structured[0]).replace_extension(".json")));
  const auto header = dicom::read_header(structured[0]);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->modality, "SR");
  EXPECT_EQ(header->study_instance_uid, ecg->study_instance_uid);
  EXPECT_EQ(header->patient_id, ecg->patient.patient_id);
  const auto said = run({{"dsrdump", "+Pl", "+Pu", "+U8", structured[0].string()}, {}, {}, {}, {}});
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_TRUE(said->ok()) << said->output;
  EXPECT_EQ(said->output.find("E: "), std::string::npos) << said->output;
  EXPECT_NE(said->output.find("心肺膈未见明显异常。"), std::string::npos) << said->output;
  EXPECT_NE(said->output.find(ecg->sop_instance_uid), std::string::npos) << "it names the tracing: " << said->output;
}

TEST_F(WholeTrip, GivesBackByteForByteWhatTheDevicesSent) {
  Township& town = *township_;
  EcgCart cart({.drop_directory = town.site().drop(),
                .own_directory = town.scratch() / "cart2",
                .seed = 77,
                .writing = EcgCart::Writing::kSlowly,
                .pause = 100ms},
               town.clock());
  const auto ecg = cart.record({});
  ASSERT_TRUE(ecg);
  auto reader = town.person("reading-1", "xin");
  const auto item = reader->wait_for_item(
      [&](const auto& each) { return each.study_instance_uid() == ecg->study_instance_uid; }, 60s);
  ASSERT_TRUE(item) << item.error().message;
  const auto study = reader->study(item->study_id());
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_EQ(study->series_size(), 1);
  ASSERT_EQ(study->series(0).instances_size(), 1) << "a file written slowly must arrive once, whole";
  const auto& object = study->series(0).instances(0).object();
  EXPECT_EQ(object.sha256(), ecg->sha256);
  const auto bytes = reader->object(item->study_id(), object.sha256());
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(base::sha256(*bytes).hex(), ecg->sha256);
  EXPECT_FALSE(std::filesystem::exists(ecg->file));
}

TEST_F(WholeTrip, TakesTheSameImagesOnlyOnce) {
  Township& town = *township_;
  const auto study = town.dr().make_radiograph({.columns = 100, .rows = 125}, {});
  ASSERT_TRUE(study);
  for (int time = 0; time < 3; ++time) {
    const auto sent = town.dr().send(*study);
    ASSERT_TRUE(sent && sent->complete());
  }
  auto reader = town.person("reading-1", "zhou");
  const auto item = reader->wait_for_item(
      [&](const auto& each) { return each.study_instance_uid() == study->study_instance_uid; }, 60s);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->instance_count(), 1U);
  EXPECT_FALSE(item->has_conflict());
}

// Last: everything that the tests before sent is read and signed, and both sides agree about all of it.
TEST_F(WholeTrip, ReconcilesAndKeepsAnUnbrokenAuditChain) {
  Township& town = *township_;
  auto reader = town.person("reading-1", "li");
  ASSERT_TRUE(reader->enrol_signing_key(Township::kPin));
  const auto items = reader->list();
  ASSERT_TRUE(items) << items.error().message;
  for (const v1::WorklistItem& item : *items) {
    if (item.status() != v1::WORKLIST_STATUS_UNREAD) continue;
    ASSERT_TRUE(reader->claim(item.item_id()));
    const auto revision = reader->sign(item, {"", "未见异常。", "未见明显异常。"});
    ASSERT_TRUE(revision) << revision.error().message;
  }
  const auto catalog = town.county().router_catalog();
  ASSERT_TRUE(catalog);
  EXPECT_TRUE((*catalog)->wait_until(
      [](DatabaseWatch& router) {
        return router.number("SELECT count(*) FROM letter").value_or(0) > 0 &&
               router.number("SELECT count(*) FROM letter WHERE acknowledged_at = 0") == 0;
      },
      30s));
  EXPECT_TRUE(town.wait_for_ledger(30s));
  const std::vector<std::vector<std::string>> commands{{"reconcile"}, {"audit", "verify"}, {"verify"}};
  for (const auto& command : commands) {
    const auto done = town.county().router_command(command);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(done->ok()) << command[0] << ":\n" << done->output;
  }
}

}  // namespace
}  // namespace rdc::testkit
