#include "reading_station/viewer/annotation_painting.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/annotation_editor.h"
#include "reading_station/viewer/outlined_text.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

using Kind = AnnotationKind;
constexpr QColor kOther{116, 192, 252};    // another reader's
constexpr QColor kProposal{255, 169, 77};  // the program's
constexpr QColor kShade{0, 0, 0, 200};

QPainterPath path_of(const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget) {
  QPainterPath path;
  for (const auto& line : lines_drawn(annotation)) {
    if (line.empty()) continue;
    path.moveTo(to_widget(line[0]));
    for (std::size_t i = 1; i < line.size(); ++i) path.lineTo(to_widget(line[i]));
  }
  return path;
}

// Across a line's end.
void add_tick(QPainterPath& path, QPointF end, QPointF other) {
  const QPointF along = other - end;
  const double length = std::hypot(along.x(), along.y());
  if (length < 1) return;
  const QPointF across = QPointF(along.y(), -along.x()) / length * 6;
  path.moveTo(end - across);
  path.lineTo(end + across);
}

void add_arrow_head(QPainterPath& path, QPointF tip, QPointF tail) {
  const QPointF along = tail - tip;
  const double length = std::hypot(along.x(), along.y());
  if (length < 1) return;
  const QPointF back = along / length * 14, side = QPointF(-back.y(), back.x()) * 0.45;
  path.moveTo(tip + back + side);
  path.lineTo(tip);
  path.lineTo(tip + back - side);
}

void add_marks(QPainterPath& path, const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget) {
  const auto at = [&](std::size_t i) { return to_widget(annotation.points[i]); };
  switch (annotation.kind) {
    case Kind::kLength:
    case Kind::kCalibration:
      if (annotation.points.size() < 2) return;
      add_tick(path, at(0), at(1));
      add_tick(path, at(1), at(0));
      return;
    case Kind::kHeartRatio:
      for (std::size_t i = 0; i + 1 < annotation.points.size(); i += 2) {
        const QPointF end = to_widget({annotation.points[i + 1].x(), annotation.points[i].y()});
        add_tick(path, at(i), end);
        add_tick(path, end, at(i));
      }
      return;
    case Kind::kArrow:
      if (annotation.points.size() == 2) add_arrow_head(path, at(1), at(0));
      return;
    case Kind::kPoint:
    case Kind::kVertebra:
      for (const QPointF step : {QPointF(7, 0), QPointF(0, 7)}) {
        path.moveTo(at(0) - step);
        path.lineTo(at(0) + step);
      }
      return;
    default:
      return;
  }
}

// Where its words stand: beside its right end; a text on its place, an arrow's behind its tail.
QPointF words_at(const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget, double width) {
  if (annotation.kind == Kind::kText) return to_widget(annotation.points[0]);
  if (annotation.kind == Kind::kArrow && annotation.points.size() == 2) {
    const QPointF tail = to_widget(annotation.points[0]), tip = to_widget(annotation.points[1]);
    return tail.x() >= tip.x() ? tail + QPointF(8, 0) : tail - QPointF(8 + width, 0);
  }
  QPointF place = to_widget(annotation.points[0]);
  for (const QPointF& point : annotation.points) {
    const QPointF at = to_widget(point);
    if (at.x() > place.x()) place = at;
  }
  return place + QPointF(12, 0);
}

void paint_words(QPainter& painter, const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget,
                 const AnnotationLook& look, const QColor& colour) {
  const QStringList lines = lines_of(annotation);
  if (lines.isEmpty()) return;
  painter.setFont(theme::font(15));
  const QFontMetrics metrics = painter.fontMetrics();
  int widest = 0;
  for (const QString& line : lines) widest = std::max(widest, metrics.horizontalAdvance(line));
  const double height = metrics.height() * static_cast<double>(lines.size());
  QPointF at = words_at(annotation, to_widget, widest) + QPointF(0, metrics.ascent() / 2.0);
  at.setX(std::clamp(at.x(), 4.0, std::max(4.0, look.area.width() - widest - 8)));
  const double top = metrics.ascent() + 4.0;
  at.setY(std::clamp(at.y(), top, std::max(top, look.area.height() - height + metrics.ascent() - 4)));
  for (const QString& line : lines) {
    draw_outlined_text(painter, at, line, colour);
    at += QPointF(0, metrics.height());
  }
}

}  // namespace

void paint_annotation(QPainter& painter, const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget,
                      const AnnotationLook& look) {
  if (annotation.points.empty()) return;
  const QColor colour = !annotation.is_own() ? kOther : annotation.proposal ? kProposal : theme::kMark;
  QPainterPath path;
  if (annotation.kind != Kind::kText) path = path_of(annotation, to_widget);
  add_marks(path, annotation, to_widget);
  painter.setBrush(Qt::NoBrush);
  QPen pen(colour, look.selected ? 2.4 : 1.6);
  if (annotation.proposal || annotation.kind == Kind::kCalibration) pen.setStyle(Qt::DashLine);
  painter.strokePath(path, QPen(kShade, look.selected ? 5 : 4));
  painter.strokePath(path, pen);
  if (look.selected) {
    painter.setPen(QPen(colour, 1.4));
    painter.setBrush(theme::kGround);
    for (const QPointF& handle : handles_of(annotation)) {
      const QPointF at = to_widget(handle);
      painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8));
    }
  }
  paint_words(painter, annotation, to_widget, look, colour);
}

}  // namespace rdc::station
