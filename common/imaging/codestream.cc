#include "common/imaging/codestream.h"

#include <algorithm>
#include <array>

#include "common/imaging/limits.h"

namespace rdc::imaging {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::uint32_t big16(Bytes b, std::size_t at) { return static_cast<std::uint32_t>(b[at] << 8 | b[at + 1]); }
std::uint32_t big32(Bytes b, std::size_t at) { return big16(b, at) << 16 | big16(b, at + 2); }

tl::unexpected<Error> bad_header() {
  return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED",
              "the compressed image data are damaged or of another kind than the file says");
}

std::uint32_t little32(Bytes b, std::size_t at) {
  return static_cast<std::uint32_t>(b[at] | b[at + 1] << 8 | b[at + 2] << 16) | std::uint32_t{b[at + 3]} << 24;
}

bool is_frame_marker(std::uint8_t marker) {
  // SOF0..SOF15 without DHT, JPG, DAC; SOF55 is JPEG-LS.
  return marker == 0xF7 || (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC);
}

constexpr std::array<std::uint8_t, 12> kJp2Signature{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A};

// Skips the boxes of a JP2 file up to the codestream.
Result<Bytes> codestream_of(Bytes bytes) {
  std::size_t at = 0;
  while (bytes.size() - at >= 16) {
    const std::uint64_t length = big32(bytes, at);
    const std::uint32_t type = big32(bytes, at + 4);
    constexpr std::uint32_t kContiguousCodestream = 0x6A703263;  // "jp2c"
    if (type == kContiguousCodestream) return bytes.subspan(at + (length == 1 ? 16 : 8));
    if (length < 8 || length > bytes.size() - at) break;
    at += static_cast<std::size_t>(length);
  }
  return bad_header();
}

}  // namespace

bool starts_jpeg(Bytes bytes) { return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF; }
bool is_jp2_file(Bytes bytes) {
  return bytes.size() >= kJp2Signature.size() && std::equal(kJp2Signature.begin(), kJp2Signature.end(), bytes.begin());
}
bool starts_jpeg2000(Bytes bytes) {
  const bool raw = bytes.size() >= 4 && bytes[0] == 0xFF && bytes[1] == 0x4F && bytes[2] == 0xFF && bytes[3] == 0x51;
  return raw || is_jp2_file(bytes);
}

Result<void> check_claim(std::uint64_t bytes, std::uint64_t pixels, Coding coding) {
  constexpr std::uint64_t kPerJpegByte = 512;
  const bool possible = coding == Coding::kJpeg ? pixels <= bytes * kPerJpegByte
                                                : pixels <= kMaxEvenPixels || pixels <= bytes * kMaxPixelsPerByte;
  if (possible) return {};
  return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED", "{} bytes cannot hold the {} pixels that the object claims",
              bytes, pixels);
}

Result<void> check_rle_header(Bytes stream, std::size_t segments) {
  constexpr std::size_t kHeader = 64, kMostSegments = 15;
  if (stream.size() < kHeader || segments > kMostSegments || little32(stream, 0) != segments) return bad_header();
  std::size_t behind = kHeader;
  for (std::size_t i = 0; i < segments; ++i) {
    const std::size_t offset = little32(stream, 4 + 4 * i);
    if (offset < behind || offset >= stream.size()) return bad_header();
    behind = offset + 1;
  }
  return {};
}

Result<void> check_rle_lengths(Bytes stream, std::size_t segments, std::uint64_t rows, std::uint64_t columns) {
  for (std::size_t i = 0; i < segments; ++i) {
    const std::size_t begin = little32(stream, 4 + 4 * i);
    const std::size_t end = i + 1 < segments ? little32(stream, 8 + 4 * i) : stream.size();
    std::uint64_t pixels = 0;
    for (std::size_t at = begin; at < end;) {
      const auto count = static_cast<std::int8_t>(stream[at++]);  // PS3.5 G.3.1
      if (count >= 0) {
        const std::size_t literal = std::min(static_cast<std::size_t>(count) + 1, end - at);
        pixels += literal;
        at += literal;
      } else if (count != -128 && at < end) {
        pixels += static_cast<std::uint64_t>(1 - count);
        ++at;
      }
    }
    if (pixels + columns <= rows * columns) return bad_header();
  }
  return {};
}

Result<CodestreamHeader> read_jpeg_header(Bytes stream) {
  if (!starts_jpeg(stream)) return bad_header();
  std::size_t at = 2;
  while (at + 4 <= stream.size()) {
    if (stream[at] != 0xFF) return bad_header();
    const std::uint8_t marker = stream[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    const std::size_t length = big16(stream, at + 2);
    if (length < 2 || length > stream.size() - at - 2) return bad_header();
    if (is_frame_marker(marker)) {
      if (length < 8) return bad_header();
      return CodestreamHeader{.width = big16(stream, at + 7),
                              .height = big16(stream, at + 5),
                              .components = stream[at + 9],
                              .precision = stream[at + 4],
                              .is_signed = false,
                              .is_jpeg_ls = marker == 0xF7,
                              .tiles = 1};
    }
    if (marker == 0xDA || marker == 0xD9) return bad_header();  // scan or end before any frame header
    at += 2 + length;
  }
  return bad_header();
}

Result<CodestreamHeader> read_jpeg2000_header(Bytes bytes) {
  if (is_jp2_file(bytes)) {
    auto inner = codestream_of(bytes);
    if (!inner) return fail(inner);
    bytes = *inner;
  }
  // SOC, then SIZ at once (ISO/IEC 15444-1 A.5.1).
  constexpr std::size_t kFixedPart = 42;
  if (bytes.size() < kFixedPart + 3 || !starts_jpeg2000(bytes)) return bad_header();
  const std::uint64_t x1 = big32(bytes, 8), y1 = big32(bytes, 12), x0 = big32(bytes, 16), y0 = big32(bytes, 20);
  const std::uint64_t tile_width = big32(bytes, 24), tile_height = big32(bytes, 28);
  const std::uint64_t tile_x0 = big32(bytes, 32), tile_y0 = big32(bytes, 36);
  if (x1 <= x0 || y1 <= y0 || tile_width == 0 || tile_height == 0 || tile_x0 > x0 || tile_y0 > y0) return bad_header();
  CodestreamHeader header;
  header.width = static_cast<std::uint32_t>(x1 - x0);
  header.height = static_cast<std::uint32_t>(y1 - y0);
  header.components = big16(bytes, 40);
  header.precision = (bytes[kFixedPart] & 0x7F) + 1;
  header.is_signed = (bytes[kFixedPart] & 0x80) != 0;
  const auto tiles = [](std::uint64_t from, std::uint64_t to, std::uint64_t size) {
    return (to - from + size - 1) / size;
  };
  header.tiles = tiles(tile_x0, x1, tile_width) * tiles(tile_y0, y1, tile_height);
  return header;
}

}  // namespace rdc::imaging
