#include "reading_station/worklist/worklist_page.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "reading_station/app/language.h"
#include "tests/reading_station/worklist/items.h"
#include "tests/testkit/manual_clock.h"

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
  auto* show = child<QComboBox>("worklist_show");
  show->setCurrentIndex(show->count() - 1);
  Language language;
  language.use("zh_CN");
  QCoreApplication::processEvents();
  EXPECT_EQ(show->currentText(), QStringLiteral("全部"));
  const auto* table = child<QTableView>("worklist_table");
  EXPECT_EQ(table->model()->headerData(WorklistModel::kPatient, Qt::Horizontal).toString(), QStringLiteral("患者"));
  EXPECT_EQ(choices("worklist_site").first(), QStringLiteral("全部机构"));
}

}  // namespace
}  // namespace rdc::station
