// Files whose gains contradict each other.
//
// A recorder keeps all leads in one unit, and Einthoven's law (III = II - I) holds in its integers. Some converted
// files state another gain for each lead all the same (each was stretched to the full range once), which makes
// microvolts that no heart has: the axis, every voltage and every comparison of leads are wrong then.
#pragma once

#include "ecg/recording.h"

namespace rdc::ecg {

inline constexpr const char* kGainsContradicted = "GAINS_CONTRADICTED";  // Warning::reason

// Gives all leads of the rhythm strip one step when the recorded I, II and III obey Einthoven's law in steps, to within
// rounding, and break it in microvolts. The step becomes 1, 2.5 or 5 uV, whichever is nearest to what the gains say on
// the whole: proportions are right again, the scale is a guess, which the warning GAINS_CONTRADICTED says.
// Needs Channel::step_uv. Nothing changes where the gains agree, or where the integers break the law, too (a lead
// turned over, leads recorded one after the other).
void restore_common_gain(Recording& recording);

}  // namespace rdc::ecg
