// Whether one and the same wave leads into the beats, however small: a P at a constant distance. Pure.
#pragma once

#include <optional>
#include <span>

#include "ecg/measurement/atrial_residue.h"

namespace rdc::ecg {

// How alike the beats are just before their QRS (within 320 ms, after the T before): median correlation of each with
// the mean of the others, -1..1. High with P waves at a constant distance, about 0 in fibrillation. nullopt: fewer
// than four beats with room between T and QRS.
std::optional<double> p_constancy(const AtrialResidue& residue, std::span<const Beat> beats);

}  // namespace rdc::ecg
