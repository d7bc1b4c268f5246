#include "reading_station/worklist/worklist_page.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "common/ui/tone.h"
#include "reading_station/app/language.h"
#include "reading_station/app/theme.h"
#include "tests/reading_station/worklist/items.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

class Page : public ::testing::Test {
 protected:
  Page() {
    page.resize(1400, 700);
    page.show();
    auto ct = item("ct", now(), v1::URGENCY_URGENT, "CT");
    ct.set_site_id("qingshan");
    ct.set_site_name("青山镇卫生院");
    model.replace({item("dx", now()), ct});
  }
  std::int64_t now() const { return base::to_micros(clock.now()) / 1'000'000; }
  template <typename Widget>
  Widget* child(const char* name) {
    return page.findChild<Widget*>(QLatin1String(name));
  }
  QStringList choices(const char* name) {
    QStringList all;
    auto* box = child<QComboBox>(name);
    for (int i = 0; i < box->count(); ++i) all << box->itemText(i);
    return all;
  }
  testkit::ManualClock clock;
  WorklistModel model{clock};
  WorklistPage page{model};
};

TEST_F(Page, OffersTheModalitiesAndSitesThatAreThereAndKeepsTheChoice) {
  EXPECT_EQ(choices("worklist_modality"), QStringList({"All modalities", "CT", "DX"}));
  auto* site = child<QComboBox>("worklist_site");
  site->setCurrentIndex(site->findData("qingshan"));
  EXPECT_EQ(child<QTableView>("worklist_table")->model()->rowCount(), 1);
  model.apply({item("ecg", now(), v1::URGENCY_ROUTINE, "ECG")});
  EXPECT_EQ(choices("worklist_modality"), QStringList({"All modalities", "CT", "DX", "ECG"}));
  EXPECT_EQ(site->currentData().toString(), "qingshan");
  EXPECT_EQ(child<QTableView>("worklist_table")->model()->rowCount(), 1);
}

TEST_F(Page, NextIsTheMostUrgentAndThenTheFirstDueThatNobodyElseHolds) {
  EXPECT_EQ(page.next_item(), "ct");  // urgent before routine
  EXPECT_EQ(page.next_item("ct"), "dx");
  auto held = item("held", now() - 7200, v1::URGENCY_EMERGENCY);
  held.set_status(v1::WORKLIST_STATUS_CLAIMED);
  held.set_claimed_by_name("周");
  auto late = item("late", now() - 3000, v1::URGENCY_URGENT);
  auto done = item("done", now() - 9000, v1::URGENCY_EMERGENCY);
  done.set_status(v1::WORKLIST_STATUS_FINAL);
  model.apply({held, late, done});
  EXPECT_EQ(page.next_item(), "late");
  // What the filter hides is not taken.
  auto* modality = child<QComboBox>("worklist_modality");
  modality->setCurrentIndex(modality->findData("CT"));
  EXPECT_EQ(page.next_item(), "ct");
  EXPECT_EQ(page.next_item("ct"), "");
}

TEST_F(Page, WhatThisPersonReturnedComesFirstToThemOnceItIsSignedAgainAndLastToOthers) {
  const auto signed_again = [&](const char* id, std::int64_t received, bool by_me) {
    auto made = item(id, received, v1::URGENCY_URGENT, "CT");
    made.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
    made.set_needs_reviewer(true);
    made.mutable_preliminary_author()->set_display_name("周文静");
    made.mutable_last_returned_by()->set_display_name(by_me ? "李明华" : "赵敏");
    made.mutable_last_returned_by()->set_me(by_me);
    return made;
  };
  auto* review = child<QPushButton>("worklist_list_review");
  model.apply({signed_again("theirs", now() - 3000, false)});
  QTRY_COMPARE(review->text(), QString("To review  1"));
  EXPECT_EQ(page.next_items(9), QStringList({"ct", "theirs", "dx"})) << "its reviewer has the first look";
  EXPECT_TRUE(review->styleSheet().isEmpty());
  model.apply({signed_again("back", now(), true)});
  QTRY_COMPARE(review->text(), QString("To review  2"));
  EXPECT_EQ(page.next_items(9), QStringList({"back", "ct", "theirs", "dx"}));
  EXPECT_FALSE(review->styleSheet().isEmpty()) << "what comes back is not overlooked";
  auto* table = child<QTableView>("worklist_table");
  EXPECT_EQ(table->model()->index(0, 0).data(WorklistModel::kItemRole).toString(), "back");
  const QString folder = qEnvironmentVariable("RDC_SCREENSHOTS");
  if (!folder.isEmpty()) page.grab().save(folder + "/worklist-signed-again.png");
}

TEST_F(Page, TheFiltersAreThereAgainOnceTheListHasCome) {
  testkit::ScratchDirectory folder("worklist");
  QSettings settings(QString::fromStdString((folder.path() / "s.ini").string()), QSettings::IniFormat);
  child<QComboBox>("worklist_site")->setCurrentIndex(child<QComboBox>("worklist_site")->findData("qingshan"));
  child<QPushButton>("worklist_list_unread")->click();
  child<QLineEdit>("worklist_search")->setText("x");
  page.save_state(settings);

  WorklistModel empty(clock);
  WorklistPage again(empty);
  again.restore_state(settings);
  // Left again before any list came: nothing is forgotten.
  again.save_state(settings);
  empty.replace({item("dx", now()), model.at(1)});
  EXPECT_EQ(again.findChild<QComboBox*>("worklist_site")->currentData().toString(), "qingshan");
  EXPECT_EQ(again.findChild<QTableView*>("worklist_table")->model()->rowCount(), 1);
  EXPECT_TRUE(again.findChild<QPushButton*>("worklist_list_unread")->isChecked());
  EXPECT_FALSE(again.findChild<QPushButton*>("worklist_list_open")->isChecked());
  EXPECT_EQ(again.findChild<QLineEdit*>("worklist_search")->text(), "");
}

TEST_F(Page, EnterAndDoubleClickOpenTheSelectedStudy) {
  QSignalSpy opened(&page, &WorklistPage::open_requested);
  auto* table = child<QTableView>("worklist_table");
  ASSERT_TRUE(page.select("dx"));
  QApplication::setActiveWindow(&page);
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Return);
  ASSERT_EQ(opened.count(), 1);
  EXPECT_EQ(opened[0][0].toString(), "dx");
  const QRect cell = table->visualRect(table->model()->index(0, WorklistModel::kPatient));
  QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
  QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell.center());
  ASSERT_EQ(opened.count(), 2);
  EXPECT_EQ(opened[1][0].toString(), "ct");
}

TEST_F(Page, SaysHowManyAreShownAndHowManyAreOverdue) {
  auto* counts = child<QLabel>("worklist_counts");
  child<QLineEdit>("worklist_search")->setText("P-ct");
  EXPECT_TRUE(counts->text().startsWith("1 of 2 shown")) << counts->text().toStdString();
  EXPECT_FALSE(counts->text().contains("overdue"));
  clock.advance(std::chrono::hours(2));
  model.tick();
  EXPECT_TRUE(counts->text().contains("2 overdue")) << counts->text().toStdString();
}

// The list a reader comes to in the morning; with RDC_SCREENSHOTS set, its picture is kept there for the user guide.
TEST_F(Page, TellsWhatIsUrgentAndWhatIsLateAlsoInTheSelectedRow) {
  struct Waiting {
    const char *id, *modality, *site, *patient, *sex, *age, *what;
    v1::Urgency urgency;
    int waited, left;  // minutes
    unsigned images;
    const char* reader;
  };
  const Waiting morning[] = {
      {"1", "ECG", "青山乡卫生院", "陈玉梅", "F", "072Y", "常规12导联心电图", v1::URGENCY_EMERGENCY, 4, 1, 1, ""},
      {"2", "DX", "柳河镇卫生院", "林国栋", "M", "030Y", "胸部正位（外伤）", v1::URGENCY_EMERGENCY, 22, 8, 2, ""},
      {"3", "CT", "柳河镇卫生院", "高石头", "M", "091Y", "颅脑CT平扫", v1::URGENCY_URGENT, 64, -4, 36, ""},
      {"4", "ECG", "石桥村卫生室", "欧阳春花", "F", "066Y", "常规12导联心电图", v1::URGENCY_URGENT, 12, 18, 1,
       "周海燕"},
      {"5", "DX", "青山乡卫生院", "上官晓芳", "F", "045Y", "胸部正侧位", v1::URGENCY_URGENT, 31, 89, 2, ""},
      {"6", "CT", "柳河镇卫生院", "朱昊天", "M", "067Y", "胸部CT平扫", v1::URGENCY_ROUTINE, 95, 145, 200, ""},
      {"7", "DX", "东沟镇卫生院", "Tursun Memet", "M", "058Y", "右膝关节正侧位", v1::URGENCY_ROUTINE, 118, 2, 2, ""},
      {"8", "DX", "东沟镇卫生院", "黄婧怡", "F", "008M", "胸部正位", v1::URGENCY_ROUTINE, 7, 113, 1, ""}};
  std::vector<v1::WorklistItem> items;
  for (const Waiting& one : morning) {
    auto made = item(one.id, now() - one.waited * 60, one.urgency, one.modality);
    made.mutable_due_at()->set_seconds(now() + one.left * 60);
    made.set_site_id(one.site);
    made.set_site_name(one.site);
    made.mutable_patient()->set_name(one.patient);
    made.mutable_patient()->set_sex(one.sex);
    made.mutable_patient()->set_age(one.age);
    made.set_study_description(one.what);
    made.set_instance_count(one.images);
    if (*one.reader != '\0') {
      made.set_status(v1::WORKLIST_STATUS_CLAIMED);
      made.set_claimed_by_name(one.reader);
    }
    items.push_back(made);
  }
  // Work that passes between people.
  items[4].mutable_assigned_to()->set_display_name("李明华");
  items[4].mutable_assigned_to()->set_me(true);
  items[5].set_status(v1::WORKLIST_STATUS_PRELIMINARY);
  items[5].mutable_returned_to()->set_display_name("李明华");
  items[5].mutable_returned_to()->set_me(true);
  items[6].mutable_assigned_to()->set_display_name("王芳");
  items[7].set_status(v1::WORKLIST_STATUS_PRELIMINARY);
  model.replace(std::move(items));
  Language language;
  language.use("zh_CN");
  QCoreApplication::processEvents();
  auto* table = child<QTableView>("worklist_table");
  ASSERT_TRUE(page.select("1"));
  const auto colour = [&](int row, int column) {
    return table->model()->index(row, column).data(Qt::ForegroundRole).value<QBrush>().color();
  };
  const QColor red = ui::colour(ui::Tone::kBad), orange = ui::colour(ui::Tone::kWarning);
  EXPECT_EQ(colour(0, WorklistModel::kUrgency), red);
  EXPECT_EQ(colour(1, WorklistModel::kTimeLeft), orange);  // within ten minutes
  EXPECT_EQ(colour(2, WorklistModel::kTimeLeft), red);     // over
  // The selected row keeps them: red is painted, not the selection's white alone.
  const QRect cell = table->visualRect(table->model()->index(0, WorklistModel::kUrgency));
  const QImage painted = table->viewport()->grab(cell).toImage();
  int reds = 0;
  for (int y = 0; y < painted.height(); ++y)
    for (int x = 0; x < painted.width(); ++x) {
      const QColor pixel = painted.pixelColor(x, y);
      reds += pixel.red() > pixel.green() + 60 && pixel.red() > pixel.blue() + 60 ? 1 : 0;
    }
  EXPECT_GT(reds, 20);
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty()) {
    apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
    page.resize(1680, 620);
    page.grab().save(QString::fromLocal8Bit(folder) + "/worklist.png");
  }
}

TEST_F(Page, EachListHasItsCountAndItsKey) {
  auto back = item("back", now());
  back.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
  back.mutable_returned_to()->set_me(true);
  auto given = item("given", now());
  given.mutable_assigned_to()->set_me(true);
  model.apply({back, given});
  QCoreApplication::processEvents();
  const auto text = [&](const char* name) { return child<QPushButton>(name)->text().toStdString(); };
  EXPECT_EQ(text("worklist_list_open"), "Open  4");
  EXPECT_EQ(text("worklist_list_unread"), "Unread  3");
  EXPECT_EQ(text("worklist_list_returned"), "Returned to me  1");
  EXPECT_EQ(text("worklist_list_assigned"), "Assigned to me  1");
  EXPECT_EQ(text("worklist_list_review"), "To review  0");
  EXPECT_EQ(text("worklist_list_done"), "Reported") << "of what is done, the list has the latest alone";
  // Counts are of the whole list, whatever is hidden.
  child<QLineEdit>("worklist_search")->setText("nobody of that name");
  QCoreApplication::processEvents();
  EXPECT_EQ(text("worklist_list_open"), "Open  4");
  child<QLineEdit>("worklist_search")->clear();

  QApplication::setActiveWindow(&page);
  child<QTableView>("worklist_table")->setFocus();
  QTest::keyClick(child<QTableView>("worklist_table"), Qt::Key_6, Qt::ControlModifier);
  EXPECT_TRUE(child<QPushButton>("worklist_list_returned")->isChecked());
  ASSERT_EQ(child<QTableView>("worklist_table")->model()->rowCount(), 1);
  EXPECT_TRUE(page.select("back"));
  model.apply({item("back", now(), v1::URGENCY_ROUTINE, "DX", 2)});  // signed again and no longer returned
  QCoreApplication::processEvents();
  EXPECT_EQ(text("worklist_list_returned"), "Returned to me  0");
}

TEST_F(Page, TheSelectedStudyIsGivenAwayByItsKey) {
  QSignalSpy asked(&page, &WorklistPage::assign_requested);
  QApplication::setActiveWindow(&page);
  auto* table = child<QTableView>("worklist_table");
  table->setFocus();
  QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
  EXPECT_EQ(asked.count(), 0) << "nothing is selected";
  ASSERT_TRUE(page.select("ct"));
  QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
  ASSERT_EQ(asked.count(), 1);
  EXPECT_EQ(asked[0][0].toString(), "ct");
}

TEST_F(Page, ARowSaysForWhomItWaits) {
  auto given = item("given", now());
  given.mutable_assigned_to()->set_display_name("王芳");
  given.mutable_assigned_by()->set_display_name("李明华");
  given.set_assignment_note("请老师看一下");
  auto back = item("back", now());
  back.set_status(v1::WORKLIST_STATUS_PRELIMINARY);
  back.mutable_returned_to()->set_display_name("周海燕");
  back.mutable_returned_to()->set_me(true);
  back.mutable_returned_by()->set_display_name("王芳");
  model.replace({given, back});
  const auto cell = [&](int row, int column, int role = Qt::DisplayRole) {
    return model.index(row, column).data(role).toString();
  };
  EXPECT_EQ(cell(0, WorklistModel::kReader), QStringLiteral("→ 王芳"));
  EXPECT_TRUE(cell(0, WorklistModel::kReader, Qt::ToolTipRole).contains(QStringLiteral("请老师看一下")));
  EXPECT_EQ(cell(1, WorklistModel::kReader), QStringLiteral("↩ 周海燕 (me)"));
  EXPECT_EQ(cell(1, WorklistModel::kStatus), "Returned");
  auto read = given;
  read.set_change(2);
  read.set_claimed_by_name("王芳");
  model.apply({read});
  EXPECT_EQ(cell(0, WorklistModel::kReader), QStringLiteral("王芳"));
}

TEST_F(Page, AnEmptyListSaysWhy) {
  auto* hint = child<QLabel>("worklist_empty");
  ASSERT_NE(hint, nullptr);
  EXPECT_FALSE(hint->isVisible());
  child<QLineEdit>("worklist_search")->setText("nobody of that name");
  EXPECT_TRUE(hint->isVisible());
  EXPECT_TRUE(hint->text().contains("filter")) << hint->text().toStdString();
  model.clear();
  EXPECT_TRUE(hint->isVisible());
  EXPECT_FALSE(hint->text().contains("filter")) << hint->text().toStdString();
}

TEST_F(Page, SpeaksTheProgramsLanguageKeepingEveryChoice) {
  auto* all = child<QPushButton>("worklist_list_all");
  all->click();
  Language language;
  language.use("zh_CN");
  QCoreApplication::processEvents();
  EXPECT_EQ(all->text(), QStringLiteral("全部"));
  EXPECT_TRUE(all->isChecked());
  const auto* table = child<QTableView>("worklist_table");
  EXPECT_EQ(table->model()->headerData(WorklistModel::kPatient, Qt::Horizontal).toString(), QStringLiteral("患者"));
  EXPECT_EQ(choices("worklist_site").first(), QStringLiteral("全部机构"));
}

}  // namespace
}  // namespace rdc::station
