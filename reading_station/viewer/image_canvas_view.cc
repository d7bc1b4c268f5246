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

ImageLook ImageCanvas::look() const {
  if (!image_) return {};
  ImageLook look{{}, chosen_inverted_, view_.quarters(), view_.is_mirrored(), {}};
  if (chosen_window_ && !image_->decoded.is_colour) look.window = {chosen_window_->center, chosen_window_->width};
  if (view_.is_fitted()) return look;
  const imaging::Region seen = view_.visible();
  const QRectF whole(0, 0, image_->decoded.pixels.cols, image_->decoded.pixels.rows);
  const QRectF part = QRectF(seen.x, seen.y, seen.width, seen.height) & whole;
  if (!part.isEmpty() && part != whole) look.area = part;
  return look;
}

void ImageCanvas::take_look(const ImageLook& look) {
  if (!image_) return;
  if (look.window) set_window(look.window->first, look.window->second);
  if (look.inverted != chosen_inverted_) set_inverted(look.inverted);
  view_.set_turn(look.quarters, look.mirrored);
  if (look.area) view_.fit_to(*look.area);
  view_changed();
}

int ImageCanvas::metric(PaintDeviceMetric what) const {
  if (is_for_print() && what == PdmDevicePixelRatio) return static_cast<int>(print_ratio_);
  if (is_for_print() && what == PdmDevicePixelRatioScaled)
    return static_cast<int>(print_ratio_ * devicePixelRatioFScale());
  return QWidget::metric(what);
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

// About the pointer.
ImageCanvas::Sight ImageCanvas::glass_sight() const {
  const int side = static_cast<int>(std::lround(kGlassSide * devicePixelRatioF()));
  const QPointF middle = view_.to_image(*pointer_);
  const imaging::Region all = view_.visible();
  const bool across = view_.quarters() % 2 != 0;
  const double wide = across ? height() : width(), high = across ? width() : height();
  const double part_x = all.width / wide * kGlassSide / kGlassPower;
  const double part_y = all.height / high * kGlassSide / kGlassPower;
  return sight({middle.x() - part_x / 2, middle.y() - part_y / 2, part_x, part_y}, {side, side});
}

// As all is around it: behind the shutter, under the overlays.
void ImageCanvas::draw_magnifier(QPainter& painter) const {
  const Sight glass = glass_sight();
  const imaging::Resampled part = part_of(shown_pixels(), glass);
  if (part.pixels.empty()) return;
  QImage picture;
  draw_levels(part, glass, picture);
  const Planes planes = planes_of(glass);
  const QRectF place(pointer_->x() - kGlassSide / 2.0, pointer_->y() - kGlassSide / 2.0, kGlassSide, kGlassSide);
  const auto to_glass_pixels = [&] {
    painter.translate(place.topLeft());
    painter.scale(1 / devicePixelRatioF(), 1 / devicePixelRatioF());
  };
  painter.save();
  painter.setClipRect(place);
  painter.fillRect(place, theme::kGround);
  painter.save();
  if (shutter_shown_ && has_shutter()) {
    const QTransform around = painter.transform();
    painter.translate(*pointer_);
    painter.scale(kGlassPower, kGlassPower);
    painter.translate(-*pointer_);
    clip_to_shutter(painter);
    painter.setTransform(around);
  }
  to_glass_pixels();
  painter.drawImage(QPoint(part.at.x, part.at.y), picture);
  painter.restore();
  to_glass_pixels();
  if (!planes.picture.isNull()) painter.drawImage(planes.at, planes.picture);
  painter.restore();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme::kText, 1.5));
  painter.drawRect(place);
}

}  // namespace rdc::station
