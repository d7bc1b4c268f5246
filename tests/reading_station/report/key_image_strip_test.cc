// Which key images a report prints: marked, unticked, moved, taken as on the screen; eight at most.
#include "reading_station/report/key_image_strip.h"

#include <gtest/gtest.h>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "common/report/report_document.h"

namespace rdc::station {
namespace {

PrintedImage numbered(int number) { return {QStringLiteral("1.2.%1").arg(number), 0}; }

class MarkedImages final : public KeyImageSource {
 public:
  std::vector<PrintedImage> marked() const override { return images; }
  std::optional<PrintedImage> as_shown(const PrintedImage& image) const override {
    PrintedImage now = image;
    now.window = {40, 400};
    return now;
  }
  void draw(const PrintedImage& image, Drawn drawn) override {
    ++asked;
    ui::ReportPicture picture;
    picture.picture = QImage(200, 100, QImage::Format_RGB32);
    picture.picture.fill(Qt::gray);
    picture.number = image.sop_instance_uid.section('.', 2).toInt();
    picture.count = 20;
    QMetaObject::invokeMethod(
        this, [drawn, picture] { drawn(picture); }, Qt::QueuedConnection);
  }
  void mark(int number) {
    images.push_back(numbered(number));
    Q_EMIT changed();
    Q_EMIT image_marked(images.back());
  }
  std::vector<PrintedImage> images;
  int asked = 0;
};

class Strip : public ::testing::Test {
 protected:
  Strip() {
    strip.set_source(&source);
    strip.set_writable(true);
    strip.resize(400, 150);
  }
  QListWidget& list() { return *strip.findChild<QListWidget*>("report_pictures"); }
  QToolButton* button(const char* name) { return strip.findChild<QToolButton*>(name); }
  std::vector<QString> printed() {
    std::vector<QString> uids;
    for (const PrintedImage& image : strip.printed()) uids.push_back(image.sop_instance_uid);
    return uids;
  }
  MarkedImages source;
  KeyImageStrip strip;
};

TEST_F(Strip, WhatTheReaderMarksIsPrintedAndWhatCameWithTheStudyIsOffered) {
  EXPECT_TRUE(strip.isHidden());
  source.images = {numbered(1)};
  Q_EMIT source.changed();
  EXPECT_FALSE(strip.isHidden());
  EXPECT_TRUE(printed().empty()) << "nobody chose it";
  QSignalSpy edited(&strip, &KeyImageStrip::edited);
  source.mark(2);
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.2"}));
  EXPECT_EQ(edited.count(), 1);
  EXPECT_EQ(list().item(0)->checkState(), Qt::Checked);
  EXPECT_EQ(list().item(1)->checkState(), Qt::Unchecked);
  list().item(1)->setCheckState(Qt::Checked);
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.2", "1.2.1"}));
  list().item(0)->setCheckState(Qt::Unchecked);
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.1"}));
  Q_EMIT source.image_unmarked(numbered(1));
  EXPECT_TRUE(printed().empty());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !list().item(0)->text().isEmpty(); }, 5000));
  EXPECT_GT(source.asked, 0);
  for (int i = 3; i <= 5; ++i) source.mark(i);
  list().setCurrentRow(1);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        for (int row = 0; row < list().count(); ++row)
          if (list().item(row)->text().isEmpty()) return false;
        return true;
      },
      5000));
  const QByteArray folder = qgetenv("RDC_SCREENSHOTS");
  if (!folder.isEmpty()) strip.grab().save(QString::fromLocal8Bit(folder) + "/key-image-strip.png");
}

TEST_F(Strip, WhatIsOnlyOfferedIsDrawnOnceWhatIsPrintedWheneverItChanges) {
  source.images = {numbered(1), numbered(2), numbered(3)};
  source.mark(4);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !list().item(3)->text().isEmpty(); }, 5000));
  ASSERT_EQ(source.asked, 4);
  Q_EMIT source.changed();  // something was drawn on one of them
  ASSERT_TRUE(QTest::qWaitFor([&] { return source.asked > 4; }, 5000));
  EXPECT_EQ(source.asked, 5);
}

TEST_F(Strip, TheOrderIsTheReaders) {
  for (int i = 1; i <= 3; ++i) source.mark(i);
  list().setCurrentRow(2);
  button("report_picture_earlier")->click();
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.1", "1.2.3", "1.2.2"}));
  EXPECT_EQ(list().currentRow(), 1) << "the chosen one stays chosen";
  button("report_picture_later")->click();
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.1", "1.2.2", "1.2.3"}));
  EXPECT_FALSE(button("report_picture_later")->isEnabled());
  QSignalSpy edited(&strip, &KeyImageStrip::edited);
  button("report_picture_as_shown")->click();
  EXPECT_EQ(strip.printed()[2].window, std::pair(40.0, 400.0));
  EXPECT_EQ(edited.count(), 1);
}

TEST_F(Strip, MoreThanAReportTakesAreOfferedOnly) {
  for (int i = 1; i <= report::kMostKeyImages + 1; ++i) source.mark(i);
  EXPECT_EQ(strip.printed().size(), static_cast<std::size_t>(report::kMostKeyImages));
  EXPECT_EQ(list().count(), report::kMostKeyImages + 1);
  list().item(report::kMostKeyImages)->setCheckState(Qt::Checked);
  EXPECT_EQ(list().item(report::kMostKeyImages)->checkState(), Qt::Unchecked);
}

TEST_F(Strip, AReportThatMayNotBeWrittenIsNotChanged) {
  QSignalSpy edited(&strip, &KeyImageStrip::edited);
  strip.set_printed({numbered(1), numbered(2)});
  EXPECT_EQ(edited.count(), 0) << "it came with the draft";
  strip.set_writable(false);
  source.mark(3);
  Q_EMIT source.image_unmarked(numbered(1));
  EXPECT_EQ(printed(), (std::vector<QString>{"1.2.1", "1.2.2"}));
  EXPECT_EQ(edited.count(), 0);
  EXPECT_FALSE(button("report_picture_earlier")->isEnabled());
}

}  // namespace
}  // namespace rdc::station
