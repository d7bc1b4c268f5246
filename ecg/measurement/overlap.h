// Fast rates: the next beat's P begins before the T has ended, and neither's boundary can be read where they meet.
//
// T's end is then taken where the steepest tangent of its last limb meets the baseline (Lepeschkin & Surawicz,
// Circulation 1952;6:378), all leads together; above 180/min P rises before that limb is steepest, and there is no
// number. A P that begins inside the T has no onset to measure. Pure; safe from any thread.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct Overlap {
  bool tangent = false;       // T's end is the tangent's
  bool t_end_hidden = false;  // T's end cannot be told: no QT
  bool t_end_unsure = false;  // an unseen P may be taken for it: no QT either
  bool p_hidden = false;      // P begins inside the T before it: no P duration, no PR
  bool p_unseen = false;      // P stands somewhere on the QRS, ST or T: what it adds to them is not known
  bool qrs_unsure = false;    // the QRS's boundaries may be T's: no QRS width, QT nor axis
  bool qrs_hidden = false;    // T or P stands at QRS onset: no QRS width, no axis, no level to measure against
};

struct BeatSpacing {
  double rr_ms = 1000.0;  // the beats' usual interval
  bool regular = false;   // the next beat's waves stand at one place
};

// `median`: with its strip and global waves, times from R. Where less than 40 ms lie between T and what comes next, or
// a P in the T was taken for its end, the median's T is given the end that the tangent tells; a P right behind the QRS
// is taken off its end.
Overlap settle_overlap(MedianBeat& median, const BeatSpacing& spacing);

// Whether the noise left in a median leaves no boundary of so small a QRS to be found.
bool drowns_in_noise(const MedianBeat& median);

// Takes back the amplitudes of a lead of that median that another wave hides: kOverlap.
void take_back_hidden(LeadMeasurements& lead, const Overlap& overlap);

}  // namespace rdc::ecg
