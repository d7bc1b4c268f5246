// Real files on the electrocardiogram's page.
#include "reading_station/ecg_view/ecg_page.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "reading_station/app/language.h"
#include "tests/reading_station/offline_runner.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

constexpr int kPatience = 20'000;  // ms; two busy cores

class Ecg : public ::testing::Test {
 protected:
  Ecg() {
    page.resize(1240, 900);
    page.show();
  }
  bool load(const QString& path) {
    const auto before = shown.count() + unreadable.count();
    page.load_file(path, {});
    return QTest::qWaitFor([&] { return shown.count() + unreadable.count() > before; }, kPatience);
  }
  QString marks() const { return page.findChild<QLabel*>("ecg_marks")->text(); }
  CallRunner runner{dead_channel()};
  EcgPage page{runner};
  QSignalSpy shown{&page, &EcgPage::recording_shown};
  QSignalSpy unreadable{&page, &EcgPage::unreadable};
};

TEST_F(Ecg, AFileThatIsNoWaveformIsSaidToBeUnreadableInTheProgramsLanguage) {
  const testkit::ScratchDirectory scratch("ecg");
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
      const QByteArray pictures = qgetenv("RDC_SCREENSHOTS");
      if (!pictures.isEmpty())
        page.grab().save(QString::fromLocal8Bit(pictures) + "/ecg-" + QFileInfo(path).completeBaseName() + ".png");
    }
  }
  EXPECT_GT(good, 3);
}

TEST_F(Ecg, SpeedGainAndFormatFollowTheControls) {
  const QByteArray data = qgetenv("RDC_DATA");
  if (data.isEmpty()) GTEST_SKIP() << "RDC_DATA is not set";
  QDirIterator files(QString::fromLocal8Bit(data) + "/ecg/dicom", {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
  ASSERT_TRUE(files.hasNext());
  ASSERT_TRUE(load(files.next()));
  QTest::keyClick(page.sheet(), Qt::Key_Plus);
  EXPECT_EQ(page.sheet()->style().mm_per_millivolt, 20.0);
  EXPECT_EQ(page.findChild<QComboBox*>("ecg_gain")->currentData().toDouble(), 20.0);
  QTest::keyClick(page.sheet(), Qt::Key_Greater);
  EXPECT_EQ(page.sheet()->style().mm_per_second, 50.0);
  page.findChild<QPushButton*>("ecg_dark")->click();
  EXPECT_EQ(page.sheet()->style().colours, ui::SheetColours::kDark);
}

}  // namespace
}  // namespace rdc::station
