// HL7 annotated ECG: one rhythm series, the median beat as the series derived from it, statements as annotations.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::aecg {

// Digits are whole numbers of a step of each lead's own. `notes`: ROUNDED. Errors: kInvalid NO_ROOM for gaps.
// `document_id` is a UUID.
Result<std::string> encode(const Recording& recording, const std::string& document_id, std::vector<Warning>& notes);

}  // namespace rdc::ecg::aecg
