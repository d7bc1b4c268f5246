// Flutter: one wave that comes again and again, 170 to 375 times a minute, and does not wait for the ventricles.
#pragma once

#include <optional>

#include "ecg/measurement/atrial_residue.h"

namespace rdc::ecg {

struct FlutterWaves {
  Lead lead = Lead::kUnknown;  // that shows them best
  double period_ms = 0.0;
  double likeness = 0.0;        // of each wave with the next, -1..1
  std::optional<double> twice;  // with the one after that; fibrillation's waves forget themselves sooner. nullopt:
                                // what is seen between the beats is too short
  double between = 0.0;         // at half a period: waves of another kind are alike there too
  double size_uv = 0.0;         // root mean square of the rise in 48 ms
};

// The most alike of the leads. nullopt: nothing repeats, or too little of the residue is known. `steady`: the
// ventricles beat so regularly that flutter waves may be locked to them and be in the medians; then only what lies
// between T and QRS is looked at.
std::optional<FlutterWaves> find_flutter_waves(const AtrialResidue& residue, bool steady);

}  // namespace rdc::ecg
