// The recorder's own calibration pulse, as some carts store it behind (or before) the tracing: flat, a step of some
// tenths of a second to 1 mV in every lead at once, flat again. A sheet shows it; no body made it.
//
// Readers keep it, as the file has it, and warn; measure() takes it for a gap. Else it saturates small leads, is
// wander in others, and may count as a beat.
#pragma once

#include <cstddef>
#include <optional>

#include "ecg/recording.h"

namespace rdc::ecg {

struct SampleRange {
  std::size_t begin = 0, end = 0;  // samples of the strip, end excluded
};

// From where all recorded leads are flat before the pulse to where they cease to be behind it. nullopt with fewer than
// two recorded leads, and where they do not rise to one level (500 to 2000 uV) together: III = II - I cannot hold
// there. Pulses that follow each other are one range; those of rounded edges are not found.
std::optional<SampleRange> calibration_pulse(const Strip& strip);

// The strip with a gap there.
Strip without_range(Strip strip, const SampleRange& range);

// The warning that the reader of such a file gives.
Warning calibration_pulse_found(const SampleRange& range, double rate_hz);

}  // namespace rdc::ecg
