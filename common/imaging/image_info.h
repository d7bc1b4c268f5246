// What one image object says about its pixels, read once, without decoding them. Plain values: copy freely.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/imaging/overlay.h"
#include "common/imaging/spacing.h"

namespace rdc::imaging {

enum class VoiFunction { kLinear, kLinearExact, kSigmoid };

// A window on modality values (Hounsfield units where the modality gives them). width > 0; kLinear: width >= 1.
struct WindowSetting {
  double center = 0;
  double width = 1;
  VoiFunction function = VoiFunction::kLinear;
  std::string explanation;  // as sent, bytes not converted; "" when none

  bool operator==(const WindowSetting&) const = default;
};

// A DICOM look-up table: input first_mapped gives entries[0]; outside the ends clamp. entries is never empty.
struct LookupTable {
  std::int32_t first_mapped = 0;
  int bits = 16;  // of an entry: outputs are 0 .. 2^bits-1
  std::vector<std::uint16_t> entries;
  std::string explanation;

  std::uint16_t at(double input) const;
};

// What may differ between the frames of one object.
struct FrameInfo {
  double rescale_slope = 1;
  double rescale_intercept = 0;
  std::string rescale_type;                         // "HU", "OD", ... as sent; "HU" is filled in for CT
  std::shared_ptr<const LookupTable> modality_lut;  // instead of the rescale when set
  std::vector<WindowSetting> windows;
  std::vector<std::shared_ptr<const LookupTable>> voi_luts;
  Spacing spacing;
  std::optional<std::array<double, 3>> position;     // Image Position (Patient), mm
  std::optional<std::array<double, 6>> orientation;  // Image Orientation (Patient): row then column cosines
};

struct ImageInfo {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string transfer_syntax_uid;
  std::string frame_of_reference;  // UID, or ""
  std::string modality;
  std::string photometric;  // "MONOCHROME2", ...
  int rows = 0;
  int columns = 0;
  int frames = 1;
  int samples_per_pixel = 1;
  int bits_allocated = 16;
  int bits_stored = 16;
  int high_bit = 15;
  bool is_signed = false;  // Pixel Representation; a JPEG 2000 codestream that disagrees wins, see DecodedFrame
  bool is_colour = false;
  bool inverse_shape = false;                                    // Presentation LUT Shape INVERSE
  std::optional<std::pair<std::int32_t, std::int32_t>> padding;  // stored values, both ends inclusive
  std::optional<std::pair<double, double>> float_padding;        // of floating-point pixels; decoded as not a number
  std::vector<CalibratedRegion> regions;
  std::vector<OverlayPlane> overlays;
  DisplayShutter shutter;

  int instance_number = 0;                         // 0 when absent
  std::string laterality;                          // "L", "R", "B" or ""
  std::string view_position;                       // "PA", "LL", "CC", ...
  std::array<std::string, 2> patient_orientation;  // direction of rows, of columns: "L", "F"; "" when absent
  std::optional<double> slice_thickness;           // mm
  std::optional<double> slice_location;            // mm
  bool lossy = false;                              // by Lossy Image Compression or the transfer syntax
  double lossy_ratio = 0;                          // 0 when not stated

  // One element when all frames are alike, else one a frame.
  std::vector<FrameInfo> frame_infos;

  const FrameInfo& frame(int index) const {
    return frame_infos[frame_infos.size() == 1 ? 0 : static_cast<std::size_t>(index)];
  }
  // Width of a displayed pixel is 1; this is its height.
  double pixel_height(int index) const;
  // Where from and to lie in one ultrasound region: its scale, of several the smallest region's. From a region to what
  // is not of it, and where a region gives no lengths: pixels. Else the frame's.
  Spacing spacing_between(int index, double x1, double y1, double x2, double y2) const;
};

// Letters for the patient directions of a frame's edges: {left, right, top, bottom}, "" where unknown.
std::array<std::string, 4> edge_letters(const ImageInfo& info, int frame);

}  // namespace rdc::imaging
