// Where a command's recording goes to: a file, or "-" for a pipe.
#pragma once

#include <string>

#include "common/base/result.h"
#include "ecg/formats/write.h"

namespace rdc::ecg::tool {

// By a word ("scp", "dicom"), or by the output's suffix when the word is empty. kInvalid NOT_WRITABLE.
Result<Format> wanted_format(const std::string& word, const std::string& output);
// kInvalid for a WFDB record on a pipe; kUnavailable CANNOT_WRITE.
Result<void> deliver(const Written& written, const std::string& output);

}  // namespace rdc::ecg::tool
