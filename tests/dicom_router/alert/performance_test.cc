// Every number matches an independent count.
#include <gtest/gtest.h>

#include "dicom_router/alert/performance.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;

// Wilson's interval, worked by hand (95 %).
TEST(Performance, SharesHaveWilsonIntervals) {
  const auto half = share(5, 10);
  EXPECT_NEAR(half.low(), 0.2366, 1e-4);
  EXPECT_NEAR(half.high(), 0.7634, 1e-4);
  const auto all = share(3, 3);
  EXPECT_NEAR(all.low(), 0.4385, 1e-4);
  EXPECT_DOUBLE_EQ(all.high(), 1.0);
  EXPECT_NEAR(share(0, 20).high(), 0.1611, 1e-4);
  EXPECT_EQ(share(0, 0).of(), 0U);
}

class PerformanceCounts : public ::testing::Test {
 protected:
  EcgRecord ecg(const std::string& patient, v1::EcgTier tier, const std::string& site = "site-a") {
    const auto made = duty.store_ecg({.site = site, .patient = patient, .name = "病人" + patient});
    duty.analyse(made, tier);
    return made;
  }
  void report(const EcgRecord& made, const std::string& impression, std::vector<std::string> codes = {}) {
    v1::ReportDocument document;
    document.set_study_id(made.study_id);
    document.set_revision_id(duty.ids.next());
    document.set_status(v1::REPORT_STATUS_FINAL);
    document.set_impression(impression);
    for (auto& code : codes) document.add_coded_findings(code);
    must(duty.catalog->write<void>([&](soci::session& session) {
      return duty.ecgs.reported(session, document, {"li", "li", "station/1"});
    }));
  }
  v1::GetPerformanceReply count(bool by_site = false, v1::EcgTier tier = v1::ECG_TIER_SUSPECTED) {
    v1::GetPerformanceRequest request;
    request.set_by_site(by_site);
    request.set_with_cases(true);
    request.set_tier(tier);
    return must(duty.catalog->read<v1::GetPerformanceReply>(
        [&](soci::session& session) { return performance_of(session, request); }));
  }
  Duty duty;
};

TEST_F(PerformanceCounts, AlarmsConfirmedRefutedMissed) {
  const auto right = ecg("P1", v1::ECG_TIER_ALARM);
  duty.decide(duty.case_of(right), v1::DECISION_VERDICT_CONFIRMED);
  ecg("P1", v1::ECG_TIER_ALARM);  // the same case: not a second alarm
  const auto wrong = ecg("P2", v1::ECG_TIER_SUSPECTED);
  duty.decide(duty.case_of(wrong), v1::DECISION_VERDICT_REFUTED);
  const auto overruled = ecg("P3", v1::ECG_TIER_SUSPECTED);  // refuted at night, and found true in the report
  duty.decide(duty.case_of(overruled), v1::DECISION_VERDICT_REFUTED);
  report(overruled, "", {"SINUS_RHYTHM", "STEMI_INFERIOR"});
  ecg("P4", v1::ECG_TIER_SUSPECTED);  // nobody decided yet
  const auto missed = ecg("P5", v1::ECG_TIER_NONE);
  report(missed, "", {"STEMI_LATERAL"});
  const auto fine = ecg("P6", v1::ECG_TIER_NONE);
  report(fine, "", {"SINUS_RHYTHM"});
  // Opened from the desk, and confirmed: missed by the machine, with a report or without.
  const auto seen = ecg("P7", v1::ECG_TIER_WATCH, "site-b");
  v1::OpenFromStudyRequest open;
  open.set_case_id(duty.ids.next());
  open.set_study_id(seen.study_id);
  open.set_reason("后壁?");
  must(duty.as_doctor("li", &DutyDesk::open_from_study, open));
  duty.decide(open.case_id(), v1::DECISION_VERDICT_CONFIRMED);
  report(seen, "", {"STEMI_POSTERIOR"});

  const auto reply = count();
  ASSERT_EQ(reply.rows_size(), 1);
  const auto& row = reply.rows(0);
  EXPECT_EQ(row.rule_version(), "test-1");
  EXPECT_EQ(row.ecgs(), 8U);
  EXPECT_EQ(row.alarms(), 4U);
  EXPECT_EQ(row.confirmed(), 2U);
  EXPECT_EQ(row.refuted(), 1U);
  EXPECT_EQ(row.undecided(), 1U);
  EXPECT_EQ(row.missed(), 2U);
  EXPECT_EQ(row.sensitivity().of(), 4U);
  EXPECT_DOUBLE_EQ(row.sensitivity().value(), 0.5);
  EXPECT_EQ(row.predictive_value().of(), 3U);
  // Every number drills to what it counts.
  EXPECT_EQ(row.confirmed_case_ids(0), duty.case_of(right));
  EXPECT_EQ(row.refuted_case_ids(0), duty.case_of(wrong));
  EXPECT_EQ(row.missed_study_ids(0), missed.study_id);
  EXPECT_EQ(row.missed_study_ids(1), seen.study_id);

  const auto sites = count(true);
  ASSERT_EQ(sites.rows_size(), 2);
  EXPECT_EQ(sites.rows(0).site_id(), "site-a");
  EXPECT_EQ(sites.rows(0).missed() + sites.rows(1).missed(), 2U);
  // Against the louder tier alone, what was only suspected counts as missed when it was true.
  const auto loud = count(false, v1::ECG_TIER_ALARM).rows(0);
  EXPECT_EQ(loud.alarms(), 1U);
  EXPECT_EQ(loud.missed(), 3U);
}

TEST(Performance, ReportsWithoutCodesAreReadByTheirWords) {
  const std::pair<const char*, bool> kImpressions[] = {
      {"急性前壁心肌梗死", false},  // not one of the phrases: readers' codes tell, words only help
      {"窦性心律,急性心肌梗死", true},
      {"ST段抬高型心肌梗死,请结合临床", true},
      {"未见急性心肌梗死征象", false},
      {"窦性心律。不支持急性心肌梗死;建议复查", false},
      {"无特殊。STEMI", true},
      {"Acute myocardial infarction, anterior", true},
      {"no acute myocardial infarction", false},
      {"窦性心律", false}};
  for (const auto& [impression, want] : kImpressions) {
    v1::ReportDocument document;
    document.set_impression(impression);
    EXPECT_EQ(says_acute_infarction(document), want) << impression;
  }
  v1::ReportDocument coded;
  coded.set_impression("急性心肌梗死");
  coded.add_coded_findings("OLD_MI_ANTERIOR");
  EXPECT_FALSE(says_acute_infarction(coded)) << "codes count where there are any";
}

}  // namespace
}  // namespace rdc::router
