// Waves of every beat in every lead, for evaluation and for displays that mark a whole strip.
#pragma once

#include "ecg/measurement/delineator.h"
#include "ecg/measurement/settle_boundaries.h"

namespace rdc::ecg {

// By beat, then by channel; ms from the start of the strip. Unusable channels have no waves. Beats as detect_qrs finds
// them. `strip`: as for measure(). Pure.
std::vector<std::vector<BeatWaves>> delineate_beats(const Strip& strip);
// With other than the usual settling or networks, for whoever chooses them.
std::vector<std::vector<BeatWaves>> delineate_beats(const Strip& strip, const SettlingTable& settling,
                                                    const BoundaryNetworks& networks = shipped_networks());

}  // namespace rdc::ecg
