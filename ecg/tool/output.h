// Where a command's recording goes to: a file, or "-" for a pipe.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "ecg/formats/write.h"

namespace rdc::ecg::tool {

// By a word ("scp", "dicom"), or by the output's suffix when the word is empty. kInvalid NOT_WRITABLE.
Result<Format> wanted_format(const std::string& word, const std::string& output);
// A file appears under its name when it is complete: what stood there before stays until then, and an error leaves
// nothing behind. kInvalid for a WFDB record on a pipe, and for a directory; kUnavailable CANNOT_WRITE.
Result<void> deliver(const Written& written, const std::string& output);
// A single text, likewise.
Result<void> deliver_text(std::string_view text, const std::string& output);

}  // namespace rdc::ecg::tool
