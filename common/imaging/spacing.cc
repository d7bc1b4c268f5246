#include "common/imaging/spacing.h"

#include <cmath>

namespace rdc::imaging {
namespace {

bool equal(const SpacingPair& a, const SpacingPair& b) {
  return std::abs(a.row - b.row) <= 1e-4 * b.row && std::abs(a.column - b.column) <= 1e-4 * b.column;
}

Spacing of(const SpacingPair& pair, SpacingSource source) { return {pair.row, pair.column, source}; }

Spacing at_detector(const SpacingPair& imager, const std::optional<double>& magnification) {
  if (!magnification) return of(imager, SpacingSource::kDetector);
  return {imager.row / *magnification, imager.column / *magnification, SpacingSource::kMagnification};
}

Spacing resolve_projection(const SpacingInput& in) {
  if (in.pixel_spacing) {
    // PS3.3 10.7.1.3: equal values mean that nobody calibrated anything.
    if (in.imager_pixel_spacing && equal(*in.pixel_spacing, *in.imager_pixel_spacing) && in.calibration_type.empty())
      return at_detector(*in.imager_pixel_spacing, in.magnification);
    if (in.calibration_type == "GEOMETRY") return of(*in.pixel_spacing, SpacingSource::kCalibratedGeometry);
    if (in.calibration_type == "FIDUCIAL") return of(*in.pixel_spacing, SpacingSource::kCalibratedFiducial);
    return of(*in.pixel_spacing, SpacingSource::kCalibratedUnknown);
  }
  if (in.imager_pixel_spacing) return at_detector(*in.imager_pixel_spacing, in.magnification);
  return {};
}

}  // namespace

const char* to_string(SpacingSource source) {
  switch (source) {
    case SpacingSource::kNone:
      return "none";
    case SpacingSource::kAspectOnly:
      return "aspect-only";
    case SpacingSource::kPatient:
      return "patient";
    case SpacingSource::kCalibratedGeometry:
      return "calibrated-geometry";
    case SpacingSource::kCalibratedFiducial:
      return "calibrated-fiducial";
    case SpacingSource::kCalibratedUnknown:
      return "calibrated-unknown";
    case SpacingSource::kDetector:
      return "detector";
    case SpacingSource::kMagnification:
      return "magnification";
    case SpacingSource::kScannedFilm:
      return "scanned-film";
    case SpacingSource::kUltrasoundRegion:
      return "ultrasound-region";
    case SpacingSource::kReaderCalibrated:
      return "reader-calibrated";
  }
  return "none";
}

Spacing resolve_spacing(const SpacingInput& in) {
  Spacing spacing;
  if (in.projection) {
    spacing = resolve_projection(in);
  } else if (in.pixel_spacing) {
    spacing = of(*in.pixel_spacing, SpacingSource::kPatient);
  } else if (in.imager_pixel_spacing) {
    spacing = at_detector(*in.imager_pixel_spacing, in.magnification);
  }
  if (spacing.in_millimetres()) return spacing;
  if (in.nominal_scanned_spacing) return of(*in.nominal_scanned_spacing, SpacingSource::kScannedFilm);
  if (in.aspect_ratio) return {in.aspect_ratio->row / in.aspect_ratio->column, 1, SpacingSource::kAspectOnly};
  return {};
}

}  // namespace rdc::imaging
