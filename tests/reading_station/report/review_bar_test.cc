// Between author and reviewer at the station: who may return, what is sent, what is shown.
#include "reading_station/report/review_bar.h"

#include <gtest/gtest.h>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>

#include "common/base/random.h"
#include "reading_station/report/report_dialogs.h"
#include "reading_station/report/review_dialogs.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

v1::GetStudyReply ct_study() {
  v1::GetStudyReply study;
  study.mutable_study()->set_study_id("0193f000-0000-7000-8000-0000000000bb");
  study.mutable_study()->add_modalities("CT");
  return study;
}

v1::Revision a_revision(const char* id, v1::ReportStatus status, const char* author) {
  v1::Revision made;
  made.set_revision_id(id);
  made.set_report_id("0193f000-0000-7000-8000-000000000001");
  made.set_status(status);
  made.set_author_user_id(std::string("user-") + author);
  made.set_author_name(author);
  return made;
}

// One person, the desk and the bar.
struct Person {
  Person(SmallRouter& router, const char* user, const std::filesystem::path& folder)
      : connection(router.channels(), clock), desk(connection, folder, clock, ids), bar(desk) {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in(user, "any");
    EXPECT_TRUE(in.wait(kAnswerMs));
    bar.setParent(&window);
    window.show();
  }
  void open() {
    QSignalSpy loaded(&desk, &ReportDesk::loaded);
    desk.open(ct_study());
    EXPECT_TRUE(loaded.wait(kAnswerMs));
    bar.set_writable(true);
  }
  template <typename Widget>
  Widget* child(const char* name) {
    return bar.findChild<Widget*>(QLatin1String(name));
  }
  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection;
  ReportDesk desk;
  QWidget window;
  ReviewBar bar;
};

class Review : public ::testing::Test {
 protected:
  Review() {
    router.set_policy(v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER);
    router.add_revision(a_revision("r1", v1::REPORT_STATUS_PRELIMINARY, "li"));
  }
  SmallRouter router;
  testkit::ScratchDirectory folder{"review"};
};

TEST_F(Review, TheReviewerMayReturnAndTheAuthorMayNot) {
  Person wang(router, "wang", folder.path() / "wang");
  wang.open();
  EXPECT_TRUE(wang.child<QPushButton>("review_return")->isVisible());
  EXPECT_EQ(wang.desk.compared_revision(), "r1");
  wang.bar.set_writable(false);
  EXPECT_FALSE(wang.bar.isVisible()) << "somebody else holds the study";
  Person li(router, "li", folder.path() / "li");
  li.open();
  EXPECT_FALSE(li.desk.can_return());
  EXPECT_FALSE(li.bar.isVisible());
}

TEST_F(Review, ALostAnswerIsAskedForAgainUnderTheSameIdentifier) {
  Person wang(router, "wang", folder.path() / "wang");
  wang.open();
  router.lose_next_returns(1);
  wang.child<QPushButton>("review_return")->click();
  auto* dialog = wang.bar.findChild<ReturnDialog*>();
  ASSERT_NE(dialog, nullptr);
  auto* send = dialog->findChild<QPushButton*>("return_ok");
  auto* comments = dialog->findChild<QPlainTextEdit*>("return_comments");
  EXPECT_FALSE(send->isEnabled()) << "nothing is said yet";
  comments->setPlainText(QStringLiteral("右肺上叶结节未描述。"));
  QSignalSpy failed(&wang.desk, &ReportDesk::return_failed);
  QSignalSpy returned(&wang.desk, &ReportDesk::report_returned);
  send->click();
  ASSERT_TRUE(failed.wait(kAnswerMs));
  EXPECT_TRUE(dialog->findChild<QLabel*>("return_problem")->isVisible());
  EXPECT_TRUE(send->isEnabled());
  send->click();
  ASSERT_TRUE(returned.wait(kAnswerMs));
  const auto asked = router.returns();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].return_id(), asked[1].return_id());
  EXPECT_EQ(asked[0].revision_id(), "r1");
  EXPECT_EQ(asked[0].comments(), "右肺上叶结节未描述。");
}

TEST_F(Review, OtherWordsAreAnotherReturn) {
  Person wang(router, "wang", folder.path() / "wang");
  wang.open();
  router.lose_next_returns(1);
  QSignalSpy failed(&wang.desk, &ReportDesk::return_failed);
  wang.desk.return_to_author("one");
  ASSERT_TRUE(failed.wait(kAnswerMs));
  QSignalSpy returned(&wang.desk, &ReportDesk::report_returned);
  wang.desk.return_to_author("two");
  ASSERT_TRUE(returned.wait(kAnswerMs));
  EXPECT_NE(router.returns()[0].return_id(), router.returns()[1].return_id());
}

TEST_F(Review, CommentsAreCountedAsTheRouterCountsThem) {
  QWidget window;
  auto* dialog = new ReturnDialog("li", &window);
  dialog->open();
  auto* comments = dialog->findChild<QPlainTextEdit*>("return_comments");
  auto* send = dialog->findChild<QPushButton*>("return_ok");
  // U+20000, two units of UTF-16 and one character.
  comments->setPlainText(QStringLiteral("𠀀").repeated(ReturnDialog::kLimit));
  EXPECT_TRUE(send->isEnabled());
  comments->setPlainText(QStringLiteral("𠀀").repeated(ReturnDialog::kLimit + 1));
  EXPECT_FALSE(send->isEnabled());
  EXPECT_TRUE(dialog->findChild<QLabel*>("return_left")->text().contains("too many"));
  comments->setPlainText(" \n ");
  EXPECT_FALSE(send->isEnabled());
}

TEST_F(Review, TheAuthorReadsTheCommentsUntilTheySignAgainAndTheThreadStays) {
  Person wang(router, "wang", folder.path() / "wang");
  wang.open();
  QSignalSpy returned(&wang.desk, &ReportDesk::report_returned);
  wang.desk.return_to_author(QStringLiteral("第一行\n<b>第二行</b>"));
  ASSERT_TRUE(returned.wait(kAnswerMs));
  Person li(router, "li", folder.path() / "li");
  li.open();
  ASSERT_NE(li.desk.open_return(), nullptr);
  EXPECT_TRUE(li.child<QPlainTextEdit>("review_comments")->isVisible());
  EXPECT_EQ(li.child<QPlainTextEdit>("review_comments")->toPlainText(), QStringLiteral("第一行\n<b>第二行</b>"));
  QSignalSpy compare(&li.bar, &ReviewBar::compare_requested);
  li.child<QPushButton>("review_compare")->click();
  ASSERT_EQ(compare.count(), 1);
  EXPECT_EQ(compare[0][0].toString(), "r1");

  router.add_revision(a_revision("r2", v1::REPORT_STATUS_PRELIMINARY, "li"));
  wang.open();
  EXPECT_EQ(wang.desk.open_return(), nullptr);
  EXPECT_TRUE(wang.desk.can_return());
  EXPECT_EQ(wang.desk.compared_revision(), "r1") << "what has changed since the reviewer saw it";
  EXPECT_FALSE(wang.child<QPlainTextEdit>("review_comments")->isVisible());
  wang.child<QPushButton>("review_thread")->click();
  auto* thread = wang.bar.findChild<ReturnsDialog*>();
  ASSERT_NE(thread, nullptr);
  EXPECT_TRUE(thread->findChild<QTextEdit*>("returns_text")->toPlainText().contains(QStringLiteral("<b>第二行</b>")));
}

TEST_F(Review, ARevisionShowsWhatReviewersSaidOfIt) {
  QWidget window;
  ReportText text;
  text.impression = QStringLiteral("右肺结节。");
  auto* dialog = new RevisionDialog("r1", text, RevisionDialog::Kind::kImaging, &window);
  v1::ReportReturn comment;
  comment.mutable_by()->set_display_name("王芳");
  comment.mutable_to()->set_display_name("李明华");
  comment.set_comments("请补充<大小>");
  dialog->set_comments({comment});
  dialog->open();
  const QString shown = dialog->findChild<QTextEdit*>("report_revision_text")->toPlainText();
  EXPECT_TRUE(shown.contains(QStringLiteral("王芳 → 李明华"))) << shown.toStdString();
  EXPECT_TRUE(shown.contains(QStringLiteral("请补充<大小>"))) << shown.toStdString();
}

TEST_F(Review, OnesOwnAmendmentIsSignedBySomebodyElseWhoOpensItsDraft) {
  router.add_revision(a_revision("r2", v1::REPORT_STATUS_FINAL, "li"));
  Person li(router, "li", folder.path() / "li");
  li.open();
  const auto refusal = li.desk.refusal_of(v1::REPORT_STATUS_AMENDED);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, "AMENDMENT_NEEDS_OTHER");
  EXPECT_FALSE(li.desk.refusal_of(v1::REPORT_STATUS_CANCELLED));
  router.add_revision(a_revision("d1", v1::REPORT_STATUS_DRAFT, "li"));
  li.open();
  EXPECT_TRUE(li.desk.refusal_of(v1::REPORT_STATUS_AMENDED)) << "it is still one's own";
  Person wang(router, "wang", folder.path() / "wang");
  wang.open();
  EXPECT_FALSE(wang.desk.refusal_of(v1::REPORT_STATUS_AMENDED));
}

}  // namespace
}  // namespace rdc::station
