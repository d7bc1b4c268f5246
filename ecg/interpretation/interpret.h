// From measurements to statements.
#pragma once

#include "ecg/interpretation/critical_values.h"
#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"

namespace rdc::ecg {

struct InterpretOptions {
  CriticalValueTable critical;
};

// `measured` must be measure()'s result for `recording`; of the recording only the subject, the leads and the length
// are looked at. Never fails: what cannot be judged is said in `considered`, `assumptions` and statements of quality.
// Unknown age is taken as 40 or more, unknown sex as male, and it is said. Pure; safe from any thread; well below 1 ms.
Interpretation interpret(const Recording& recording, const Measurements& measured,
                         const InterpretOptions& options = {});

}  // namespace rdc::ecg
