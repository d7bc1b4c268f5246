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

// Twice the sheet's speed and gain: a median beat is read for its ST segment.
SheetStyle median_style(const SheetStyle& sheet);
QSizeF median_size_mm(const MedianPage& page, const SheetStyle& style);

// `style` is median_style()'s. Values beside each beat are in millivolts, with sign, and with the difference to the
// prior where there is one. A lead that cannot be measured says so and has no line. Blocks for a few milliseconds; any
// thread.
SheetGeometry paint_medians(QPainter& painter, const QRectF& area, const MedianPage& page, const SheetStyle& style,
                            double units_per_mm);
SheetGeometry fit_medians(const QRectF& area, const MedianPage& page, const SheetStyle& style, double units_per_mm);

}  // namespace rdc::ui
