// What an annotation looks like, as runs of points.
#include <cmath>
#include <numbers>

#include "reading_station/viewer/annotation_editor.h"

namespace rdc::station {

std::vector<QPointF> handles_of(const Annotation& annotation) {
  if (annotation.kind == AnnotationKind::kFreehand && !annotation.points.empty()) return {annotation.points.front()};
  return annotation.points;
}

std::vector<std::vector<QPointF>> lines_drawn(const Annotation& annotation) {
  const auto& points = annotation.points;
  if (points.size() < 2) return {points};
  switch (annotation.kind) {
    case AnnotationKind::kRectangle: {
      const QPointF a = points[0], b = points[1];
      return {{a, {b.x(), a.y()}, b, {a.x(), b.y()}, a}};
    }
    case AnnotationKind::kEllipse: {
      constexpr int kCorners = 72;
      const QPointF middle = (points[0] + points[1]) / 2, half = (points[1] - points[0]) / 2;
      std::vector<QPointF> outline;
      for (int i = 0; i <= kCorners; ++i) {
        const double angle = 2 * std::numbers::pi * i / kCorners;
        outline.push_back(middle + QPointF(half.x() * std::cos(angle), half.y() * std::sin(angle)));
      }
      return {outline};
    }
    case AnnotationKind::kFreehand: {
      auto outline = points;
      outline.push_back(points.front());
      return {outline};
    }
    case AnnotationKind::kCobb:
      if (points.size() < 4) return {{points[0], points[1]}, {points.begin() + 2, points.end()}};
      return {{points[0], points[1]}, {points[2], points[3]}};
    case AnnotationKind::kHeartRatio: {
      std::vector<std::vector<QPointF>> lines{{points[0], {points[1].x(), points[0].y()}}};
      if (points.size() == 4) lines.push_back({points[2], {points[3].x(), points[2].y()}});
      return lines;
    }
    default:
      return {points};
  }
}

}  // namespace rdc::station
