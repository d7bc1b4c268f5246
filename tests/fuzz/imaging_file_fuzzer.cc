// A whole image file: header, fragments, every decoder behind them, and the way to grey levels.
#include <algorithm>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/scratch_file.h"

namespace {

namespace imaging = rdc::imaging;

// Larger frames are allowed and only slow the search down: what is wrong with them is wrong with small ones.
constexpr std::int64_t kPixelsWorthTheTime = 1 << 20;

void show(const imaging::ImageInfo& info, int frame, const imaging::DecodedFrame& decoded) {
  if (decoded.is_colour) return;
  imaging::GreyPipeline pipeline(info, frame, decoded);
  cv::Mat shown;
  pipeline.apply(decoded.pixels, shown);
  if (pipeline.set_voi_lut(0)) pipeline.apply(decoded.pixels, shown);
  if (shown.size() != decoded.pixels.size()) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rdc::fuzz::ScratchFile file("image");
  if (!file.fill(data, size)) return 0;
  const auto image = imaging::ImageFile::open(file.path());
  if (!image) return 0;
  const imaging::ImageInfo& info = (*image)->info();
  (void)imaging::edge_letters(info, 0);
  if (std::int64_t{info.rows} * info.columns > kPixelsWorthTheTime) return 0;
  for (const int frame : {0, info.frames - 1}) {
    for (const auto detail : {imaging::Detail::kFull, imaging::Detail::kQuarter}) {
      if (const auto decoded = (*image)->decode(frame, detail)) show(info, frame, *decoded);
    }
  }
  return 0;
}
