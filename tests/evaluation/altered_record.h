// Copies of a record as another recorder or another patient might have given it, so that a score does not lean on the
// noise, the T waves or the rate of the few records it learns from.
#pragma once

#include "ecg/simulation/rhythm.h"
#include "tests/evaluation/developer_set.h"

namespace rdc::ecg::evaluation {

// Drawn anew for each lead: bursts of muscle noise and electrode motion of up to a quarter of its steepest 14 ms, T
// waves raised to at most two and a half times; in most copies now and then one lead alone loses its contact or its
// electrode moves; for all of them, played up to a fifth slower or faster. The
// annotations move along.
ReferenceRecord altered(const ReferenceRecord& record, simulation::SeededNoise& noise);

}  // namespace rdc::ecg::evaluation
