// Draws the median beats of all leads, large, with what the ST rules look at: baseline, J point and threshold. No
// widget in it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QPainter>

#include "common/ui/ecg_painting.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ui {

// The J-point elevation at which the definition of infarction begins to count in this lead, for this person.
struct StThreshold {
  ecg::Lead lead = ecg::Lead::kUnknown;
  double uv = 0.0;
};

struct MedianPage {
  const ecg::Measurements* measured = nullptr;  // must outlive the call
  std::vector<StThreshold> thresholds;          // leads without one get no line
  const ecg::Measurements* prior = nullptr;     // drawn over it, aligned at R and at QRS onset; nullptr: none
  std::vector<ecg::Lead> highlighted;
};

// Where a beat stands in its cell, and what of it the cell cannot hold. The zero line stands at 0.62 of the height, as
// in its neighbours, and moves only for a beat that would otherwise not fit. One that is taller than the whole cell
// keeps the zero line at 0.62, where its ST segment is seen, and is cut: the value at which it ends is written there.
struct MedianPlacement {
  double zero_mm = 0.0;  // below the cell's upper edge
  bool cut_above = false;
  bool cut_below = false;
};
// highest_uv ≥ 0 ≥ lowest_uv: the ends of the beat about the zero line.
MedianPlacement place_median(double row_mm, double mm_per_millivolt, double highest_uv, double lowest_uv);

// Twice the sheet's speed and gain: a median beat is read for its ST segment.
SheetStyle median_style(const SheetStyle& sheet);
// The least that all leads need, four beside each other.
QSizeF median_size_mm(const MedianPage& page, const SheetStyle& style);
// Units a millimetre at which the page is as large as the area permits, in whichever arrangement.
double largest_median_scale(const QSizeF& area, const MedianPage& page, const SheetStyle& style);

// `style` is median_style()'s. Values beside each beat are in millivolts, with sign, and with the difference to the
// prior where there is one. A lead that cannot be measured says so and has no line. The cells fill the area's width,
// the beats in them are to scale: four columns of three, or, where six beats fit beside each other, limb leads above
// chest leads. Blocks for a few milliseconds; any thread.
SheetGeometry paint_medians(QPainter& painter, const QRectF& area, const MedianPage& page, const SheetStyle& style,
                            double units_per_mm);
SheetGeometry fit_medians(const QRectF& area, const MedianPage& page, const SheetStyle& style, double units_per_mm);

}  // namespace rdc::ui
