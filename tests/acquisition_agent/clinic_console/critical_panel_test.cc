// A critical value at the clinic: read back line by line, then asked for what was done.
#include "acquisition_agent/clinic_console/critical_panel.h"

#include <gtest/gtest.h>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimeEdit>

#include "tests/acquisition_agent/clinic_console/sample_views.h"

namespace rdc::console {
namespace {

const Tongue kPanelChinese{Language::kChinese};
const Tongue kPanelEnglish{Language::kEnglish};
const QDateTime kPanelNow(QDate(2026, 3, 2), QTime(16, 10));

class CriticalPanelTest : public ::testing::Test {
 protected:
  void show(const Tongue& say = kPanelChinese, const QDateTime& now = kPanelNow) { panel.show_view(view, say, now); }
  template <typename Widget>
  Widget* part(const char* name) {
    return panel.findChild<Widget*>(QLatin1String(name));
  }
  QList<QCheckBox*> boxes() { return panel.findChildren<QCheckBox*>(QStringLiteral("critical_line")); }
  void to_action() {
    view.mutable_criticals(0)->set_sounding(false);
    view.mutable_criticals(0)->set_action_missing(true);
    view.mutable_criticals(0)->set_read_back_by("张护士");
  }

  CriticalPanel panel;
  v1::ClinicView view;
};

TEST_F(CriticalPanelTest, IsReadBackOnlyLineByLineAndWithAName) {
  *view.add_criticals() = sample_critical("n1");
  show();
  EXPECT_TRUE(panel.is_sounding());
  const QSignalSpy spoken(&panel, &CriticalPanel::read_back);
  auto* done = part<QPushButton>("critical_done");
  ASSERT_EQ(boxes().size(), 5) << "patient, examination, finding, advice, tell the doctor";
  part<QLineEdit>("critical_reader")->setText(QStringLiteral("张护士"));
  for (auto* box : boxes()) {
    EXPECT_FALSE(done->isEnabled());
    box->setChecked(true);
  }
  show();  // a view a second changes nothing of it
  ASSERT_TRUE(done->isEnabled());
  done->click();
  ASSERT_EQ(spoken.count(), 1);
  EXPECT_EQ(spoken.at(0).at(0).value<std::string>(), "n1");
  const auto text = spoken.at(0).at(2).toString();
  for (const char* word : {"王小明", "P0012", "张力性气胸", "纵隔明显左移", "胸腔穿刺减压"})
    EXPECT_TRUE(text.contains(QString::fromUtf8(word))) << word;
  EXPECT_TRUE(panel.is_sounding()) << "until the agent says that it is recorded";
  EXPECT_FALSE(done->isEnabled());
  panel.try_again();
  EXPECT_TRUE(done->isEnabled()) << "it could not be recorded";
}

TEST_F(CriticalPanelTest, AClickOnTheWordsTicks) {
  *view.add_criticals() = sample_critical("n1");
  show();
  panel.resize(900, 400);
  panel.show();
  const auto texts = panel.findChildren<QLabel*>(QStringLiteral("critical_text"));
  ASSERT_FALSE(texts.isEmpty());
  QTest::mouseClick(texts.front(), Qt::LeftButton);
  EXPECT_TRUE(boxes().front()->isChecked());
}

TEST_F(CriticalPanelTest, ALongFindingIsScrolledToAndNeverCut) {
  auto critical = sample_critical("n1");
  critical.mutable_notice()->set_finding(QString(QStringLiteral("纵隔左移，")).repeated(200).toStdString());
  *view.add_criticals() = critical;
  panel.resize(1100, 500);
  show();
  QCoreApplication::processEvents();
  EXPECT_LE(panel.minimumSizeHint().height(), 500);
  const auto texts = panel.findChildren<QLabel*>(QStringLiteral("critical_text"));
  ASSERT_EQ(texts.size(), 5);
  for (auto* text : texts) EXPECT_GE(text->height(), text->heightForWidth(text->width())) << text->text().toStdString();
}

TEST_F(CriticalPanelTest, ThenAsksWhoWasToldAndWhatWasDone) {
  *view.add_criticals() = sample_critical("n1");
  to_action();
  show();
  EXPECT_FALSE(panel.is_sounding());
  EXPECT_FALSE(panel.isHidden());
  EXPECT_TRUE(boxes().isEmpty());
  EXPECT_EQ(part<QTimeEdit>("critical_told")->time(), kPanelNow.time());
  const QSignalSpy acted(&panel, &CriticalPanel::acted);
  auto* done = part<QPushButton>("critical_done");
  part<QLineEdit>("critical_reader")->setText(QStringLiteral("张护士"));
  part<QLineEdit>("critical_doctor")->setText(QStringLiteral("王医生"));
  EXPECT_FALSE(done->isEnabled()) << "not without what was done";
  part<QLineEdit>("critical_action")->setText(QStringLiteral("胸腔穿刺减压"));
  part<QTimeEdit>("critical_told")->setTime(QTime(16, 2));
  show();  // what is typed stays
  ASSERT_TRUE(done->isEnabled());
  done->click();
  ASSERT_EQ(acted.count(), 1);
  EXPECT_EQ(acted.at(0).at(2).toString(), QStringLiteral("王医生"));
  EXPECT_EQ(acted.at(0).at(3).toDateTime(), QDateTime(kPanelNow.date(), QTime(16, 2)));
  view.mutable_criticals(0)->set_action_missing(false);
  show();
  EXPECT_TRUE(panel.isHidden());
}

// While it is on the screen, too: who it is about must never be missing.
TEST_F(CriticalPanelTest, TheNextStepAndTheNextPatientAreSeenWhole) {
  panel.resize(1100, 500);
  *view.add_criticals() = sample_critical("n1");
  const auto expect_seen = [&](int lines) {
    QCoreApplication::processEvents();
    const auto texts = panel.findChildren<QLabel*>(QStringLiteral("critical_text"));
    ASSERT_EQ(texts.size(), lines);
    for (auto* text : texts)
      EXPECT_GE(text->visibleRegion().boundingRect().height(), text->heightForWidth(text->width()))
          << text->text().toStdString();
    EXPECT_TRUE(texts.front()->text().contains(QStringLiteral("王小明")));
  };
  show();
  expect_seen(5);
  to_action();
  show();
  expect_seen(1);
  *view.add_criticals() = sample_critical("n2");
  show();
  expect_seen(5);
}

TEST_F(CriticalPanelTest, WhatWasToldBeforeMidnightWasYesterday) {
  *view.add_criticals() = sample_critical("n1");
  to_action();
  const QDateTime after_midnight(QDate(2026, 3, 3), QTime(0, 3));
  show(kPanelChinese, after_midnight);
  for (const char* field : {"critical_reader", "critical_doctor", "critical_action"})
    part<QLineEdit>(field)->setText(QStringLiteral("甲"));
  part<QTimeEdit>("critical_told")->setTime(QTime(23, 58));
  const QSignalSpy acted(&panel, &CriticalPanel::acted);
  part<QPushButton>("critical_done")->click();
  ASSERT_EQ(acted.count(), 1);
  EXPECT_EQ(acted.at(0).at(3).toDateTime(), QDateTime(QDate(2026, 3, 2), QTime(23, 58)));
}

TEST_F(CriticalPanelTest, SoundingOnesGoBeforeActionsAndTheOldestFirst) {
  auto acted = sample_critical("acting");
  acted.set_sounding(false);
  acted.set_action_missing(true);
  *view.add_criticals() = acted;
  auto later = sample_critical("later");
  later.mutable_received_at()->set_seconds(1'772'439'000);
  *view.add_criticals() = later;
  *view.add_criticals() = sample_critical("first");
  show(kPanelEnglish);
  EXPECT_TRUE(panel.is_sounding());
  EXPECT_TRUE(part<QLabel>("critical_title")->text().contains(QStringLiteral("1 more")));
  const QSignalSpy spoken(&panel, &CriticalPanel::read_back);
  for (auto* box : boxes()) box->setChecked(true);
  part<QLineEdit>("critical_reader")->setText(QStringLiteral("x"));
  part<QPushButton>("critical_done")->click();
  ASSERT_EQ(spoken.count(), 1);
  EXPECT_EQ(spoken.at(0).at(0).value<std::string>(), "first");
}

}  // namespace
}  // namespace rdc::console
