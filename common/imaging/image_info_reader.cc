#include "common/imaging/image_info_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "common/imaging/data_set.h"
#include "common/imaging/limits.h"
#include "common/imaging/lut_reader.h"
#include "common/imaging/overlay_reader.h"

namespace rdc::imaging {
namespace {

bool is_projection(const std::string& modality) {
  constexpr std::array<std::string_view, 9> kProjections{"CR", "DX", "DR", "MG", "XA", "RF", "IO", "PX", "RG"};
  return std::ranges::find(kProjections, modality) != kProjections.end();
}

bool is_lossy_syntax(const std::string& uid) {
  // Those that cannot be lossless; JPEG-LS near-lossless, J2K and HTJ2K only when they say so themselves.
  constexpr std::array<std::string_view, 5> kLossy{"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
                                                   "1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55",
                                                   "1.2.840.10008.1.2.4.81"};
  return std::ranges::find(kLossy, uid) != kLossy.end();
}

template <std::size_t N>
std::optional<std::array<double, N>> vector_of(const std::vector<double>& values) {
  if (values.size() < N) return std::nullopt;
  std::array<double, N> fixed{};
  std::copy_n(values.begin(), N, fixed.begin());
  return fixed;
}

std::vector<WindowSetting> read_windows(const AttributeScope& scope) {
  const auto centers = scope.numbers(DCM_WindowCenter);
  const auto widths = scope.numbers(DCM_WindowWidth);
  const auto explanations = scope.texts(DCM_WindowCenterWidthExplanation);
  const std::string function_name = scope.text(DCM_VOILUTFunction);
  const VoiFunction function = function_name == "SIGMOID"        ? VoiFunction::kSigmoid
                               : function_name == "LINEAR_EXACT" ? VoiFunction::kLinearExact
                                                                 : VoiFunction::kLinear;
  std::vector<WindowSetting> windows;
  const std::size_t count = std::min({centers.size(), widths.size(), std::size_t{kMaxWindows}});
  for (std::size_t i = 0; i < count; ++i) {
    const double least = function == VoiFunction::kLinear ? 1 : 1e-6;
    if (widths[i] < least) continue;  // PS3.3 C.11.2.1.2: such a window means nothing
    windows.push_back({centers[i], widths[i], function, i < explanations.size() ? explanations[i] : ""});
  }
  return windows;
}

Spacing read_spacing(const AttributeScope& scope, const std::string& modality) {
  SpacingInput input;
  input.pixel_spacing = scope.pair(DCM_PixelSpacing);
  input.imager_pixel_spacing = scope.pair(DCM_ImagerPixelSpacing);
  input.nominal_scanned_spacing = scope.pair(DCM_NominalScannedPixelSpacing);
  input.aspect_ratio = scope.pair(DCM_PixelAspectRatio);
  if (const auto factor = scope.number(DCM_EstimatedRadiographicMagnificationFactor);
      factor && *factor >= 1 && *factor < 20)
    input.magnification = factor;
  input.calibration_type = scope.text(DCM_PixelSpacingCalibrationType);
  input.projection = is_projection(modality);
  return resolve_spacing(input);
}

// Angiography and fluoroscopy use the Modality LUT backwards: it leads stored values to the beam's intensity and is not
// for display (X-Ray Image Module, PS3.3 C.8.7.1; DCMTK and others leave it out, too).
bool has_modality_for_display(const std::string& sop_class) {
  return sop_class != UID_XRayAngiographicImageStorage && sop_class != UID_XRayRadiofluoroscopicImageStorage &&
         sop_class != UID_RETIRED_XRayAngiographicBiPlaneImageStorage;
}

void read_modality(const AttributeScope& scope, const ImageInfo& info, FrameInfo& frame) {
  if (!has_modality_for_display(info.sop_class_uid)) return;
  frame.rescale_slope = scope.number(DCM_RescaleSlope).value_or(1);
  if (frame.rescale_slope == 0) frame.rescale_slope = 1;  // would make every pixel the same: a mistake in the file
  frame.rescale_intercept = scope.number(DCM_RescaleIntercept).value_or(0);
  frame.rescale_type = scope.text(DCM_RescaleType);
  if (frame.rescale_type.empty() && info.modality == "CT") frame.rescale_type = "HU";
  const auto modality_luts = read_lut_sequence(scope, DCM_ModalityLUTSequence, info.is_signed);
  if (!modality_luts.empty()) frame.modality_lut = modality_luts.front();
}

FrameInfo read_frame_info(const AttributeScope& scope, const ImageInfo& info) {
  FrameInfo frame;
  read_modality(scope, info, frame);
  // A VOI LUT's input is a modality value: signed when rescaling can make it so.
  const bool signed_values = !frame.modality_lut && (info.is_signed || frame.rescale_intercept < 0);
  frame.voi_luts = read_lut_sequence(scope, DCM_VOILUTSequence, signed_values);
  frame.windows = read_windows(scope);
  frame.spacing = read_spacing(scope, info.modality);
  frame.position = vector_of<3>(scope.numbers(DCM_ImagePositionPatient));
  frame.orientation = vector_of<6>(scope.numbers(DCM_ImageOrientationPatient));
  return frame;
}

std::vector<FrameInfo> read_frame_infos(DcmDataset& data_set, const ImageInfo& info) {
  const AttributeScope common(data_set);
  const auto shared = common.sequence(DCM_SharedFunctionalGroupsSequence, 1);
  const auto per_frame = common.sequence(DCM_PerFrameFunctionalGroupsSequence, static_cast<std::size_t>(info.frames));
  std::vector<FrameInfo> frames;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, per_frame.size()); ++i) {
    AttributeScope scope(data_set);
    if (!shared.empty()) scope.prefer_macros_of(shared.front());
    if (i < per_frame.size()) scope.prefer_macros_of(per_frame[i]);
    frames.push_back(read_frame_info(scope, info));
  }
  // Fewer groups than frames: the rest look like the last one rather than reading beyond the end.
  if (frames.size() > 1) frames.resize(static_cast<std::size_t>(info.frames), FrameInfo(frames.back()));
  return frames;
}

// Enhanced objects say it in the Pixel Measures of a functional group.
std::optional<double> shared_thickness(DcmDataset& data_set) {
  AttributeScope scope(data_set);
  for (const DcmTagKey& groups : {DCM_SharedFunctionalGroupsSequence, DCM_PerFrameFunctionalGroupsSequence})
    for (DcmItem* item : AttributeScope(data_set).sequence(groups, 1)) scope.prefer_macros_of(item);
  return scope.number(DCM_SliceThickness);
}

std::vector<CalibratedRegion> read_regions(const AttributeScope& scope) {
  std::vector<CalibratedRegion> regions;
  for (DcmItem* item : scope.sequence(DCM_SequenceOfUltrasoundRegions, 64)) {
    const AttributeScope entry(*item);
    constexpr int kTwoDimensional = 1, kCentimetres = 3;
    const bool is_length = entry.integer(DCM_RegionSpatialFormat) == kTwoDimensional &&
                           entry.integer(DCM_PhysicalUnitsXDirection) == kCentimetres &&
                           entry.integer(DCM_PhysicalUnitsYDirection) == kCentimetres;
    const auto dx = entry.number(DCM_PhysicalDeltaX), dy = entry.number(DCM_PhysicalDeltaY);
    const auto x0 = entry.integer(DCM_RegionLocationMinX0), y0 = entry.integer(DCM_RegionLocationMinY0);
    const auto x1 = entry.integer(DCM_RegionLocationMaxX1), y1 = entry.integer(DCM_RegionLocationMaxY1);
    if (!x0 || !y0 || !x1 || !y1) continue;
    const bool scaled = is_length && dx && dy && *dx != 0 && *dy != 0;
    regions.push_back({*x0, *y0, *x1, *y1, scaled ? std::abs(*dx) * 10 : 0, scaled ? std::abs(*dy) * 10 : 0});
  }
  return regions;
}

void read_padding(const AttributeScope& scope, ImageInfo& info) {
  const auto as_stored = [&](int value) {
    return info.is_signed ? static_cast<std::int32_t>(static_cast<std::int16_t>(value))
                          : static_cast<std::int32_t>(value & 0xFFFF);
  };
  const auto value = scope.integer(DCM_PixelPaddingValue);
  if (!value || info.is_colour) return;
  const auto limit = scope.integer(DCM_PixelPaddingRangeLimit);
  info.padding = std::minmax(as_stored(*value), as_stored(limit.value_or(*value)));
}

// All its bits: the text of a number may have lost the last ones.
std::optional<double> float_of(const AttributeScope& scope, const DcmTagKey& tag) {
  DcmElement* found = scope.element(tag);
  Float32 single = 0;
  Float64 twice = 0;
  if (found == nullptr) return std::nullopt;
  if (found->getFloat32(single).good()) return single;
  return found->getFloat64(twice).good() ? std::optional(twice) : std::nullopt;
}

void read_float_padding(const AttributeScope& scope, ImageInfo& info) {
  for (const auto& [value_tag, limit_tag] : {std::pair{DCM_FloatPixelPaddingValue, DCM_FloatPixelPaddingRangeLimit},
                                             {DCM_DoubleFloatPixelPaddingValue, DCM_DoubleFloatPixelPaddingRangeLimit}})
    if (const auto value = float_of(scope, value_tag))
      info.float_padding = std::minmax(*value, float_of(scope, limit_tag).value_or(*value));
}

void read_description(const AttributeScope& scope, ImageInfo& info) {
  info.instance_number = scope.integer(DCM_InstanceNumber).value_or(0);
  info.laterality = scope.text(DCM_ImageLaterality);
  if (info.laterality.empty()) info.laterality = scope.text(DCM_Laterality);
  info.view_position = scope.text(DCM_ViewPosition);
  const auto directions = scope.texts(DCM_PatientOrientation);
  for (std::size_t i = 0; i < std::min<std::size_t>(2, directions.size()); ++i)
    if (directions[i].size() <= 3 && directions[i].find_first_not_of("LRAPHF") == std::string::npos)
      info.patient_orientation[i] = directions[i];
  info.slice_thickness = scope.number(DCM_SliceThickness);
  info.slice_location = scope.number(DCM_SliceLocation);
  info.lossy = scope.text(DCM_LossyImageCompression) == "01" || is_lossy_syntax(info.transfer_syntax_uid);
  const auto ratios = scope.numbers(DCM_LossyImageCompressionRatio);
  if (!ratios.empty() && ratios.back() >= 1) info.lossy_ratio = ratios.back();
  info.inverse_shape = scope.text(DCM_PresentationLUTShape) == "INVERSE";
}

Result<void> read_geometry(const AttributeScope& scope, ImageInfo& info) {
  const int rows = scope.integer(DCM_Rows).value_or(0), columns = scope.integer(DCM_Columns).value_or(0);
  if (rows < 1 || columns < 1 || rows > 65535 || columns > 65535)
    return fail(ErrorCode::kInvalid, "BAD_IMAGE_HEADER", "the image does not say how many rows and columns it has");
  if (static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns) > kMaxFramePixels)
    return fail(ErrorCode::kTooLarge, "FRAME_TOO_LARGE", "the image claims {} x {} pixels; the limit is {} million",
                columns, rows, kMaxFramePixels >> 20);
  const int frames = scope.integer(DCM_NumberOfFrames).value_or(1);
  if (frames > static_cast<int>(kMaxFrames))
    return fail(ErrorCode::kTooLarge, "TOO_MANY_FRAMES", "the object claims {} frames; the limit is {}", frames,
                kMaxFrames);
  info.rows = rows;
  info.columns = columns;
  info.frames = std::max(1, frames);
  return {};
}

Result<void> read_sample_format(const AttributeScope& scope, ImageInfo& info) {
  info.samples_per_pixel = scope.integer(DCM_SamplesPerPixel).value_or(1);
  info.photometric = scope.text(DCM_PhotometricInterpretation);
  if (info.photometric.empty()) info.photometric = info.samples_per_pixel == 3 ? "RGB" : "MONOCHROME2";
  info.is_colour = info.samples_per_pixel > 1 || info.photometric == "PALETTE COLOR";
  info.bits_allocated = scope.integer(DCM_BitsAllocated).value_or(16);
  info.bits_stored = scope.integer(DCM_BitsStored).value_or(info.bits_allocated);
  info.high_bit = scope.integer(DCM_HighBit).value_or(info.bits_stored - 1);
  info.is_signed = scope.integer(DCM_PixelRepresentation).value_or(0) == 1;
  const bool usable_width = (info.bits_allocated >= 1 && info.bits_allocated <= 32) || info.bits_allocated == 64;
  if (!usable_width || (info.samples_per_pixel != 1 && info.samples_per_pixel != 3))
    return fail(ErrorCode::kInvalid, "BAD_IMAGE_HEADER", "pixels of {} bits with {} samples are not supported",
                info.bits_allocated, info.samples_per_pixel);
  // Contradictions are common and harmless when the bits still fit: use what fits.
  if (info.bits_stored < 1 || info.bits_stored > info.bits_allocated) info.bits_stored = info.bits_allocated;
  if (info.high_bit < info.bits_stored - 1 || info.high_bit >= info.bits_allocated)
    info.high_bit = info.bits_stored - 1;
  return {};
}

}  // namespace

Result<ImageInfo> read_image_info(DcmDataset& data_set, const std::string& transfer_syntax_uid) {
  const AttributeScope scope(data_set);
  if (scope.pixel_element() == nullptr) return fail(ErrorCode::kInvalid, "NO_PIXEL_DATA", "the object holds no image");
  ImageInfo info;
  info.transfer_syntax_uid = transfer_syntax_uid;
  info.sop_class_uid = scope.text(DCM_SOPClassUID);
  info.sop_instance_uid = scope.text(DCM_SOPInstanceUID);
  info.modality = scope.text(DCM_Modality);
  info.frame_of_reference = scope.text(DCM_FrameOfReferenceUID);
  if (auto geometry = read_geometry(scope, info); !geometry) return fail(geometry);
  if (auto format = read_sample_format(scope, info); !format) return fail(format);
  read_padding(scope, info);
  read_float_padding(scope, info);
  read_description(scope, info);
  info.regions = read_regions(scope);
  info.overlays = read_overlay_planes(data_set, info);
  info.shutter = read_shutter(scope);
  info.frame_infos = read_frame_infos(data_set, info);
  if (!info.slice_thickness) info.slice_thickness = shared_thickness(data_set);
  return info;
}

}  // namespace rdc::imaging
