// Two people and one report at real windows before a real router: returned, corrected, finalised; given away and taken
// over; and an old study looked at from the archive.
#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTextEdit>

#include "reading_station/app/reading_page.h"
#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/app/window_at_work.h"

namespace rdc::station {
namespace {

class ReviewFlow : public ::testing::Test {
 protected:
  void SetUp() override {
    send_radiograph(township, 1);
    li = std::make_unique<WindowAtWork>(township, "reading-1", "li");
    li->window->hide();
    zhou = std::make_unique<WindowAtWork>(township, "reading-2", "zhou");
    zhou->window->hide();
  }
  // Widgets are found by name among those on the screen: one window at a time.
  WindowAtWork& at(WindowAtWork& work) {
    for (auto* other : {li.get(), zhou.get()}) other->window->setVisible(other == &work);
    work.robot.settle();
    return work;
  }
  static void sign(WindowAtWork& work) {
    work.robot.click(work.robot.find("report_sign"));
    work.robot.settle();
    if (work.robot.visible("checks_sign")) work.robot.click(work.robot.find("checks_sign"));  // a finding, not positive
    work.robot.find("secret_dialog");
    const auto enter = [&](const char* field) { work.robot.type(work.robot.find(field), testkit::Township::kPin); };
    if (work.robot.visible("secret_repeated")) {
      enter("secret_new");
      enter("secret_repeated");
      work.robot.click(work.robot.find("secret_ok"));
      work.robot.wait_until(
          [&] { return work.robot.visible("secret_dialog") && !work.robot.visible("secret_repeated"); }, "the key");
    }
    enter("secret_new");
    work.robot.click(work.robot.find("secret_ok"));
    work.wait_for_text("report_note", "Signed and stored at the centre.");
  }
  static void open_from(WindowAtWork& work, const char* list, const QString& text) {
    work.wait_for_text(list, text);
    work.robot.click(work.robot.find(list));
    work.open_study();
  }
  static void back(WindowAtWork& work) {
    work.robot.click(work.robot.find("reading_back"));
    work.robot.find("worklist_page");
  }
  // To zhou.
  static void give_away(WindowAtWork& work, const QString& note) {
    auto* table = work.robot.find<QTableView>("worklist_table");
    work.robot.wait_until([&] { return table->model()->rowCount() > 0; }, "a study on the list");
    table->selectRow(0);
    work.robot.click(work.robot.find("worklist_assign"));
    auto* readers = work.robot.find<QComboBox>("assign_readers");
    work.robot.wait_until([&] { return readers->isEnabled() && readers->count() >= 2; }, "the readers");
    readers->setCurrentIndex(readers->findText(QStringLiteral("周文静")));
    work.robot.type(work.robot.find("assign_note"), note);
    work.robot.picture(readers, "assign");
    work.robot.click(work.robot.find("assign_ok"));
    work.robot.wait_until([&] { return !work.robot.visible("assign_dialog"); }, "the assignment");
  }
  testkit::Township township{testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 31}};
  std::unique_ptr<WindowAtWork> li, zhou;
};

TEST_F(ReviewFlow, AReportIsReturnedWithCommentsSignedAgainAndFinalisedWithItsDifferencesShown) {
  li->change_catalog("UPDATE worklist_item SET sign_off = 2");
  at(*li).log_in();
  li->open_study();
  EXPECT_EQ(li->text_of("report_sign"), "Sign as preliminary") << "two people sign here, which is known beforehand";
  li->write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  sign(*li);
  back(*li);
  li->wait_for_text("worklist_list_review", "To review  0");

  at(*zhou).log_in();
  open_from(*zhou, "worklist_list_review", "To review  1");
  zhou->robot.click(zhou->robot.find("review_return"));
  zhou->robot.type(zhou->robot.find("return_comments"), QStringLiteral("右肺中野结节未描述，请补充。"));
  zhou->robot.picture(zhou->robot.find("return_dialog"), "review-return");
  zhou->robot.click(zhou->robot.find("return_ok"));
  zhou->robot.find("worklist_page");
  zhou->wait_for_text("worklist_list_review", "To review  0");

  at(*li);
  open_from(*li, "worklist_list_returned", "Returned to me  1");
  li->wait_for_text("review_state", "Returned");
  EXPECT_EQ(li->text_of("review_comments"), QStringLiteral("右肺中野结节未描述，请补充。"));
  li->robot.picture(li->robot.find("review_bar"), "review-returned");
  li->write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节。"));
  sign(*li);
  EXPECT_FALSE(li->robot.visible("review_comments"));
  back(*li);
  li->wait_for_text("worklist_list_returned", "Returned to me  0");

  at(*zhou);
  zhou->wait_for_text("worklist_list_review", "To review  1");
  zhou->robot.click(zhou->robot.find("worklist_list_review"));
  const auto* model = zhou->robot.find<QTableView>("worklist_table")->model();
  EXPECT_EQ(model->index(0, WorklistModel::kReader).data().toString(), "returned by you");
  zhou->robot.picture(zhou->robot.find("worklist_page"), "review-signed-again");
  open_from(*zhou, "worklist_list_review", "To review  1");
  zhou->wait_for_text("review_state", "Returned by you, signed again");
  zhou->robot.click(zhou->robot.find("review_compare"));
  auto* differences = zhou->robot.find<QTextEdit>("report_revision_text");
  zhou->robot.picture(differences, "review-differences");
  const QString html = differences->toHtml();
  EXPECT_TRUE(html.contains("line-through")) << "what is gone";
  EXPECT_TRUE(html.contains("underline")) << "what is new";
  EXPECT_TRUE(differences->toPlainText().contains(QStringLiteral("右肺中野结节未描述，请补充。")));
  zhou->robot.find("report_revision_dialog")->close();
  EXPECT_EQ(zhou->text_of("report_sign"), "Sign final report");
  sign(*zhou);
  EXPECT_TRUE(zhou->text_of("report_status").startsWith("Final"));
  back(*zhou);
  zhou->wait_for_text("worklist_list_open", "Open  0");
}

TEST_F(ReviewFlow, AStudyThatIsGivenAwayIsTakenOverOnlyOnPurpose) {
  at(*li).log_in();
  give_away(*li, QStringLiteral("请老师看一下"));

  at(*zhou).log_in();
  zhou->wait_for_text("worklist_list_assigned", "Assigned to me  1");
  zhou->robot.picture(zhou->robot.find("worklist_page"), "worklist-lists");

  at(*li);
  auto* table = li->robot.find<QTableView>("worklist_table");
  table->selectRow(0);
  li->robot.key(table, Qt::Key_Return);
  li->wait_for_text("reading_claim", "View only: assigned to");
  EXPECT_TRUE(li->robot.find<QPlainTextEdit>("report_findings")->isReadOnly());
  li->robot.click(li->robot.find("reading_take_over"));
  li->wait_for_text("reading_claim", "Reserved for you");
  li->robot.wait_until([&] { return !li->robot.find<QPlainTextEdit>("report_findings")->isReadOnly(); },
                       "the report to be writable");
  at(*zhou);
  zhou->wait_for_text("worklist_list_assigned", "Assigned to me  0");
}

TEST_F(ReviewFlow, AnOpenStudyIsGivenAwayWithTheWordsTypedSoFar) {
  at(*li).log_in();
  li->open_study();
  li->write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节，请会诊。"));
  const QString study = li->window->reading().study_id();
  li->robot.picture(li->robot.find("reading_page"), "assign-open-study");
  li->robot.key(li->robot.find("reading_page"), Qt::Key_T, Qt::ControlModifier);
  auto* readers = li->robot.find<QComboBox>("assign_readers");
  li->robot.wait_until([&] { return readers->isEnabled() && readers->count() >= 2; }, "the readers");
  readers->setCurrentIndex(readers->findText(QStringLiteral("李明华 (me)")));
  li->robot.click(li->robot.find("assign_ok"));
  li->robot.wait_until([&] { return !li->robot.visible("assign_dialog"); }, "the assignment");
  EXPECT_EQ(li->window->reading().study_id(), study) << "given to oneself, one goes on";
  EXPECT_FALSE(li->robot.find<QPlainTextEdit>("report_findings")->isReadOnly());
  li->wait_for_text("status_hint", "The study is assigned to");

  li->write(QStringLiteral("右肺中野见结节影，边缘毛糙。"), QStringLiteral("右肺结节，请会诊。"));
  li->robot.click(li->robot.find("reading_assign"));
  readers = li->robot.find<QComboBox>("assign_readers");
  li->robot.wait_until([&] { return readers->isEnabled() && readers->count() >= 2; }, "the readers");
  readers->setCurrentIndex(readers->findText(QStringLiteral("周文静")));
  li->robot.click(li->robot.find("assign_ok"));
  li->robot.find("worklist_page");
  li->wait_for_text("status_hint", "The study is assigned to");
  li->wait_for_text("worklist_list_mine", "Mine  0");
  EXPECT_EQ(li->kept_drafts(), 0U) << "nothing is left on this disk alone";

  at(*zhou).log_in();
  open_from(*zhou, "worklist_list_assigned", "Assigned to me  1");
  EXPECT_EQ(zhou->text_of("report_findings"), QStringLiteral("右肺中野见结节影，边缘毛糙。"));
  EXPECT_EQ(zhou->text_of("reading_claim"), "Reserved for you");
}

TEST_F(ReviewFlow, WhatHasNotReachedTheCentreIsNotGivenAway) {
  at(*li).log_in();
  li->open_study();
  li->write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节。"));
  li->robot.click(li->robot.find("reading_assign"));
  auto* readers = li->robot.find<QComboBox>("assign_readers");
  li->robot.wait_until([&] { return readers->isEnabled() && readers->count() >= 2; }, "the readers");
  readers->setCurrentIndex(readers->findText(QStringLiteral("周文静")));
  township.county().router().kill_now();
  li->wait_for_text("status_link", "No connection");
  li->robot.click(li->robot.find("assign_ok"));
  li->wait_for_text("assign_problem", "is not at the centre yet");
  ASSERT_TRUE(township.county().router().start());
  li->wait_for_text("status_link", "Connected");
  li->wait_for_text("report_note", "Draft saved at");
  li->robot.click(li->robot.find("assign_ok"));
  li->robot.find("worklist_page");
  li->wait_for_text("worklist_list_mine", "Mine  0");
}

TEST_F(ReviewFlow, AnAmendmentGoesFromItsAuthorsDraftToAnothersSignature) {
  at(*li).log_in();
  li->open_study();
  li->write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  sign(*li);
  back(*li);
  li->change_catalog("UPDATE worklist_item SET sign_off = 2");
  open_from(*li, "worklist_list_done", "Reported");
  EXPECT_EQ(li->text_of("report_sign"), "Sign amendment");
  li->write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节。"));
  li->robot.click(li->robot.find("report_sign"));
  li->wait_for_text("report_note", "amendments are signed by somebody else");
  li->robot.click(li->robot.find("report_save"));
  li->wait_for_text("report_note", "Draft saved at");
  back(*li);
  li->wait_for_text("worklist_list_drafts", "My drafts  1");
  li->wait_for_text("worklist_list_review", "To review  0");
  at(*zhou).log_in();
  zhou->wait_for_text("worklist_list_review", "To review  1");
  at(*li);
  li->robot.click(li->robot.find("worklist_list_drafts"));
  give_away(*li, QStringLiteral("请审核更正"));

  at(*zhou);
  open_from(*zhou, "worklist_list_assigned", "Assigned to me  1");
  EXPECT_EQ(zhou->text_of("report_impression"), QStringLiteral("右肺结节。"));
  zhou->robot.type(zhou->robot.find("report_reason"), QStringLiteral("漏诊结节"));
  sign(*zhou);
  EXPECT_TRUE(zhou->text_of("report_status").startsWith("Amended"));
  const auto& revisions = zhou->window->reading().desk().revisions();
  EXPECT_NE(revisions.back().author_name(), zhou->connection->self().display_name());
  back(*zhou);
  at(*li);
  li->wait_for_text("worklist_list_drafts", "My drafts  0");
}

TEST_F(ReviewFlow, AStudyOfTheArchiveIsLookedAtAndNotReserved) {
  at(*li).log_in();
  li->open_study();
  li->write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  sign(*li);
  back(*li);

  at(*zhou).log_in();
  auto& worklist = zhou->window->worklist();
  zhou->robot.wait_until([&] { return worklist.rowCount() > 0; }, "the list");
  const QString patient = QString::fromStdString(worklist.at(0).patient().patient_id());
  zhou->robot.click(zhou->robot.find("worklist_archive"));
  zhou->robot.type(zhou->robot.find("archive_patient_id"), patient);
  zhou->robot.click(zhou->robot.find("archive_search"));
  auto* found = zhou->robot.find<QTableView>("archive_table");
  zhou->robot.wait_until([&] { return found->model()->rowCount() == 1; }, "the study");
  zhou->robot.picture(found, "archive-found");
  zhou->robot.click(zhou->robot.find("archive_open"));
  zhou->wait_for_text("reading_claim", "View only");
  zhou->wait_for_text("report_note", "Opened from the archive");
  zhou->robot.wait_until([&] { return zhou->text_of("report_impression") == QStringLiteral("心肺膈未见异常。"); },
                         "its report");
  EXPECT_TRUE(zhou->robot.find<QPlainTextEdit>("report_findings")->isReadOnly());
  EXPECT_FALSE(zhou->robot.visible("reading_take_over"));
  EXPECT_TRUE(worklist.at(0).claimed_by_name().empty());
  EXPECT_EQ(zhou->text_of("reading_back"), QStringLiteral("← Archive"));
  zhou->robot.click(zhou->robot.find("reading_back"));
  EXPECT_EQ(zhou->robot.find<QTableView>("archive_table")->model()->rowCount(), 1) << "what was found is still there";
  zhou->robot.click(zhou->robot.find("archive_back"));
  zhou->robot.find("worklist_page");
}

}  // namespace
}  // namespace rdc::station
