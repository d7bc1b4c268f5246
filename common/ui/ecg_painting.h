// Draws an electrocardiogram on millimetre paper: on a screen, in a PDF, on paper. No widget in it.
#pragma once

#include <optional>

#include <QPainter>
#include <QRectF>
#include <QString>

#include "ecg/recording.h"

namespace rdc::ui {

enum class SheetFormat { k3x4, k6x2, k12x1 };
enum class SheetColours { kPaper, kDark };

struct SheetStyle {
  SheetFormat format = SheetFormat::k3x4;
  SheetColours colours = SheetColours::kPaper;
  double mm_per_second = 25.0;     // 5, 10, 12.5, 25, 50, 100
  double mm_per_millivolt = 10.0;  // 2.5, 5, 10, 20, 40
  double row_mm = 30.0;            // distance of baselines; lowered when the area is too small
  bool rhythm_strip = true;        // lead II over the whole width below the columns (not in 12x1)
};

// Where a point of the sheet lies in the recording; for measuring on it.
struct SheetGeometry {
  QRectF tracing;             // device units
  double units_per_mm = 1.0;  // what was really used: smaller than asked when `area` is too narrow
  double mm_per_second = 25.0;
  double mm_per_millivolt = 10.0;
  bool reduced = false;  // units_per_mm was lowered to fit
};

// Millimetres a sheet of this recording and style takes.
QSizeF sheet_size_mm(const ecg::Recording& recording, const SheetStyle& style);

// Paints grid (1 and 5 mm), calibration pulses (1 mV, 200 ms), lead names, tracings and a caption into `area`.
// `units_per_mm` is the device's resolution; if the sheet would not fit, everything is reduced evenly and the result
// says so. Leads that are missing are shown as such, never drawn as a flat line. Blocks for some ten milliseconds.
SheetGeometry paint_sheet(QPainter& painter, const QRectF& area, const ecg::Recording& recording,
                          const SheetStyle& style, double units_per_mm);

}  // namespace rdc::ui
