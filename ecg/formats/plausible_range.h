// Whether a tracing's scale can be right: a unit named wrongly (mV for uV) leaves every shape as it is, and every
// threshold meaningless.
#pragma once

#include <optional>

#include "ecg/recording.h"

namespace rdc::ecg {

// IMPLAUSIBLE_RANGE when the middle half of the samples spans more than 20 mV in most leads. Recorders must take 10 mV
// from peak to peak (IEC 60601-2-25), and a QRS lasts too short to move the quartiles; a constant offset does not
// count.
std::optional<Warning> implausible_range(const Strip& strip);

}  // namespace rdc::ecg
