// Confirm, refute, close: what each asks for, and lysis or transfer by the expected time.
#include "reading_station/alert/decision_dialog.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

#include "reading_station/app/language.h"
#include "reading_station/app/theme.h"
#include "tests/reading_station/alert/cases.h"

namespace rdc::station {
namespace {

using Kind = DecisionDialog::Kind;

struct ToWire {
  const char* name;
  int minutes;
  v1::TreatmentPlan plan;
};
std::ostream& operator<<(std::ostream& out, const ToWire& one) { return out << one.name; }
class Reperfusion : public ::testing::TestWithParam<ToWire> {};

TEST_P(Reperfusion, IsLysisOnlyBeyondTwoHoursToTheWire) {
  EXPECT_EQ(plan_for(GetParam().minutes), GetParam().plan);
  DecisionDialog dialog(Kind::kConfirm, a_case("a", v1::ECG_TIER_ALARM));
  dialog.findChild<QSpinBox*>("decision_minutes")->setValue(GetParam().minutes);
  EXPECT_EQ(dialog.given().plan, GetParam().plan);
}

INSTANTIATE_TEST_SUITE_P(CLINICAL2, Reperfusion,
                         ::testing::Values(ToWire{"Near", 60, v1::TREATMENT_PLAN_PRIMARY_PCI},
                                           ToWire{"JustWithin", 120, v1::TREATMENT_PLAN_PRIMARY_PCI},
                                           ToWire{"JustBeyond", 121, v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER},
                                           ToWire{"Far", 300, v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER}),
                         [](const auto& tested) { return tested.param.name; });

v1::AlertCase with_proposal() {
  auto one = a_case("a", v1::ECG_TIER_ALARM);
  one.mutable_proposal()->set_known(true);
  one.mutable_proposal()->set_travel_minutes(95);
  one.mutable_proposal()->set_diagnosis_to_wire_minutes(155);
  one.mutable_proposal()->set_plan(v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);
  one.mutable_proposal()->mutable_why()->set_en("more than 120 min: lyse, then transfer");
  one.mutable_proposal()->mutable_why()->set_zh("超过120分钟：先溶栓，再转运");
  return one;
}

TEST(Decision, TheCentresProposalIsChosenAndItsReasonShown) {
  apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
  DecisionDialog dialog(Kind::kConfirm, with_proposal());
  EXPECT_EQ(dialog.given().plan, v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);
  EXPECT_TRUE(dialog.findChild<QLabel*>("decision_proposal")->text().contains("155"));
  dialog.set_diagnosis("Acute inferior STEMI");
  dialog.ask_pin(true);
  dialog.show();
  Language language;
  language.use("zh_CN");
  QCoreApplication::processEvents();
  EXPECT_EQ(dialog.given().plan, v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);  // the choice survives the language
  const QByteArray pictures = qgetenv("RDC_SCREENSHOTS");
  if (!pictures.isEmpty()) dialog.grab().save(QString::fromLocal8Bit(pictures) + "/decision-zh.png");
}

TEST(Decision, IsNotPossibleWithoutADiagnosisAPlanAndThePin) {
  DecisionDialog dialog(Kind::kConfirm, a_case("a", v1::ECG_TIER_ALARM));
  dialog.ask_pin(true);
  auto* accept = dialog.findChild<QPushButton*>("decision_accept");
  EXPECT_FALSE(accept->isEnabled());
  dialog.set_diagnosis("inferior STEMI");
  EXPECT_FALSE(accept->isEnabled());
  dialog.findChild<QSpinBox*>("decision_minutes")->setValue(80);
  EXPECT_FALSE(accept->isEnabled());
  dialog.findChild<QLineEdit*>("decision_pin")->setText("246810");
  EXPECT_TRUE(accept->isEnabled());
  dialog.set_busy(true);
  EXPECT_FALSE(accept->isEnabled());
}

TEST(Decision, IsMadeAlsoWhenTheReportCannotBeSigned) {
  DecisionDialog dialog(Kind::kConfirm, with_proposal());
  dialog.set_diagnosis("inferior STEMI");
  dialog.ask_pin(true);
  dialog.show();
  dialog.complain("The signing PIN is wrong.");
  EXPECT_TRUE(dialog.findChild<QLabel*>("decision_error")->text().contains("PIN"));
  auto* without = dialog.findChild<QPushButton*>("decision_without_report");
  ASSERT_TRUE(without->isVisible());
  QSignalSpy decided(&dialog, &DecisionDialog::decided_without_report);
  without->click();
  EXPECT_EQ(decided.count(), 1);
}

TEST(Decision, RefutingNeedsTheReason) {
  DecisionDialog dialog(Kind::kRefute, a_case("a", v1::ECG_TIER_ALARM));
  auto* plan = dialog.findChild<QComboBox*>("decision_plan");
  plan->setCurrentIndex(plan->findData(static_cast<int>(v1::TREATMENT_PLAN_OBSERVE)));
  auto* accept = dialog.findChild<QPushButton*>("decision_accept");
  EXPECT_FALSE(accept->isEnabled());
  dialog.findChild<QPlainTextEdit*>("decision_diagnosis")->setPlainText("early repolarisation, as last year");
  EXPECT_TRUE(accept->isEnabled());
}

TEST(Decision, ClosingNeedsWhatWasDoneAndWordsForOther) {
  DecisionDialog dialog(Kind::kClose, a_decided_case("a"));
  auto* accept = dialog.findChild<QPushButton*>("decision_accept");
  auto* plan = dialog.findChild<QComboBox*>("decision_plan");
  EXPECT_FALSE(accept->isEnabled());
  plan->setCurrentIndex(plan->findData(static_cast<int>(v1::TREATMENT_PLAN_OTHER)));
  EXPECT_FALSE(accept->isEnabled());
  plan->setCurrentIndex(plan->findData(static_cast<int>(v1::TREATMENT_PLAN_PRIMARY_PCI)));
  EXPECT_TRUE(accept->isEnabled());
}

}  // namespace
}  // namespace rdc::station
