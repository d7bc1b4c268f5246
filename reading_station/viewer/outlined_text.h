// Light text with a dark edge: readable on bone and on air.
#pragma once

#include <QPainter>

namespace rdc::station {

// In the painter's font. Pictures of the texts drawn last are kept (8 MB at most, for all painters together): to stroke
// letters takes longer than to draw the image under them. GUI thread only.
void draw_outlined_text(QPainter& painter, QPointF baseline, const QString& text, const QColor& colour);

}  // namespace rdc::station
