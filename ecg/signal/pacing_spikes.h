// Pacing spikes: deflections too short for a heart.
#pragma once

#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

struct Spike {
  double at_ms = 0.0;
  double amplitude_uv = 0.0;  // signed, of the lead where it is largest
};

// A spike stands alone: at most 4 ms wide, at least 150 uV in some lead, and the leads move by less than a third of it
// within 4 to 10 ms on both sides, so that no QRS, however sharp, qualifies. Fewer than three in the tracing are taken
// for interference unless they exceed 1 mV. Needs 250 Hz or more: below, a device's filter leaves nothing to see, and
// the answer is empty. Pure.
std::vector<Spike> find_pacing_spikes(const Strip& strip);

// Draws a straight line through 4 ms to each side of the spikes, so that they are not taken for QRS or J point.
void remove_spikes(Samples& samples, double rate_hz, const std::vector<Spike>& spikes);

}  // namespace rdc::ecg
