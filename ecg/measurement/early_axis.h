// The frontal axis before a late right ventricle turns it. Pure.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Of the QRS's first 60 ms, by areas in I and aVF, degrees: in right bundle branch block what the left ventricle does
// (common practice, K). kLeadNotRecorded without I or aVF, kNoWave where their areas cancel or there is no QRS.
inline constexpr double kEarlyQrsMs = 60.0;
Measure early_axis_deg(const MedianBeat& median);

}  // namespace rdc::ecg
