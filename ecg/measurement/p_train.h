// P waves that keep a pace of their own, whatever the ventricles do: complete block and dissociation.
//
// The residue's own period gives the pace; what lies one period apart gives the wave's shape; the train is the path of
// places about one period apart that looks most like that shape. A place inside a QRS counts neither way. Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/atrial_residue.h"

namespace rdc::ecg {

struct PTrain {
  double period_ms = 0.0;
  int places = 0;             // where a wave could be seen
  int seen = 0;               // where one is
  double phase_span = 0.0;    // of the seen waves' places between QRS and QRS, as a share of the interval, 0..1
  std::vector<double> at_ms;  // peaks of those seen, ascending
};

// nullopt: no train of at least five visible waves of which most places show one. Atrial rates of 40 to 150/min.
std::optional<PTrain> find_p_train(const AtrialResidue& residue, std::span<const Beat> beats);

// How alike the beats are just before their QRS (within 320 ms, after the T before): median correlation of each with
// the mean of the others, -1..1. High with P waves at a constant distance, about 0 in fibrillation. nullopt: fewer
// than four beats with room between T and QRS.
std::optional<double> p_constancy(const AtrialResidue& residue, std::span<const Beat> beats);

}  // namespace rdc::ecg
