// A reader's day at the real window: what goes wrong is said, and costs no word.
#include "reading_station/app/main_window.h"

#include <gtest/gtest.h>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

#include "reading_station/app/reading_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/app/window_at_work.h"

namespace rdc::station {
namespace {

class AtWork : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<testkit::Township>(testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 17});
  }
  static void TearDownTestSuite() { township_.reset(); }
  void SetUp() override {
    // A study of its own for every test: what one signs another need not amend.
    send_radiograph(*township_, ++studies_);
    work = std::make_unique<WindowAtWork>(*township_);
  }
  // The newest study, whatever else is on the list.
  void log_in_and_open() {
    work->log_in();
    work->open_study();
  }
  static std::unique_ptr<testkit::Township> township_;
  static int studies_;
  std::unique_ptr<WindowAtWork> work;
};
std::unique_ptr<testkit::Township> AtWork::township_;
int AtWork::studies_ = 0;

TEST_F(AtWork, AWrongPasswordIsSaidAndTheRightOneLetsIn) {
  work->log_in("not my password");
  work->wait_for_text("login_error", "User name or password is wrong.");
  EXPECT_EQ(work->text_of("login_password"), "");
  EXPECT_TRUE(work->robot.find("login_button")->isEnabled());
  work->window->use_language("zh_CN");
  work->wait_for_text("login_error", QStringLiteral("用户名或密码错误。"));
  work->log_in();
  auto* table = work->robot.find<QTableView>("worklist_table");
  work->robot.wait_until([&] { return table->model()->rowCount() == 1; }, "the study on the worklist");
  work->wait_for_text("status_person", QStringLiteral("李明华"));
}

TEST_F(AtWork, ADeadRouterAtLogInIsSaidAndLogInWorksOnceItIsBack) {
  township_->county().router().kill_now();
  work->wait_for_text("status_link", "No connection");
  ASSERT_TRUE(township_->county().router().start());
  work->wait_for_text("status_link", "Connected");
  work->log_in();
  EXPECT_NO_THROW(work->robot.find("worklist_page"));
}

TEST_F(AtWork, ARouterKilledInTheMiddleCostsNoWordAndItComesBackByItself) {
  log_in_and_open();
  work->robot.wait_until([&] { return work->window->reading().viewer()->canvas()->image() != nullptr; }, "the image");
  work->write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节。"));
  township_->county().router().kill_now();
  work->wait_for_text("status_link", "No connection");
  work->robot.click(work->robot.find("report_save"));
  work->wait_for_text("report_note", "kept on this station");
  work->robot.wait_until([&] { return work->kept_drafts() == 1; }, "the text on this station's disk");
  // The image stays, and writing goes on.
  EXPECT_NE(work->window->reading().viewer()->canvas()->image(), nullptr);
  work->write(QStringLiteral("右肺中野见结节影，边缘清。"), QStringLiteral("右肺结节，建议复查。"));
  ASSERT_TRUE(township_->county().router().start());
  work->wait_for_text("status_link", "Connected");
  work->wait_for_text("report_note", "Draft saved at");
  work->robot.wait_until([&] { return work->kept_drafts() == 0; }, "the local copy to go");
  EXPECT_EQ(work->text_of("report_findings"), QStringLiteral("右肺中野见结节影，边缘清。"));
}

TEST_F(AtWork, AStudyOpenedDuringACutOpensWhenTheLinkIsBack) {
  work->log_in();
  auto* table = work->robot.find<QTableView>("worklist_table");
  work->robot.wait_until([&] { return table->model()->rowCount() > 0; }, "a study on the worklist");
  township_->county().router().kill_now();
  work->wait_for_text("status_link", "No connection");
  work->wait_for_text("worklist_notice", "cannot be reached");
  table->selectRow(0);
  work->robot.key(table, Qt::Key_Return);
  work->wait_for_text("reading_message", "cannot be reached");
  EXPECT_TRUE(work->robot.find<QPlainTextEdit>("report_findings")->isReadOnly());
  ASSERT_TRUE(township_->county().router().start());
  work->robot.wait_until(
      [&] { return work->robot.visible("study_viewer") && work->window->reading().viewer()->canvas()->image(); },
      "the image");
  auto* findings = work->robot.find<QPlainTextEdit>("report_findings");
  work->robot.wait_until([&] { return !findings->isReadOnly(); }, "the report to be writable");
  EXPECT_EQ(work->text_of("reading_claim"), "Reserved for you");
}

TEST_F(AtWork, AnExpiredSessionAsksForTheLogInAndBringsTheReaderBackToTheText) {
  log_in_and_open();
  work->write(QStringLiteral("左肺下野斑片影。"), QStringLiteral("左肺下野炎症。"));
  const QString item = work->window->reading().item_id();
  work->expire_sessions();
  work->robot.click(work->robot.find("report_save"));
  work->wait_for_text("login_error", "The login has expired");
  work->wait_for_text("login_error", "Your text is kept");
  work->log_in();
  work->wait_for_text("report_note", "It is back");
  EXPECT_EQ(work->window->reading().item_id(), item);
  EXPECT_EQ(work->text_of("report_findings"), QStringLiteral("左肺下野斑片影。"));
  EXPECT_EQ(work->text_of("report_impression"), QStringLiteral("左肺下野炎症。"));
}

TEST_F(AtWork, ASessionThatEndsWhileThePinIsAskedLeavesNoDialogBehind) {
  log_in_and_open();
  work->write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  work->robot.click(work->robot.find("report_sign"));
  work->robot.find("secret_dialog");
  work->expire_sessions();
  work->window->reading().editor()->flush_draft();
  work->wait_for_text("login_error", "The login has expired");
  EXPECT_FALSE(work->robot.visible("secret_dialog"));
}

TEST_F(AtWork, SigningRefusesAnEmptyImpressionAndAWrongPinAndThenSigns) {
  log_in_and_open();
  work->write(QStringLiteral("未见异常。"), QString());
  work->robot.click(work->robot.find("report_sign"));
  work->wait_for_text("checks_list", "The impression is empty.");
  EXPECT_FALSE(work->robot.visible("checks_sign"));
  work->robot.click(work->robot.find("checks_back"));
  work->write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  work->robot.click(work->robot.find("report_sign"));
  if (work->robot.visible("secret_repeated")) {  // the first signature of this person
    work->robot.type(work->robot.find("secret_new"), "246810");
    work->robot.type(work->robot.find("secret_repeated"), "246811");
    work->robot.click(work->robot.find("secret_ok"));
    work->wait_for_text("secret_error", "The two entries differ");
    work->robot.type(work->robot.find("secret_new"), "246810");
    work->robot.type(work->robot.find("secret_repeated"), "246810");
    work->robot.click(work->robot.find("secret_ok"));
    work->robot.wait_until(
        [&] { return work->robot.visible("secret_dialog") && !work->robot.visible("secret_repeated"); },
        "the key to be certified");
  }
  const auto enter_pin = [&](const char* pin) {
    work->robot.type(work->robot.find("secret_new"), pin);
    work->robot.click(work->robot.find("secret_ok"));
  };
  enter_pin("999999");
  work->wait_for_text("secret_error", "The signing PIN is wrong.");
  EXPECT_EQ(work->text_of("report_status"), "No report yet");
  enter_pin("246810");
  work->wait_for_text("report_note", "Signed and stored at the centre.");
  EXPECT_EQ(work->text_of("report_status"), "Final");
  EXPECT_EQ(work->text_of("report_sign"), "Sign amendment");
  work->robot.wait_until([&] { return work->kept_drafts() == 0; }, "the local copy to go");
}

TEST_F(AtWork, NormalsAreSignedTogetherOnAPageOfTheirOwn) {
  work->log_in();
  auto* page = work->robot.find("worklist_page");
  EXPECT_FALSE(work->robot.visible("batch_page"));
  work->robot.key(work->robot.find("worklist_table"), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(work->robot.find("batch_page")->size(), page->parentWidget()->size());
  EXPECT_FALSE(page->isVisible());
  work->robot.click(work->robot.find("batch_back"));
  EXPECT_EQ(work->robot.find("worklist_page"), page);
  EXPECT_FALSE(work->robot.visible("batch_page"));
}

TEST_F(AtWork, AStudyThatAnotherReaderHoldsIsForViewingOnlyAndSaysSo) {
  log_in_and_open();
  WindowAtWork other(*township_, "reading-2", "zhou");
  other.log_in();
  auto& reading = other.window->reading();
  const QString item = work->window->reading().item_id();
  other.robot.wait_until([&] { return other.window->worklist().find(item) != nullptr; }, "the study on the other list");
  reading.open(*other.window->worklist().find(item));
  other.robot.wait_until([&] { return reading.findChild<QLabel*>("reading_claim")->text() == "View only"; },
                         "the refusal");
  EXPECT_TRUE(reading.findChild<QPlainTextEdit*>("report_findings")->isReadOnly());
  EXPECT_TRUE(reading.findChild<QLabel*>("report_note")->text().contains("Another reader"));
}

}  // namespace
}  // namespace rdc::station
