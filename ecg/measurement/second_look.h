// A second look at a median's waves, with what single beats do not have: its silence.
//
// The boundary networks draw what is unusual towards what is usual (they learnt from the usual): a T that comes late
// and a P that comes early were taken for something at their flank, the onset of a narrow QRS was found early and that
// of a wide one late. A median's noise is small enough to see where nothing moves. Only where the rhythm is steady and
// has P: elsewhere, fibrillation's waves or an unseen P may move. Pure; safe from any thread.
#pragma once

#include "ecg/measurement/delineator.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Gives `waves`, on the grid's clock, another T where a taller one that comes to rest before the next P stands behind
// the one found, and another P where one that silence precedes stands before it. `place`: of R.
void look_again(const MedianBeat& median, DelineationGrid& grid, const BeatPlace& place, BeatWaves& waves);

// Where the QRS leaves the silence before it, ms from R as `waves`. With QRS and P. Above 150/min there is none: as it
// was found.
double settled_qrs_onset_ms(const MedianBeat& median, const BeatWaves& waves, double rr_ms);

}  // namespace rdc::ecg
