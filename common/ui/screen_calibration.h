// How many pixels of a monitor make one true millimetre, as a person measured it with a ruler. Kept for each monitor.
#pragma once

#include <optional>

#include <QDialog>
#include <QScreen>
#include <QSettings>

class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace rdc::ui {

// GUI thread only. Borrows the settings; monitors are told apart by maker, model, serial number and connector, and a
// change of their resolution asks for a new calibration.
class ScreenCalibrations {
 public:
  explicit ScreenCalibrations(QSettings& settings) : settings_(settings) {}
  // Logical pixels per millimetre; nullopt: not calibrated.
  std::optional<double> find(const QScreen& screen) const;
  void save(const QScreen& screen, double pixels_per_mm);
  void forget(const QScreen& screen);

 private:
  QSettings& settings_;
};

// Shows two lines to be measured with a ruler, across and upright, until both lengths are typed in.
class CalibrationDialog final : public QDialog {
  Q_OBJECT
 public:
  // Lines are `pixels` long; to be shown on the monitor that is calibrated.
  explicit CalibrationDialog(QWidget* parent = nullptr);

  // From what was typed; nullopt while it cannot be a monitor (1.4 to 20 physical pixels a mm), or when the two
  // directions differ by more than 2 %: then the monitor does not run at its own resolution and no calibration makes it
  // true.
  std::optional<double> pixels_per_mm() const;
  static constexpr int kLinePixels = 400;

 Q_SIGNALS:
  void calibrated(double pixels_per_mm);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void judge();
  void retranslate();

  QLabel* explanation_;
  QLabel* across_label_;
  QLabel* upright_label_;
  QDoubleSpinBox* across_;
  QDoubleSpinBox* upright_;
  QLabel* verdict_;
  QPushButton* accept_;
  QPushButton* cancel_;
};

}  // namespace rdc::ui
