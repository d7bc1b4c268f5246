// Critical values at a station: what is sent is sent until the centre has it, once; what is shown is what the centre
// says.
#include "reading_station/critical/notice_desk.h"

#include <gtest/gtest.h>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "common/base/random.h"
#include "reading_station/app/theme.h"
#include "reading_station/critical/notice_bar.h"
#include "reading_station/critical/notice_model.h"
#include "reading_station/critical/overdue_bar.h"
#include "reading_station/critical/register_page.h"
#include "tests/reading_station/critical/small_critical.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

constexpr int kNoticePatienceMs = 20'000;  // two busy cores
constexpr const char* kStudy = "study-1";

void keep_picture(QWidget& widget, const char* name) {
  const QByteArray pictures = qgetenv("RDC_SCREENSHOTS");
  if (!pictures.isEmpty()) widget.grab().save(QString::fromLocal8Bit(pictures) + "/" + name + ".png");
}

v1::CriticalNotice a_notice(const char* id, v1::CriticalState state, const char* study = kStudy) {
  v1::CriticalNotice notice;
  notice.set_notice_id(id);
  notice.set_study_id(study);
  notice.set_site_name("六合镇卫生院");
  notice.mutable_patient()->set_name("王小明");
  notice.mutable_patient()->set_sex("M");
  notice.mutable_patient()->set_age("066Y");
  notice.mutable_entry()->set_zh("张力性气胸");
  notice.mutable_entry()->set_en("Tension pneumothorax");
  notice.set_finding("右侧张力性气胸，纵隔左移");
  notice.mutable_by()->set_display_name("李明华");
  notice.mutable_checked_by()->set_display_name("周文静");
  notice.set_check(v1::CRITICAL_CHECK_SECOND_PERSON);
  notice.mutable_notified_at()->set_seconds(1'772'438'400);
  notice.mutable_read_back_due_at()->set_seconds(1'772'439'000);
  notice.mutable_action_due_at()->set_seconds(1'772'440'200);
  notice.set_table_name("清河县影像危急值");
  notice.set_table_version("2026-1");
  notice.set_table_source("县医疗质控中心〔2026〕3号");
  notice.set_state(state);
  if (state >= v1::CRITICAL_STATE_READ_BACK) {
    notice.mutable_read_back()->set_by("张护士");
    notice.mutable_read_back()->set_text("王小明，右侧张力性气胸");
    notice.mutable_read_back()->mutable_at()->set_seconds(1'772'438'700);
  }
  if (state >= v1::CRITICAL_STATE_ACTED) {
    auto& action = *notice.add_actions();
    action.set_by("张护士");
    action.set_doctor("王医生");
    action.set_text("胸腔穿刺减压，呼叫120");
    action.mutable_at()->set_seconds(1'772'439'300);
    action.mutable_doctor_told_at()->set_seconds(1'772'438'760);
  }
  if (state == v1::CRITICAL_STATE_CLOSED) notice.mutable_closed_at()->set_seconds(1'772'440'000);
  return notice;
}

class Notices : public ::testing::Test {
 protected:
  Notices() { apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME")))); }
  void log_in(const char* name = "li") {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in(QString::fromLatin1(name), "long enough password");
    ASSERT_TRUE(QTest::qWaitFor([&] { return in.count() > 0; }, kNoticePatienceMs));
    desk.start();
    ASSERT_TRUE(wait([&] { return desk.table().has_value(); }));
  }
  bool wait(const std::function<bool()>& what) { return QTest::qWaitFor(what, kNoticePatienceMs); }
  NoticeDesk::Notice words() const {
    NoticeDesk::Notice notice;
    notice.entry_id = "tension-pneumothorax";
    notice.finding = QStringLiteral("右侧张力性气胸");
    notice.checker_user_name = "zhou";
    notice.checker_password = "their own";
    return notice;
  }

  SmallCritical router;
  testkit::ManualClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection{router.channels(), clock};
  NoticeDesk desk{connection, ids};
};

TEST_F(Notices, WhatIsSentInACutLinkArrivesOnce) {
  log_in();
  router.drop_answers(2);
  QSignalSpy sent(&desk, &NoticeDesk::sent);
  const auto id = desk.notify(kStudy, words());
  EXPECT_TRUE(desk.is_waiting(id)) << "not said to be sent before the centre says so";
  ASSERT_TRUE(wait([&] { return sent.count() == 1; }));
  EXPECT_FALSE(desk.is_waiting(id));
  EXPECT_EQ(router.count(), 1U);
  ASSERT_EQ(router.notified().size(), 3U);
  for (const auto& request : router.notified()) {
    EXPECT_EQ(request.notice_id(), id) << "the same each time";
    EXPECT_EQ(request.checker_user_name(), "zhou");
    EXPECT_EQ(request.entry_id(), "tension-pneumothorax");
  }
}

TEST_F(Notices, ARefusedOneIsSaidToBeAndNotAskedAgain) {
  log_in();
  router.refuse_next("CHECK_REFUSED");
  std::string reason;
  QObject::connect(&desk, &NoticeDesk::refused, &desk,
                   [&](const QString&, const Error& error) { reason = error.reason; });
  desk.notify(kStudy, words());
  ASSERT_TRUE(wait([&] { return !reason.empty(); }));
  EXPECT_EQ(reason, "CHECK_REFUSED");
  EXPECT_EQ(desk.waiting(), 0);
  EXPECT_EQ(router.count(), 0U);
  EXPECT_TRUE(connection.logged_in());
}

TEST_F(Notices, TheStudysNoticesAreKnownClosedOnesToo) {
  router.put(a_notice("n1", v1::CRITICAL_STATE_CLOSED));
  router.put(a_notice("n2", v1::CRITICAL_STATE_SENT, "another"));
  log_in();
  EXPECT_FALSE(desk.study_known());
  desk.set_study(kStudy);
  ASSERT_TRUE(wait([&] { return desk.study_known(); }));
  ASSERT_EQ(desk.of_study().size(), 1U);
  EXPECT_EQ(desk.of_study().front().notice_id(), "n1");
  desk.set_study("third");
  EXPECT_TRUE(desk.of_study().empty());
  ASSERT_TRUE(wait([&] { return desk.study_known(); }));
  EXPECT_TRUE(desk.of_study().empty());
}

TEST_F(Notices, TheBarSaysHowFarItIsAndOffersWhatComesNext) {
  NoticeBar bar(desk);
  log_in();
  desk.set_study(kStudy);
  bar.show_study(true);
  ASSERT_TRUE(wait([&] { return desk.study_known(); }));
  bar.resize(430, 140);
  bar.show();
  const auto button = [&](const char* name) { return bar.findChild<QPushButton*>(QLatin1String(name)); };
  const auto state = [&] { return bar.findChild<QLabel*>("critical_state")->text(); };
  EXPECT_TRUE(button("critical_notify")->isVisible());
  EXPECT_FALSE(button("critical_close")->isVisible());
  router.put(a_notice("n1", v1::CRITICAL_STATE_SENT));
  ASSERT_TRUE(wait([&] { return state().contains("not yet at the site"); })) << state().toStdString();
  EXPECT_TRUE(button("critical_read_back")->isVisible());
  EXPECT_FALSE(button("critical_close")->isVisible()) << "not before read-back and action";
  auto late = a_notice("n1", v1::CRITICAL_STATE_DELIVERED);
  late.set_overdue(v1::CRITICAL_OVERDUE_READ_BACK);
  router.put(late);
  ASSERT_TRUE(wait([&] { return state().contains("NOT READ BACK"); }));
  keep_picture(bar, "critical-bar-overdue");
  QSignalSpy read_back(&bar, &NoticeBar::record_read_back_wanted);
  button("critical_read_back")->click();
  ASSERT_EQ(read_back.count(), 1);
  desk.record_read_back("n1", QStringLiteral("张护士"), QStringLiteral("右侧张力性气胸"));
  ASSERT_TRUE(wait([&] { return button("critical_action")->isVisible(); }));
  EXPECT_TRUE(state().contains(QStringLiteral("张护士"))) << state().toStdString();
  EXPECT_FALSE(button("critical_close")->isVisible());
  desk.record_action("n1", "x", "y", QDateTime::fromSecsSinceEpoch(1'772'438'400), "z");
  ASSERT_TRUE(wait([&] { return button("critical_close")->isVisible(); }));
  desk.close("n1", {});
  ASSERT_TRUE(wait([&] { return !button("critical_close")->isVisible(); }));
  EXPECT_TRUE(state().contains("closed"));
  EXPECT_TRUE(button("critical_register")->isVisible());
}

TEST_F(Notices, TheRegisterShowsTheOpenOnesLiveAndATimeOnDemand) {
  RegisterPage page(desk, clock);
  page.resize(1500, 700);
  page.show();
  router.put(a_notice("n1", v1::CRITICAL_STATE_READ_BACK));
  router.put(a_notice("n2", v1::CRITICAL_STATE_CLOSED, "another"));
  log_in();
  ASSERT_TRUE(wait([&] { return page.model().rowCount() == 1; }));
  auto* close = page.findChild<QPushButton*>("register_close");
  EXPECT_FALSE(close->isEnabled()) << "no action on record";
  auto late = a_notice("n3", v1::CRITICAL_STATE_DELIVERED, "third");
  late.set_overdue(v1::CRITICAL_OVERDUE_READ_BACK);
  router.put(late);
  ASSERT_TRUE(wait([&] { return page.model().rowCount() == 2; }));
  EXPECT_EQ(desk.open_count(), 2);
  EXPECT_EQ(desk.overdue_count(), 1);
  router.put(a_notice("n1", v1::CRITICAL_STATE_ACTED));
  page.choose("n1");
  ASSERT_TRUE(wait([&] { return close->isEnabled(); }));
  keep_picture(page, "critical-register");
  page.choose("n2");  // closed: the range that holds it is shown
  ASSERT_TRUE(wait([&] { return page.model().rowCount() == 3; }));
  router.put(a_notice("n1", v1::CRITICAL_STATE_CLOSED));
  ASSERT_TRUE(wait([&] { return desk.open_count() == 1; }));
  EXPECT_EQ(page.model().rowCount(), 3) << "what was asked for stays";
}

class Overdue : public Notices {
 protected:
  Overdue() {
    window.resize(1280, 90);
    bar.setParent(&window);
    bar.resize(1280, 90);
    window.show();
    clock.set_wall_clock(
        base::from_micros((1'772'439'000LL + 12 * 60) * 1'000'000));  // the read-back was due 12 minutes ago
    QObject::connect(&bar, &OverdueBar::rang, &bar, [this] { ++rang; });
  }
  void put_late(const char* id, v1::CriticalOverdue what = v1::CRITICAL_OVERDUE_READ_BACK) {
    auto late =
        a_notice(id, what == v1::CRITICAL_OVERDUE_ACTION ? v1::CRITICAL_STATE_READ_BACK : v1::CRITICAL_STATE_DELIVERED);
    late.set_overdue(what);
    router.put(late);
  }
  void be_at_work() {
    log_in();
    bar.begin(OverdueBar::Duty::kMayAnswer);
  }
  QWidget window;
  OverdueBar bar{desk, clock};
  int rang = 0;
};

TEST_F(Overdue, IsSaidAndHeardUntilSomebodyLooksAndAgainWhenTheCentreSaysSoAgain) {
  be_at_work();
  router.put(a_notice("n1", v1::CRITICAL_STATE_DELIVERED));
  ASSERT_TRUE(wait([&] { return desk.open_count() == 1; }));
  EXPECT_FALSE(bar.isVisible());
  EXPECT_FALSE(bar.sound().is_sounding()) << "not late yet";
  put_late("n1");
  ASSERT_TRUE(wait([&] { return bar.sound().is_sounding(); }));
  EXPECT_TRUE(bar.isVisible());
  EXPECT_EQ(rang, 1);
  EXPECT_TRUE(bar.text().contains("not read back, 12 min past the limit")) << bar.text().toStdString();
  EXPECT_TRUE(bar.text().contains(QStringLiteral("六合镇卫生院")));
  EXPECT_TRUE(bar.text().contains(QStringLiteral("右侧张力性气胸")));
  keep_picture(window, "critical-overdue-bar");
  bar.findChild<QPushButton*>("overdue_quiet")->click();
  EXPECT_FALSE(bar.sound().is_sounding());
  EXPECT_FALSE(bar.isVisible());
  EXPECT_EQ(desk.overdue_count(), 1) << "silent is not answered";
  put_late("n1");  // a few minutes later, still nothing on record
  ASSERT_TRUE(wait([&] { return bar.sound().is_sounding(); }));
  EXPECT_EQ(rang, 2);
  router.put(a_notice("n1", v1::CRITICAL_STATE_READ_BACK));
  ASSERT_TRUE(wait([&] { return !bar.sound().is_sounding(); })) << "the site has answered";
  EXPECT_FALSE(bar.isVisible());
}

TEST_F(Overdue, UnderADialogItSoundsOnceAndWaitsForTheHandToBeFree) {
  be_at_work();
  QDialog dialog(&window);
  dialog.setModal(true);
  dialog.show();
  put_late("n1");
  ASSERT_TRUE(wait([&] { return bar.sound().is_sounding(); })) << "heard all the same";
  ASSERT_TRUE(wait([&] { return !bar.sound().is_sounding(); })) << "and not for ever";
  EXPECT_TRUE(bar.isVisible());
  dialog.close();
  ASSERT_TRUE(wait([&] { return bar.sound().is_sounding(); })) << "nobody has looked";
  bar.looked_at("n1");  // the dialog to record what the site says
  EXPECT_FALSE(bar.sound().is_sounding());
}

TEST_F(Overdue, TheOldestIsNamedFirstAndTheRestCounted) {
  be_at_work();
  put_late("n1", v1::CRITICAL_OVERDUE_ACTION);
  put_late("n2");
  ASSERT_TRUE(wait([&] { return desk.overdue_count() == 2; }));
  EXPECT_TRUE(bar.text().contains("not read back")) << bar.text().toStdString();
  EXPECT_TRUE(bar.text().contains("and 1 more")) << bar.text().toStdString();
  QSignalSpy wanted(&bar, &OverdueBar::register_wanted);
  bar.findChild<QPushButton*>("overdue_register")->click();
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toString(), "n2");
  bar.looked_at();
  EXPECT_FALSE(bar.isVisible());
}

TEST_F(Overdue, WhoMayOnlyReadIsNotSoundedAtAndALogOutSilences) {
  log_in();
  bar.begin(OverdueBar::Duty::kNone);
  put_late("n1");
  ASSERT_TRUE(wait([&] { return desk.overdue_count() == 1; }));
  EXPECT_FALSE(bar.sound().is_sounding());
  bar.begin(OverdueBar::Duty::kMayAnswer);
  EXPECT_TRUE(bar.sound().is_sounding());
  bar.begin(OverdueBar::Duty::kNone);
  desk.stop();
  EXPECT_FALSE(bar.sound().is_sounding());
  EXPECT_FALSE(bar.isVisible());
}

TEST_F(Notices, ALogOutForgetsThePatientsAndSendsNothingInAnothersName) {
  router.put(a_notice("n1", v1::CRITICAL_STATE_SENT));
  log_in();
  desk.set_study(kStudy);
  ASSERT_TRUE(wait([&] { return desk.open_count() == 1 && desk.study_known(); }));
  desk.stop();
  EXPECT_EQ(desk.open_count(), 0);
  EXPECT_TRUE(desk.of_study().empty());
  connection.log_out();
  ASSERT_TRUE(wait([&] { return !connection.logged_in(); }));
}

}  // namespace
}  // namespace rdc::station
