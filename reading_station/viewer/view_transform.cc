#include "reading_station/viewer/view_transform.h"

#include <algorithm>

namespace rdc::station {

void ViewTransform::set_image(QSizeF image, double pixel_height) {
  const bool same_shape = image == image_ && pixel_height == pixel_height_;
  image_ = image;
  pixel_height_ = pixel_height;
  if (fitted_ || !same_shape) fit();
}

void ViewTransform::set_widget(QSizeF widget) {
  widget_ = QSizeF(std::max(1.0, widget.width()), std::max(1.0, widget.height()));
  if (fitted_) fit();
}

void ViewTransform::fit() {
  fitted_ = true;
  center_ = QPointF(image_.width() / 2, image_.height() / 2);
  zoom_ = std::clamp(std::min(widget_.width() / image_.width(), widget_.height() / (image_.height() * pixel_height_)),
                     kMinZoom, kMaxZoom);
}

void ViewTransform::set_zoom(double zoom, QPointF fixed_widget_position) {
  const QPointF fixed = to_image(fixed_widget_position);
  zoom_ = std::clamp(zoom, kMinZoom, kMaxZoom);
  fitted_ = false;
  center_ += fixed - to_image(fixed_widget_position);
}

void ViewTransform::pan(QPointF widget_delta) {
  fitted_ = false;
  center_ -= QPointF(widget_delta.x() / zoom_, widget_delta.y() / (zoom_ * pixel_height_));
  // The image cannot be lost: its edge stops at the middle of the widget.
  center_.setX(std::clamp(center_.x(), 0.0, image_.width()));
  center_.setY(std::clamp(center_.y(), 0.0, image_.height()));
}

QPointF ViewTransform::to_widget(QPointF image) const {
  return {widget_.width() / 2 + (image.x() - center_.x()) * zoom_,
          widget_.height() / 2 + (image.y() - center_.y()) * zoom_ * pixel_height_};
}

QPointF ViewTransform::to_image(QPointF widget) const {
  return {center_.x() + (widget.x() - widget_.width() / 2) / zoom_,
          center_.y() + (widget.y() - widget_.height() / 2) / (zoom_ * pixel_height_)};
}

imaging::Region ViewTransform::visible() const {
  const QPointF corner = to_image({0, 0});
  return {corner.x(), corner.y(), widget_.width() / zoom_, widget_.height() / (zoom_ * pixel_height_)};
}

}  // namespace rdc::station
