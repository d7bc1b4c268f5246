#include "common/ui/ecg_sheet.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include "ecg/simulation/simulator.h"

namespace rdc::ui {
namespace {

using ecg::simulation::Morphology;
using ecg::simulation::Rhythm;

std::shared_ptr<const ecg::Recording> simulated(Rhythm rhythm, Morphology morphology = Morphology::kNormal) {
  ecg::simulation::Request request;
  request.rhythm = rhythm;
  request.morphology = morphology;
  return std::make_shared<ecg::Recording>(ecg::simulation::simulate(request).recording);
}

void keep(const QPixmap& picture, const char* name) {
  const QByteArray folder = qgetenv("RDC_KEEP");
  if (!folder.isEmpty()) picture.save(QString::fromLocal8Bit(folder) + "/" + name + ".png");
}

// A square wave of one millivolt, a second high and a second low.
std::shared_ptr<const ecg::Recording> square_wave() {
  ecg::Recording recording;
  recording.rhythm.rate_hz = 500.0;
  for (const auto lead : ecg::kTwelveLeads) {
    ecg::Samples samples(5000);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = (i / 500) % 2 == 1 ? 1000.0F : 0.0F;
    recording.rhythm.channels.push_back({lead, "", samples});
  }
  return std::make_shared<ecg::Recording>(recording);
}

TEST(EcgSheet, DrawsOneMillivoltTenMillimetresHigh) {
  QImage image(1400, 1830, QImage::Format_RGB32);  // twelve rows of 30 mm
  QPainter painter(&image);
  SheetStyle style;
  style.format = SheetFormat::k12x1;
  const double per_mm = 5.0;
  const auto recording = square_wave();
  const auto geometry = paint_sheet(painter, image.rect(), *recording, style, per_mm);
  painter.end();
  ASSERT_FALSE(geometry.reduced);
  ASSERT_DOUBLE_EQ(geometry.units_per_mm, per_mm);
  // In the second second of the first row the trace runs 10 mm above where it ran in the first.
  const auto dark_row = [&](int x, int from, int to) {
    for (int y = from; y < to; ++y) {
      if (qGray(image.pixel(x, y)) < 70) return y;
    }
    return -1;
  };
  const int low = dark_row(static_cast<int>(geometry.tracing.left() + 0.9 * 25 * per_mm), 20, 100);
  const int high = dark_row(static_cast<int>(geometry.tracing.left() + 1.9 * 25 * per_mm), 20, 100);
  ASSERT_GT(low, 0);
  ASSERT_GT(high, 0);
  EXPECT_NEAR(low - high, 50, 1);
}

TEST(EcgSheet, SaysWhenMillimetresAreNotTrue) {
  EcgSheet sheet;
  sheet.resize(1200, 600);
  sheet.show_recording(simulated(Rhythm::kSinus));
  EXPECT_EQ(sheet.truth(), EcgSheet::Truth::kUncalibrated);
  sheet.calibrate(4.0);
  EXPECT_EQ(sheet.truth(), EcgSheet::Truth::kCalibrated);
  sheet.resize(500, 400);
  sheet.show();
  QTest::qWait(1);
  EXPECT_EQ(sheet.truth(), EcgSheet::Truth::kReduced);
}

TEST(EcgSheet, MeasuresTimeAndVoltageByDragging) {
  EcgSheet sheet;
  sheet.resize(1200, 600);
  sheet.calibrate(4.0);
  sheet.show_recording(simulated(Rhythm::kSinus));
  sheet.show();
  QSignalSpy spy(&sheet, &EcgSheet::measured);
  QTest::mousePress(&sheet, Qt::LeftButton, {}, {100, 100});
  QMouseEvent move(QEvent::MouseMove, QPointF(200, 140), sheet.mapToGlobal(QPointF(200, 140)), Qt::LeftButton,
                   Qt::LeftButton, {});
  QApplication::sendEvent(&sheet, &move);
  ASSERT_EQ(spy.count(), 1);
  EXPECT_NEAR(sheet.measured_ms(), 1000.0, 1.0);  // 100 px = 25 mm
  EXPECT_NEAR(sheet.measured_mv(), 1.0, 0.01);    // 40 px = 10 mm
}

TEST(EcgSheet, KeysChangeGainAndSpeedWithinTheUsualSteps) {
  EcgSheet sheet;
  sheet.show_recording(simulated(Rhythm::kSinus));
  QTest::keyClick(&sheet, Qt::Key_Plus);
  EXPECT_DOUBLE_EQ(sheet.style().mm_per_millivolt, 20.0);
  for (int i = 0; i < 9; ++i) QTest::keyClick(&sheet, Qt::Key_Minus);
  EXPECT_DOUBLE_EQ(sheet.style().mm_per_millivolt, 2.5);
  QTest::keyClick(&sheet, Qt::Key_Period);
  EXPECT_DOUBLE_EQ(sheet.style().mm_per_second, 50.0);
}

TEST(EcgSheet, ShowsEveryRhythm) {
  EcgSheet sheet;
  sheet.resize(1180, 640);
  const std::pair<const char*, std::shared_ptr<const ecg::Recording>> cases[] = {
      {"sinus", simulated(Rhythm::kSinus)},
      {"fibrillation", simulated(Rhythm::kAtrialFibrillation)},
      {"premature", simulated(Rhythm::kPrematureVentricular)},
      {"paced", simulated(Rhythm::kVentricularPaced)},
      {"inferior", simulated(Rhythm::kSinus, Morphology::kInferiorStemi)},
      {"anterior", simulated(Rhythm::kSinus, Morphology::kAnteriorStemi)}};
  for (const auto& [name, recording] : cases) {
    sheet.show_recording(recording);
    const QPixmap picture = sheet.grab();
    EXPECT_EQ(picture.size(), sheet.size());
    keep(picture, name);
  }
}

}  // namespace
}  // namespace rdc::ui
