// The panels: what sounds, what can be pressed, and what is said of the link.
#include <gtest/gtest.h>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "acquisition_agent/clinic_console/answer_panel.h"
#include "acquisition_agent/clinic_console/case_panel.h"
#include "acquisition_agent/clinic_console/correction_dialog.h"
#include "acquisition_agent/clinic_console/link_bar.h"
#include "acquisition_agent/clinic_console/warning_panel.h"
#include "tests/acquisition_agent/clinic_console/sample_views.h"

namespace rdc::console {
namespace {

const Tongue kChinese{Language::kChinese};
const Tongue kEnglish{Language::kEnglish};

TEST(AnswerPanel, IsReadBackOnlyLineByLineAndWithAName) {
  AnswerPanel panel;
  v1::ClinicView view;
  *view.add_answers() = sample_answer("a1");
  panel.show_view(view, kChinese);
  EXPECT_TRUE(panel.is_sounding());
  auto* done = panel.findChild<QPushButton*>(QStringLiteral("answer_done"));
  const QSignalSpy spoken(&panel, &AnswerPanel::read_back);
  const auto boxes = panel.findChildren<QCheckBox*>(QStringLiteral("answer_line"));
  ASSERT_EQ(boxes.size(), 5) << "diagnosis, plan, two steps, leads";
  panel.findChild<QLineEdit*>(QStringLiteral("answer_reader"))->setText(QStringLiteral("张护士"));
  for (auto* box : boxes) {
    EXPECT_FALSE(done->isEnabled());
    box->setChecked(true);
  }
  panel.show_view(view, kChinese);  // a view a second changes nothing of it
  ASSERT_TRUE(done->isEnabled());
  done->click();
  ASSERT_EQ(spoken.count(), 1);
  EXPECT_EQ(spoken.at(0).at(1).toString(), QStringLiteral("张护士"));
  EXPECT_TRUE(spoken.at(0).at(2).toString().contains(QStringLiteral("先溶栓")));
  EXPECT_TRUE(panel.is_sounding()) << "until the agent says that it is recorded";
  view.mutable_answers(0)->set_sounding(false);
  panel.show_view(view, kChinese);
  EXPECT_FALSE(panel.is_sounding());
  EXPECT_TRUE(panel.isHidden());
}

TEST(Tongue, PutsSentencesIntoOneLine) {
  EXPECT_EQ(
      in_one_line({QStringLiteral("医嘱：阿司匹林300mg。"), QStringLiteral("呼叫 120"), QStringLiteral("再做一份。")}),
      QStringLiteral("医嘱：阿司匹林300mg；呼叫 120；再做一份"));
  EXPECT_EQ(in_one_line({QStringLiteral("Give aspirin 300 mg."), QStringLiteral("Call 120")}),
            QStringLiteral("Give aspirin 300 mg; Call 120"));
  EXPECT_EQ(in_one_line({}), QString());
}

TEST(AnswerPanel, ShowsTheOldestFirstAndSaysHowManyWait) {
  AnswerPanel panel;
  v1::ClinicView view;
  auto later = sample_answer("later");
  later.mutable_received_at()->set_seconds(1'772'439'000);
  *view.add_answers() = later;
  *view.add_answers() = sample_answer("first");
  panel.show_view(view, kEnglish);
  EXPECT_TRUE(panel.findChild<QLabel*>(QStringLiteral("answer_title"))->text().contains(QStringLiteral("1 more")));
}

struct LinkCase {
  const char* name;
  bool connected;
  std::uint32_t unsent, refused;
  const char* state;
  const char* says;
};
TEST(LinkBar, NeverSoundsBetterThanItIs) {
  LinkBar bar;
  for (const auto& tested :
       {LinkCase{"All is there", true, 0, 0, "up", "全部已送到"},
        LinkCase{"Something is owed", true, 2, 0, "up", "2 条急救记录待上报"},
        LinkCase{"Refused", true, 0, 1, "up", "拒收"}, LinkCase{"No network", false, 0, 0, "down", "打电话"}}) {
    v1::ClinicView view;
    view.mutable_link()->set_connected(tested.connected);
    view.mutable_link()->set_unsent_events(tested.unsent);
    view.mutable_link()->set_refused_events(tested.refused);
    view.mutable_link()->mutable_clock()->set_offset_ms(0);
    bar.show_view(view, kChinese);
    EXPECT_EQ(bar.findChild<QLabel*>(QStringLiteral("link_state"))->property("state").toString(),
              QLatin1String(tested.state))
        << tested.name;
    const auto detail = bar.findChild<QLabel*>(QStringLiteral("link_detail"))->text();
    EXPECT_TRUE(detail.contains(QString::fromUtf8(tested.says))) << tested.name << ": " << detail.toStdString();
    if (tested.unsent + tested.refused > 0) {
      EXPECT_FALSE(detail.contains(QStringLiteral("全部已送到"))) << tested.name;
    }
  }
}

TEST(WarningPanel, SaysFirstThatItMustBeRepeated) {
  WarningPanel panel;
  auto ecg = sample_ecg("01", "王小明", v1::ECG_TIER_NONE);
  ecg.mutable_analysis()->set_usability(v1::ECG_USABILITY_REPEAT);
  *ecg.mutable_analysis()->add_faults() = both("左右手电极可能接反", "arm electrodes swapped");
  panel.show_ecg(&ecg, kEnglish);
  EXPECT_EQ(panel.property("look").toString(), QStringLiteral("repeat"));
  EXPECT_TRUE(panel.findChild<QLabel*>(QStringLiteral("warning_quality"))
                  ->text()
                  .startsWith(QStringLiteral("REPEAT the ECG now, because:")));
  EXPECT_TRUE(
      panel.findChild<QLabel*>(QStringLiteral("warning_small"))->text().contains(QStringLiteral("no diagnosis")));
}

class CasePanelTest : public ::testing::Test {
 protected:
  QPushButton* step(const char* name, v1::PointKind kind) {
    for (auto* button : panel_.findChildren<QPushButton*>(QLatin1String(name)))
      if (button->property("kind").toInt() == static_cast<int>(kind)) return button;
    return nullptr;
  }
  CasePanel panel_;
};

TEST_F(CasePanelTest, OneTapIsOnePoint) {
  panel_.show_view(shared(busy_day()), kChinese);
  const QSignalSpy taps(&panel_, &CasePanel::step_tapped);
  auto* ambulance = step("step_tap", v1::POINT_KIND_AMBULANCE_CALLED);
  ASSERT_TRUE(ambulance->isEnabled());
  ambulance->click();
  ambulance->click();
  EXPECT_EQ(taps.count(), 1);
  EXPECT_FALSE(step("step_tap", v1::POINT_KIND_DOOR_IN)->isEnabled()) << "it is recorded";
}

TEST_F(CasePanelTest, AFreshPointIsUndoneAndAnOldOneCorrected) {
  panel_.show_view(shared(busy_day()), kChinese);
  const QSignalSpy undone(&panel_, &CasePanel::undo_tapped);
  const QSignalSpy corrected(&panel_, &CasePanel::correct_tapped);
  step("step_mend", v1::POINT_KIND_ECG_END)->click();
  step("step_mend", v1::POINT_KIND_DOOR_IN)->click();
  EXPECT_EQ(undone.count(), 1);
  EXPECT_EQ(corrected.count(), 1);
}

TEST_F(CasePanelTest, ACaseTheCentreDoesNotKnowSaysPhone) {
  auto view = busy_day();
  view.mutable_cases(0)->set_known_at_centre(false);
  panel_.show_view(shared(view), kChinese);
  EXPECT_TRUE(panel_.findChild<QLabel*>(QStringLiteral("case_state"))->text().contains(QStringLiteral("打电话")));
}

TEST_F(CasePanelTest, ClocksShowWhatIsLate) {
  panel_.show_view(shared(busy_day()), kEnglish);
  const auto bars = panel_.findChildren<QProgressBar*>(QStringLiteral("clock_bar"));
  ASSERT_EQ(bars.size(), 3);
  EXPECT_EQ(bars[0]->property("look").toString(), QStringLiteral("met"));
  EXPECT_EQ(bars[1]->property("look").toString(), QStringLiteral("running"));
  EXPECT_EQ(bars[2]->property("look").toString(), QStringLiteral("late"));
  EXPECT_TRUE(bars[2]->format().startsWith(QStringLiteral("LATE 32:1"))) << bars[2]->format().toStdString();
}

TEST(CorrectedTime, IsTheLastThatWasSo) {
  const QDateTime now(QDate(2026, 3, 2), QTime(0, 30));
  EXPECT_EQ(latest_at(QTime(0, 10), now).date(), now.date());
  EXPECT_EQ(latest_at(QTime(23, 50), now).date(), now.date().addDays(-1));
  EXPECT_EQ(latest_at(QTime(0, 40), now).date(), now.date()) << "a clock a little ahead";
}

}  // namespace
}  // namespace rdc::console
