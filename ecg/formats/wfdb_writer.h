// WFDB records: a header and one signal file, of format 16, or 24 or 32 where amplitudes need it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::wfdb {

struct EncodedRecord {
  std::string header;              // "<name>.hea"
  std::vector<std::byte> samples;  // "<name>.dat"
};

// `notes`: ROUNDED, BEAT_LEFT_OUT. Errors: kInvalid BAD_RECORD_NAME (letters, digits, '_' and '-' only), NO_ROOM.
Result<EncodedRecord> encode(const Recording& recording, const std::string& name, std::vector<Warning>& notes);

}  // namespace rdc::ecg::wfdb
