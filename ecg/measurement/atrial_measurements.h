// Internal to measure(): the figures of the rhythm that what the atria alone write tells.
#pragma once

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

// Fills `p_constancy`, the `flutter_` figures of waves and the `p_train_` ones of out.rhythm from its beats and
// medians. Missing in strips of more than two minutes: those are measured in pieces (long_tracing.h).
void measure_atria(const CleanStrip& strip, Measurements& out);

}  // namespace rdc::ecg
