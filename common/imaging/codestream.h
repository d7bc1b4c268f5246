// What a compressed frame says about itself, read from its first markers alone: checked against the data set before a
// decoder may allocate. No DCMTK, no OpenJPEG here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "common/base/result.h"

namespace rdc::imaging {

struct CodestreamHeader {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t components = 0;
  int precision = 0;       // bits of a sample
  bool is_signed = false;  // JPEG 2000 only
  bool is_jpeg_ls = false;
  std::uint64_t tiles = 1;  // JPEG 2000 only
};

// SOFn of a JPEG or JPEG-LS stream. kCorrupt CODESTREAM_DAMAGED when there is none.
Result<CodestreamHeader> read_jpeg_header(std::span<const std::uint8_t> stream);

// The raw JPEG 2000 codestream within a JP2 file (or the bytes themselves), then its SIZ marker.
bool is_jp2_file(std::span<const std::uint8_t> bytes);
Result<CodestreamHeader> read_jpeg2000_header(std::span<const std::uint8_t> bytes);

// The header of an RLE frame (PS3.5 G.5): as many segments as expected, each beginning behind the one before and within
// the stream. kCorrupt CODESTREAM_DAMAGED. DCMTK 3.6.7 reads outside the stream where they do not.
Result<void> check_rle_header(std::span<const std::uint8_t> stream, std::size_t segments);

// Every segment's runs give a byte for each pixel; of the last row some may be missing, as some encoders have it (DCMTK
// fills them in). Takes no memory. Only behind check_rle_header(). kCorrupt CODESTREAM_DAMAGED.
Result<void> check_rle_lengths(std::span<const std::uint8_t> stream, std::size_t segments, std::uint64_t rows,
                               std::uint64_t columns);

// Whether so many bytes can stand for so many pixels at all. A decoder takes memory for what a header claims before it
// sees how little follows. kCorrupt CODESTREAM_DAMAGED.
//   kJpeg   a block of 8 x 8 pixels has a bit of its own at least (ITU-T T.81); lossless: every pixel
//   kOther  JPEG-LS and JPEG 2000 write an even frame of any size in some hundred bytes: bounded where the frame is so
//           large (limits.h) that no detector gives it without noise
enum class Coding { kJpeg, kOther };
Result<void> check_claim(std::uint64_t bytes, std::uint64_t pixels, Coding coding);

// True when a fragment begins a new frame of these formats.
bool starts_jpeg(std::span<const std::uint8_t> bytes);
bool starts_jpeg2000(std::span<const std::uint8_t> bytes);

}  // namespace rdc::imaging
