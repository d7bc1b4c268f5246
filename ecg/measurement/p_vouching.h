// Internal to the delineator: which of the waves that stand before the beats of a strip are P waves.
//
// The locator says of each beat where a P is likeliest and how likely it is that there is one at all. Beats know more
// together: a P comes at one distance from its QRS, also where it is too faint to be believed of one beat; the waves of
// fibrillation stand anywhere, before beats that come at no pace. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/delineator.h"

namespace rdc::ecg {

struct PCandidate {
  double from_beat_ms = 0.0;  // peak, negative
  double log_odds = 0.0;      // of being a P, by this beat alone
};

enum class PVouching {
  kByDistance,    // beats in step vouch for P waves that none of them would show alone
  kWithoutSteps,  // they do not: for a locator that takes more for P than there is
};

// How alike the waves at the likeliest places are from beat to beat: the median over beats and leads of the correlation
// of one's slopes with the sum of the others', -1 to 1. P waves repeat themselves wherever they stand, fibrillation's
// do not. `waves`: of each of `places`, with the QRS. nullopt: fewer than five to compare.
std::optional<double> candidate_likeness(const DelineationGrid& grid, std::span<const BeatPlace> places,
                                         std::span<const BeatWaves> waves,
                                         std::span<const std::optional<PCandidate>> candidates);

// `candidates`: of each of `places`, nullopt where there is none; `likeness`: candidate_likeness. Says of each
// whether it is a P; none is in fibrillation. Fewer than five beats know nothing of steps or fibrillation.
std::vector<bool> vouch_for_p(std::span<const BeatPlace> places, std::span<const std::optional<PCandidate>> candidates,
                              std::optional<double> likeness, PVouching how);

// Whether what was found as a P belongs to the QRS behind it: the decay of the spike of a paced beat, or the slow start
// of a wide QRS. `r_ms`: of the beat.
bool is_part_of_qrs(const Wave& p, const std::optional<Wave>& qrs, double r_ms, bool spike);

// As fibrillation is: median change from one interval to the next above a tenth.
bool irregular_intervals(std::span<const BeatPlace> places);

}  // namespace rdc::ecg
