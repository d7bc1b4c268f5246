// From an image's pixels to the window's, on an ImageCanvas.
#include <QPaintEngine>
#include <QPainter>
#include <cmath>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "reading_station/viewer/image_canvas.h"

namespace rdc::station {
namespace {

cv::Mat memory_of(QImage& image) {
  return {image.height(), image.width(), CV_8UC4, image.bits(), static_cast<std::size_t>(image.bytesPerLine())};
}

// The window's memory under the painter, if its pixels are as levels are written: blue, green, red, 255. Empty: it is
// something else (a pixmap, a printer), or shared with somebody who must not see it change.
cv::Mat window_memory(const QPainter& painter) {
  const QPaintEngine* engine = painter.paintEngine();
  if (engine->type() != QPaintEngine::Raster || engine->paintDevice()->devType() != QInternal::Image) return {};
  auto* image = static_cast<QImage*>(engine->paintDevice());
  const bool same_pixels =
      image->format() == QImage::Format_RGB32 || image->format() == QImage::Format_ARGB32_Premultiplied;
  return same_pixels && image->isDetached() ? memory_of(*image) : cv::Mat();
}

}  // namespace

ImageCanvas::Sight ImageCanvas::sight(const imaging::Region& region, cv::Size target) const {
  const bool across = view_.quarters() % 2 != 0;
  return {region, target, across ? cv::Size(target.height, target.width) : target};
}

ImageCanvas::Sight ImageCanvas::whole_sight() const {
  const double ratio = devicePixelRatioF();
  return sight(view_.visible(), cv::Size(static_cast<int>(std::lround(width() * ratio)),
                                         static_cast<int>(std::lround(height() * ratio))));
}

// What of a picture of the image's size is in sight.
imaging::Resampled ImageCanvas::part_of(const cv::Mat& picture, const Sight& sight) const {
  imaging::Resampled part = imaging::resample(picture, sight.region, sight.unturned);
  turn_resampled(part, sight.unturned);
  return part;
}

QRectF ImageCanvas::image_place() const {
  const double ratio = devicePixelRatioF();
  return {resampled_.at.x / ratio, resampled_.at.y / ratio, resampled_.pixels.cols / ratio,
          resampled_.pixels.rows / ratio};
}

void ImageCanvas::bring_up_to_date() {
  if (resampled_.pixels.empty()) {
    resampled_ = part_of(shown_pixels(), whole_sight());
    levels_current_ = false;
  }
  if (!std::exchange(planes_current_, true)) planes_ = planes_of(whole_sight());
}

// Levels that lie between their neighbours' are right at any size; those of a table that jumps are not.
bool ImageCanvas::resamples_before_levels() const { return image_->decoded.is_colour || pipeline_->is_monotonic(); }

// Only if resamples_before_levels().
void ImageCanvas::write_levels(const cv::Mat& pixels, cv::Mat& screen) const {
  if (image_->decoded.is_colour)
    cv::cvtColor(pixels, screen, cv::COLOR_RGB2BGRA);
  else
    pipeline_->apply_to_screen(pixels, screen);
}

// The picture's memory is used again: to take new memory for a whole screen lasts longer than to fill it.
void ImageCanvas::draw_levels(const imaging::Resampled& part, const Sight& sight, QImage& picture) const {
  const QSize size(part.pixels.cols, part.pixels.rows);
  if (picture.size() != size) picture = QImage(size, QImage::Format_RGB32);
  cv::Mat screen = memory_of(picture);
  if (resamples_before_levels()) return write_levels(part.pixels, screen);
  cv::Mat all;
  pipeline_->apply(shown_pixels(), all);
  cv::cvtColor(part_of(all, sight).pixels, screen, cv::COLOR_GRAY2BGRA);
}

// Straight into the window's memory, where it is to be painted: a picture of our own would be written first and then
// copied by Qt. False: it cannot be done here.
bool ImageCanvas::draw_into_window(const QPainter& painter) const {
  if (!resamples_before_levels() || painter.hasClipping()) return false;
  const QTransform to_pixels = painter.deviceTransform();
  const QRegion damaged = painter.paintEngine()->systemClip();  // of the window; empty: unknown
  cv::Mat window = window_memory(painter);
  if (window.empty() || damaged.isEmpty() || to_pixels.type() > QTransform::TxScale ||
      std::abs(to_pixels.m11() - devicePixelRatioF()) > 1e-6)
    return false;
  const cv::Point at(static_cast<int>(std::lround(to_pixels.dx())) + resampled_.at.x,
                     static_cast<int>(std::lround(to_pixels.dy())) + resampled_.at.y);
  const cv::Rect place = cv::Rect(at, resampled_.pixels.size()) & cv::Rect({0, 0}, window.size());
  const QRegion all(place.x, place.y, place.width, place.height);
  // All of it in one piece, not in those that the corner's rectangle cuts it into: cores are called together for each.
  for (const QRect& part : all.subtracted(damaged).isEmpty() ? all : damaged& all) {
    const cv::Rect seen(part.x(), part.y(), part.width(), part.height());
    cv::Mat screen = window(seen);
    write_levels(resampled_.pixels(seen - at), screen);
  }
  return true;
}

void ImageCanvas::draw_image(QPainter& painter) {
  if (!shows_pixels()) return;
  const bool shuttered = shutter_shown_ && has_shutter();
  if (!shuttered && draw_into_window(painter)) return;
  if (!std::exchange(levels_current_, true)) draw_levels(resampled_, whole_sight(), rendered_);
  painter.save();
  if (shuttered) clip_to_shutter(painter);
  // Pixel by pixel of the screen, without a scale that Qt would have to follow.
  painter.scale(1 / devicePixelRatioF(), 1 / devicePixelRatioF());
  painter.drawImage(QPoint(resampled_.at.x, resampled_.at.y), rendered_);
  painter.restore();
}

}  // namespace rdc::station
