// Whether one and the same wave leads into the beats, however small: a P at a constant distance. Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/atrial_residue.h"

namespace rdc::ecg {

// What comes just before one QRS (within 320 ms, after the T before it): slopes of all leads, one lead after the other,
// 0 where not known.
struct LeadIn {
  std::vector<float> slopes;
  std::vector<float> known;  // 1 or 0, of each sample of one lead
};

// Of the beats that lead the tracing and have room between T and QRS.
std::vector<LeadIn> lead_ins_of(const AtrialResidue& residue, std::span<const Beat> beats);

// How alike the beats are there: median correlation of each with the mean of the others, -1..1. High with P waves at a
// constant distance, about 0 in fibrillation. nullopt: fewer than four.
std::optional<double> p_constancy(std::span<const LeadIn> lead_ins);

// The same by the mean correlation of every two beats. Where little of each beat is seen, a wave or two, beats are
// alike or opposite by chance, and most of them may be alike: the mean over all pairs stays about 0. nullopt: fewer
// than six.
std::optional<double> lead_in_agreement(std::span<const LeadIn> lead_ins);

}  // namespace rdc::ecg
