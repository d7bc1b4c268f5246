// The whole measurement of a resting electrocardiogram in one call.
#pragma once

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// 2 s to 10 min of 1 to 32 channels at 100 to 2000 Hz; longer tracings go through BeatStream. Leads are taken as they
// are: missing and unusable ones are named in the result.
// kInvalid: outside these limits, or a strip that ecg::check refuses. A tracing without a single beat is no error: it
// has no medians and says kNoWave.
// Pure: same input, same result. Safe from any thread. About 3 ms for 10 s of twelve leads at 500 Hz.
Result<Measurements> measure(const Recording& recording);

}  // namespace rdc::ecg
