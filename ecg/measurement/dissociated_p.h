// P waves that keep a pace of their own beside a slow, regular ventricular rhythm: complete block, and junctional or
// ventricular escape rhythms whose atria beat on.
//
// The tracing without its ventricles (atrial_residue.h) is compared with itself some time later. In conducted rhythms
// it is most alike one RR interval later, in dissociated ones one PP interval later, which no whole number ties to RR.
// No single P has to be recognised. Pure; safe from any thread.
#pragma once

#include <optional>

#include "ecg/measurement/atrial_residue.h"

namespace rdc::ecg {

struct DissociatedP {
  double period_ms = 0.0;  // from P to P, 450..1200
  double likeness = 0.0;   // -1..1: of the residue one period later
  double later = 0.0;      // two periods later
  double between = 0.0;    // half a period later: flutter waves are alike there too
  double at_rr = 0.0;      // one RR interval later
};

// `rr_ms`: the ventricles' regular interval. The best period that is neither RR nor a half or a third of it:
// those belong to conducted beats, 2:1 and 3:1 block. nullopt: none, or too little between the ventricles to compare.
std::optional<DissociatedP> find_dissociated_p(const AtrialResidue& residue, double rr_ms);

}  // namespace rdc::ecg
