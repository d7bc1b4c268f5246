#include "reading_station/worklist/assign_dialog.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/reading_station/worklist/items.h"

namespace rdc::station {
namespace {

std::vector<v1::WorklistPerson> readers() {
  std::vector<v1::WorklistPerson> made(2);
  made[0].set_user_id("li");
  made[0].set_display_name("李明华");
  made[0].set_me(true);
  made[1].set_user_id("wang");
  made[1].set_display_name("王芳");
  return made;
}

struct Asking {
  explicit Asking(const v1::WorklistItem& item) : dialog(new AssignDialog(item, &window)) { dialog->open(); }
  template <typename Widget>
  Widget* child(const char* name) {
    return dialog->findChild<Widget*>(QLatin1String(name));
  }
  QWidget window;
  AssignDialog* dialog;
};

TEST(Assign, NobodyIsChosenUntilSomebodyIs) {
  Asking asking(rdc::station::item("a", 1000));
  auto* assign = asking.child<QPushButton>("assign_ok");
  EXPECT_FALSE(assign->isEnabled()) << "the readers are not there yet";
  asking.dialog->set_readers(readers());
  EXPECT_FALSE(assign->isEnabled());
  EXPECT_FALSE(asking.child<QPushButton>("assign_lift")->isVisible());
  auto* box = asking.child<QComboBox>("assign_readers");
  box->setCurrentIndex(box->findData("wang"));
  asking.child<QLineEdit>("assign_note")->setText(QStringLiteral(" 请老师看一下 "));
  QSignalSpy asked(asking.dialog, &AssignDialog::assign_requested);
  assign->click();
  ASSERT_EQ(asked.count(), 1);
  EXPECT_EQ(asked[0][0].toString(), "wang");
  EXPECT_EQ(asked[0][1].toString(), QStringLiteral("请老师看一下"));
  asking.dialog->set_busy(true);
  EXPECT_FALSE(assign->isEnabled());
  asking.dialog->set_busy(false);
  asking.dialog->show_problem("no");
  EXPECT_TRUE(asking.child<QLabel>("assign_problem")->isVisible());
  EXPECT_TRUE(assign->isEnabled());
}

TEST(Assign, WhatIsAssignedCanBeTakenBack) {
  auto given = rdc::station::item("a", 1000);
  given.mutable_assigned_to()->set_user_id("wang");
  given.mutable_assigned_to()->set_display_name("王芳");
  given.mutable_assigned_by()->set_display_name("李明华");
  Asking asking(given);
  asking.dialog->set_readers(readers());
  EXPECT_EQ(asking.child<QComboBox>("assign_readers")->currentData().toString(), "wang");
  EXPECT_EQ(asking.child<QLabel>("assign_now")->text(), QStringLiteral("Assigned to 王芳 by 李明华"));
  QSignalSpy asked(asking.dialog, &AssignDialog::assign_requested);
  asking.child<QPushButton>("assign_lift")->click();
  ASSERT_EQ(asked.count(), 1);
  EXPECT_EQ(asked[0][0].toString(), "");
}

TEST(Assign, AnAuthorIsNotOfferedTheirOwnReportToReview) {
  auto preliminary = rdc::station::item("a", 1000);
  preliminary.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
  preliminary.set_needs_reviewer(true);
  preliminary.mutable_preliminary_author()->set_user_id("li");
  Asking review(preliminary);
  review.dialog->set_readers(readers());
  EXPECT_EQ(review.child<QComboBox>("assign_readers")->findData("li"), -1);
  preliminary.mutable_returned_to()->set_user_id("li");
  Asking returned(preliminary);
  returned.dialog->set_readers(readers());
  EXPECT_GE(returned.child<QComboBox>("assign_readers")->findData("li"), 0);
}

}  // namespace
}  // namespace rdc::station
