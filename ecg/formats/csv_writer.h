// CSV as csv_reader.h describes it: microvolts with as many digits as give every sample back exactly.
#pragma once

#include <string>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::csv {

// Errors: those of check().
Result<std::string> encode(const Recording& recording);

}  // namespace rdc::ecg::csv
