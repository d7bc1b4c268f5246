// The electrocardiogram sheet as a widget: true millimetres where the screen tells its size, and a caliper.
#pragma once

#include <memory>
#include <optional>

#include <QPixmap>
#include <QWidget>

#include "common/ui/ecg_painting.h"
#include "ecg/recording.h"

namespace rdc::ui {

// GUI thread only. Wheel or + and - change the gain; with Ctrl, or < and >, the speed. Drag to measure time and
// voltage.
class EcgSheet final : public QWidget {
  Q_OBJECT
 public:
  explicit EcgSheet(QWidget* parent = nullptr);

  void show_recording(std::shared_ptr<const ecg::Recording> recording);
  void clear();
  const SheetStyle& style() const { return style_; }
  void set_format(SheetFormat format);
  void set_colours(SheetColours colours);
  void set_speed(double mm_per_second);
  void set_gain(double mm_per_millivolt);
  // Pixels of this screen that make one millimetre, measured by a person with a ruler. nullopt: believe the screen.
  void calibrate(std::optional<double> pixels_per_mm);

  // What a ruler on the screen would find; shown below the sheet.
  enum class Truth { kCalibrated, kByScreen, kUncalibrated, kReduced };
  Truth truth() const { return truth_; }
  // The distance measured by the last drag.
  double measured_ms() const { return measured_ms_; }
  double measured_mv() const { return measured_mv_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void style_changed();
  void measured(double milliseconds, double millivolts);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  double pixels_per_mm(Truth& truth) const;
  void step_gain(int direction);
  void step_speed(int direction);
  void redraw();
  void paint_caliper(QPainter& painter) const;
  QString truth_text() const;

  std::shared_ptr<const ecg::Recording> recording_;
  SheetStyle style_;
  SheetGeometry geometry_;
  std::optional<double> calibration_;
  Truth truth_ = Truth::kUncalibrated;
  QPixmap sheet_;  // everything but the caliper
  std::optional<QPointF> from_, to_;
  double measured_ms_ = 0.0;
  double measured_mv_ = 0.0;
};

}  // namespace rdc::ui
