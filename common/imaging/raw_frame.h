// One frame out of a decoder, before it becomes a DecodedFrame. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/imaging/image_file.h"

namespace rdc::imaging {

// Samples of 8, 16 or 32 bits, little endian; of any other number up to 32 bits they follow each other without a gap,
// the first in the lowest bits of the first byte.
struct RawFrame {
  std::vector<std::uint8_t> bytes;
  int rows = 0;
  int columns = 0;
  int samples = 1;
  int bits_allocated = 16;
  int bits_stored = 16;
  int high_bit = 15;
  bool is_signed = false;
  bool is_float = false;                                        // IEEE, of 32 or 64 bits
  std::optional<std::pair<double, double>> float_padding = {};  // of them: no values
  bool by_plane = false;                                        // RRR…GGG…BBB…
  std::string photometric;                                      // of these samples, after decompression
};

// Decoders give every pixel its own chroma, whatever the object's name for its colour says of halves.
std::string as_decompressed(const std::string& photometric);

// The bytes one frame needs in this form.
std::uint64_t frame_bytes(int rows, int columns, int samples, int bits_allocated, const std::string& photometric);

// Masks, sign-extends: CV_16U, CV_16S, CV_32F. kCorrupt PIXEL_DATA_SHORT when bytes are missing.
Result<DecodedFrame> to_grey(const RawFrame& raw);

// Palette of a PALETTE COLOR image: three tables.
struct Palette {
  std::shared_ptr<const LookupTable> red, green, blue;
};
// RGB, YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422, YBR_ICT, YBR_RCT, PALETTE COLOR to 8-bit RGB, and YBR_PARTIAL, which is
// YBR_PARTIAL_422 with a chroma of its own for every pixel. kInvalid UNSUPPORTED_COLOUR.
Result<DecodedFrame> to_colour(const RawFrame& raw, const Palette& palette);

}  // namespace rdc::imaging
