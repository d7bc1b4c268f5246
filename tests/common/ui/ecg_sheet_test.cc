#include "common/ui/ecg_sheet.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include "ecg/measurement/measure.h"
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

TEST(EcgSheet, ACaliperWorksByKeyboardAlone) {
  EcgSheet sheet;
  sheet.resize(1200, 600);
  sheet.calibrate(4.0);
  sheet.show_recording(simulated(Rhythm::kSinus));
  sheet.show();
  QTest::keyClick(&sheet, Qt::Key_Right);
  EXPECT_FALSE(sheet.caliper().active());
  QTest::keyClick(&sheet, Qt::Key_C);
  EXPECT_NEAR(sheet.measured_ms(), 1000.0, 0.1);
  EXPECT_NEAR(sheet.measured_mv(), 1.0, 0.001);
  QTest::keyClick(&sheet, Qt::Key_Left, Qt::ControlModifier);
  EXPECT_NEAR(sheet.measured_ms(), 980.0, 0.1);
  QTest::keyClick(&sheet, Qt::Key_Right, Qt::ShiftModifier);  // all of it: nothing else is measured
  EXPECT_NEAR(sheet.measured_ms(), 980.0, 0.1);
  EXPECT_TRUE(sheet.caliper().text(sheet.geometry()).contains("61 /min"));
  QTest::keyClick(&sheet, Qt::Key_M);
  EXPECT_TRUE(sheet.caliper().marching());
  QTest::keyClick(&sheet, Qt::Key_Escape);
  EXPECT_FALSE(sheet.caliper().active());
}

TEST(EcgSheet, AMarchedCaliperRepeatsItsIntervalOverTheSheet) {
  EcgCaliper caliper;
  const SheetGeometry geometry{QRectF(0, 0, 1000, 400), 4.0, 25.0, 10.0, 30.0, false};
  caliper.press({400, 100});
  caliper.drag({480, 140});  // 800 ms
  caliper.set_marching(true);
  QImage image(1000, 400, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  caliper.paint(painter, image.size(), geometry);
  painter.end();
  const auto has_line = [&](int x) {
    for (int y = 300; y < 390; ++y) {
      if (image.pixelColor(x, y) != QColor(Qt::white) || image.pixelColor(x - 1, y) != QColor(Qt::white)) return true;
    }
    return false;
  };
  for (const int x : {80, 160, 240, 320, 400, 480, 560, 640, 720, 800, 880, 960}) EXPECT_TRUE(has_line(x)) << x;
  EXPECT_FALSE(has_line(440));
}

TEST(EcgSheet, ALineOfTheCaliperCanBeMovedAlone) {
  EcgCaliper caliper;
  const SheetGeometry geometry{QRectF(0, 0, 1000, 400), 4.0, 25.0, 10.0, 30.0, false};
  caliper.press({400, 100});
  caliper.drag({500, 140});
  ASSERT_NEAR(caliper.milliseconds(geometry), 1000.0, 1e-6);
  caliper.press({497, 120});  // within reach of the right line
  caliper.drag({460, 300});
  EXPECT_NEAR(caliper.milliseconds(geometry), 600.0, 1e-6);
  EXPECT_NEAR(caliper.millivolts(geometry), 1.0, 1e-6);
}

TEST(EcgSheet, CabreraPutsNeighboursOfTheHeartNextToEachOther) {
  const auto recording = simulated(Rhythm::kSinus);
  SheetStyle style;
  style.order = LeadOrder::kCabrera;
  const auto layout = lay_out_sheet(*recording, style);
  using ecg::Lead;
  const Lead wanted[] = {Lead::kAvl, Lead::kI, Lead::kMinusAvr, Lead::kII, Lead::kAvf, Lead::kIII, Lead::kV1};
  for (std::size_t i = 0; i < std::size(wanted); ++i) EXPECT_EQ(layout.cells[i].lead, wanted[i]) << i;
  EXPECT_EQ(layout.cells.back().lead, Lead::kII);  // the rhythm strip
}

TEST(EcgSheet, LeadsBeyondTheTwelveGetRowsOfTheirOwn) {
  auto recording = ecg::simulation::simulate({}).recording;
  for (const auto lead : {ecg::Lead::kV7, ecg::Lead::kV8, ecg::Lead::kV9})
    recording.rhythm.channels.push_back({lead, "", recording.rhythm.channels.front().samples});
  SheetStyle style;
  const auto layout = lay_out_sheet(recording, style);
  EXPECT_EQ(layout.rows_mm.size(), 5U);  // three, one for V7 to V9, the rhythm strip
  EXPECT_EQ(layout.cells[12].lead, ecg::Lead::kV7);
  style.format = SheetFormat::k12x1;
  EXPECT_EQ(lay_out_sheet(recording, style).rows_mm.size(), 15U);
}

TEST(EcgSheet, ALongRecordingIsTurnedPageByPage) {
  ecg::simulation::Request request;
  request.seconds = 34.0;
  EcgSheet sheet;
  sheet.resize(1200, 600);
  sheet.show_recording(std::make_shared<ecg::Recording>(ecg::simulation::simulate(request).recording));
  QTest::keyClick(&sheet, Qt::Key_PageDown);
  EXPECT_EQ(sheet.style().begin_s, 10.0);
  for (int i = 0; i < 5; ++i) QTest::keyClick(&sheet, Qt::Key_PageDown);
  EXPECT_EQ(sheet.style().begin_s, 24.0);  // the last ten seconds
  for (int i = 0; i < 5; ++i) QTest::keyClick(&sheet, Qt::Key_PageUp);
  EXPECT_EQ(sheet.style().begin_s, 0.0);
}

TEST(EcgSheet, ATrueSheetAsksForTheRoomItNeedsInsteadOfShrinking) {
  EcgSheet sheet;
  sheet.show_recording(simulated(Rhythm::kSinus));
  sheet.set_fit(EcgSheet::Fit::kTrueSize);
  EXPECT_LT(sheet.minimumSizeHint().width(), 600);  // uncalibrated: fitted
  sheet.calibrate(4.0);
  EXPECT_NEAR(sheet.minimumSizeHint().width(), 4.0 * 260.0, 2.0);  // 10 s at 25 mm/s and the pulses
  sheet.set_speed(50.0);
  EXPECT_NEAR(sheet.minimumSizeHint().width(), 4.0 * 510.0, 2.0);
}

// The paint is away from the GUI thread: asking for it returns at once.
TEST(EcgSheet, PaintingDoesNotHoldUpTheWindow) {
  EcgSheet sheet;
  sheet.resize(3840, 2000);
  sheet.show();
  QSignalSpy painted(&sheet, &EcgSheet::painted);
  QElapsedTimer timer;
  timer.start();
  sheet.show_recording(simulated(Rhythm::kSinus));
  const auto asked_ms = timer.elapsed();
  EXPECT_FALSE(sheet.is_painted());
  ASSERT_TRUE(QTest::qWaitFor([&] { return sheet.is_painted(); }, 20'000));
  RecordProperty("paint_ms", static_cast<int>(timer.elapsed()));
  EXPECT_LT(asked_ms, timer.elapsed());
  EXPECT_GE(painted.count(), 1);
}

TEST(EcgSheet, TheMedianPageDrawsJPointAndThresholdWhereTheyAre) {
  const auto recording = simulated(Rhythm::kSinus, Morphology::kInferiorStemi);
  const auto measured = ecg::measure(*recording);
  ASSERT_TRUE(measured);
  MedianPage page{&*measured, {{ecg::Lead::kIII, 100.0}}, nullptr, {}};
  const SheetStyle style = median_style({});
  EXPECT_EQ(style.mm_per_second, 50.0);
  EXPECT_EQ(style.mm_per_millivolt, 20.0);
  const double per_mm = 6.0;
  QImage image((median_size_mm(page, style) * per_mm).toSize(), QImage::Format_RGB32);
  QPainter painter(&image);
  const auto geometry = paint_medians(painter, image.rect(), page, style, per_mm);
  painter.end();
  ASSERT_FALSE(geometry.reduced);
  // III is the third row of the first column. Its J dot is red, its voltage times 20 mm above the baseline.
  const double j = *measured->dominant()->find(ecg::Lead::kIII)->j_uv / 1000.0;
  ASSERT_GT(j, 0.1);
  const double row = geometry.row_mm * per_mm;
  const double baseline = 2 * row + 0.62 * row;
  const double x = 2.0 * per_mm + (260.0 + measured->dominant()->qrs->offset_ms) / 1000.0 * 50.0 * per_mm;
  const QColor dot = image.pixelColor(static_cast<int>(x), static_cast<int>(std::lround(baseline - j * 20.0 * per_mm)));
  EXPECT_GT(dot.red(), 150);
  EXPECT_LT(dot.green(), 90);
}

TEST(EcgSheet, TheMedianPageFillsAWideAreaToScale) {
  const auto recording = simulated(Rhythm::kSinus, Morphology::kInferiorStemi);
  const auto measured = ecg::measure(*recording);
  ASSERT_TRUE(measured);
  const MedianPage page{&*measured, {{ecg::Lead::kIII, 100.0}}, nullptr, {ecg::Lead::kV6}};
  const SheetStyle style = median_style({});
  const double j = *measured->dominant()->find(ecg::Lead::kIII)->j_uv / 1000.0;
  struct Case {
    const char* name;
    QSize area;
    double per_mm;
    double columns, rows, column, row;  // of III
  };
  const Case cases[] = {{"median-narrow", {1080, 690}, 6.0, 4, 3, 0, 2},
                        {"median-spread", {1500, 690}, 6.0, 4, 3, 0, 2},
                        {"median-wide", {1700, 690}, 6.0, 6, 2, 2, 0}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    QImage image(one.area, QImage::Format_RGB32);
    QPainter painter(&image);
    const auto geometry = paint_medians(painter, image.rect(), page, style, one.per_mm);
    painter.end();
    keep(QPixmap::fromImage(image), one.name);
    EXPECT_FALSE(geometry.reduced);
    EXPECT_EQ(geometry.units_per_mm, one.per_mm) << "wider cells, the same millimetres";
    EXPECT_NEAR(geometry.row_mm, (one.area.height() / one.per_mm - kSheetCaptionMm) / one.rows, 0.01);
    const double cell = (one.area.width() / one.per_mm - 4.0 - (one.columns - 1) * 4.0) / one.columns;
    const double middle = (cell - 41.0) / 2.0;
    const double x =
        (2.0 + one.column * (cell + 4.0) + middle + (260.0 + measured->dominant()->qrs->offset_ms) / 1000.0 * 50.0) *
        one.per_mm;
    const double row = geometry.row_mm * one.per_mm;
    const double y = one.row * row + 0.62 * row - j * 20.0 * one.per_mm;
    const QColor dot = image.pixelColor(static_cast<int>(x), static_cast<int>(std::lround(y)));
    EXPECT_GT(dot.red(), 150);
    EXPECT_LT(dot.green(), 90);
    // V6 ends where the area does, but for the margin.
    const QColor last = image.pixelColor(one.area.width() - static_cast<int>(3.0 * one.per_mm),
                                         static_cast<int>(one.rows * row - 2.5 * one.per_mm));
    EXPECT_NE(last, image.pixelColor(one.area.width() - 4, static_cast<int>(one.rows * row - 2.5 * one.per_mm)))
        << "the last cell is marked up to its edge";
  }
  // A window that is wide and low takes the arrangement in which beats are larger.
  EXPECT_GT(largest_median_scale({1600, 500}, page, style), 500.0 / median_size_mm(page, style).height());
  EXPECT_NEAR(largest_median_scale({900, 700}, page, style), 900.0 / median_size_mm(page, style).width(), 1e-6);
}

TEST(EcgSheet, ATallMedianBeatMovesInItsCellOrSaysWhereItIsCut) {
  struct Case {
    const char* what;
    double row_mm, highest_uv, lowest_uv;
    MedianPlacement expected;
  };
  const Case cases[] = {
      {"as its neighbours", 36.0, 800.0, -300.0, {22.32, false, false}},
      {"a tall R moves down", 36.0, 1400.0, -100.0, {28.5, false, false}},
      {"a deep S moves up", 36.0, 200.0, -1200.0, {11.5, false, false}},
      {"taller than the cell: its R is cut", 36.0, 2600.0, -400.0, {22.32, true, false}},
      {"both ends", 36.0, 1500.0, -1500.0, {22.32, true, true}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const auto placed = place_median(one.row_mm, 20.0, one.highest_uv, one.lowest_uv);
    EXPECT_NEAR(placed.zero_mm, one.expected.zero_mm, 1e-9);
    EXPECT_EQ(placed.cut_above, one.expected.cut_above);
    EXPECT_EQ(placed.cut_below, one.expected.cut_below);
  }
}

TEST(EcgSheet, ABeatTallerThanItsCellHasItsEndWrittenAtTheEdge) {
  ecg::simulation::Request request;
  request.voltage = 3.0;
  const auto recording = ecg::simulation::simulate(request).recording;
  const auto measured = ecg::measure(recording);
  ASSERT_TRUE(measured);
  const MedianPage page{&*measured, {}, nullptr, {}};
  const SheetStyle style = median_style({});
  const double per_mm = 6.0;
  QImage image((median_size_mm(page, style) * per_mm).toSize(), QImage::Format_RGB32);
  QPainter painter(&image);
  const auto geometry = paint_medians(painter, image.rect(), page, style, per_mm);
  painter.end();
  keep(QPixmap::fromImage(image), "median-tall");
  // II is the first row's second in the column: third column's rows are V1-V3, the fourth's V4-V6. V5's R is cut: a
  // dark arrow stands where the cell ends, at R.
  const double row = geometry.row_mm * per_mm;
  const double x = (2.0 + 3 * (820.0 / 1000.0 * 50.0 + 4.0) + 260.0 / 1000.0 * 50.0) * per_mm;
  bool dark = false;
  for (int dx = -6; dx <= 6; ++dx)
    dark |= qGray(image.pixel(static_cast<int>(x) + dx, static_cast<int>(row + 1.2 * per_mm))) < 90;
  EXPECT_TRUE(dark);
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
    const auto measured = ecg::measure(*recording);
    ASSERT_TRUE(measured);
    sheet.show_picture({recording, std::make_shared<ecg::Measurements>(*measured), {}, {}});
    ASSERT_TRUE(QTest::qWaitFor([&] { return sheet.is_painted(); }, 20'000));
    const QPixmap picture = sheet.grab();
    EXPECT_EQ(picture.deviceIndependentSize().toSize(), sheet.size());
    keep(picture, name);
  }
}

}  // namespace
}  // namespace rdc::ui
