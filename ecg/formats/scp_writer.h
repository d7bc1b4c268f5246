// SCP-ECG files (EN 1064): default Huffman table and whichever difference order is shortest.
#pragma once

#include <cstddef>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::scp {

// All leads share one step, of whole nanovolts, and the sampling interval is whole microseconds: what that rounds is in
// `notes` (ROUNDED, ROUNDED_RATE, LABEL_LEFT_OUT, BEAT_LEFT_OUT). Errors: kInvalid NO_ROOM (gaps, amplitudes, an
// interval beyond 16 bits), TOO_LONG (a lead beyond 65,535 bytes).
Result<std::vector<std::byte>> encode(const Recording& recording, std::vector<Warning>& notes);

}  // namespace rdc::ecg::scp
