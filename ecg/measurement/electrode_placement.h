// Electrodes on the wrong places, from the shapes of the dominant median beat.
#pragma once

#include <span>
#include <vector>

#include "ecg/measurement/electrode_exchange.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Suspicions of confidence 0.5 and more, the likeliest first. A flat lead betrays a leg electrode on an arm (Kligfield
// et al., AHA/ACC/HRS 2007, part I; thresholds K); an upside-down P and QRS in I with shrinking R from V1 to V6 is
// dextrocardia; other exchanges are told by what the leads foretell of each other (`known`; electrode_exchange.h), or
// by the signs of the limb leads where the chest leads are not complete. Where none of this is sure nothing is said.
std::vector<PlacementSuspicion> suspect_placement(const MedianBeat& median,
                                                  std::span<const ElectrodeExchange> known = known_exchanges());

}  // namespace rdc::ecg
