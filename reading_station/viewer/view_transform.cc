#include "reading_station/viewer/view_transform.h"

#include <algorithm>

namespace rdc::station {

void ViewTransform::set_image(QSizeF image, double pixel_height) {
  const bool same_shape = image == image_ && pixel_height == pixel_height_;
  image_ = image;
  pixel_height_ = pixel_height;
  if (!same_shape) area_.reset();
  if (fitted_ || !same_shape) refit();
}

void ViewTransform::set_widget(QSizeF widget) {
  widget_ = QSizeF(std::max(1.0, widget.width()), std::max(1.0, widget.height()));
  if (fitted_) refit();
}

void ViewTransform::set_turn(int quarters, bool mirrored) {
  quarters_ = ((quarters % 4) + 4) % 4;
  mirrored_ = mirrored;
  if (fitted_) refit();
}

QPointF ViewTransform::turned(QPointF offset) const {
  if (mirrored_) offset.setX(-offset.x());
  for (int i = 0; i < quarters_; ++i) offset = QPointF(-offset.y(), offset.x());
  return offset;
}

QPointF ViewTransform::turned_back(QPointF offset) const {
  for (int i = 0; i < quarters_; ++i) offset = QPointF(offset.y(), -offset.x());
  if (mirrored_) offset.setX(-offset.x());
  return offset;
}

void ViewTransform::fit() {
  area_.reset();
  refit();
}

void ViewTransform::fit_to(const QRectF& image_area) {
  area_ = image_area;
  refit();
}

void ViewTransform::refit() {
  fitted_ = true;
  const QRectF area = area_.value_or(QRectF({0, 0}, image_));
  center_ = area.center();
  const QSizeF room = lies_across() ? widget_.transposed() : widget_;
  zoom_ = std::clamp(std::min(room.width() / area.width(), room.height() / (area.height() * pixel_height_)), kMinZoom,
                     kMaxZoom);
}

void ViewTransform::set_zoom(double zoom, QPointF fixed_widget_position) {
  const QPointF fixed = to_image(fixed_widget_position);
  zoom_ = std::clamp(zoom, kMinZoom, kMaxZoom);
  fitted_ = false;
  center_ += fixed - to_image(fixed_widget_position);
}

void ViewTransform::pan(QPointF widget_delta) {
  fitted_ = false;
  const QPointF delta = turned_back(widget_delta);
  center_ -= QPointF(delta.x() / zoom_, delta.y() / (zoom_ * pixel_height_));
  // The image cannot be lost: its edge stops at the middle of the widget.
  center_.setX(std::clamp(center_.x(), 0.0, image_.width()));
  center_.setY(std::clamp(center_.y(), 0.0, image_.height()));
}

QPointF ViewTransform::to_widget(QPointF image) const {
  const QPointF offset((image.x() - center_.x()) * zoom_, (image.y() - center_.y()) * zoom_ * pixel_height_);
  return QPointF(widget_.width() / 2, widget_.height() / 2) + turned(offset);
}

QPointF ViewTransform::to_image(QPointF widget) const {
  const QPointF offset = turned_back(widget - QPointF(widget_.width() / 2, widget_.height() / 2));
  return {center_.x() + offset.x() / zoom_, center_.y() + offset.y() / (zoom_ * pixel_height_)};
}

imaging::Region ViewTransform::visible() const {
  const QSizeF room = lies_across() ? widget_.transposed() : widget_;
  const double width = room.width() / zoom_, height = room.height() / (zoom_ * pixel_height_);
  return {center_.x() - width / 2, center_.y() - height / 2, width, height};
}

}  // namespace rdc::station
