// RLE and JPEG frames through DCMTK's codecs. Internal to this folder.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/result.h"
#include "common/imaging/image_info.h"
#include "common/imaging/raw_frame.h"

namespace rdc::imaging {

// stream: one frame, its fragments joined. The codecs see a data set of this one frame made by us, never the original:
// fragment counting and contradictory attributes elsewhere cannot mislead them. Thread-safe.
Result<RawFrame> decode_with_dcmtk(std::vector<std::uint8_t> stream, const ImageInfo& info, bool planar);

}  // namespace rdc::imaging
