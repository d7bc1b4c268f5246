// WFDB records whose signal file is FLAC (formats 508, 516, 524), as seeds: libFLAC writes them, our writer does not.
#pragma once

#include <string>

namespace rdc::fuzz {

// A header, a NUL and the signal file of two made-up leads, as ecg_wfdb_fuzzer.cc takes them. `bits`: 8, 16 or 24.
// Throws std::runtime_error when the encoder refuses.
std::string flac_record(int bits);

}  // namespace rdc::fuzz
