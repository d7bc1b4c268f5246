#include "ecg/measurement/intervals.h"

#include <cmath>
#include <numbers>

namespace rdc::ecg {

CorrectedQt corrected_qt(double qt_ms, double rr_ms) {
  const double rr = rr_ms / 1000.0;
  return {qt_ms / std::sqrt(rr), qt_ms / std::cbrt(rr), qt_ms + 154.0 * (1.0 - rr), qt_ms + 1.75 * (60.0 / rr - 60.0)};
}

Measure frontal_axis_deg(double lead_i, double lead_avf, double least) {
  if (std::hypot(lead_i, lead_avf) < least) return Missing::kNoWave;
  // aVF is measured against the mean of the other two limbs: its vector is 2/sqrt(3) shorter than I's.
  return 180.0 / std::numbers::pi * std::atan2(lead_avf * 2.0 / std::numbers::sqrt3, lead_i);
}

}  // namespace rdc::ecg
