#include "common/ui/ecg_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScreen>
#include <QWheelEvent>
#include <QWindow>

namespace rdc::ui {
namespace {

constexpr std::array<double, 6> kSpeeds = {5.0, 10.0, 12.5, 25.0, 50.0, 100.0};
constexpr std::array<double, 5> kGains = {2.5, 5.0, 10.0, 20.0, 40.0};
constexpr double kLeastRowMm = 22.0;  // of a sheet at its true size

template <std::size_t N>
double neighbour(const std::array<double, N>& steps, double value, int direction) {
  auto at = static_cast<int>(std::lower_bound(steps.begin(), steps.end(), value - 1e-6) - steps.begin()) + direction;
  at = std::clamp(at, 0, static_cast<int>(N) - 1);
  return steps[static_cast<std::size_t>(at)];
}

// Owns everything it draws: it runs while the widget goes on.
struct SheetJob {
  EcgPicture picture;
  SheetStyle style;
  EcgSheet::Page page;
  SheetMarks marks;
  QSize size;
  qreal ratio;
  double per_mm;
  QFont font;
  QString truth;

  QImage operator()() const {
    QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    const SheetPalette palette = sheet_palette(style.colours);
    image.fill(palette.paper);
    if (!picture.recording) return image;
    QPainter painter(&image);
    painter.setFont(font);
    const QRectF area(QPointF(), size);
    if (page == EcgSheet::Page::kMedian) {
      MedianPage medians{picture.measured.get(), picture.thresholds, picture.prior.get(), marks.highlighted};
      paint_medians(painter, area, medians, style, per_mm);
    } else {
      paint_sheet(painter, area, *picture.recording, style, per_mm, marks);
    }
    QFont small = font;
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(palette.text);
    const QRectF place = area.adjusted(8, 0, -8, -4);
    QColor patch = palette.paper;
    patch.setAlpha(220);
    QRectF under;
    painter.drawText(place, Qt::AlignRight | Qt::AlignBottom, truth, &under);
    painter.fillRect(under.adjusted(-4, 0, 4, 0), patch);
    painter.drawText(place, Qt::AlignRight | Qt::AlignBottom, truth);
    return image;
  }
};

}  // namespace

EcgSheet::EcgSheet(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("ecg_sheet"));
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::CrossCursor);
  setAttribute(Qt::WA_OpaquePaintEvent);
  connect(&renderer_, &SheetRenderer::ready, this, [this](const QImage& picture) {
    sheet_ = picture;
    update();
    Q_EMIT painted();
  });
}

void EcgSheet::show_picture(EcgPicture picture) {
  const bool other = picture.recording != picture_.recording;
  picture_ = std::move(picture);
  if (other) {
    caliper_.clear();
    const double last = picture_.recording ? picture_.recording->rhythm.seconds() : 0.0;
    if (style_.begin_s >= last) style_.begin_s = 0.0;
  }
  lay_out();
}

void EcgSheet::set_style(const SheetStyle& style) {
  style_ = style;
  caliper_.clear();
  lay_out();
}

void EcgSheet::set_format(SheetFormat format) {
  SheetStyle style = style_;
  style.format = format;
  set_style(style);
}

void EcgSheet::set_colours(SheetColours colours) {
  SheetStyle style = style_;
  style.colours = colours;
  set_style(style);
}

void EcgSheet::set_speed(double mm_per_second) {
  SheetStyle style = style_;
  style.mm_per_second = mm_per_second;
  set_style(style);
}

void EcgSheet::set_gain(double mm_per_millivolt) {
  SheetStyle style = style_;
  style.mm_per_millivolt = mm_per_millivolt;
  set_style(style);
}

void EcgSheet::set_page(Page page) {
  page_ = page;
  caliper_.clear();
  lay_out();
}

void EcgSheet::set_fit(Fit fit) {
  fit_ = fit;
  caliper_.clear();
  lay_out();
}

void EcgSheet::set_marks(Marks marks) {
  marks_ = marks;
  redraw();
}

void EcgSheet::highlight(std::vector<ecg::Lead> leads) {
  highlighted_ = std::move(leads);
  redraw();
}

void EcgSheet::calibrate(std::optional<double> pixels_per_mm) {
  calibration_ = pixels_per_mm;
  lay_out();
}

QSize EcgSheet::sizeHint() const { return {1000, 560}; }

QSize EcgSheet::minimumSizeHint() const {
  Truth truth = Truth::kUncalibrated;
  const double per_mm = pixels_per_mm(truth);
  if (fit_ == Fit::kWindow || truth == Truth::kUncalibrated || !picture_.recording) return {480, 280};
  return (size_mm() * per_mm).toSize() + QSize(1, 1);
}

double EcgSheet::pixels_per_mm(Truth& truth) const {
  if (calibration_) {
    truth = Truth::kCalibrated;
    return *calibration_;
  }
  const QSizeF physical = screen() != nullptr ? screen()->physicalSize() : QSizeF();
  const double dots = screen() != nullptr ? screen()->physicalDotsPerInchX() / 25.4 : 0.0;
  // Screens and virtual displays that do not know their size answer nothing or 96 dpi exactly.
  const bool believable = physical.width() > 100.0 && dots > 2.0 && dots < 20.0 && std::abs(dots * 25.4 - 96.0) > 0.5 &&
                          QGuiApplication::platformName() != QStringLiteral("offscreen");
  truth = believable ? Truth::kByScreen : Truth::kUncalibrated;
  return believable ? dots : 96.0 / 25.4;
}

SheetStyle EcgSheet::shown_style() const { return page_ == Page::kMedian ? median_style(style_) : style_; }

MedianPage EcgSheet::median_page() const {
  return {picture_.measured.get(), picture_.thresholds, picture_.prior.get(), highlighted_};
}

QSizeF EcgSheet::size_mm() const {
  if (page_ == Page::kMedian) return median_size_mm(median_page(), shown_style());
  SheetStyle style = style_;
  style.row_mm = kLeastRowMm;
  return sheet_size_mm(*picture_.recording, style);
}

// Where everything will be is known at once; only the painting takes time.
void EcgSheet::lay_out() {
  updateGeometry();
  redraw();
  Q_EMIT style_changed();
}

void EcgSheet::redraw() {
  Truth truth = Truth::kUncalibrated;
  double per_mm = pixels_per_mm(truth);
  const SheetStyle style = shown_style();
  if (picture_.recording && !size().isEmpty()) {
    // Without true millimetres the room is better used for a larger tracing.
    if (truth == Truth::kUncalibrated) {
      const double fitting = page_ == Page::kMedian
                                 ? largest_median_scale(size(), median_page(), style)
                                 : width() / sheet_size_mm(*picture_.recording, style).width() * (1.0 - 1e-9);
      per_mm = std::max(per_mm, fitting);
    }
    geometry_ = page_ == Page::kMedian ? fit_medians(rect(), median_page(), style, per_mm)
                                       : fit_sheet(rect(), *picture_.recording, style, per_mm);
    truth_ = geometry_.reduced ? Truth::kReduced : truth;
  }
  SheetMarks marks;
  if (picture_.measured && marks_ == Marks::kShown) marks = marks_of(*picture_.measured);
  marks.highlighted = highlighted_;
  renderer_.request(
      SheetJob{picture_, style, page_, std::move(marks), size(), devicePixelRatioF(), per_mm, font(), truth_text()});
}

QString EcgSheet::truth_text() const {
  switch (truth_) {
    case Truth::kCalibrated:
      return tr("Screen calibrated: millimetres are true");
    case Truth::kByScreen:
      return tr("Millimetres as the screen reports its size; not calibrated");
    case Truth::kReduced:
      return tr("Reduced to fit: millimetres are not true on this screen");
    case Truth::kUncalibrated:
      break;
  }
  return tr("Screen not calibrated: fitted to the window, millimetres are not true");
}

void EcgSheet::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor paper = sheet_palette(style_.colours).paper;
  if (sheet_.isNull() || sheet_.deviceIndependentSize().toSize() != size()) painter.fillRect(rect(), paper);
  if (!sheet_.isNull()) painter.drawImage(QPointF(), sheet_);
  caliper_.paint(painter, size(), geometry_);
}

void EcgSheet::resizeEvent(QResizeEvent*) {
  caliper_.clear();
  redraw();
}

void EcgSheet::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (watches_screen_ || window()->windowHandle() == nullptr) return;
  watches_screen_ = true;
  connect(window()->windowHandle(), &QWindow::screenChanged, this, [this] {
    Q_EMIT screen_changed();
    lay_out();
  });
  Q_EMIT screen_changed();
}

void EcgSheet::step_gain(int direction) { set_gain(neighbour(kGains, style_.mm_per_millivolt, direction)); }
void EcgSheet::step_speed(int direction) { set_speed(neighbour(kSpeeds, style_.mm_per_second, direction)); }

void EcgSheet::turn_page(int direction) {
  if (!picture_.recording) return;
  const double last = std::max(0.0, std::ceil(picture_.recording->rhythm.seconds() - kSheetSeconds));
  SheetStyle style = style_;
  style.begin_s = std::clamp(style_.begin_s + direction * kSheetSeconds, 0.0, last);
  if (style.begin_s != style_.begin_s) set_style(style);
}

void EcgSheet::wheelEvent(QWheelEvent* event) {
  const int direction = event->angleDelta().y() > 0 ? 1 : -1;
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    step_speed(direction);
  } else {
    step_gain(direction);
  }
  event->accept();
}

bool EcgSheet::caliper_key(QKeyEvent* event) {
  const double far = event->modifiers().testFlag(Qt::ControlModifier) ? 10.0 : 1.0;
  const auto part =
      event->modifiers().testFlag(Qt::ShiftModifier) ? EcgCaliper::Part::kWhole : EcgCaliper::Part::kSecondCorner;
  constexpr double kStepMs = 2.0, kStepMv = 0.01;
  double ms = 0.0, mv = 0.0;
  switch (event->key()) {
    case Qt::Key_C:
      caliper_.place(size(), geometry_);
      break;
    case Qt::Key_M:
      caliper_.set_marching(!caliper_.marching());
      break;
    case Qt::Key_Left:
      ms = -kStepMs;
      break;
    case Qt::Key_Right:
      ms = kStepMs;
      break;
    case Qt::Key_Up:
      mv = kStepMv;
      break;
    case Qt::Key_Down:
      mv = -kStepMv;
      break;
    default:
      return false;
  }
  if (!caliper_.active() && event->key() != Qt::Key_M) return false;
  caliper_.move(ms * far, mv * far, part, geometry_);
  update();
  Q_EMIT measured(measured_ms(), measured_mv());
  return true;
}

void EcgSheet::keyPressEvent(QKeyEvent* event) {
  if (caliper_key(event)) return;
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return step_gain(1);
    case Qt::Key_Minus:
      return step_gain(-1);
    case Qt::Key_Greater:
    case Qt::Key_Period:
      return step_speed(1);
    case Qt::Key_Less:
    case Qt::Key_Comma:
      return step_speed(-1);
    case Qt::Key_PageDown:
      return turn_page(1);
    case Qt::Key_PageUp:
      return turn_page(-1);
    case Qt::Key_Escape:
      caliper_.clear();
      return update();
    default:
      QWidget::keyPressEvent(event);
  }
}

void EcgSheet::mousePressEvent(QMouseEvent* event) {
  caliper_.press(event->position());
  update();
}

void EcgSheet::mouseMoveEvent(QMouseEvent* event) {
  if (!caliper_.active() || !picture_.recording) return;
  caliper_.drag(event->position());
  update();
  Q_EMIT measured(measured_ms(), measured_mv());
}

void EcgSheet::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) redraw();
  QWidget::changeEvent(event);
}

}  // namespace rdc::ui
