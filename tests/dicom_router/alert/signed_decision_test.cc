// Who signs a final report on the ECG of an open alarm decides its case with the same signature, or cannot sign it.
#include <gtest/gtest.h>

#include "dicom_router/store/report_store.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;

class SignedDecision : public ::testing::Test {
 protected:
  v1::ReportDocument document(v1::ReportStatus status, const char* impression = "急性心肌梗死") {
    v1::ReportDocument made;
    made.set_report_id(report_id);
    made.set_revision_id(duty.ids.next());
    made.set_study_id(ecg.study_id);
    made.set_status(status);
    made.set_impression(impression);
    return made;
  }
  // As the report desk publishes a revision: its row is there, and everything is undone together when it is refused.
  Result<void> sign(const std::string& who, const v1::ReportDocument& made, const v1::DecideRequest* decision) {
    return duty.catalog->write<void>([&](soci::session& session) -> Result<void> {
      if (!ReportStore::report_of(session, ecg.study_id))
        ReportStore::add_report(session, made.report_id(), ecg.study_id, duty.book.now());
      RevisionRecord revision;
      revision.revision_id = made.revision_id();
      revision.report_id = made.report_id();
      revision.study_id = made.study_id();
      revision.ordinal = ++ordinal;
      revision.status = made.status();
      revision.saved_by = revision.author_user_id = who;
      revision.document = {std::string(64, 'd'), 1};
      ReportStore::add_revision(session, revision);
      return duty.duty_desk.reported(session, duty.doctor(who), made, decision);
    });
  }
  std::string reason(const Result<void>& outcome) { return outcome ? "" : outcome.error().reason; }
  int answered_letters() {
    int count = 0;
    for (const auto& letter : duty.letters())
      count += letter.has_progress() && letter.progress().stage() == v1::ProgressLetter::ANSWERED ? 1 : 0;
    return count;
  }

  Duty duty;
  EcgRecord ecg = duty.store_ecg();
  std::string report_id = duty.ids.next();
  int ordinal = 0;
};

TEST_F(SignedDecision, NoFinalReportLeavesTheAlarmUndecided) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto id = duty.case_of(ecg);
  for (const auto status : {v1::REPORT_STATUS_FINAL, v1::REPORT_STATUS_AMENDED})
    EXPECT_EQ(reason(sign("li", document(status), nullptr)), "CASE_UNDECIDED");
  // Acknowledged is not decided.
  duty.acknowledge(id);
  EXPECT_EQ(reason(sign("li", document(v1::REPORT_STATUS_FINAL), nullptr)), "CASE_UNDECIDED");
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM report_revision"), 0) << "nothing of a refused signature is there";
  EXPECT_EQ(answered_letters(), 0);
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_ACKNOWLEDGED);
}

TEST_F(SignedDecision, ThePreliminaryReportMayComeBeforeIt) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  EXPECT_TRUE(sign("sun", document(v1::REPORT_STATUS_PRELIMINARY), nullptr));
  EXPECT_EQ(duty.see(duty.case_of(ecg)).state(), v1::ALERT_STATE_RAISED) << "and the alarm goes on";
  duty.advance(3min);
  EXPECT_TRUE(duty.see(duty.case_of(ecg)).alerts(0).steps(1).has_fired_at());
}

TEST_F(SignedDecision, TheSignatureDecidesByTheSamePersonAndEndsTheEscalation) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto id = duty.case_of(ecg);
  const auto decision = duty.decision(id, v1::DECISION_VERDICT_CONFIRMED);
  const auto report = document(v1::REPORT_STATUS_FINAL);
  ASSERT_TRUE(sign("li", report, &decision));
  const auto seen = duty.see(id);
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_CONFIRMED);
  ASSERT_EQ(seen.decisions_size(), 1);
  EXPECT_EQ(seen.decisions(0).by().user_id(), "li");
  EXPECT_EQ(seen.decisions(0).report_revision_id(), report.revision_id());
  EXPECT_EQ(seen.decisions(0).plan(), v1::TREATMENT_PLAN_PRIMARY_PCI);
  EXPECT_FALSE(seen.has_closed_at()) << "what was done is recorded when it is closed";
  ASSERT_EQ(duty.answers().size(), 1U);
  EXPECT_EQ(answered_letters(), 1) << "once, though both the decision and the report answer";
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM audit_event WHERE action = 'alert.confirm' AND user_id = 'li'"), 1);
  duty.advance(1h);
  EXPECT_EQ(duty.see(id).alerts_size(), 1) << "nobody is alarmed any more";
  EXPECT_TRUE(duty.see(id).alerts(0).steps(1).cancelled());
}

TEST_F(SignedDecision, ARefutationIsOneAsWellUnlessTheReportFindsTheInfarction) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto id = duty.case_of(ecg);
  const auto decision = duty.decision(id, v1::DECISION_VERDICT_REFUTED, v1::TREATMENT_PLAN_OBSERVE);
  EXPECT_EQ(reason(sign("li", document(v1::REPORT_STATUS_FINAL), &decision)), "DECISION_CONTRADICTS");
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_RAISED);
  EXPECT_TRUE(sign("li", document(v1::REPORT_STATUS_FINAL, "早期复极"), &decision));
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_REFUTED);
}

TEST_F(SignedDecision, OnlyWhoMayDecideCasesDecidesThisOne) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto id = duty.case_of(ecg);
  const auto decision = duty.decision(id, v1::DECISION_VERDICT_CONFIRMED);
  EXPECT_EQ(reason(sign("sun", document(v1::REPORT_STATUS_FINAL), &decision)), "CASE_NEEDS_CARDIOLOGIST")
      << "a radiologist may sign, and may not decide";
  EXPECT_TRUE(duty.see(id).decisions().empty());
}

TEST_F(SignedDecision, AnotherCasesDecisionDoesNotHelp) {
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto other = duty.alarming_ecg({.site = "site-b", .patient = "P2", .name = "李大勇"});
  const auto decision = duty.decision(other, v1::DECISION_VERDICT_CONFIRMED);
  EXPECT_EQ(reason(sign("li", document(v1::REPORT_STATUS_FINAL), &decision)), "BAD_REQUEST");
  EXPECT_TRUE(duty.see(other).decisions().empty());
}

TEST_F(SignedDecision, WithoutAnOpenAlarmAReportIsAReport) {
  duty.analyse(ecg, v1::ECG_TIER_NONE);
  EXPECT_TRUE(sign("sun", document(v1::REPORT_STATUS_FINAL, "窦性心律"), nullptr));
  // Decided already: the report does not ask again.
  ecg = duty.store_ecg({.patient = "P3", .name = "赵志刚"});
  report_id = duty.ids.next();
  ordinal = 0;
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  duty.decide(duty.case_of(ecg), v1::DECISION_VERDICT_CONFIRMED);
  EXPECT_TRUE(sign("sun", document(v1::REPORT_STATUS_FINAL), nullptr));
  EXPECT_EQ(duty.see(duty.case_of(ecg)).decisions_size(), 1);
}

}  // namespace
}  // namespace rdc::router
