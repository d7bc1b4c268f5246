// Turning, mirroring, the magnifying glass and other images' lines of an ImageCanvas.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kGlassSide = 240;    // logical pixels
constexpr double kGlassPower = 3;  // times the zoom around it

}  // namespace

void ImageCanvas::set_zoom(double zoom) {
  view_.set_zoom(zoom, QPointF(width() / 2.0, height() / 2.0));
  view_changed();
}

void ImageCanvas::turn(int quarters) {
  view_.set_turn(view_.quarters() + quarters, view_.is_mirrored());
  view_changed();
}

void ImageCanvas::flip(Flip way) {
  // Mirroring what is seen: before the turn it is a mirror and the turn the other way round.
  const int quarters = way == Flip::kAcross ? -view_.quarters() : 2 - view_.quarters();
  view_.set_turn(quarters, !view_.is_mirrored());
  view_changed();
}

void ImageCanvas::set_magnifier(bool on) {
  magnifier_ = on;
  update();
}

void ImageCanvas::set_display_pixels(cv::Mat pixels) {
  if (!image_ || (!pixels.empty() &&
                  (pixels.size() != image_->decoded.pixels.size() || pixels.type() != image_->decoded.pixels.type())))
    return;
  display_pixels_ = std::move(pixels);
  view_changed();
}

void ImageCanvas::set_reference_lines(std::vector<QLineF> lines) {
  if (lines == reference_lines_) return;
  reference_lines_ = std::move(lines);
  update();
}

void ImageCanvas::turn_resampled(imaging::Resampled& part, cv::Size target) const {
  cv::Mat& pixels = part.pixels;
  if (pixels.empty()) return;
  cv::Point& at = part.at;
  if (view_.is_mirrored()) {
    cv::Mat mirrored;
    cv::flip(pixels, mirrored, 1);
    pixels = mirrored;
    at.x = target.width - at.x - pixels.cols;
  }
  for (int i = 0; i < view_.quarters(); ++i) {
    cv::Mat turned;
    cv::rotate(pixels, turned, cv::ROTATE_90_CLOCKWISE);
    at = cv::Point(target.height - at.y - pixels.rows, at.x);
    target = cv::Size(target.height, target.width);
    pixels = turned;
  }
}

void ImageCanvas::draw_reference_lines(QPainter& painter) const {
  for (const QLineF& line : reference_lines_) {
    const QLineF shown(view_.to_widget(line.p1()), view_.to_widget(line.p2()));
    painter.setPen(QPen(QColor(0, 0, 0, 170), 3));
    painter.drawLine(shown);
    painter.setPen(QPen(theme::kAccent, 1.4, Qt::DashLine));
    painter.drawLine(shown);
  }
}

void ImageCanvas::draw_magnifier(QPainter& painter) const {
  const double ratio = devicePixelRatioF();
  const int side = static_cast<int>(std::lround(kGlassSide * ratio));
  const QPointF middle = view_.to_image(*pointer_);
  const imaging::Region all = view_.visible();
  const bool across = view_.quarters() % 2 != 0;
  const double wide = across ? height() : width(), high = across ? width() : height();
  const double part_x = all.width / wide * kGlassSide / kGlassPower;
  const double part_y = all.height / high * kGlassSide / kGlassPower;
  cv::Mat source = shown_pixels();
  const bool levels_first = !image_->decoded.is_colour && !pipeline_->is_monotonic();
  if (levels_first) {
    cv::Mat levels_of_all;
    pipeline_->apply(shown_pixels(), levels_of_all);
    source = levels_of_all;
  }
  imaging::Resampled part =
      imaging::resample(source, {middle.x() - part_x / 2, middle.y() - part_y / 2, part_x, part_y}, {side, side});
  if (part.pixels.empty()) return;
  cv::Mat levels;
  if (image_->decoded.is_colour || levels_first)
    levels = part.pixels;
  else
    pipeline_->apply(part.pixels, levels);
  cv::Mat glass(side, side, levels.type(), cv::Scalar::all(0));
  levels.copyTo(glass(cv::Rect(part.at, levels.size())));
  if (view_.is_mirrored()) cv::flip(glass, glass, 1);
  for (int i = 0; i < view_.quarters(); ++i) {
    cv::Mat turned;
    cv::rotate(glass, turned, cv::ROTATE_90_CLOCKWISE);
    glass = turned;
  }
  const QImage picture(glass.data, side, side, static_cast<qsizetype>(glass.step),
                       image_->decoded.is_colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
  const QRectF place(pointer_->x() - kGlassSide / 2.0, pointer_->y() - kGlassSide / 2.0, kGlassSide, kGlassSide);
  painter.drawImage(place, picture);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme::kText, 1.5));
  painter.drawRect(place);
}

}  // namespace rdc::station
