// Intervals and atrial activity over the whole tracing.
#pragma once

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

// `strip`: clean, baseline straightened. `dominant` may be nullptr.
RhythmMeasurements measure_rhythm(const CleanStrip& strip, const std::vector<Beat>& beats, const MedianBeat* dominant);

}  // namespace rdc::ecg
