// How an ImageCanvas draws itself.
#include <QPaintEvent>
#include <QPainter>
#include <cmath>

#include "reading_station/viewer/annotation_painting.h"
#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/outlined_text.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kEdge = 10;  // between texts and the widget's edge

QFont corner_font(int width) { return theme::font(width < 480 ? 12 : 15); }
int line_step(const QFontMetrics& metrics) { return metrics.height() + 1; }

enum class Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };

void draw_lines(QPainter& painter, const QRect& area, const QStringList& lines, Corner corner) {
  const QFontMetrics metrics = painter.fontMetrics();
  const int step = line_step(metrics);
  const bool top = corner == Corner::kTopLeft || corner == Corner::kTopRight;
  const bool left = corner == Corner::kTopLeft || corner == Corner::kBottomLeft;
  int y = top ? area.top() + metrics.ascent()
              : area.bottom() - metrics.descent() - step * (static_cast<int>(lines.size()) - 1);
  for (const QString& line : lines) {
    // Both corners of a row share the width.
    const QString shown = metrics.elidedText(line, Qt::ElideRight, area.width() / 2 - kEdge);
    const int x = left ? area.left() : area.right() - metrics.horizontalAdvance(shown);
    draw_outlined_text(painter, QPointF(x, y), shown, theme::kText);
    y += step;
  }
}

}  // namespace

void ImageCanvas::paintEvent(QPaintEvent* event) {
  if (image_) bring_up_to_date();
  QPainter painter(this);
  fill_ground(painter, event->region());
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

// All that the image will not cover.
void ImageCanvas::fill_ground(QPainter& painter, const QRegion& damaged) const {
  QRegion ground = damaged;
  if (shows_pixels() && !(shutter_shown_ && has_shutter())) {
    const double ratio = devicePixelRatioF();
    const QRectF covered = image_place();
    // Whole logical pixels only: a part of one has ground in it. Where they are no whole pixels of the screen, rounding
    // may move the image by one.
    const int doubt = ratio == std::floor(ratio) ? 0 : 1;
    const QPoint first(static_cast<int>(std::ceil(covered.left())), static_cast<int>(std::ceil(covered.top())));
    const QPoint end(static_cast<int>(std::floor(covered.right())), static_cast<int>(std::floor(covered.bottom())));
    ground -= QRect(first, end - QPoint(1, 1)).adjusted(doubt, doubt, -doubt, -doubt);
  }
  for (const QRect& part : ground) painter.fillRect(part, theme::kGround);
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
  if (is_for_print() || !annotations_->is_key(editor_.image())) return;
  painter.setFont(theme::font(15));
  draw_outlined_text(painter,
                     QPointF(width() / 2.0 - painter.fontMetrics().horizontalAdvance(tr("Key image")) / 2.0, 46),
                     tr("Key image"), theme::kAccent);
}

QRect ImageCanvas::level_corner() const {
  const int lines = static_cast<int>(corner_texts().bottom_right.size());
  const int high = lines * line_step(QFontMetrics(corner_font(width()))) + 2 * kEdge;
  return QRect(width() / 2, height() - high, width() - width() / 2, high) & rect();
}

void ImageCanvas::draw_lines_of_text(QPainter& painter, const CornerTexts& texts) const {
  const QRect area = rect().adjusted(kEdge, kEdge - 2, -kEdge, -kEdge + 2);
  painter.setFont(corner_font(width()));
  draw_lines(painter, area, texts.top_left, Corner::kTopLeft);
  draw_lines(painter, area, texts.top_right, Corner::kTopRight);
  draw_lines(painter, area, texts.bottom_left, Corner::kBottomLeft);
  draw_lines(painter, area, texts.bottom_right, Corner::kBottomRight);
  const QFontMetrics plain = painter.fontMetrics();
  int line = kEdge + plain.height() * 2;
  for (const QString& text : {overlay_.prior_line, overlay_.state_line, awaited_}) {
    if (text.isEmpty()) continue;
    draw_outlined_text(painter, QPointF((width() - plain.horizontalAdvance(text)) / 2.0, line), text, theme::kProblem);
    line += plain.height() + 2;
  }
}

void ImageCanvas::draw_corner_texts(QPainter& painter) const {
  CornerTexts texts = corner_texts();
  texts.turn(view_.quarters(), view_.is_mirrored());
  if (!is_for_print()) draw_lines_of_text(painter, texts);
  QFont letters = theme::font(18);
  letters.setBold(true);
  painter.setFont(letters);
  const QFontMetrics metrics = painter.fontMetrics();
  const auto put = [&](const QString& text, double x, double y) {
    if (!text.isEmpty())
      draw_outlined_text(painter, {x - metrics.horizontalAdvance(text) / 2.0, y + metrics.ascent() / 2.0 - 1}, text,
                         theme::kMark);
  };
  put(texts.left, kEdge + metrics.horizontalAdvance(texts.left) / 2.0, height() / 2.0);
  put(texts.right, width() - kEdge - metrics.horizontalAdvance(texts.right) / 2.0, height() / 2.0);
  put(texts.top, width() / 2.0, kEdge + metrics.height() / 2.0 - 2);
  put(texts.bottom, width() / 2.0, height() - kEdge - metrics.height() / 2.0 + 2);
}

}  // namespace rdc::station
