// Internal to measure(): the figures of the rhythm that what is neither QRS nor T tells.
#pragma once

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

// Fills `p_constancy` and the `flutter_` figures of waves in out.rhythm from its beats and medians. Missing in strips
// of more than two minutes: those are measured in pieces (long_tracing.h).
void measure_atria(const CleanStrip& strip, Measurements& out);

// Fills the `spike_` figures: of the family most of whose beats follow a spike, else of the dominant one. `recorded`:
// as it came, spikes and all.
void measure_faint_spikes(const Strip& recorded, Measurements& out);

}  // namespace rdc::ecg
