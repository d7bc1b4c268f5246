// Where a beat is said to be: the R fiducial that beats are aligned by.
#pragma once

#include <optional>

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

// Milliseconds from the strip's start: the largest deflection over all recorded leads together inside the QRS (within
// 60 ms of `at_ms` where it has no boundaries), against the straightened baseline. Pure; safe from any thread.
double r_fiducial_ms(const CleanStrip& strip, double at_ms, const std::optional<Wave>& qrs);

}  // namespace rdc::ecg
