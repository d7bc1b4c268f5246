// The representative beat of one family: the point-by-point median of its beats after the baseline is straightened.
#pragma once

#include <span>
#include <vector>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// A strip ready for measuring: gaps filled, mains removed, zero-phase high-pass at 0.05 Hz; usable leads only, derived
// limb leads added where possible.
struct CleanStrip {
  double rate_hz = 0.0;
  std::vector<Channel> channels;
  std::vector<bool> derived;  // one a channel
  std::vector<double> noise_uv;

  std::vector<std::span<const float>> spans() const;
};

CleanStrip clean(const Strip& strip, std::span<const LeadQuality> quality);
// The same from what assessing the same strip has left.
CleanStrip clean(const Strip& strip, AssessedStrip assessed);

// Subtracts a smooth curve through the leads' levels just before each QRS, where the heart is silent: the ST segment
// keeps its level against them whatever the baseline does. `silent_ms`: those moments, ascending; fewer than two:
// nothing is done.
void straighten_baseline(CleanStrip& strip, std::span<const double> silent_ms);

// At most 100 beats are used. Without waves and lead measurements yet. `rr_ms`: usual interval, limits the window
// to one beat. No beats fit inside the strip: `beats` is 0 and the strip is empty.
MedianBeat median_of(const CleanStrip& strip, std::span<const double> beats_ms, double rr_ms);

}  // namespace rdc::ecg
