// Whether the limb leads fit the chest leads, or would if two of the limb electrodes changed places.
//
// The heart's vector shows in both: I and II are foretold from V1 to V6, which an exchange of right arm, left arm and
// left leg leaves as they are (the central terminal is their mean). The exchange whose undoing makes them most alike is
// the likely one (after Kors and van Herpen, Am J Cardiol 2001;88:396, not checked against the paper).
#pragma once

#include <optional>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct LimbOrder {
  PlacementFault fault = PlacementFault::kArmsReversed;  // or kRightArmLeftLeg, kLeftArmLeftLeg
  double gain = 0.0;  // of the likeness (-1..1 of QRS and T, and half of that of P) by undoing the exchange
};

// nullopt where the limb leads fit best as they are labelled, by too little otherwise, or where a lead is missing.
// Coefficients and limits are ours, by 545 recordings in three folds: 2 of them are suspected as they are, 73 % with
// the arms exchanged, 84 % with right arm and left leg. Left arm and left leg are found in one of twenty: an exchange
// that looks like another axis.
std::optional<LimbOrder> likely_limb_order(const MedianBeat& median);

}  // namespace rdc::ecg
