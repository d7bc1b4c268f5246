// How an ImageCanvas draws itself.
#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "reading_station/viewer/annotation_painting.h"
#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kEdge = 10;  // between texts and the widget's edge

// Light text that stays readable on bone and on air.
void draw_outlined(QPainter& painter, QPointF baseline, const QString& text, const QColor& colour) {
  QPainterPath path;
  path.addText(baseline, painter.font(), text);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 210), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.fillPath(path, colour);
}

enum class Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };

void draw_lines(QPainter& painter, const QRect& area, const QStringList& lines, Corner corner) {
  const QFontMetrics metrics = painter.fontMetrics();
  const int step = metrics.height() + 1;
  const bool top = corner == Corner::kTopLeft || corner == Corner::kTopRight;
  const bool left = corner == Corner::kTopLeft || corner == Corner::kBottomLeft;
  int y = top ? area.top() + metrics.ascent()
              : area.bottom() - metrics.descent() - step * (static_cast<int>(lines.size()) - 1);
  for (const QString& line : lines) {
    // Both corners of a row share the width.
    const QString shown = metrics.elidedText(line, Qt::ElideRight, area.width() / 2 - kEdge);
    const int x = left ? area.left() : area.right() - metrics.horizontalAdvance(shown);
    draw_outlined(painter, QPointF(x, y), shown, theme::kText);
    y += step;
  }
}

}  // namespace

void ImageCanvas::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::kGround);
  painter.setRenderHint(QPainter::Antialiasing);
  if (image_) {
    draw_image(painter);
    draw_planes(painter);
    draw_reference_lines(painter);
    draw_measurements(painter);
  } else if (!message_.isEmpty()) {
    draw_message(painter);
  }
  draw_corner_texts(painter);
  if (magnifier_ && image_ && pointer_) draw_magnifier(painter);
  if (active_) {
    painter.setPen(QPen(theme::kAccent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
}

// What of a picture of the image's size is on the screen, turned as the view is.
imaging::Resampled ImageCanvas::visible_part(const cv::Mat& picture) const {
  const double ratio = devicePixelRatioF();
  const cv::Size target(static_cast<int>(std::lround(width() * ratio)),
                        static_cast<int>(std::lround(height() * ratio)));
  const bool across = view_.quarters() % 2 != 0;
  const cv::Size unturned = across ? cv::Size(target.height, target.width) : target;
  imaging::Resampled part = imaging::resample(picture, view_.visible(), unturned);
  turn_resampled(part, unturned);
  return part;
}

void ImageCanvas::render() {
  if (resampled_.pixels.empty()) {
    resampled_ = visible_part(shown_pixels());
    rendered_ = {};
  }
  if (!rendered_.isNull() || resampled_.pixels.empty()) return;
  const bool colour = image_->decoded.is_colour;
  if (colour) {
    levels_ = resampled_.pixels;
  } else if (pipeline_->is_monotonic()) {
    pipeline_->apply(resampled_.pixels, levels_);
  } else {
    // Between two values the table may jump anywhere: levels first, then the size.
    cv::Mat all;
    pipeline_->apply(shown_pixels(), all);
    levels_ = visible_part(all).pixels;
  }
  rendered_ = QImage(levels_.data, levels_.cols, levels_.rows, static_cast<qsizetype>(levels_.step),
                     colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
}

void ImageCanvas::draw_image(QPainter& painter) {
  render();
  if (rendered_.isNull()) return;
  const double ratio = devicePixelRatioF();
  const QRectF place(resampled_.at.x / ratio, resampled_.at.y / ratio, rendered_.width() / ratio,
                     rendered_.height() / ratio);
  painter.save();
  if (shutter_shown_ && has_shutter()) clip_to_shutter(painter);
  painter.drawImage(place, rendered_);
  painter.restore();
}

void ImageCanvas::draw_message(QPainter& painter) const {
  const QRect area = rect().adjusted(width() / 8, height() / 5, -width() / 8, -height() / 5);
  painter.setFont(theme::font(16));
  if (message_kind_ == MessageKind::kWaiting) {
    painter.setPen(theme::kQuiet);
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, message_);
    return;
  }
  const QRect text = painter.boundingRect(area, Qt::AlignCenter | Qt::TextWordWrap, message_);
  const QRect box = text.adjusted(-28, -22, 28, 22);
  painter.setPen(QPen(theme::kProblem, 1.5));
  painter.setBrush(theme::kPanel);
  painter.drawRoundedRect(box, 6, 6);
  painter.setPen(theme::kProblem);
  painter.drawText(text, Qt::AlignCenter | Qt::TextWordWrap, message_);
}

void ImageCanvas::draw_measurements(QPainter& painter) const {
  const auto to_widget = [this](QPointF at) { return view_.to_widget(at); };
  for (const Annotation& annotation : annotations_->of(editor_.image()))
    paint_annotation(painter, annotation, to_widget, {annotation.uid == editor_.selected(), QSizeF(size())});
  if (presented_)
    for (const Annotation& mark : presented_->marks)
      paint_annotation(painter, mark, to_widget, {false, QSizeF(size())});
  if (editor_.draft()) paint_annotation(painter, *editor_.draft(), to_widget, {true, QSizeF(size())});
  if (!annotations_->is_key(editor_.image())) return;
  painter.setFont(theme::font(15));
  draw_outlined(painter, QPointF(width() / 2.0 - painter.fontMetrics().horizontalAdvance(tr("Key image")) / 2.0, 46),
                tr("Key image"), theme::kAccent);
}

void ImageCanvas::draw_corner_texts(QPainter& painter) const {
  CornerTexts texts = corner_texts();
  texts.turn(view_.quarters(), view_.is_mirrored());
  const QRect area = rect().adjusted(kEdge, kEdge - 2, -kEdge, -kEdge + 2);
  painter.setFont(theme::font(width() < 480 ? 12 : 15));
  draw_lines(painter, area, texts.top_left, Corner::kTopLeft);
  draw_lines(painter, area, texts.top_right, Corner::kTopRight);
  draw_lines(painter, area, texts.bottom_left, Corner::kBottomLeft);
  draw_lines(painter, area, texts.bottom_right, Corner::kBottomRight);
  const QFontMetrics plain = painter.fontMetrics();
  int line = kEdge + plain.height() * 2;
  for (const QString& text : {overlay_.prior_line, overlay_.state_line}) {
    if (text.isEmpty()) continue;
    draw_outlined(painter, QPointF((width() - plain.horizontalAdvance(text)) / 2.0, line), text, theme::kProblem);
    line += plain.height() + 2;
  }
  QFont letters = theme::font(18);
  letters.setBold(true);
  painter.setFont(letters);
  const QFontMetrics metrics = painter.fontMetrics();
  const auto put = [&](const QString& text, double x, double y) {
    if (!text.isEmpty())
      draw_outlined(painter, {x - metrics.horizontalAdvance(text) / 2.0, y + metrics.ascent() / 2.0 - 1}, text,
                    theme::kMark);
  };
  put(texts.left, kEdge + metrics.horizontalAdvance(texts.left) / 2.0, height() / 2.0);
  put(texts.right, width() - kEdge - metrics.horizontalAdvance(texts.right) / 2.0, height() / 2.0);
  put(texts.top, width() / 2.0, kEdge + metrics.height() / 2.0 - 2);
  put(texts.bottom, width() / 2.0, height() - kEdge - metrics.height() / 2.0 + 2);
}

}  // namespace rdc::station
