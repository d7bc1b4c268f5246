// The compressed frame by itself, as it is when all its fragments are joined: JPEG 2000 and JPEG-LS.
#include <span>

#include "common/imaging/codestream.h"
#include "common/imaging/jpeg2000.h"
#include "common/imaging/jpeg_ls.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

namespace imaging = rdc::imaging;

constexpr std::uint64_t kPixelsWorthTheTime = 1 << 20;

bool is_small(const imaging::CodestreamHeader& header) {
  return std::uint64_t{header.width} * header.height <= kPixelsWorthTheTime;
}

// The data set that would announce such a frame.
imaging::ImageInfo announced(const imaging::CodestreamHeader& header) {
  imaging::ImageInfo info;
  info.rows = static_cast<int>(header.height);
  info.columns = static_cast<int>(header.width);
  info.samples_per_pixel = static_cast<int>(header.components);
  info.bits_stored = header.precision;
  info.bits_allocated = header.precision > 8 ? 16 : 8;
  info.high_bit = header.precision - 1;
  info.photometric = header.components == 3 ? "RGB" : "MONOCHROME2";
  return info;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span stream(data, size);
  if (const auto header = imaging::read_jpeg2000_header(stream); header && is_small(*header)) {
    for (const unsigned reduce : {0U, 3U}) (void)imaging::decode_jpeg2000(stream, *header, reduce);
  }
  if (const auto header = imaging::read_jpeg_header(stream); header && is_small(*header))
    (void)imaging::decode_jpeg_ls(stream, announced(*header));
  return 0;
}
