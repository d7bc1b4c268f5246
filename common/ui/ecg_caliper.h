// A caliper on an electrocardiogram sheet: two upright lines for time, two level ones for voltage, and the same
// interval marched out over the sheet. No widget in it; works with the mouse and with the keyboard alone.
#pragma once

#include <optional>

#include <QPainter>
#include <QPointF>
#include <QSizeF>
#include <QString>

#include "common/ui/ecg_painting.h"

namespace rdc::ui {

// Points are in the sheet's device units. Plain value.
class EcgCaliper {
 public:
  bool active() const { return from_.has_value(); }
  void clear() { from_.reset(); }
  // A press: takes hold of a line within reach, else starts a new caliper there.
  void press(QPointF at);
  void drag(QPointF at);
  // One second wide and one millivolt high in the middle of the sheet.
  void place(QSizeF sheet, const SheetGeometry& geometry);
  // Moves the second corner, or the whole caliper.
  enum class Part { kSecondCorner, kWhole };
  void move(double milliseconds, double millivolts, Part part, const SheetGeometry& geometry);
  bool marching() const { return marching_; }
  void set_marching(bool on) { marching_ = on; }

  // 0 while there is only one corner.
  double milliseconds(const SheetGeometry& geometry) const;
  double millivolts(const SheetGeometry& geometry) const;
  // "840 ms   0.21 mV   71 /min".
  QString text(const SheetGeometry& geometry) const;
  void paint(QPainter& painter, QSizeF sheet, const SheetGeometry& geometry) const;

 private:
  enum class Grip { kNew, kLeft, kRight, kTop, kBottom };
  std::optional<QPointF> from_;
  QPointF to_;
  bool has_second_ = false;
  bool marching_ = false;
  Grip grip_ = Grip::kNew;
};

}  // namespace rdc::ui
