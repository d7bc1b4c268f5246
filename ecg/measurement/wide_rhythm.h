// Internal to QRS detection: a stretch where the scores see no beats although the heart plainly moves at a steady pace.
//
// The scores judge a candidate by how it stands out from what lies around it. In a fast ventricular tachycardia, a
// ventricular flutter or the sine wave of hyperkalaemia nothing stands out: the complexes fill the cycle. What tells
// them from noise and fibrillation is that every lead repeats itself; from P and flutter waves without a QRS, their
// size. So the period is read from the leads' autocorrelation, and each cycle's strongest moment is a beat.
#pragma once

#include <span>
#include <vector>

namespace rdc::ecg {

// One stretch, read in pieces of some 6 s: `leads` of equal length, microvolts, 1.5 s or longer. Milliseconds from its
// start of the beats, ascending; none where the stretch is not steady, not wide or too small. Pure.
std::vector<double> steady_wide_rhythm(std::span<const std::span<const float>> leads, double rate_hz);

}  // namespace rdc::ecg
