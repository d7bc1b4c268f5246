// How annotations are drawn over an image.
#pragma once

#include <QPainter>
#include <functional>

#include "reading_station/viewer/annotation.h"

namespace rdc::station {

struct AnnotationLook {
  bool selected = false;
  QSizeF area;  // of the widget: texts stay inside
};
// `to_widget` maps image positions.
void paint_annotation(QPainter& painter, const Annotation& annotation, const std::function<QPointF(QPointF)>& to_widget,
                      const AnnotationLook& look);

}  // namespace rdc::station
