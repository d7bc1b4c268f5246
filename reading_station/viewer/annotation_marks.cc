// One annotation and its mark in a presentation state.
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/annotation_editor.h"
#include "reading_station/viewer/annotation_files.h"

namespace rdc::station {
namespace {

using Kind = AnnotationKind;

dicom::Position position(QPointF at) { return {at.x(), at.y()}; }
QPointF point(const dicom::Position& at) { return {at[0], at[1]}; }

dicom::Graphic ellipse(QPointF a, QPointF b) {
  const QPointF middle = (a + b) / 2;
  const double across = std::abs(b.x() - a.x()) / 2, down = std::abs(b.y() - a.y()) / 2;
  const std::vector<dicom::Position> wide{position(middle - QPointF(across, 0)), position(middle + QPointF(across, 0))};
  const std::vector<dicom::Position> high{position(middle - QPointF(0, down)), position(middle + QPointF(0, down))};
  // The longer axis comes first.
  auto points = across >= down ? wide : high;
  const auto& minor = across >= down ? high : wide;
  points.insert(points.end(), minor.begin(), minor.end());
  return {dicom::GraphicShape::kEllipse, points, false};
}

std::vector<dicom::Graphic> graphics_of(const Annotation& annotation) {
  switch (annotation.kind) {
    case Kind::kText:
      return {};
    case Kind::kPoint:
    case Kind::kVertebra:
      return {{dicom::GraphicShape::kPoint, {position(annotation.points[0])}, false}};
    case Kind::kEllipse:
      return {ellipse(annotation.points[0], annotation.points[1])};
    default:
      break;
  }
  std::vector<dicom::Graphic> graphics;
  for (const auto& line : lines_drawn(annotation)) {
    dicom::Graphic graphic;
    std::ranges::transform(line, std::back_inserter(graphic.points), position);
    graphics.push_back(std::move(graphic));
  }
  if (annotation.kind != Kind::kArrow) return graphics;
  // The head, a tenth of the shaft, at least 6 pixels.
  const QPointF tip = annotation.points[1], along = annotation.points[0] - tip;
  const double length = std::hypot(along.x(), along.y());
  if (length == 0) return graphics;
  const QPointF back = along / length * std::max(6.0, length / 10), side = QPointF(-back.y(), back.x()) * 0.45;
  graphics.push_back({dicom::GraphicShape::kPolyline,
                      {position(tip + back + side), position(tip), position(tip + back - side)},
                      false});
  return graphics;
}

QString words_of(const Annotation& annotation) {
  if (annotation.kind == Kind::kCalibration) return annotation.text + QStringLiteral(" mm");
  Annotation plain = annotation;
  plain.proposal = false;
  return lines_of(plain).join(QLatin1Char('\n'));
}

// Points as the editor knows them; empty when the graphics are not this kind's.
std::vector<QPointF> points_from(Kind kind, const dicom::Mark& mark) {
  std::vector<QPointF> points;
  const auto take = [&points](const dicom::Graphic& graphic) {
    std::ranges::transform(graphic.points, std::back_inserter(points), point);
  };
  if (mark.graphics.empty()) {
    if (kind == Kind::kText) points = {point(mark.text_anchor)};
    return points;
  }
  take(mark.graphics[0]);
  if (kind == Kind::kRectangle) return points.size() == 5 ? std::vector{points[0], points[2]} : std::vector<QPointF>{};
  if (kind == Kind::kFreehand && points.size() > 3) points.pop_back();
  if (kind == Kind::kEllipse) {
    if (points.size() != 4) return {};
    const auto [left, right] = std::ranges::minmax(points, {}, &QPointF::x);
    const auto [top, bottom] = std::ranges::minmax(points, {}, &QPointF::y);
    return {{left.x(), top.y()}, {right.x(), bottom.y()}};
  }
  if ((kind == Kind::kCobb || kind == Kind::kHeartRatio) && mark.graphics.size() == 2) take(mark.graphics[1]);
  return points;
}

bool has_right_points(Kind kind, std::size_t count) {
  const auto [least, most] = points_of(kind);
  return static_cast<int>(count) >= least && (most == 0 || static_cast<int>(count) <= most);
}

bool keeps_text(Kind kind) {
  return kind == Kind::kText || kind == Kind::kArrow || kind == Kind::kVertebra || kind == Kind::kCalibration;
}

}  // namespace

dicom::Mark mark_of(const Annotation& annotation, const dicom::ImagePlace& place) {
  dicom::Mark mark;
  mark.uid = annotation.uid.toStdString();
  mark.word = key_of(annotation.kind);
  if (annotation.proposal) mark.word += " proposal";
  mark.image = place;
  mark.graphics = graphics_of(annotation);
  mark.text = words_of(annotation).toStdString();
  QPointF anchor = annotation.points[0];
  if (annotation.kind != Kind::kText && annotation.kind != Kind::kArrow)
    for (const QPointF& at : annotation.points)
      if (at.x() > anchor.x()) anchor = at;
  mark.text_anchor = position(anchor);
  return mark;
}

std::vector<dicom::Mark> parts_of(const dicom::Mark& mark) {
  const QString word = QString::fromStdString(mark.word).section(QLatin1Char(' '), 0, 0);
  if (mark.graphics.size() < 2 || kind_of(word)) return {mark};
  std::vector<dicom::Mark> parts;
  for (const dicom::Graphic& graphic : mark.graphics) {
    dicom::Mark part = mark;
    part.graphics = {graphic};
    if (!parts.empty()) {
      part.text.clear();
      part.uid.clear();
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

Annotation annotation_of(const dicom::Mark& mark, const QString& author) {
  Annotation annotation;
  annotation.uid = QString::fromStdString(mark.uid);
  annotation.author = author;
  annotation.image = {QString::fromStdString(mark.image.sop_instance_uid), mark.image.frame};
  annotation.text = QString::fromStdString(mark.text);
  QString word = QString::fromStdString(mark.word);
  annotation.proposal = word.endsWith(QStringLiteral(" proposal"));
  word = word.section(QLatin1Char(' '), 0, 0);
  if (const auto kind = kind_of(word)) {
    auto points = points_from(*kind, mark);
    if (has_right_points(*kind, points.size())) {
      annotation.kind = *kind;
      annotation.points = std::move(points);
      if (*kind == Kind::kCalibration) annotation.text = annotation.text.section(QLatin1Char(' '), 0, 0);
      // Own numbers are measured anew; others' stand as they were saved.
      if (annotation.is_own() && !keeps_text(*kind)) annotation.text.clear();
      return annotation;
    }
  }
  // Another program's: its first graphic and its words, to be seen and not measured.
  annotation.proposal = false;
  if (mark.graphics.empty()) {
    annotation.kind = Kind::kText;
    annotation.points = {point(mark.text_anchor)};
    return annotation;
  }
  const auto& graphic = mark.graphics[0];
  annotation.kind = graphic.shape == dicom::GraphicShape::kPoint ? Kind::kPoint : Kind::kPolyline;
  if (graphic.shape == dicom::GraphicShape::kEllipse && graphic.points.size() == 4) annotation.kind = Kind::kEllipse;
  if (graphic.shape == dicom::GraphicShape::kCircle && graphic.points.size() == 2) {
    const QPointF middle = point(graphic.points[0]), edge = point(graphic.points[1]) - middle;
    const double radius = std::hypot(edge.x(), edge.y());
    annotation.kind = Kind::kEllipse;
    annotation.points = {middle - QPointF(radius, radius), middle + QPointF(radius, radius)};
    return annotation;
  }
  annotation.points = points_from(annotation.kind, mark);
  return annotation;
}

}  // namespace rdc::station
