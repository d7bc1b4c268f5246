// Formulas that need no signal.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// CLINICAL.md section 3. Both in milliseconds, both positive.
CorrectedQt corrected_qt(double qt_ms, double rr_ms);

// Frontal axis from net areas in I and aVF, degrees; kNoWave when both are below `least`.
Measure frontal_axis_deg(double lead_i, double lead_avf, double least);

}  // namespace rdc::ecg
