// Opens a DICOM image file and decodes its frames: native (little and big endian, implicit, deflated), RLE, JPEG
// (baseline, extended, progressive, lossless), JPEG-LS, JPEG 2000 and HTJ2K.
//
// Files come from outside and may be hostile: the structure is walked by dicom::check_structure before DCMTK sees the
// file, every size is checked against limits.h and against the bytes present before memory is taken, and every failure
// is an Error whose message a reader can be shown.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <opencv2/core.hpp>

#include "common/base/result.h"
#include "common/imaging/image_info.h"

namespace rdc::imaging {

// Pixels of one frame.
// Grey: one channel, CV_16U or CV_16S stored values (or CV_32F for 32-bit and floating-point objects, not a number
// where these are padded), masked to Bits Stored, sign extended; before any LUT. Colour: CV_8UC3 RGB, ready to show.
struct DecodedFrame {
  cv::Mat pixels;
  bool is_colour = false;
  std::vector<OverlayMask> overlays = {};  // of this frame, those with anything set; not in reduced detail

  std::size_t bytes() const;  // of memory
  // Of a grey frame; the place must be inside it.
  double stored_at(int row, int column) const;
};

// A smaller image for a first glance or a thumbnail: JPEG 2000 is decoded at 1/2^n of its size, all else in full.
enum class Detail { kFull, kHalf, kQuarter, kEighth };

// One open file. decode() may be called from any thread, one call at a time runs. Pixel data stays on disk until
// needed: the file must not change while this lives.
class ImageFile {
 public:
  // kNotFound; kCorrupt (NOT_DICOM, ... of check_structure; PIXEL_DATA_SHORT); kInvalid: NO_PIXEL_DATA for a report, a
  // waveform or a plan, BAD_IMAGE_HEADER; kTooLarge: FRAME_TOO_LARGE. Blocks for the header; reads no pixels.
  static Result<std::unique_ptr<ImageFile>> open(const std::filesystem::path& path);
  ~ImageFile();
  ImageFile(const ImageFile&) = delete;
  ImageFile& operator=(const ImageFile&) = delete;

  const ImageInfo& info() const;
  // decode() at less than full detail is quicker than in full.
  bool has_reduced_detail() const;
  // frame counts from 0. Blocks while decoding. kInvalid: no such frame; UNSUPPORTED_SYNTAX; kCorrupt:
  // PIXEL_DATA_SHORT, CODESTREAM_DAMAGED, CODESTREAM_MISMATCH.
  Result<DecodedFrame> decode(int frame, Detail detail = Detail::kFull);

 private:
  struct State;
  explicit ImageFile(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace rdc::imaging
