// Electrodes on the wrong places, from the shapes of the dominant median beat.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Suspicions of confidence 0.5 and more, the likeliest first. Rules after the usual signs (Kligfield et al.,
// AHA/ACC/HRS 2007, part I; thresholds K): a flat lead betrays a leg electrode on an arm, an upside-down P and QRS in I
// with normal chest leads the exchanged arms, the same with shrinking R from V1 to V6 dextrocardia.
std::vector<PlacementSuspicion> suspect_placement(const MedianBeat& median);

}  // namespace rdc::ecg
