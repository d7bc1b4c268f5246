// JPEG-LS through CharLS. Internal to this folder.
//
// Not through DCMTK's dcmjpls: its own copy of an older CharLS exports JpegLsDecode and three other C functions under
// the names of Debian's CharLS, which the transport codec uses. In one process the linker gives both the same function,
// whose parameter block one of them does not know: memory is overwritten. Never link dcmjpls into a program of ours.
#pragma once

#include <cstdint>
#include <span>

#include "common/base/result.h"
#include "common/imaging/image_info.h"
#include "common/imaging/raw_frame.h"

namespace rdc::imaging {

// stream: one frame, its fragments joined; lossless or near-lossless. kCorrupt CODESTREAM_MISMATCH when its own size
// contradicts the data set's, before memory is taken; CODESTREAM_DAMAGED. Thread-safe.
Result<RawFrame> decode_jpeg_ls(std::span<const std::uint8_t> stream, const ImageInfo& info);

}  // namespace rdc::imaging
