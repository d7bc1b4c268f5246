// Files whose gains contradict each other.
//
// A recorder keeps all leads in one unit, and Einthoven's law (III = II - I) holds in its integers. Some converted
// files state another gain for each lead all the same (each was stretched to the full range once), which makes
// microvolts that no heart has: the axis, every voltage and every comparison of leads are wrong then.
// Readers keep the file's microvolts, and warn; measure() works on a copy whose leads have one step.
#pragma once

#include <optional>

#include "ecg/recording.h"

namespace rdc::ecg {

inline constexpr const char* kGainsContradicted = "GAINS_CONTRADICTED";  // Warning::reason

// Microvolts of the one step that the leads have in truth, when the recorded I, II and III obey Einthoven's law in
// steps, to within rounding, and break it in microvolts: 1, 2.5 or 5 uV, whichever is nearest to what the gains say on
// the whole. Proportions are right with it, the scale is a guess.
// nullopt where the gains agree, where Channel::step_uv is unknown, or where the integers break the law, too (a lead
// turned over, leads recorded one after the other).
std::optional<double> common_step_uv(const Strip& strip);

// The strip with this step in every lead that has one and a known place.
Strip with_common_step(const Strip& strip, double step_uv);

// The warning that the reader of such a file gives.
Warning gains_contradicted(double step_uv);

}  // namespace rdc::ecg
