// MFER files (ISO 22077-1), used by Japanese carts, monitors and Holter recorders. Uncompressed data of every type and
// byte order; several data blocks with the same channels follow each other in time.
#pragma once

#include <memory>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"

namespace rdc::ecg::mfer {

bool looks_like_mfer(Bytes beginning);

// Errors: those of read_header(); kInvalid NO_ECG. Warnings: FEWER_SAMPLES, LATER_FRAME_LEFT_OUT.
Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes);

}  // namespace rdc::ecg::mfer
