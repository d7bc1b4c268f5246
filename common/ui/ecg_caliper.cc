#include "common/ui/ecg_caliper.h"

#include <algorithm>
#include <cmath>

#include <QFontMetricsF>

namespace rdc::ui {
namespace {

constexpr double kReach = 6.0;        // device units within which a line is taken hold of
constexpr double kLeastRateMs = 200;  // shorter intervals are no heart rate
constexpr double kLeastMarch = 4.0;   // device units: closer lines would only darken the sheet

double per_ms(const SheetGeometry& geometry) { return geometry.units_per_mm * geometry.mm_per_second / 1000.0; }
double per_mv(const SheetGeometry& geometry) { return geometry.units_per_mm * geometry.mm_per_millivolt; }

}  // namespace

void EcgCaliper::press(QPointF at) {
  if (from_ && has_second_) {
    const QRectF box = QRectF(*from_, to_).normalized();
    const auto take = [&](Grip grip) {
      from_ = box.topLeft();
      to_ = box.bottomRight();
      grip_ = grip;
    };
    if (std::abs(at.x() - box.left()) <= kReach) return take(Grip::kLeft);
    if (std::abs(at.x() - box.right()) <= kReach) return take(Grip::kRight);
    const bool inside = at.x() > box.left() && at.x() < box.right();
    if (inside && std::abs(at.y() - box.top()) <= kReach) return take(Grip::kTop);
    if (inside && std::abs(at.y() - box.bottom()) <= kReach) return take(Grip::kBottom);
  }
  from_ = to_ = at;
  has_second_ = false;
  grip_ = Grip::kNew;
}

void EcgCaliper::drag(QPointF at) {
  if (!from_) return;
  switch (grip_) {
    case Grip::kNew:
      to_ = at;
      break;
    case Grip::kLeft:
      from_->setX(at.x());
      break;
    case Grip::kRight:
      to_.setX(at.x());
      break;
    case Grip::kTop:
      from_->setY(at.y());
      break;
    case Grip::kBottom:
      to_.setY(at.y());
      break;
  }
  has_second_ = true;
}

void EcgCaliper::place(QSizeF sheet, const SheetGeometry& geometry) {
  const QPointF half(500.0 * per_ms(geometry), 0.5 * per_mv(geometry));
  const QPointF centre(sheet.width() / 2, sheet.height() / 2);
  from_ = centre - half;
  to_ = centre + half;
  has_second_ = true;
}

void EcgCaliper::move(double milliseconds, double millivolts, Part part, const SheetGeometry& geometry) {
  if (!from_ || !has_second_) return;
  const QPointF by(milliseconds * per_ms(geometry), -millivolts * per_mv(geometry));
  to_ += by;
  if (part == Part::kWhole) *from_ += by;
}

double EcgCaliper::milliseconds(const SheetGeometry& geometry) const {
  return from_ && has_second_ ? std::abs(to_.x() - from_->x()) / per_ms(geometry) : 0.0;
}

double EcgCaliper::millivolts(const SheetGeometry& geometry) const {
  return from_ && has_second_ ? std::abs(to_.y() - from_->y()) / per_mv(geometry) : 0.0;
}

QString EcgCaliper::text(const SheetGeometry& geometry) const {
  const double ms = milliseconds(geometry);
  QString text = QStringLiteral("%1 ms   %2 mV").arg(std::lround(ms)).arg(millivolts(geometry), 0, 'f', 2);
  if (ms >= kLeastRateMs) text += QStringLiteral("   %1 /min").arg(std::lround(60000.0 / ms));
  return text;
}

void EcgCaliper::paint(QPainter& painter, QSizeF sheet, const SheetGeometry& geometry) const {
  if (!from_ || !has_second_) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor colour(0x0b, 0x57, 0xd0);
  QColor wash = colour;
  wash.setAlpha(28);
  const QRectF box = QRectF(*from_, to_).normalized();
  if (marching_ && box.width() >= kLeastMarch) {
    QColor faint = colour;
    faint.setAlpha(130);
    painter.setPen(QPen(faint, 1.0, Qt::DashLine));
    const auto line = [&](double x) { painter.drawLine(QPointF(x, 0), QPointF(x, sheet.height())); };
    for (int n = 1; box.left() - n * box.width() > 0; ++n) line(box.left() - n * box.width());
    for (int n = 1; box.right() + n * box.width() < sheet.width(); ++n) line(box.right() + n * box.width());
  }
  painter.fillRect(box, wash);
  painter.setPen(QPen(colour, 1.2));
  painter.drawLine(QPointF(box.left(), 0), QPointF(box.left(), sheet.height()));
  painter.drawLine(QPointF(box.right(), 0), QPointF(box.right(), sheet.height()));
  painter.drawLine(box.topLeft(), box.topRight());
  painter.drawLine(box.bottomLeft(), box.bottomRight());
  QFont large = painter.font();
  large.setPixelSize(15);
  painter.setFont(large);
  const QString words = text(geometry);
  QRectF label = QFontMetricsF(large).boundingRect(words).adjusted(-8, -4, 8, 4);
  label.moveTopLeft(
      {std::min(box.right() + 6, sheet.width() - label.width() - 4), std::max(4.0, box.top() - label.height() - 4)});
  painter.fillRect(label, Qt::white);
  painter.drawRect(label);
  painter.drawText(label, Qt::AlignCenter, words);
}

}  // namespace rdc::ui
