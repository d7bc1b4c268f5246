// Draws an electrocardiogram on millimetre paper: on a screen, in a PDF, on paper. No widget in it.
#pragma once

#include <vector>

#include <QPainter>
#include <QRectF>
#include <QString>

#include "common/ui/ecg_layout.h"
#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"

namespace rdc::ui {

// Where a point of the sheet lies in the recording; for measuring on it.
struct SheetGeometry {
  QRectF tracing;             // device units
  double units_per_mm = 1.0;  // what was really used: smaller than asked when `area` is too narrow
  double mm_per_second = 25.0;
  double mm_per_millivolt = 10.0;
  double row_mm = 30.0;
  bool reduced = false;  // units_per_mm was lowered to fit
};

// What is drawn beside the tracings.
struct SheetMarks {
  struct Beat {
    double at_s = 0.0;  // R, from the start of the recording
    ecg::BeatClass kind = ecg::BeatClass::kUnclassified;
  };
  std::vector<Beat> beats;
  std::vector<double> spikes_s;        // pacing
  std::vector<ecg::Lead> highlighted;  // the leads that evidence is about
};
SheetMarks marks_of(const ecg::Measurements& measured);
// "N", "A", "V", "P", "F", "?": as beat annotations are usually written.
QString beat_letter(ecg::BeatClass kind);

struct SheetPalette {
  QColor paper, fine, coarse, trace, text, quiet, prior, threshold, highlight;
};
SheetPalette sheet_palette(SheetColours colours);

// Millimetres a sheet of this recording and style takes.
QSizeF sheet_size_mm(const ecg::Recording& recording, const SheetStyle& style);

// How a sheet lies in `area`: cheap, without painting. Rows come closer, or apart, to use the height there is.
SheetGeometry fit_sheet(const QRectF& area, const ecg::Recording& recording, const SheetStyle& wanted,
                        double units_per_mm);

// Paints grid (1 and 5 mm), calibration pulses (1 mV, 200 ms), lead names, tracings, marks and a caption into `area`.
// `units_per_mm` is the device's resolution; if the sheet would not fit, everything is reduced evenly and the result
// says so. Leads that are missing are shown as such, never drawn as a flat line. Blocks for some ten milliseconds; any
// thread.
SheetGeometry paint_sheet(QPainter& painter, const QRectF& area, const ecg::Recording& recording,
                          const SheetStyle& wanted, double units_per_mm, const SheetMarks& marks = {});

// 1 mm and 5 mm lines over `area`, on paper. Fine lines are left out where they would merge.
void paint_grid(QPainter& painter, const QRectF& area, double units_per_mm, const SheetPalette& palette);

}  // namespace rdc::ui
