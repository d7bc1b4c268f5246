// A critical value from the report in the real window, before a real router and a real agent, to the closed loop; and
// with the cable pulled while it is sent.
#include "reading_station/app/critical_flow.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QTest>

#include "reading_station/app/reading_page.h"
#include "reading_station/critical/notice_model.h"
#include "reading_station/critical/overdue_bar.h"
#include "reading_station/critical/register_page.h"
#include "tests/reading_station/app/window_at_work.h"
#include "tests/testkit/clinic.h"
#include "tests/testkit/thin_link.h"

namespace rdc::station {
namespace {

using namespace std::chrono_literals;

class CriticalAtWork : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<testkit::Township>(testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 47});
    (void)township_->person("reading-2", "zhou");  // a colleague with a password of their own
  }
  static void TearDownTestSuite() { township_.reset(); }
  void SetUp() override { send_radiograph(*township_, ++studies_); }

  static void open_report(WindowAtWork& work) {
    work.log_in();
    work.open_study();
    work.write(QStringLiteral("右肺压缩约90%，纵隔左移。"), QStringLiteral("右侧张力性气胸。"));
    work.robot.find<QRadioButton>("report_positive")->setChecked(true);
  }
  static bool asks_before_signing(WindowAtWork& work) {
    const auto& read = work.window->reading();
    const auto found =
        check_report(work.window->reading().desk().question(read.editor()->text(), v1::REPORT_STATUS_FINAL));
    return std::any_of(found.begin(), found.end(), [](const auto& one) { return one.id == "critical-not-notified"; });
  }
  static void fill_check(WindowAtWork& work, const char* name, const QString& password) {
    work.robot.retype(work.robot.find("notice_checker"), QString::fromLatin1(name));
    work.robot.retype(work.robot.find("notice_password"), password);
  }
  static void open_notice(WindowAtWork& work) {
    auto* notify = work.robot.find<QPushButton>("critical_notify");
    work.robot.wait_until([&] { return work.window->critical().desk().study_known(); }, "the study's notices");
    work.robot.click(notify);
    auto* entry = work.robot.find<QComboBox>("notice_entry");
    work.robot.wait_until([&] { return entry->currentData().toString() == QLatin1String("tension-pneumothorax"); },
                          "the item that the report states");
  }

  // What the router tells everybody may come before its answer to this station.
  static void wait_for_no_dialog(WindowAtWork& work) {
    work.robot.wait_until([&] { return !work.robot.visible("notice_dialog"); }, "the dialog to close");
  }

  static std::unique_ptr<testkit::Township> township_;
  static int studies_;
};
std::unique_ptr<testkit::Township> CriticalAtWork::township_;
int CriticalAtWork::studies_ = 0;

TEST_F(CriticalAtWork, GoesFromTheReportToTheClosedLoop) {
  WindowAtWork work(*township_);
  open_report(work);
  EXPECT_TRUE(asks_before_signing(work)) << "nobody was told";
  open_notice(work);
  EXPECT_TRUE(work.text_of("notice_finding").contains(QStringLiteral("张力性气胸")));
  work.robot.retype(work.robot.find("notice_advice"), QStringLiteral("立即胸腔穿刺减压"));
  fill_check(work, "zhou", "mistyped");
  work.robot.picture(work.robot.find("notice_dialog"), "critical-dialog");
  work.robot.click(work.robot.find("notice_send"));
  work.wait_for_text("notice_note", "name or password is wrong");
  EXPECT_TRUE(asks_before_signing(work)) << "a refused one is none";
  fill_check(work, "zhou", testkit::Township::kPassword);
  work.robot.click(work.robot.find("notice_send"));
  work.wait_for_text("critical_state", "sounding at the site");
  wait_for_no_dialog(work);
  EXPECT_FALSE(asks_before_signing(work)) << "the site was told";
  work.robot.picture(work.robot.find("critical_state"), "critical-sounding");

  testkit::Clinic clinic(township_->site().data());
  const auto view = clinic.wait_for_view(
      [](const v1::ClinicView& seen) { return seen.criticals_size() > 0 && seen.criticals(0).sounding(); });
  ASSERT_TRUE(view);
  const auto id = view->criticals(0).notice().notice_id();
  v1::ReadBackClinicCriticalRequest read_back;
  read_back.set_notice_id(id);
  read_back.set_by("张护士");
  read_back.set_text("右侧张力性气胸，立即胸腔穿刺减压");
  ASSERT_TRUE(clinic.call(&v1::Agent::Stub::ReadBackCritical, read_back).ok());
  work.wait_for_text("critical_state", QStringLiteral("张护士"));
  EXPECT_FALSE(work.robot.visible("critical_close")) << "no action yet";
  v1::RecordClinicCriticalActionRequest action;
  action.set_notice_id(id);
  action.set_action_id(work.ids.next());
  action.set_by("张护士");
  action.set_doctor("王医生");
  action.mutable_doctor_told_at()->set_seconds(base::to_micros(work.clock.now()) / 1'000'000);
  action.set_text("胸腔穿刺减压，呼叫120");
  ASSERT_TRUE(clinic.call(&v1::Agent::Stub::RecordCriticalAction, action).ok());
  work.robot.click(work.robot.find("critical_close"));
  work.robot.picture(work.robot.find("record_dialog"), "critical-close");
  work.robot.click(work.robot.find("record_accept"));
  work.wait_for_text("critical_state", "closed by");

  // In the register, by person, time and content.
  work.robot.click(work.robot.find("critical_register"));
  auto* table = work.robot.find<QTableView>("register_table");
  work.robot.wait_until([&] { return table->model()->rowCount() == 1; }, "the register");
  work.wait_for_text("register_details", QStringLiteral("王医生"));
  work.robot.picture(table, "critical-register");
  EXPECT_TRUE(work.text_of("status_critical").contains("0"));
}

TEST_F(CriticalAtWork, ACutWhileItIsSentIsSaidAndItArrivesOnce) {
  testkit::ThinLink::Options line;
  line.target_port = township_->county().router_port();
  auto link = testkit::ThinLink::start(line, township_->clock());
  ASSERT_TRUE(link);
  WindowAtWork work(*township_, "reading-1", "li", "127.0.0.1:" + std::to_string((*link)->port()));
  open_report(work);
  open_notice(work);
  const auto before = township_->county().router_catalog();
  ASSERT_TRUE(before);
  const auto notices = [&] { return (*before)->count("SELECT count(*) FROM critical_notice"); };
  const auto already = notices();
  fill_check(work, "zhou", testkit::Township::kPassword);
  (*link)->refuse();
  (*link)->reset_all();
  work.robot.click(work.robot.find("notice_send"));
  work.wait_for_text("notice_note", "NOT SENT");
  EXPECT_EQ(notices(), already);
  (*link)->accept_again();
  work.robot.wait_until([&] { return !work.robot.visible("notice_dialog"); }, "the dialog to close by itself");
  work.wait_for_text("critical_state", "sounding at the site");
  EXPECT_EQ(notices(), already + 1);
}

TEST_F(CriticalAtWork, WhatIsNotReadBackInTimeIsHeardAtTheStationUntilTheRegisterIsOpened) {
  WindowAtWork work(*township_);
  open_report(work);
  open_notice(work);
  fill_check(work, "zhou", testkit::Township::kPassword);
  work.robot.click(work.robot.find("notice_send"));
  work.wait_for_text("critical_state", "sounding at the site");
  wait_for_no_dialog(work);
  const auto& sound = work.window->critical().overdue()->sound();
  EXPECT_FALSE(sound.is_sounding());
  // As if the limit had passed: the router looks at what is due by its own clock.
  work.change_catalog(
      "UPDATE critical_notice SET look_at = 1, content = json_set(content, '$.readBackDueAt', "
      "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-725 seconds')) WHERE closed_at = 0 AND read_back_at = 0");
  township_->county().router().kill_now();  // it has slept until the limit that was
  ASSERT_TRUE(township_->county().router().start());
  work.robot.wait_until([&] { return sound.is_sounding(); }, "the alarm");
  work.wait_for_text("overdue_headline", "not read back, 12 min past the limit");
  work.wait_for_text("overdue_details", QStringLiteral("张力性气胸"));
  work.robot.picture(work.robot.find("reading_page"), "critical-overdue");
  work.robot.key(work.robot.find("reading_page"), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
  work.robot.find("register_page");
  EXPECT_FALSE(sound.is_sounding());
  EXPECT_FALSE(work.robot.visible("overdue_bar"));
  work.wait_for_text("status_critical", "overdue");
  work.robot.picture(work.robot.find("register_page"), "critical-overdue-register");
}

}  // namespace
}  // namespace rdc::station
