// The dialog of a critical value, and the register as a table: what may be sent, what is said, what is exported.
#include "reading_station/critical/notice_dialog.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "reading_station/app/theme.h"
#include "reading_station/critical/notice_model.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/critical/record_dialog.h"
#include "tests/reading_station/critical/small_critical.h"

namespace rdc::station {
namespace {

NoticeDialog::About chest() {
  NoticeDialog::About about;
  about.patient = QStringLiteral("王小明 男 66岁");
  about.exam = QStringLiteral("DX 胸部正侧位");
  about.site = QStringLiteral("六合镇卫生院");
  about.user_name = "li";
  about.stated = QStringList{QStringLiteral("张力性气胸")};
  about.finding = QStringLiteral("右侧张力性气胸，右肺压缩约90%，纵隔左移。");
  return about;
}

class NoticeDialogTest : public ::testing::Test {
 protected:
  NoticeDialogTest() { apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME")))); }
  void open(const NoticeDialog::About& about = chest()) {
    dialog = new NoticeDialog(about, nullptr);
    dialog->open();
  }
  ~NoticeDialogTest() override { delete dialog; }
  template <typename Widget>
  Widget* part(const char* name) {
    return dialog->findChild<Widget*>(QLatin1String(name));
  }
  void check(const char* name, const char* password = "their own") {
    part<QLineEdit>("notice_checker")->setText(QString::fromLatin1(name));
    part<QLineEdit>("notice_password")->setText(QString::fromLatin1(password));
  }
  bool sendable() { return part<QPushButton>("notice_send")->isEnabled(); }

  NoticeDialog* dialog = nullptr;
};

TEST_F(NoticeDialogTest, ProposesTheEntryTheReportStatesAndTheReadersWords) {
  open();
  EXPECT_FALSE(sendable()) << "the list is not loaded";
  dialog->set_table(small_table());
  EXPECT_EQ(part<QComboBox>("notice_entry")->currentData().toString(), "tension-pneumothorax");
  EXPECT_EQ(part<QComboBox>("notice_entry")->findData("ecg-pause"), -1) << "not for a radiograph";
  EXPECT_TRUE(part<QLabel>("notice_list")->text().contains("2026-1")) << "the list's version is shown";
  EXPECT_TRUE(part<QLabel>("notice_list")->text().contains(QStringLiteral("县医疗质控中心"))) << "and its source";
  EXPECT_FALSE(sendable()) << "nobody has checked it";
  check("zhou");
  EXPECT_TRUE(sendable());
  part<QPlainTextEdit>("notice_finding")->setPlainText("  ");
  EXPECT_FALSE(sendable());
  part<QPlainTextEdit>("notice_finding")->setPlainText(QStringLiteral("右侧张力性气胸"));
  const auto given = dialog->given();
  EXPECT_EQ(given.entry_id, "tension-pneumothorax");
  EXPECT_EQ(given.finding, QStringLiteral("右侧张力性气胸"));
  EXPECT_EQ(given.checker_user_name, "zhou");
  const QByteArray pictures = qgetenv("RDC_SCREENSHOTS");
  if (!pictures.isEmpty()) dialog->grab().save(QString::fromLocal8Bit(pictures) + "/critical-dialog.png");
}

TEST_F(NoticeDialogTest, NothingIsChosenForAReportThatStatesNothing) {
  auto about = chest();
  about.stated.clear();
  open(about);
  dialog->set_table(small_table());
  check("zhou");
  EXPECT_FALSE(sendable());
  auto* entry = part<QComboBox>("notice_entry");
  entry->setCurrentIndex(entry->count() - 1);  // not on the list, and critical all the same
  EXPECT_TRUE(sendable());
  EXPECT_EQ(dialog->given().entry_id, "");
}

TEST_F(NoticeDialogTest, OnePersonTwiceGivesAReasonByDayAndNoneAtNight) {
  open();
  dialog->set_table(small_table());
  check("LI");  // the reader, in whatever case
  EXPECT_FALSE(sendable());
  ASSERT_TRUE(part<QLineEdit>("notice_reason")->isVisibleTo(dialog));
  part<QLineEdit>("notice_reason")->setText(QStringLiteral("同事在手术室"));
  EXPECT_TRUE(sendable());
  EXPECT_EQ(dialog->given().check_reason, QStringLiteral("同事在手术室"));
  check("zhou");
  EXPECT_EQ(dialog->given().check_reason, "") << "a colleague checks: no reason is asked";
  auto night = small_table();
  night.set_is_night(true);
  dialog->set_table(night);
  part<QLineEdit>("notice_reason")->clear();
  check("li");
  EXPECT_TRUE(sendable());
  EXPECT_FALSE(part<QLineEdit>("notice_reason")->isVisibleTo(dialog));
  EXPECT_TRUE(part<QLabel>("notice_check_title")->text().contains("night"));
}

TEST_F(NoticeDialogTest, SaysWhetherItIsSentAndLetsARefusedOneBeMended) {
  open();
  dialog->set_table(small_table());
  check("zhou", "mistyped");
  const QSignalSpy wanted(dialog, &NoticeDialog::send_wanted);
  part<QPushButton>("notice_send")->click();
  ASSERT_EQ(wanted.count(), 1);
  dialog->show_way(NoticeDialog::Way::kNoLink);
  EXPECT_TRUE(part<QLabel>("notice_note")->text().contains("NOT SENT"));
  EXPECT_FALSE(sendable()) << "it is on its way as it is";
  EXPECT_FALSE(part<QPlainTextEdit>("notice_finding")->isEnabled());
  dialog->show_way(NoticeDialog::Way::kSending);
  dialog->complain("the password is wrong");
  EXPECT_EQ(part<QLabel>("notice_note")->text(), "the password is wrong");
  EXPECT_TRUE(part<QLineEdit>("notice_password")->text().isEmpty());
  EXPECT_TRUE(part<QPlainTextEdit>("notice_finding")->isEnabled());
  check("zhou");
  EXPECT_TRUE(sendable());
}

v1::CriticalNotice row(const char* id, int minute) {
  v1::CriticalNotice notice;
  notice.set_notice_id(id);
  notice.set_finding("膈下游离气体");
  notice.mutable_notified_at()->set_seconds(1'772'438'400 + minute * 60);
  notice.set_state(v1::CRITICAL_STATE_SENT);
  return notice;
}

TEST(NoticeModelTest, ChangesByTheSmallestStepsAndKeepsTheSelection) {
  NoticeModel model;
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.replace({row("b", 2), row("a", 1)});
  const QPersistentModelIndex kept = model.index(1, 0);
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
  QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
  model.replace({row("c", 3), row("b", 2), row("a", 1)});
  EXPECT_EQ(kept.row(), 2);
  EXPECT_EQ(kept.data(NoticeModel::kNoticeRole).toString(), "a");
  EXPECT_EQ(changed.count(), 0);
  auto acted = row("b", 2);
  acted.set_state(v1::CRITICAL_STATE_DELIVERED);
  model.replace({row("c", 3), acted, row("a", 1)});
  EXPECT_EQ(changed.count(), 1);
  model.replace({row("a", 1)});
  EXPECT_EQ(kept.row(), 0);
  model.replace({});
  EXPECT_FALSE(kept.isValid());
  EXPECT_EQ(reset.count(), 0);
}

TEST(RegisterCsv, HoldsPersonTimeContentAndRunsNothing) {
  auto one = row("n1", 0);
  one.set_site_id("liuhe");
  one.mutable_patient()->set_name("=HYPERLINK(\"x\")");
  one.set_finding("穿孔,膈下\"游离气体\"\n请急查");
  one.mutable_by()->set_display_name("李明华");
  one.set_check(v1::CRITICAL_CHECK_SAME_PERSON_TWICE);
  one.set_check_reason("夜间");
  one.mutable_read_back()->set_by("张护士");
  one.mutable_read_back()->set_via(v1::CRITICAL_VIA_PHONE);
  for (const char* text : {"禁食", "呼叫120"}) {
    auto& action = *one.add_actions();
    action.set_by("张护士");
    action.set_doctor("王医生");
    action.set_text(text);
  }
  const auto bytes = register_csv({one});
  EXPECT_TRUE(bytes.startsWith("\xEF\xBB\xBF")) << "spreadsheets read the Chinese";
  const auto text = QString::fromUtf8(bytes);
  EXPECT_TRUE(text.contains(QStringLiteral("'=HYPERLINK"))) << "no formula";
  EXPECT_TRUE(text.contains(QStringLiteral("\"穿孔,膈下\"\"游离气体\"\"\n请急查\"")));
  for (const char* word :
       {"liuhe", "李明华", "same_person_twice", "夜间", "张护士", "phone", "王医生", "禁食; 呼叫120"})
    EXPECT_TRUE(text.contains(QString::fromUtf8(word))) << word;
  const auto header = text.section(QStringLiteral("\r\n"), 0, 0).split(',');
  EXPECT_EQ(header.size(), 35);
  EXPECT_EQ(text.count(QStringLiteral("\r\n")), 2);
}

struct StateCase {
  const char* name;
  v1::CriticalState state;
  v1::CriticalOverdue overdue;
  const char* says;
};
std::ostream& operator<<(std::ostream& out, const StateCase& one) { return out << one.name; }
class NoticeState : public ::testing::TestWithParam<StateCase> {};

TEST_P(NoticeState, IsSaidAsItIs) {
  auto one = row("n1", 0);
  one.set_state(GetParam().state);
  one.set_overdue(GetParam().overdue);
  EXPECT_TRUE(notice_state_text(one).contains(QLatin1String(GetParam().says))) << notice_state_text(one).toStdString();
}
INSTANTIATE_TEST_SUITE_P(
    Each, NoticeState,
    ::testing::Values(StateCase{"Sent", v1::CRITICAL_STATE_SENT, v1::CRITICAL_OVERDUE_NONE, "not yet at the site"},
                      StateCase{"Delivered", v1::CRITICAL_STATE_DELIVERED, v1::CRITICAL_OVERDUE_NONE, "sounding"},
                      StateCase{"ReadBack", v1::CRITICAL_STATE_READ_BACK, v1::CRITICAL_OVERDUE_NONE, "no action yet"},
                      StateCase{"Acted", v1::CRITICAL_STATE_ACTED, v1::CRITICAL_OVERDUE_NONE, "can be closed"},
                      StateCase{"Closed", v1::CRITICAL_STATE_CLOSED, v1::CRITICAL_OVERDUE_NONE, "closed"},
                      StateCase{"LateReadBack", v1::CRITICAL_STATE_DELIVERED, v1::CRITICAL_OVERDUE_READ_BACK,
                                "NOT READ BACK"},
                      StateCase{"LateAction", v1::CRITICAL_STATE_READ_BACK, v1::CRITICAL_OVERDUE_ACTION, "NO ACTION"}),
    [](const auto& tested) { return tested.param.name; });

TEST(RecordDialogTest, AsksForEverythingThatTheRegisterNeeds) {
  const QDateTime now(QDate(2026, 3, 2), QTime(16, 10));
  for (const auto kind : {RecordDialog::Kind::kReadBack, RecordDialog::Kind::kAction, RecordDialog::Kind::kClose}) {
    auto* dialog = new RecordDialog(kind, row("n1", 0), now, nullptr);
    auto* record = dialog->findChild<QPushButton*>("record_accept");
    EXPECT_EQ(record->isEnabled(), kind == RecordDialog::Kind::kClose);
    dialog->findChild<QLineEdit*>("record_by")->setText(QStringLiteral("张护士"));
    dialog->findChild<QPlainTextEdit*>("record_text")->setPlainText(QStringLiteral("已复述"));
    EXPECT_EQ(record->isEnabled(), kind != RecordDialog::Kind::kAction) << "an action names the doctor";
    dialog->findChild<QLineEdit*>("record_doctor")->setText(QStringLiteral("王医生"));
    EXPECT_TRUE(record->isEnabled());
    EXPECT_EQ(dialog->given().told_at, now);
    delete dialog;
  }
}

}  // namespace
}  // namespace rdc::station
