// Whether the left ventricle begins at full speed: through the left bundle and its fibres, however late the right one
// follows. What tells a supraventricular beat with right bundle branch block from a ventricular one, which creeps
// through muscle (the idea of Vereckei's initial against terminal velocity, Heart Rhythm 2008;5:89, of Pava's R peak
// time in lead II, Heart Rhythm 2010;7:922, and of Wellens' V1 and V6, Am J Med 1978;64:27).
//
// Read from the median itself, so that it holds where QRS and T touch and nothing has a width. Pure.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct LeftBundleStart {
  // In V1 the tallest wave comes 60 ms or more after the onset, behind a first one, up or down, and is at least half as
  // large as the deepest.
  bool late_v1 = false;
  // In II and in two of I, V5 and V6 an R stands that peaks within 60 ms and is at most 55 ms wide at half its height.
  bool quick = false;
  double broadest_r_ms = 0.0;  // of the leads that made it quick, at half the height; 0 where it is not
};

// Of a median with QRS; all false without the leads.
LeftBundleStart left_bundle_start(const MedianBeat& median);

}  // namespace rdc::ecg
