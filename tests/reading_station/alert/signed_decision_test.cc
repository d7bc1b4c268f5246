// A final report on the ECG of an open alarm: its decision is asked for before the PIN.
#include "reading_station/alert/signed_decision.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "common/base/random.h"
#include "reading_station/app/language.h"
#include "tests/reading_station/alert/cases.h"
#include "tests/reading_station/alert/small_alarm.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

constexpr int kSignedPatienceMs = 20'000;  // two busy cores

class SignedDecisionTest : public ::testing::Test {
 protected:
  SignedDecisionTest() { clock.set_wall_clock(base::from_micros((kOpened + 74 + 420) * 1'000'000)); }
  void SetUp() override {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in(QStringLiteral("chen"), QStringLiteral("long enough password"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return in.count() > 0; }, kSignedPatienceMs));
    desk.start();
  }
  void know(const v1::AlertCase& one) {
    router.put(one);
    ASSERT_TRUE(QTest::qWaitFor([&] { return desk.cases().find(one.case_id()) != nullptr; }, kSignedPatienceMs));
  }
  void ask(v1::ReportStatus status, const char* study = "study-a") {
    went_on = false;
    given.reset();
    asked.ask({QString::fromLatin1(study), QStringLiteral("急性下壁心肌梗死\n"), status}, [this](const auto& decision) {
      went_on = true;
      given = decision;
    });
  }
  template <typename Widget>
  Widget* find(const char* name) {
    return window.findChild<Widget*>(QString::fromLatin1(name));
  }

  SmallAlarm router;
  testkit::ManualClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection{router.channels(), clock};
  AlertDesk desk{connection, clock, ids};
  QWidget window;
  SignedDecision& asked = *new SignedDecision(desk, &window);
  bool went_on = false;
  std::optional<v1::DecideRequest> given;
};

TEST_F(SignedDecisionTest, AsksOnlyWhereAnAlarmIsUndecidedAndTheReportEndsTheReading) {
  ask(v1::REPORT_STATUS_FINAL);
  EXPECT_TRUE(went_on) << "no case";
  know(a_case("a", v1::ECG_TIER_ALARM));
  know(a_decided_case("b"));
  for (const auto status : {v1::REPORT_STATUS_PRELIMINARY, v1::REPORT_STATUS_CANCELLED}) {
    ask(status);
    EXPECT_TRUE(went_on);
    EXPECT_FALSE(given);
  }
  ask(v1::REPORT_STATUS_FINAL, "study-b");
  EXPECT_TRUE(went_on) << "decided already";
  EXPECT_EQ(find<QWidget>("signed_decision_dialog"), nullptr);
  ask(v1::REPORT_STATUS_FINAL);
  EXPECT_FALSE(went_on);
  EXPECT_NE(find<QWidget>("signed_decision_dialog"), nullptr);
}

TEST_F(SignedDecisionTest, WhoTurnsBackSignsNothing) {
  know(a_case("a", v1::ECG_TIER_ALARM));
  ask(v1::REPORT_STATUS_FINAL);
  QTest::mouseClick(find<QPushButton>("signed_decision_cancel"), Qt::LeftButton);
  EXPECT_FALSE(went_on);
  ASSERT_TRUE(QTest::qWaitFor([&] { return find<QWidget>("signed_decision_dialog") == nullptr; }, kSignedPatienceMs));
  ask(v1::REPORT_STATUS_AMENDED);
  EXPECT_NE(find<QWidget>("signed_decision_dialog"), nullptr) << "and is asked again";
}

TEST_F(SignedDecisionTest, AConfirmationGoesOutWithTheSignatureAndTheDoorIsRecordedAfterIt) {
  know(a_case("a", v1::ECG_TIER_ALARM));
  ask(v1::REPORT_STATUS_FINAL);
  QTest::mouseClick(find<QPushButton>("signed_decision_confirm"), Qt::LeftButton);
  auto* accept = find<QPushButton>("decision_accept");
  ASSERT_NE(accept, nullptr);
  EXPECT_FALSE(find<QWidget>("decision_pin")->isVisibleTo(&window)) << "the PIN is the report's, asked for next";
  EXPECT_EQ(find<QPlainTextEdit>("decision_diagnosis")->toPlainText(), QStringLiteral("急性下壁心肌梗死"));
  auto* plan = find<QComboBox>("decision_plan");
  plan->setCurrentIndex(plan->findData(static_cast<int>(v1::TREATMENT_PLAN_LYSIS)));
  QTest::mouseClick(accept, Qt::LeftButton);
  ASSERT_TRUE(went_on);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->case_id(), "a");
  EXPECT_TRUE(base::is_uuid(given->action_id()));
  EXPECT_EQ(given->verdict(), v1::DECISION_VERDICT_CONFIRMED);
  EXPECT_EQ(given->diagnosis(), "急性下壁心肌梗死");
  EXPECT_EQ(given->plan(), v1::TREATMENT_PLAN_LYSIS);
  EXPECT_EQ(given->point().kind(), v1::POINT_KIND_DIAGNOSED);
  EXPECT_EQ(router.count("decide"), 0) << "the signature carries it, once";
  EXPECT_EQ(router.count("points"), 0);
  asked.report_signed(QStringLiteral("study-a"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return router.count("points") == 1; }, kSignedPatienceMs));
  EXPECT_EQ(router.points().points(0).kind(), v1::POINT_KIND_DOOR_IN);
  asked.report_signed(QStringLiteral("study-a"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return desk.waiting() == 0; }, kSignedPatienceMs));
  EXPECT_EQ(router.count("points"), 1) << "once";
}

TEST_F(SignedDecisionTest, ARefutationNeedsItsWordsAndWhatToDo) {
  know(a_case("a", v1::ECG_TIER_SUSPECTED));
  ask(v1::REPORT_STATUS_FINAL);
  QTest::mouseClick(find<QPushButton>("signed_decision_refute"), Qt::LeftButton);
  auto* accept = find<QPushButton>("decision_accept");
  ASSERT_NE(accept, nullptr);
  EXPECT_FALSE(accept->isEnabled());
  find<QPlainTextEdit>("decision_diagnosis")->setPlainText(QStringLiteral("早期复极"));
  auto* plan = find<QComboBox>("decision_plan");
  plan->setCurrentIndex(plan->findData(static_cast<int>(v1::TREATMENT_PLAN_OBSERVE)));
  QTest::mouseClick(accept, Qt::LeftButton);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->verdict(), v1::DECISION_VERDICT_REFUTED);
  EXPECT_EQ(given->diagnosis(), "早期复极");
}

}  // namespace
}  // namespace rdc::station
