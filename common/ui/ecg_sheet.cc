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

namespace rdc::ui {
namespace {

constexpr std::array<double, 6> kSpeeds = {5.0, 10.0, 12.5, 25.0, 50.0, 100.0};
constexpr std::array<double, 5> kGains = {2.5, 5.0, 10.0, 20.0, 40.0};

template <std::size_t N>
double neighbour(const std::array<double, N>& steps, double value, int direction) {
  auto at = static_cast<int>(std::lower_bound(steps.begin(), steps.end(), value - 1e-6) - steps.begin()) + direction;
  at = std::clamp(at, 0, static_cast<int>(N) - 1);
  return steps[static_cast<std::size_t>(at)];
}

}  // namespace

EcgSheet::EcgSheet(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("ecg_sheet"));
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::CrossCursor);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void EcgSheet::show_recording(std::shared_ptr<const ecg::Recording> recording) {
  recording_ = std::move(recording);
  from_.reset();
  to_.reset();
  redraw();
}

void EcgSheet::clear() { show_recording(nullptr); }

void EcgSheet::set_format(SheetFormat format) {
  style_.format = format;
  redraw();
}

void EcgSheet::set_colours(SheetColours colours) {
  style_.colours = colours;
  redraw();
}

void EcgSheet::set_speed(double mm_per_second) {
  style_.mm_per_second = mm_per_second;
  redraw();
}

void EcgSheet::set_gain(double mm_per_millivolt) {
  style_.mm_per_millivolt = mm_per_millivolt;
  redraw();
}

void EcgSheet::calibrate(std::optional<double> pixels_per_mm) {
  calibration_ = pixels_per_mm;
  redraw();
}

QSize EcgSheet::sizeHint() const { return {1000, 560}; }
QSize EcgSheet::minimumSizeHint() const { return {480, 280}; }

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

void EcgSheet::redraw() {
  const qreal ratio = devicePixelRatioF();
  sheet_ = QPixmap((QSizeF(size()) * ratio).toSize());
  sheet_.setDevicePixelRatio(ratio);
  sheet_.fill(style_.colours == SheetColours::kPaper ? QColor(0xff, 0xfc, 0xfa) : QColor(0x10, 0x16, 0x14));
  if (recording_ && !size().isEmpty()) {
    QPainter painter(&sheet_);
    painter.setFont(font());
    Truth truth = Truth::kUncalibrated;
    double per_mm = pixels_per_mm(truth);
    // Without true millimetres the room is better used for a larger tracing.
    if (truth == Truth::kUncalibrated)
      per_mm = std::max(per_mm, width() / sheet_size_mm(*recording_, style_).width() * (1.0 - 1e-9));
    geometry_ = paint_sheet(painter, rect(), *recording_, style_, per_mm);
    truth_ = geometry_.reduced ? Truth::kReduced : truth;
    QFont small = font();
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(style_.colours == SheetColours::kPaper ? QColor(0x5a, 0x30, 0x2c) : QColor(0xd6, 0xe2, 0xdc));
    painter.drawText(rect().adjusted(8, 0, -8, -4), Qt::AlignRight | Qt::AlignBottom, truth_text());
  }
  update();
  Q_EMIT style_changed();
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
  painter.drawPixmap(0, 0, sheet_);
  paint_caliper(painter);
}

void EcgSheet::paint_caliper(QPainter& painter) const {
  if (!from_ || !to_) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor colour(0x0b, 0x57, 0xd0);
  QColor wash = colour;
  wash.setAlpha(28);
  const QRectF box = QRectF(*from_, *to_).normalized();
  painter.fillRect(box, wash);
  painter.setPen(QPen(colour, 1.2));
  painter.drawLine(QPointF(box.left(), 0), QPointF(box.left(), height()));
  painter.drawLine(QPointF(box.right(), 0), QPointF(box.right(), height()));
  painter.drawLine(box.topLeft(), box.topRight());
  painter.drawLine(box.bottomLeft(), box.bottomRight());
  QString text = QStringLiteral("%1 ms   %2 mV").arg(std::lround(measured_ms_)).arg(measured_mv_, 0, 'f', 2);
  if (measured_ms_ >= 200.0) text += QStringLiteral("   %1 /min").arg(std::lround(60000.0 / measured_ms_));
  QFont large = font();
  large.setPixelSize(15);
  painter.setFont(large);
  QRectF label = painter.fontMetrics().boundingRect(text).toRectF().adjusted(-8, -4, 8, 4);
  label.moveTopLeft(
      {std::min(box.right() + 6, width() - label.width() - 4), std::max(4.0, box.top() - label.height() - 4)});
  painter.fillRect(label, Qt::white);
  painter.drawRect(label);
  painter.drawText(label, Qt::AlignCenter, text);
}

void EcgSheet::resizeEvent(QResizeEvent*) { redraw(); }

void EcgSheet::step_gain(int direction) { set_gain(neighbour(kGains, style_.mm_per_millivolt, direction)); }
void EcgSheet::step_speed(int direction) { set_speed(neighbour(kSpeeds, style_.mm_per_second, direction)); }

void EcgSheet::wheelEvent(QWheelEvent* event) {
  const int direction = event->angleDelta().y() > 0 ? 1 : -1;
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    step_speed(direction);
  } else {
    step_gain(direction);
  }
  event->accept();
}

void EcgSheet::keyPressEvent(QKeyEvent* event) {
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
    case Qt::Key_Escape:
      from_.reset();
      to_.reset();
      return update();
    default:
      QWidget::keyPressEvent(event);
  }
}

void EcgSheet::mousePressEvent(QMouseEvent* event) {
  from_ = event->position();
  to_.reset();
  update();
}

void EcgSheet::mouseMoveEvent(QMouseEvent* event) {
  if (!from_ || !recording_) return;
  to_ = event->position();
  measured_ms_ = std::abs(to_->x() - from_->x()) / (geometry_.units_per_mm * geometry_.mm_per_second) * 1000.0;
  measured_mv_ = std::abs(to_->y() - from_->y()) / (geometry_.units_per_mm * geometry_.mm_per_millivolt);
  update();
  Q_EMIT measured(measured_ms_, measured_mv_);
}

void EcgSheet::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) redraw();
  QWidget::changeEvent(event);
}

}  // namespace rdc::ui
