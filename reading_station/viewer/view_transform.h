// Where image pixels lie on the widget. No widget in it.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <optional>

#include "common/imaging/resample.h"

namespace rdc::station {

// zoom: screen pixels for one image column. Rows are `pixel_height` times as tall, for pixels that are not square.
class ViewTransform {
 public:
  static constexpr double kMinZoom = 0.02;
  static constexpr double kMaxZoom = 64;

  // Fits when nothing was fitted before or the reader has not zoomed since; else keeps zoom and centre.
  void set_image(QSizeF image, double pixel_height);
  void set_widget(QSizeF widget);
  void fit();
  // This part of the image instead of all of it, until fit() or another image.
  void fit_to(const QRectF& image_area);
  void set_zoom(double zoom, QPointF fixed_widget_position);
  void pan(QPointF widget_delta);

  // As the reader turned it: first mirrored, then turned clockwise by quarters.
  void set_turn(int quarters, bool mirrored);
  int quarters() const { return quarters_; }
  bool is_mirrored() const { return mirrored_; }

  bool is_fitted() const { return fitted_; }
  double zoom() const { return zoom_; }
  QPointF to_widget(QPointF image) const;
  QPointF to_image(QPointF widget) const;
  // All of the widget, in image pixels. Of a turned image: what lies under the widget turned back.
  imaging::Region visible() const;

 private:
  void refit();
  bool lies_across() const { return quarters_ % 2 != 0; }
  QPointF turned(QPointF offset) const;
  QPointF turned_back(QPointF offset) const;

  QSizeF image_{1, 1};
  QSizeF widget_{1, 1};
  double pixel_height_ = 1;
  double zoom_ = 1;
  QPointF center_;  // image position at the widget's centre
  bool fitted_ = true;
  std::optional<QRectF> area_;  // what is fitted, when not all
  int quarters_ = 0;            // 0..3
  bool mirrored_ = false;
};

}  // namespace rdc::station
