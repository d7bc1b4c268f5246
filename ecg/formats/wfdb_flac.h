// WFDB signal files compressed with FLAC (formats 508, 516 and 524), through libFLAC.
#pragma once

#include "ecg/formats/wfdb_samples.h"

namespace rdc::ecg::wfdb {

// Every signal is a FLAC channel, so that all have the same number of samples a frame. kInvalid/BAD_FLAC when the
// stream's channels, bits or its very header do not fit.
Result<std::unique_ptr<SignalFile>> open_flac_file(std::unique_ptr<ByteSource> bytes, int format,
                                                   std::uint64_t byte_offset, std::vector<FileSignal> signals,
                                                   std::uint32_t frame_size);

}  // namespace rdc::ecg::wfdb
