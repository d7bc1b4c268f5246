#include "common/imaging/jpeg_ls.h"

#include <algorithm>

#include <charls/charls.h>

namespace rdc::imaging {
namespace {

Result<void> check_against(const charls::frame_info& found, const ImageInfo& info) {
  if (found.width != static_cast<std::uint32_t>(info.columns) ||
      found.height != static_cast<std::uint32_t>(info.rows) || found.component_count != info.samples_per_pixel)
    return fail(ErrorCode::kCorrupt, "CODESTREAM_MISMATCH",
                "the compressed image is {} x {} with {} components, the object says {} x {} with {}", found.width,
                found.height, found.component_count, info.columns, info.rows, info.samples_per_pixel);
  return {};
}

}  // namespace

Result<RawFrame> decode_jpeg_ls(std::span<const std::uint8_t> stream, const ImageInfo& info) {
  try {
    const charls::jpegls_decoder decoder(stream, true);
    if (auto matching = check_against(decoder.frame_info(), info); !matching) return fail(matching);
    RawFrame raw;
    raw.rows = info.rows;
    raw.columns = info.columns;
    raw.samples = info.samples_per_pixel;
    // The codestream's precision decides the width of what the codec writes.
    raw.bits_allocated = decoder.frame_info().bits_per_sample > 8 ? 16 : 8;
    raw.bits_stored = std::min(info.bits_stored, raw.bits_allocated);
    raw.high_bit = std::min(info.high_bit, raw.bits_allocated - 1);
    raw.is_signed = info.is_signed;
    raw.by_plane = raw.samples > 1 && decoder.interleave_mode() == charls::interleave_mode::none;
    raw.photometric = as_decompressed(info.photometric);
    raw.bytes.resize(decoder.destination_size());
    decoder.decode(raw.bytes);
    return raw;
  } catch (const charls::jpegls_error& error) {
    return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED", "the JPEG-LS image cannot be decoded: {}", error.what());
  }
}

}  // namespace rdc::imaging
