// Rate, intervals and axes of a tracing, from its dominant median beat.
#pragma once

#include "ecg/measurement/measurements.h"
#include "ecg/measurement/overlap.h"

namespace rdc::ecg {

// Fills in `out.global` from out's beats, medians and rhythm, which must be there. What `of_dominant_family` (the
// overlap in the median of family 0) hides has no number but kOverlap; a median that drowns in noise has kNoise for
// all but the rate, a tracing without beats kNoWave. Touches nothing else.
void measure_globally(Measurements& out, const Overlap& of_dominant_family);

}  // namespace rdc::ecg
