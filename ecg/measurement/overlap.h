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
  bool p_hidden = false;      // P begins inside the T before it: no P duration, no PR
};

// `median`: with its strip and global waves, times from R. `rr_ms`: the beats' usual interval. Where less than 40 ms
// lie between T and what comes next, the median's T is given the end that the tangent tells.
Overlap settle_overlap(MedianBeat& median, double rr_ms);

}  // namespace rdc::ecg
