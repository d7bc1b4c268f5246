// The electrocardiogram sheet as a widget: true millimetres where the screen tells its size or a person measured it,
// the whole tracing or the median beats, and a caliper.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QImage>
#include <QWidget>

#include "common/ui/ecg_caliper.h"
#include "common/ui/ecg_painting.h"
#include "common/ui/median_painting.h"
#include "common/ui/sheet_renderer.h"
#include "ecg/recording.h"

namespace rdc::ui {

// One electrocardiogram as a sheet shows it. A value; what it points to never changes.
struct EcgPicture {
  std::shared_ptr<const ecg::Recording> recording;    // as recorded, or filtered for display
  std::shared_ptr<const ecg::Measurements> measured;  // of the unfiltered recording; null: no marks, no median beats
  std::vector<StThreshold> thresholds;
  std::shared_ptr<const ecg::Measurements> prior;  // drawn over the median beats; null: none
};

// GUI thread only; painting happens elsewhere. Keys: + − gain; < > speed; C caliper, arrows move its end (Shift: all of
// it; Ctrl: far), M marches it out, Esc takes it away; Page Up and Down through a long recording. Mouse: drag to
// measure, drag a line to move it; the wheel changes the gain, with Ctrl the speed.
class EcgSheet final : public QWidget {
  Q_OBJECT
 public:
  enum class Page { kTracing, kMedian };
  // kTrueSize: never reduced where millimetres can be true; the widget then asks for the room it needs.
  enum class Fit { kTrueSize, kWindow };

  explicit EcgSheet(QWidget* parent = nullptr);

  void show_picture(EcgPicture picture);
  void show_recording(std::shared_ptr<const ecg::Recording> recording) {
    show_picture({std::move(recording), {}, {}, {}});
  }
  void clear() { show_picture({}); }
  const EcgPicture& picture() const { return picture_; }

  const SheetStyle& style() const { return style_; }
  // Any part of it; the caliper goes, because what it measured has moved.
  void set_style(const SheetStyle& style);
  void set_format(SheetFormat format);
  void set_colours(SheetColours colours);
  void set_speed(double mm_per_second);
  void set_gain(double mm_per_millivolt);
  Page page() const { return page_; }
  void set_page(Page page);
  void set_fit(Fit fit);
  enum class Marks { kShown, kHidden };
  void set_marks(Marks marks);
  void highlight(std::vector<ecg::Lead> leads);
  const std::vector<ecg::Lead>& highlighted() const { return highlighted_; }
  // Pixels of this screen that make one millimetre, measured by a person with a ruler. nullopt: believe the screen.
  void calibrate(std::optional<double> pixels_per_mm);

  // What a ruler on the screen would find; shown below the sheet.
  enum class Truth { kCalibrated, kByScreen, kUncalibrated, kReduced };
  Truth truth() const { return truth_; }
  QString truth_text() const;
  const SheetGeometry& geometry() const { return geometry_; }
  const EcgCaliper& caliper() const { return caliper_; }
  double measured_ms() const { return caliper_.milliseconds(geometry_); }
  double measured_mv() const { return caliper_.millivolts(geometry_); }
  // Whether what is on the screen is what was asked for last.
  bool is_painted() const { return !renderer_.busy(); }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void style_changed();
  void measured(double milliseconds, double millivolts);
  void painted();
  // The window has moved to another screen: it may need another calibration.
  void screen_changed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  double pixels_per_mm(Truth& truth) const;
  SheetStyle shown_style() const;
  QSizeF size_mm() const;
  MedianPage median_page() const;
  void step_gain(int direction);
  void step_speed(int direction);
  void turn_page(int direction);
  bool caliper_key(QKeyEvent* event);
  void lay_out();
  void redraw();

  EcgPicture picture_;
  SheetStyle style_;
  Page page_ = Page::kTracing;
  Fit fit_ = Fit::kWindow;
  Marks marks_ = Marks::kShown;
  std::vector<ecg::Lead> highlighted_;
  SheetGeometry geometry_;
  std::optional<double> calibration_;
  Truth truth_ = Truth::kUncalibrated;
  EcgCaliper caliper_;
  QImage sheet_;  // everything but the caliper
  SheetRenderer renderer_;
  bool watches_screen_ = false;
};

}  // namespace rdc::ui
