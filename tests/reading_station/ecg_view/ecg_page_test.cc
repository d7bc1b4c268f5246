// Real files on the electrocardiogram's page.
#include "reading_station/ecg_view/ecg_page.h"

#include <gtest/gtest.h>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextBrowser>
#include <QTreeView>

#include "ecg/formats/write.h"
#include "reading_station/app/language.h"
#include "reading_station/app/theme.h"
#include "reading_station/ecg_view/ecg_panel.h"
#include "tests/reading_station/ecg_view/simulated.h"
#include "tests/reading_station/offline_runner.h"
#include "tests/reading_station/seen.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;

constexpr int kPatience = 20'000;  // ms; two busy cores

class Ecg : public ::testing::Test {
 protected:
  Ecg() {
    static const bool themed = [] {
      apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
      return true;
    }();
    (void)themed;
    page.resize(1250, 860);  // what the window leaves for it beside the report, at its usual size
    page.show();
  }
  bool load(const QString& path) {
    const auto before = shown.count() + unreadable.count();
    page.load_file(path, {});
    return QTest::qWaitFor([&] { return shown.count() + unreadable.count() > before; }, kPatience);
  }
  QString marks() const { return page.findChild<QLabel*>("ecg_marks")->text(); }
  // Everything as a screen would show it.
  void keep(const QString& name) {
    const QByteArray pictures = qgetenv("RDC_SCREENSHOTS");
    if (pictures.isEmpty()) return;
    ASSERT_TRUE(QTest::qWaitFor([&] { return page.sheet()->is_painted(); }, kPatience));
    page.grab().save(QString::fromLocal8Bit(pictures) + "/ecg-" + name + ".png");
  }
  // A simulated tracing as a file on disk, without a device.
  QString file_of(ecg::simulation::Morphology morphology, double seconds = 10.0) {
    ecg::simulation::Request request;
    request.morphology = morphology;
    request.seconds = seconds;
    return file_with(ecg::simulation::simulate(request).recording);
  }
  QString file_with(ecg::Recording recording) {
    recording.subject.sex = ecg::Sex::kMale;
    recording.subject.age_years = 58;
    const auto written = ecg::write(recording, ecg::Format::kAecg);
    EXPECT_TRUE(written) << written.error().message;
    QFile file(QString::fromStdString((scratch / ("ecg-" + std::to_string(++written_files) + ".xml")).string()));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    const auto& bytes = written->files.front().bytes;
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    return file.fileName();
  }
  const testkit::ScratchDirectory scratch{"ecg-page"};
  int written_files = 0;
  QSettings settings{QString::fromStdString((scratch / "station.ini").string()), QSettings::IniFormat};
  CallRunner runner{dead_channel()};
  EcgPage page{runner, settings};
  QSignalSpy shown{&page, &EcgPage::recording_shown};
  QSignalSpy unreadable{&page, &EcgPage::unreadable};
};

TEST_F(Ecg, AFileThatIsNoWaveformIsSaidToBeUnreadableInTheProgramsLanguage) {
  const QString path = QString::fromStdString((scratch / "broken.dcm").string());
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(QByteArray(4096, 'x'));
  file.close();
  ASSERT_TRUE(load(path));
  EXPECT_EQ(unreadable.count(), 1);
  EXPECT_EQ(page.recording(), nullptr);
  EXPECT_FALSE(marks().isEmpty());
}

TEST_F(Ecg, AMessageChangesWithTheLanguage) {
  page.set_message([] { return QCoreApplication::translate("rdc::station::Errors", "The signing PIN is wrong."); });
  EXPECT_EQ(marks(), "The signing PIN is wrong.");
  Language language;
  language.use("zh_CN");
  QCoreApplication::processEvents();
  EXPECT_EQ(marks(), QStringLiteral("签名密码错误。"));
}

TEST_F(Ecg, LateAnswersOfAStudyThatWasClosedAreDropped) {
  page.load_file("/nowhere/at/all.dcm", {});
  page.clear();
  bool drained = false;
  runner.background([] { return 0; }, [&](int) { drained = true; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return drained; }, kPatience));
  EXPECT_EQ(unreadable.count(), 0);
}

TEST_F(Ecg, EveryRealFileIsShownOrSaidToBeUnreadable) {
  const QByteArray data = qgetenv("RDC_DATA");
  if (data.isEmpty()) GTEST_SKIP() << "RDC_DATA is not set";
  int good = 0;
  for (const char* folder : {"/dicom/ecg-waveform", "/ecg/dicom"}) {
    QDirIterator files(QString::fromLocal8Bit(data) + folder, {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      const QString path = files.next();
      page.clear();
      ASSERT_TRUE(load(path)) << path.toStdString();
      EXPECT_FALSE(marks().isEmpty()) << path.toStdString();
      if (page.recording()) ++good;
      keep(QFileInfo(path).completeBaseName());
    }
  }
  EXPECT_GT(good, 3);
}

TEST_F(Ecg, EveryLabelIsSeenInBothThemes) {
  ASSERT_TRUE(load(file_of(Morphology::kInferiorStemi)));
  for (const Theme theme : {Theme::kLight, Theme::kDark}) {
    apply_theme(*qApp, theme);
    QCoreApplication::processEvents();
    expect_labels_to_be_seen(page, QStringLiteral("ecg ") + name_of(theme));
  }
  apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
}

// One lead shows a rhythm, and nothing of an occlusion.
TEST_F(Ecg, WhatCouldNotBeJudgedIsNotCalledFreeOfOcclusion) {
  auto one_lead = ecg::simulation::simulate({}).recording;
  std::erase_if(one_lead.rhythm.channels, [](const auto& channel) { return channel.lead != ecg::Lead::kII; });
  one_lead.median.reset();
  Language language;
  language.use("zh_CN");
  ASSERT_TRUE(load(file_with(std::move(one_lead))));
  const QString headline = page.findChild<QLabel*>("ecg_headline")->text();
  EXPECT_TRUE(headline.contains(QStringLiteral("未能整体评价"))) << headline.toStdString();
  keep("one-lead");
}

TEST_F(Ecg, AnInfarctionIsAnalysedHereWhileTheCentreIsAway) {
  ASSERT_TRUE(load(file_of(Morphology::kInferiorStemi)));
  ASSERT_NE(page.analysis(), nullptr);
  EXPECT_TRUE(page.analysed_here());
  EXPECT_GE(page.analysis()->tier(), v1::ECG_TIER_SUSPECTED);
  EXPECT_TRUE(page.findChild<QLabel*>("ecg_headline")->text().contains("analysed here"));
  keep("inferior");
  page.sheet()->set_page(ui::EcgSheet::Page::kMedian);
  page.set_prior(analysed(Morphology::kNormal), "2026-10-02 Liuhe");
  keep("inferior-median-prior");
}

TEST_F(Ecg, TheCentresAnalysisTakesThePlaceOfThisStationsAndKeepsWhatTheReaderDid) {
  page.load_file(file_of(Morphology::kInferiorStemi), {}, QString(64, 'a'));
  ASSERT_TRUE(QTest::qWaitFor([&] { return shown.count() == 1; }, kPatience));
  page.overread().accept("STEMI_INFERIOR");
  v1::EcgAnalysis central = *page.analysis();
  central.set_rule_version("2027.1");
  page.set_central_analysis(QString(64, 'b'), central);  // another tracing's
  EXPECT_TRUE(page.analysed_here());
  page.set_central_analysis(QString(64, 'a'), central);
  EXPECT_FALSE(page.analysed_here());
  EXPECT_TRUE(page.findChild<QLabel*>("ecg_headline")->text().contains("2027.1"));
  EXPECT_NE(page.overread().judgement("STEMI_INFERIOR"), nullptr);
}

TEST_F(Ecg, StatementsAreJudgedByKeyboardAloneOneAfterTheOther) {
  ASSERT_TRUE(load(file_of(Morphology::kInferiorStemi)));
  auto* tree = page.panel()->tree();
  tree->setFocus();
  const int statements = page.analysis()->statements_size();
  ASSERT_GE(statements, 2);
  QTest::keyClick(tree, Qt::Key_A);
  EXPECT_NE(page.overread().judgement(page.analysis()->statements(0).code()), nullptr);
  EXPECT_EQ(tree->currentIndex().row(), 1);  // the next one that waits
  QTest::keyClick(tree, Qt::Key_R);
  EXPECT_EQ(page.overread().judgement(page.analysis()->statements(1).code())->verdict(),
            v1::STATEMENT_VERDICT_REJECTED);
  QSignalSpy report(&page, &EcgPage::report_text);
  QTest::keyClick(tree, Qt::Key_I, Qt::ControlModifier);
  ASSERT_EQ(report.count(), 1);
  EXPECT_EQ(report.front().at(1).toString(), QString::fromStdString(page.analysis()->statements(0).text().en()));
}

TEST_F(Ecg, WhoOnlyLooksCannotJudgeOrCorrect) {
  ASSERT_TRUE(load(file_of(Morphology::kInferiorStemi)));
  page.set_writable(false);
  auto* tree = page.panel()->tree();
  tree->setFocus();
  QTest::keyClick(tree, Qt::Key_A);
  EXPECT_TRUE(page.overread().is_empty());
  EXPECT_EQ(page.panel()->table()->editTriggers(), QAbstractItemView::NoEditTriggers);
}

TEST_F(Ecg, EvidenceHighlightsItsLeadOnTheTracing) {
  ASSERT_TRUE(load(file_of(Morphology::kAnteriorStemi)));
  // The chosen statement's leads, by itself.
  EXPECT_FALSE(page.sheet()->highlighted().empty());
  Q_EMIT page.panel()->evidence()->anchorClicked(QUrl("lead:V3"));
  EXPECT_EQ(page.sheet()->highlighted(), std::vector<ecg::Lead>{ecg::Lead::kV3});
}

TEST_F(Ecg, AnAlarmOpensOnTheMedianBeatsAndTIsTheWayBack) {
  page.start_with_median();
  ASSERT_TRUE(load(file_of(Morphology::kAnteriorStemi)));
  EXPECT_EQ(page.sheet()->page(), ui::EcgSheet::Page::kMedian);
  page.sheet()->setFocus();
  QTest::keyClick(page.sheet(), Qt::Key_T);
  EXPECT_EQ(page.sheet()->page(), ui::EcgSheet::Page::kTracing);
}

TEST_F(Ecg, FiltersAreSaidOnTheSheetAndNothingIsMeasuredOnThem) {
  ASSERT_TRUE(load(file_of(Morphology::kInferiorStemi)));
  const auto as_recorded = page.recording();
  const auto analysis = page.analysis()->SerializeAsString();
  page.findChild<QAction*>("ecg_filter_muscle")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.sheet()->picture().recording != as_recorded; }, kPatience));
  EXPECT_TRUE(page.sheet()->style().filters.contains("35"));
  EXPECT_EQ(page.recording(), as_recorded);
  EXPECT_EQ(page.analysis()->SerializeAsString(), analysis);
  page.findChild<QAction*>("ecg_filter_muscle")->trigger();
  EXPECT_EQ(page.sheet()->picture().recording, as_recorded);
  EXPECT_EQ(page.sheet()->style().filters, QString());
}

TEST_F(Ecg, ATracingTooShortToMeasureIsShownAndSaidToBeUnread) {
  ASSERT_TRUE(load(file_of(Morphology::kNormal, 1.0)));
  EXPECT_FALSE(page.analysis()->unreadable_reason().empty());
  EXPECT_TRUE(page.findChild<QLabel*>("ecg_headline")->text().contains("read it yourself"));
}

TEST_F(Ecg, TheWholePageInChinese) {
  Language language;
  language.use("zh_CN");
  page.resize(1250, 860);
  ASSERT_TRUE(load(file_of(Morphology::kAnteriorStemi)));
  keep("anterior-zh");
  page.sheet()->set_page(ui::EcgSheet::Page::kMedian);
  keep("anterior-median-zh");
}

TEST_F(Ecg, SpeedGainAndFormatFollowTheControls) {
  ASSERT_TRUE(load(file_of(Morphology::kNormal)));
  QTest::keyClick(page.sheet(), Qt::Key_Plus);
  EXPECT_EQ(page.sheet()->style().mm_per_millivolt, 20.0);
  EXPECT_EQ(page.findChild<QComboBox*>("ecg_gain")->currentData().toDouble(), 20.0);
  QTest::keyClick(page.sheet(), Qt::Key_Greater);
  EXPECT_EQ(page.sheet()->style().mm_per_second, 50.0);
  page.findChild<QAction*>("ecg_dark")->trigger();
  EXPECT_EQ(page.sheet()->style().colours, ui::SheetColours::kDark);
}

}  // namespace
}  // namespace rdc::station
