// A second P half-way from one P to the next, where the T hides it: 2:1 block of an atrial rhythm so fast that every
// second P stands in the T (120 to 200/min).
//
// The beats' mean about the place where it is due, in all recorded leads, is compared with the beats' own P. T is long
// beside a P: what a parabola draws over the length of a P is taken out of both. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

struct SecondP {
  double likeness = 0.0;   // to the beats' own P, -1..1, where it is greatest near the middle
  double size = 0.0;       // against that P
  double elsewhere = 0.0;  // the likeness at the ends of the search: a second P stands alone
};

// Within 6 % of the RR interval of the middle: the atria may wait a little for the ventricles. nullopt: fewer
// than four beats with P or like intervals, fewer than two leads, or more than 100 beats a minute.
std::optional<SecondP> find_second_p(const CleanStrip& strip, std::span<const Beat> beats);

}  // namespace rdc::ecg
