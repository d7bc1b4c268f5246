// Amplitudes and shapes of one lead of a median beat.
#pragma once

#include <span>

#include "ecg/measurement/delineator.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// `own`, `global`: waves of this lead and of all, ms from the R fiducial, which is sample `r_index`.
LeadMeasurements measure_lead(std::span<const float> beat, double rate_hz, std::size_t r_index, const BeatWaves& own,
                              const BeatWaves& global, double noise_uv);

}  // namespace rdc::ecg
