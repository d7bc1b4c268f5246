#include "reading_station/worklist/archive_page.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "reading_station/app/language.h"
#include "reading_station/app/theme.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

v1::StudySummary archived(const std::string& id, std::int64_t second = 1'700'000'000) {
  v1::StudySummary study;
  study.set_study_id(id);
  study.mutable_patient()->set_name("王晓民");
  study.mutable_patient()->set_patient_id("P-" + id);
  study.mutable_patient()->set_sex("F");
  study.mutable_patient()->set_age("063Y");
  study.add_modalities("CT");
  study.set_description("胸部CT平扫");
  study.set_accession_number("A-" + id);
  study.set_site_name("柳河镇卫生院");
  study.mutable_study_time()->set_seconds(second);
  study.set_instance_count(200);
  study.set_report_status(v1::REPORT_STATUS_FINAL);
  return study;
}

class ArchiveSearch : public ::testing::Test {
 protected:
  ArchiveSearch() {
    page.resize(1500, 600);
    page.show();
    QObject::connect(&page, &ArchivePage::search_requested, &page,
                     [this](const v1::SearchStudiesRequest& request) { asked.push_back(request); });
    QObject::connect(&page, &ArchivePage::open_requested, &page,
                     [this](const v1::StudySummary& study) { opened.push_back(study.study_id()); });
  }
  template <typename Widget>
  Widget* child(const char* name) {
    return page.findChild<Widget*>(QLatin1String(name));
  }
  testkit::ManualClock clock;
  ArchivePage page{clock};
  QAbstractItemModelTester tester{&page.found(), QAbstractItemModelTester::FailureReportingMode::Fatal};
  std::vector<v1::SearchStudiesRequest> asked;
  std::vector<std::string> opened;
};

TEST_F(ArchiveSearch, EnterAsksWithTheConditionsThatAreGiven) {
  child<QLineEdit>("archive_name")->setText(QStringLiteral("  王晓 "));
  QTest::keyClick(child<QLineEdit>("archive_name"), Qt::Key_Return);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].patient_name(), "王晓");
  EXPECT_FALSE(asked[0].has_from()) << "the dates are there, but not chosen";
  EXPECT_TRUE(asked[0].page_token().empty());
  QTest::keyClick(child<QLineEdit>("archive_name"), Qt::Key_Return);
  EXPECT_EQ(asked.size(), 1U) << "the first has not been answered";
  page.show_page({});
  EXPECT_TRUE(child<QLabel>("archive_state")->text().startsWith("Nothing in the archive"));

  child<QPushButton>("archive_dated")->click();
  EXPECT_TRUE(child<QDateEdit>("archive_from")->isVisible());
  child<QDateEdit>("archive_from")->setDate(QDate(2026, 3, 1));
  child<QDateEdit>("archive_to")->setDate(QDate(2026, 3, 1));
  child<QPushButton>("archive_search")->click();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1].before().seconds() - asked[1].from().seconds(), 86'400) << "a day is a whole day";
}

TEST_F(ArchiveSearch, FurtherPagesAreAddedBelowAndANewSearchBeginsAnew) {
  child<QLineEdit>("archive_patient_id")->setText("P1");
  child<QPushButton>("archive_search")->click();
  v1::SearchStudiesReply reply;
  *reply.add_studies() = archived("a");
  *reply.add_studies() = archived("b");
  reply.set_next_page_token("1.2");
  page.show_page(reply);
  ASSERT_TRUE(child<QPushButton>("archive_more")->isVisible());
  child<QLineEdit>("archive_patient_id")->setText("typed meanwhile");
  child<QPushButton>("archive_more")->click();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1].page_token(), "1.2");
  EXPECT_EQ(asked[1].patient_id(), "P1") << "the next page is of the same search";
  reply.Clear();
  *reply.add_studies() = archived("c");
  page.show_page(reply);
  EXPECT_EQ(page.found().rowCount(), 3);
  EXPECT_FALSE(child<QPushButton>("archive_more")->isVisible());
  child<QPushButton>("archive_search")->click();
  EXPECT_EQ(page.found().rowCount(), 0);
}

TEST_F(ArchiveSearch, AFoundStudyIsOpenedByItsKeyAndWhatWentWrongIsSaid) {
  child<QLineEdit>("archive_patient_id")->setText("P1");
  child<QPushButton>("archive_search")->click();
  page.show_problem({ErrorCode::kInvalid, "SEARCH_TOO_WIDE", ""});
  EXPECT_TRUE(child<QLabel>("archive_state")->text().contains("at least two characters"));
  child<QPushButton>("archive_search")->click();
  v1::SearchStudiesReply reply;
  for (const char* id : {"a", "b", "c"}) *reply.add_studies() = archived(id);
  page.show_page(reply);
  auto* table = child<QTableView>("archive_table");
  QApplication::setActiveWindow(&page);
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Down);
  QTest::keyClick(table, Qt::Key_Return);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0], "b");
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty()) {
    Language language;
    language.use("zh_CN");
    apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
    QCoreApplication::processEvents();
    page.grab().save(QString::fromLocal8Bit(folder) + "/archive.png");
  }
}

TEST_F(ArchiveSearch, TheNextPersonSeesNothingOfIt) {
  child<QLineEdit>("archive_patient_id")->setText("P1");
  child<QPushButton>("archive_search")->click();
  v1::SearchStudiesReply reply;
  *reply.add_studies() = archived("a");
  page.show_page(reply);
  page.forget();
  EXPECT_EQ(page.found().rowCount(), 0);
  EXPECT_EQ(child<QLineEdit>("archive_patient_id")->text(), "");
  EXPECT_FALSE(child<QLabel>("archive_state")->text().contains("1"));
}

}  // namespace
}  // namespace rdc::station
