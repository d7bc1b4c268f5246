// JPEG 2000 and HTJ2K through OpenJPEG. Internal to this folder.
#pragma once

#include <cstdint>
#include <span>

#include "common/base/result.h"
#include "common/imaging/codestream.h"
#include "common/imaging/raw_frame.h"

namespace rdc::imaging {

// stream: all fragments of one frame, raw codestream or JP2. reduce: halvings of both sides, 0..3; fewer are done when
// the codestream has fewer resolutions. The samples keep the codestream's sign. header: as read_jpeg2000_header said.
Result<RawFrame> decode_jpeg2000(std::span<const std::uint8_t> stream, const CodestreamHeader& header, unsigned reduce);

}  // namespace rdc::imaging
