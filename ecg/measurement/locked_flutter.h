// Flutter conducted 2:1 or 3:1, whose waves keep their place against the QRS: averaged over the beats they stay, and
// nothing tells them from P and T but that one cycle shows the same wave twice or thrice, a half or a third of it
// apart, with no rest between.
//
// The mean cycle of all recorded leads, QRS left out. T is by far the largest there and has mostly one direction in
// space: that direction is taken out of the leads. What is left is compared with itself a half (third) of the cycle
// later. A P, of a sinus or any other single focus, has no like there. Pure.
#pragma once

#include <optional>
#include <span>

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

struct LockedFlutter {
  int waves_per_beat = 2;
  double likeness = 0.0;  // of the cycle's waves, -1..1
  double balance = 0.0;   // of their sizes, 0..1: the smaller against the larger
  double size_uv = 0.0;   // root mean square of the smaller
};

// For regular rhythms of 73 to 175/min (atria 220 to 350/min). nullopt: another rate, fewer than four of I, II and
// V1 to V6, or too little of the cycle free of QRS.
std::optional<LockedFlutter> find_locked_flutter(const CleanStrip& strip, std::span<const Beat> beats,
                                                 const MedianBeat& dominant);

}  // namespace rdc::ecg
