// From the first sign to the recorded decision, on a clock that the test moves.
#include <gtest/gtest.h>

#include "dicom_router/alert/alert_config.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;

class AlertFlow : public ::testing::Test {
 protected:
  std::vector<std::string> alarmed(const v1::AlertCase& seen, int alert = 0) {
    std::vector<std::string> steps;
    for (const auto& step : seen.alerts(alert).steps())
      if (step.has_fired_at()) steps.push_back(step.name());
    return steps;
  }
  bool has(const v1::AlertCase& seen, v1::PointKind kind) {
    return std::any_of(seen.points().begin(), seen.points().end(), [&](auto& point) { return point.kind() == kind; });
  }
  Duty duty;
};

TEST_F(AlertFlow, AnAlarmingEcgAlarmsWhoIsOnDutyAtOnceAndTellsTheClinic) {
  const auto id = duty.alarming_ecg();
  const auto seen = duty.see(id, "li");
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_RAISED);
  EXPECT_EQ(seen.tier(), v1::ECG_TIER_ALARM);
  EXPECT_TRUE(seen.addressed_to_me());
  EXPECT_FALSE(duty.see(id, "sun").addressed_to_me()) << "a radiologist is not on this rota";
  EXPECT_EQ(alarmed(seen), std::vector<std::string>{"duty"});
  EXPECT_EQ(seen.alerts(0).rule_version(), "test-1");
  EXPECT_EQ(seen.ecgs_size(), 1);
  EXPECT_TRUE(has(seen, v1::POINT_KIND_ECG_RECEIVED));
  EXPECT_TRUE(has(seen, v1::POINT_KIND_ECG_STORED));
  EXPECT_TRUE(has(seen, v1::POINT_KIND_ALERT_RAISED));
  const auto letters = duty.letters();
  ASSERT_FALSE(letters.empty());
  EXPECT_TRUE(std::any_of(letters.begin(), letters.end(), [](auto& one) { return one.has_alert_case(); }));
  EXPECT_TRUE(duty.letters("site-b").empty()) << "a site hears of its own patients alone";
}

TEST_F(AlertFlow, QuietTiersAlarmNobodyAndTheClinicHearsTheTier) {
  for (const auto tier : {v1::ECG_TIER_NONE, v1::ECG_TIER_WATCH}) {
    const auto ecg = duty.store_ecg();
    duty.analyse(ecg, tier);
    EXPECT_EQ(duty.case_of(ecg), "");
    EXPECT_EQ(duty.letters().back().progress().tier(), tier);
  }
}

TEST_F(AlertFlow, SilenceEscalatesAlongTheTimetableAndThenRepeats) {
  const auto id = duty.alarming_ecg();
  duty.advance(2min + 59s);
  EXPECT_EQ(alarmed(duty.see(id)), (std::vector<std::string>{"duty"}));
  duty.advance(1s);
  EXPECT_EQ(alarmed(duty.see(id)), (std::vector<std::string>{"duty", "second"}));
  duty.advance(3min);
  EXPECT_EQ(alarmed(duty.see(id)), (std::vector<std::string>{"duty", "second", "head"}));
  duty.advance(4min);
  EXPECT_EQ(alarmed(duty.see(id)), (std::vector<std::string>{"duty", "second", "head", "desk"}));
  for (int i = 0; i < 5; ++i) {
    const auto before = duty.see(id).alerts(0).steps(3).fired_at();
    duty.advance(5min);
    EXPECT_GT(duty.see(id).alerts(0).steps(3).fired_at(), before) << "the last step is repeated";
  }
  const auto points = duty.see(id).points();
  EXPECT_EQ(
      std::count_if(points.begin(), points.end(), [](auto& p) { return p.kind() == v1::POINT_KIND_ALERT_ESCALATED; }),
      3);
}

TEST_F(AlertFlow, ARestartInBetweenFiresTheNextStepOnTimeAndMissedOnesAtOnce) {
  const auto id = duty.alarming_ecg();
  duty.restart();
  duty.advance(3min);
  EXPECT_EQ(alarmed(duty.see(id)).size(), 2U);
  duty.clock.advance(7min);  // the router is down
  duty.restart();
  const auto next = must(duty.escalation->run_due());
  EXPECT_EQ(alarmed(duty.see(id)).size(), 4U);
  EXPECT_EQ(next, duty.book.now() + 5 * 60'000'000);
}

TEST_F(AlertFlow, AcknowledgingStopsTheTimetableAndMakesAHolder) {
  const auto id = duty.alarming_ecg();
  must(duty.as_doctor("li", &DutyDesk::displayed, duty.display(duty.see(id))));
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_DELIVERED);
  EXPECT_TRUE(duty.see(id, "li").addressed_to_me()) << "it sounds until acknowledged";
  const auto seen = duty.acknowledge(id, "wang");
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_ACKNOWLEDGED);
  EXPECT_EQ(seen.holder().display_name(), "wang");
  EXPECT_FALSE(seen.addressed_to_me());
  duty.advance(9min);
  EXPECT_EQ(alarmed(duty.see(id)).size(), 1U);
  EXPECT_TRUE(duty.see(id).alerts(0).steps(1).cancelled());
}

TEST_F(AlertFlow, AcknowledgedAndForgottenAlarmsAnew) {
  const auto id = duty.alarming_ecg();
  duty.acknowledge(id);
  duty.advance(10min);
  const auto seen = duty.see(id);
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_RAISED);
  ASSERT_EQ(seen.alerts_size(), 2);
  EXPECT_EQ(seen.alerts(1).cause(), v1::ALERT_CAUSE_UNANSWERED_ECG);
  duty.advance(1min);
  EXPECT_EQ(duty.see(id).alerts_size(), 2) << "once";
  duty.acknowledge(id);
  duty.decide(id, v1::DECISION_VERDICT_CONFIRMED);
  duty.advance(1h);
  EXPECT_EQ(duty.see(id).alerts_size(), 2);
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_CONFIRMED);
}

TEST_F(AlertFlow, AnAcknowledgementThatOvertakesTheDisplayLeavesBothOnRecord) {
  const auto id = duty.alarming_ecg();
  const auto shown = duty.display(duty.see(id));
  duty.acknowledge(id);
  must(duty.as_doctor("li", &DutyDesk::displayed, shown));
  must(duty.as_doctor("li", &DutyDesk::displayed, shown));
  const auto seen = duty.see(id);
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_ACKNOWLEDGED);
  EXPECT_TRUE(seen.alerts(0).has_delivered_at());
  EXPECT_EQ(std::count_if(seen.points().begin(), seen.points().end(),
                          [](auto& point) { return point.kind() == v1::POINT_KIND_ALERT_DELIVERED; }),
            1);
}

TEST_F(AlertFlow, ACaseThatFillsUpTakesNoMoreWordsAndCanStillBeDecided) {
  const auto id = duty.alarming_ecg();
  v1::RecordSitePointsRequest request;
  request.set_case_id(id);
  Result<v1::RecordSitePointsReply> recorded;
  for (int i = 0; i < 100 && recorded; ++i) {
    request.clear_points();
    for (int j = 0; j < 50; ++j) {
      auto& point = *request.add_points();
      point = duty.point(v1::POINT_KIND_ONSET, v1::POINT_SOURCE_AGENT);
      point.set_note(std::string(500, 'n'));
    }
    recorded = duty.as_site(&SiteDesk::record_points, request);
  }
  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().reason, "CASE_FULL");
  EXPECT_LT(duty.see(id).ByteSizeLong(), std::size_t{1} << 20);
  for (const auto& letter : duty.letters()) EXPECT_LT(letter.ByteSizeLong(), std::size_t{1} << 20);
  v1::AdviseRequest advice;
  advice.set_case_id(id);
  advice.set_answer_id(duty.ids.next());
  advice.set_text("V7-V9");
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::advise, advice).error().reason, "CASE_FULL");
  duty.acknowledge(id);
  EXPECT_EQ(duty.decide(id, v1::DECISION_VERDICT_CONFIRMED).state(), v1::ALERT_STATE_CONFIRMED);
  EXPECT_TRUE(duty.as_doctor("li", &DutyDesk::close, duty.closing(id)));
}

TEST_F(AlertFlow, OnlyARecordedDecisionCloses) {
  const auto id = duty.alarming_ecg();
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::close, duty.closing(id)).error().reason, "NOT_DECIDED");
  duty.acknowledge(id);
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::close, duty.closing(id)).error().reason, "NOT_DECIDED");
  duty.decide(id, v1::DECISION_VERDICT_CONFIRMED);
  auto unsaid = duty.closing(id);
  unsaid.clear_treatment();
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::close, unsaid).error().reason, "BAD_REQUEST");
  const auto closing = duty.closing(id);
  EXPECT_EQ(must(duty.as_doctor("li", &DutyDesk::close, closing)).state(), v1::ALERT_STATE_CLOSED);
  EXPECT_EQ(must(duty.as_doctor("li", &DutyDesk::close, closing)).state(), v1::ALERT_STATE_CLOSED) << "said again";
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::close, duty.closing(id)).error().reason, "CLOSED");
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::decide, duty.decision(id, v1::DECISION_VERDICT_REFUTED)).error().reason,
            "CLOSED");
  EXPECT_TRUE(duty.letters().back().has_feedback());
}

TEST_F(AlertFlow, ADecisionIsAnsweredOnceHoweverOftenItIsSent) {
  const auto id = duty.alarming_ecg();
  const auto decision = duty.decision(id, v1::DECISION_VERDICT_CONFIRMED);
  for (int i = 0; i < 3; ++i) must(duty.as_doctor("li", &DutyDesk::decide, decision));
  ASSERT_EQ(duty.answers().size(), 1U);
  const auto answer = duty.answers().front();
  EXPECT_EQ(answer.answer_id(), decision.action_id());
  EXPECT_EQ(answer.by(), "li");
  EXPECT_GE(answer.next_steps_size(), 3);
  EXPECT_EQ(duty.see(id).decisions_size(), 1);
  EXPECT_EQ(duty.as_doctor("wang", &DutyDesk::decide, decision).error().reason, "ACTION_EXISTS")
      << "another person's action";
}

TEST_F(AlertFlow, AChangeOfMindKeepsBothDecisions) {
  const auto id = duty.alarming_ecg();
  duty.decide(id, v1::DECISION_VERDICT_REFUTED);
  EXPECT_EQ(duty.see(id).state(), v1::ALERT_STATE_REFUTED);
  const auto seen = duty.decide(id, v1::DECISION_VERDICT_CONFIRMED, "wang");
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_CONFIRMED);
  ASSERT_EQ(seen.decisions_size(), 2);
  EXPECT_TRUE(seen.decisions(0).superseded());
  EXPECT_EQ(duty.answers().size(), 2U);
}

TEST_F(AlertFlow, TheWatchdogAlarmsForAnEmergencyEcgThatNobodyAnswered) {
  const auto ecg = duty.store_ecg({.urgency = v1::URGENCY_EMERGENCY});  // and whoever should analyse it is dead
  duty.advance(4min + 59s);
  EXPECT_EQ(duty.case_of(ecg), "");
  duty.advance(1s);
  const auto id = duty.case_of(ecg);
  ASSERT_NE(id, "");
  EXPECT_EQ(duty.see(id).alerts(0).cause(), v1::ALERT_CAUSE_UNANSWERED_ECG);
  EXPECT_TRUE(duty.see(id, "li").addressed_to_me());
  duty.restart();
  duty.advance(1min);
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM alert"), 1) << "once";
}

TEST_F(AlertFlow, TheWatchdogLeavesAloneWhatIsRoutineAnsweredOrInACase) {
  duty.store_ecg({.patient = "P2", .urgency = v1::URGENCY_ROUTINE});
  const auto reported = duty.store_ecg({.patient = "P3", .urgency = v1::URGENCY_EMERGENCY});
  v1::ReportDocument document;
  document.set_study_id(reported.study_id);
  document.set_status(v1::REPORT_STATUS_PRELIMINARY);
  must(duty.catalog->write<void>([&](soci::session& session) {
    return duty.ecgs.reported(session, document, {"li", "li", "station/1"});
  }));
  const auto id = duty.alarming_ecg({.patient = "P4", .urgency = v1::URGENCY_EMERGENCY});
  duty.advance(6min);
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM alert"), 1);
  EXPECT_EQ(duty.see(id).alerts(0).cause(), v1::ALERT_CAUSE_SUSPECTED_STEMI);
}

TEST_F(AlertFlow, AnEmergencyEcgThatCannotBeReadAlarmsAtOnce) {
  const auto ecg = duty.store_ecg({.urgency = v1::URGENCY_EMERGENCY});
  must(duty.try_analyse(ecg, v1::ECG_TIER_UNSPECIFIED, false, "POISON"));
  EXPECT_EQ(duty.see(duty.case_of(ecg)).alerts(0).cause(), v1::ALERT_CAUSE_UNANSWERED_ECG);
}

TEST_F(AlertFlow, ACriticalValueIsAnAlarmOfItsOwn) {
  const auto ecg = duty.store_ecg();
  duty.analyse(ecg, v1::ECG_TIER_NONE, true);
  const auto seen = duty.see(duty.case_of(ecg));
  EXPECT_EQ(seen.alerts(0).cause(), v1::ALERT_CAUSE_CRITICAL_VALUE);
  EXPECT_EQ(seen.tier(), v1::ECG_TIER_ALARM);
}

TEST_F(AlertFlow, TheClinicReadsTheAnswerBackAndTheCentreSeesIt) {
  const auto id = duty.alarming_ecg();
  duty.decide(id, v1::DECISION_VERDICT_CONFIRMED);
  const auto answer = duty.answers().front();
  std::string letter_id;
  for (const auto& letter : duty.letters())
    if (letter.has_answer()) letter_id = letter.letter_id();
  for (int i = 0; i < 2; ++i)
    must(duty.catalog->write<void>(
        [&](soci::session& session) { return duty.site_desk.letter_kept(session, letter_id); }));
  EXPECT_TRUE(duty.see(id).answers(0).has_delivered_at());
  v1::ReadBackRequest back;
  back.set_case_id(id);
  back.set_answer_id(answer.answer_id());
  back.set_text("直接送导管室,先溶栓");
  *back.mutable_point() = duty.point(v1::POINT_KIND_READ_BACK, v1::POINT_SOURCE_AGENT);
  back.mutable_point()->set_subject(answer.answer_id());
  EXPECT_EQ(duty.as_site(&SiteDesk::read_back, back).error().reason, "BAD_REQUEST") << "who read it back?";
  back.mutable_point()->set_entered_by("村医张");
  EXPECT_EQ(duty.as_site(&SiteDesk::read_back, back, "site-b").error().reason, "NO_SUCH_CASE");
  for (int i = 0; i < 2; ++i) must(duty.as_site(&SiteDesk::read_back, back));
  const auto seen = duty.see(id);
  EXPECT_EQ(seen.answers(0).read_back_by(), "村医张");
  EXPECT_EQ(std::count_if(seen.points().begin(), seen.points().end(),
                          [](auto& p) { return p.kind() == v1::POINT_KIND_READ_BACK; }),
            1);
  back.set_answer_id(duty.ids.next());
  back.mutable_point()->set_subject(back.answer_id());
  EXPECT_EQ(duty.as_site(&SiteDesk::read_back, back).error().reason, "NO_SUCH_ANSWER");
}

TEST_F(AlertFlow, EditsAppendAndNeverOverwrite) {
  const auto id = duty.alarming_ecg();
  v1::RecordCasePointsRequest request;
  request.set_case_id(id);
  auto door = duty.point(v1::POINT_KIND_DOOR_IN, v1::POINT_SOURCE_TYPED);
  *request.add_points() = door;
  must(duty.as_doctor("li", &DutyDesk::record_points, request));
  auto edit = duty.point(v1::POINT_KIND_DOOR_IN, v1::POINT_SOURCE_TYPED);
  *edit.mutable_at() = stamp_of(duty.clock.now() - 20min);
  edit.set_replaces_point_id(door.point_id());
  edit.set_edit_reason("看错了钟");
  request.clear_points();
  *request.add_points() = edit;
  const auto seen = must(duty.as_doctor("wang", &DutyDesk::record_points, request));
  std::vector<v1::TimePoint> doors;
  for (const auto& point : seen.points())
    if (point.kind() == v1::POINT_KIND_DOOR_IN) doors.push_back(point);
  ASSERT_EQ(doors.size(), 2U);
  EXPECT_FALSE(doors[0].superseded());
  EXPECT_TRUE(doors[1].superseded());
  EXPECT_EQ(doors[0].entered_by(), "wang");
  request.mutable_points(0)->set_point_id(duty.ids.next());
  request.mutable_points(0)->set_kind(v1::POINT_KIND_DOOR_OUT);
  EXPECT_EQ(duty.as_doctor("li", &DutyDesk::record_points, request).error().reason, "BAD_POINT")
      << "an edit replaces a point of its own kind";
}

TEST_F(AlertFlow, TheClockToTheNeedleRunsOnlyWhereLysisIsPlanned) {
  const auto runs_to_needle = [](const v1::AlertCase& seen) {
    return std::ranges::any_of(seen.intervals(),
                               [](const auto& interval) { return interval.to() == v1::POINT_KIND_NEEDLE; });
  };
  const auto case_id = duty.alarming_ecg();
  EXPECT_FALSE(runs_to_needle(duty.see(case_id))) << "nobody has planned anything yet";
  for (const auto& [plan, runs] :
       {std::pair(v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER, true), std::pair(v1::TREATMENT_PLAN_PRIMARY_PCI, false),
        std::pair(v1::TREATMENT_PLAN_LYSIS, true)}) {
    const auto decided =
        must(duty.as_doctor("li", &DutyDesk::decide, duty.decision(case_id, v1::DECISION_VERDICT_CONFIRMED, plan)));
    EXPECT_EQ(runs_to_needle(decided), runs) << v1::TreatmentPlan_Name(plan);
  }
}

TEST_F(AlertFlow, TheReaderOpensACaseThatNoMachineSaw) {
  const auto ecg = duty.store_ecg();
  duty.analyse(ecg, v1::ECG_TIER_NONE);
  v1::OpenFromStudyRequest request;
  request.set_case_id(duty.ids.next());
  request.set_study_id(ecg.study_id);
  request.set_reason("回旋支闭塞?");
  for (int i = 0; i < 2; ++i) must(duty.as_doctor("li", &DutyDesk::open_from_study, request));
  const auto seen = duty.see(request.case_id());
  EXPECT_EQ(seen.alerts_size(), 1);
  EXPECT_EQ(seen.alerts(0).cause(), v1::ALERT_CAUSE_READER);
  EXPECT_EQ(seen.ecgs_size(), 1);
}

TEST_F(AlertFlow, LysisOrTransferFollowsTheExpectedTravelTime) {
  AlertConfig config;
  config.travel = {{"near", 45}, {"far", 75}};
  EXPECT_EQ(propose(config, "near").plan(), v1::TREATMENT_PLAN_PRIMARY_PCI);
  EXPECT_EQ(propose(config, "far").plan(), v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);
  EXPECT_EQ(propose(config, "far").diagnosis_to_wire_minutes(), 135U);
  EXPECT_FALSE(propose(config, "elsewhere").known());
}

TEST_F(AlertFlow, TheAuditNamesWhoDidWhatAndItsChainHolds) {
  const auto id = duty.alarming_ecg();
  duty.acknowledge(id, "wang");
  duty.decide(id, v1::DECISION_VERDICT_REFUTED, "wang");
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM audit_event WHERE action = 'alert.acknowledge' AND user_id = 'wang'"), 1);
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM audit_event WHERE action = 'alert.refute' AND user_id = 'wang'"), 1);
  const auto verdict =
      duty.catalog->read<AuditLog::Verdict>([&](soci::session& session) { return duty.audit.verify(session); });
  EXPECT_TRUE(verdict->intact) << verdict->finding;
}

TEST_F(AlertFlow, WatchersSeeEveryChangeAndTheListTheLoudestFirst) {
  const auto quiet = duty.alarming_ecg({.patient = "P2"}, v1::ECG_TIER_SUSPECTED);
  duty.clock.advance(1min);
  const auto loud = duty.alarming_ecg({.patient = "P3"});
  duty.acknowledge(quiet);
  const auto changes = must(duty.catalog->read<AlertStore::Changes>(
      [](soci::session& session) -> Result<AlertStore::Changes> { return AlertStore::changes_after(session, 1, 10); }));
  EXPECT_EQ(changes.case_ids, (std::vector<std::string>{loud, quiet}));
  const auto listed = must(duty.catalog->read<std::vector<std::string>>(
      [](soci::session& session) -> Result<std::vector<std::string>> { return AlertStore::list(session, {}, 10); }));
  EXPECT_EQ(listed, (std::vector<std::string>{loud, quiet}));
}

TEST(AlertConfigFile, MistakesAreNamedWithTheirLine) {
  const std::pair<const char*, const char*> kBad[] = {
      {"answer_minutes = 0", "alert.toml:1"},
      {"alarm_from = \"watch\"", "watch"},
      {"[targets]\nfmc = 3", "fmc"},
      {"[travel]\nliuhe = -1", "alert.toml:2"},
      {"[critical]\nslow_bpm = 30", "name, version and source"},
      {"[[webhook]]\nname = \"sms\"\nurl = \"ftp://x\"\nsecret_file = \"k\"", "https://"},
      {"[[webhook]]\nname = \"sms\"\nurl = \"https://x\"\nsecret_file = \"../k\"", "secret_file"},
      {"[[webhook]]\nname = \"sms\"\nurl = \"https://x\"\nsecret_file = \"k\"\nevents = [\"rung\"]", "rung"},
      {"alarm = 1", "unknown key"}};
  for (const auto& [text, part] : kBad) {
    const auto read = AlertConfig::parse(text, "alert.toml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().reason, "BAD_ALERT_CONFIGURATION");
    EXPECT_NE(read.error().message.find(part), std::string::npos) << read.error().message;
  }
  const auto good = must(AlertConfig::parse(
      "alarm_from = \"alarm\"\n[travel]\nliuhe = 45\n[critical]\nname = \"河北\"\nversion = \"2\"\nsource = \"s\"\n"
      "slow_bpm = 40\n[[webhook]]\nname = \"sms\"\nurl = \"https://x\"\nsecret_file = \"k\"",
      "alert.toml"));
  EXPECT_EQ(good.alarm_from, v1::ECG_TIER_ALARM);
  EXPECT_EQ(good.critical.slow_bpm, 40);
  EXPECT_EQ(good.webhooks.front().events.size(), 6U);
}

}  // namespace
}  // namespace rdc::router
