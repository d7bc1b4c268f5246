#include "common/ui/screen_calibration.h"

#include <gtest/gtest.h>

#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace rdc::ui {
namespace {

TEST(ScreenCalibration, IsKeptForEachScreenAndForgottenOnRequest) {
  const QTemporaryDir folder;
  QSettings settings(folder.filePath("station.ini"), QSettings::IniFormat);
  ScreenCalibrations calibrations(settings);
  const QScreen& screen = *QGuiApplication::primaryScreen();
  EXPECT_FALSE(calibrations.find(screen));
  calibrations.save(screen, 3.71);
  EXPECT_NEAR(*ScreenCalibrations(settings).find(screen), 3.71, 1e-9);
  calibrations.forget(screen);
  EXPECT_FALSE(calibrations.find(screen));
}

TEST(ScreenCalibration, AValueThatNoMonitorHasIsNotBelieved) {
  const QTemporaryDir folder;
  QSettings settings(folder.filePath("station.ini"), QSettings::IniFormat);
  ScreenCalibrations calibrations(settings);
  const QScreen& screen = *QGuiApplication::primaryScreen();
  for (const double wrong : {0.0, 0.3, 99.0}) {
    calibrations.save(screen, wrong);
    EXPECT_FALSE(calibrations.find(screen)) << wrong;
  }
}

struct Typed {
  const char* name;
  double across, upright;
  bool usable;
};
std::ostream& operator<<(std::ostream& out, const Typed& typed) { return out << typed.name; }
class Calibration : public ::testing::TestWithParam<Typed> {};

TEST_P(Calibration, OnlyWhatCanBeAMonitorIsAccepted) {
  const auto& [name, across, upright, usable] = GetParam();
  CalibrationDialog dialog;
  QSignalSpy calibrated(&dialog, &CalibrationDialog::calibrated);
  dialog.findChild<QDoubleSpinBox*>("calibration_across")->setValue(across);
  dialog.findChild<QDoubleSpinBox*>("calibration_upright")->setValue(upright);
  auto* accept = dialog.findChild<QPushButton*>("calibration_accept");
  EXPECT_EQ(accept->isEnabled(), usable);
  EXPECT_FALSE(dialog.findChild<QLabel*>("calibration_verdict")->text().isEmpty());
  accept->click();
  ASSERT_EQ(calibrated.count(), usable ? 1 : 0);
  if (!usable) return;
  EXPECT_NEAR(calibrated.front().front().toDouble(), 400.0 / ((across + upright) / 2), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Screens, Calibration,
                         ::testing::Values(Typed{"Office24Inch", 110.8, 110.6, true},
                                           Typed{"Wall55Inch", 252.0, 252.5, true}, Typed{"NothingTyped", 0, 0, false},
                                           Typed{"OneTyped", 110, 0, false}, Typed{"PixelsNotSquare", 110, 118, false},
                                           Typed{"InchesForMillimetres", 4.3, 4.3, false}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ui
