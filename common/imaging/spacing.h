// What a pixel measures, and how we know. DICOM PS3.3 10.7 (Basic Pixel Spacing Calibration) and C.8.5.5
// (ultrasound regions). A length is given in millimetres only when the file says so in a way that holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rdc::imaging {

enum class SpacingSource {
  kNone,                // nothing usable: lengths are pixels
  kAspectOnly,          // Pixel Aspect Ratio: angles and ratios are right, lengths are pixels
  kPatient,             // Pixel Spacing of a cross-sectional image
  kCalibratedGeometry,  // projection, Pixel Spacing corrected for assumed geometry
  kCalibratedFiducial,  // projection, Pixel Spacing from an object of known size
  kCalibratedUnknown,   // projection, Pixel Spacing whose calibration is not described
  kDetector,            // projection, Imager Pixel Spacing: true at the detector, larger than the patient
  kMagnification,       // projection, Imager Pixel Spacing / Estimated Radiographic Magnification Factor
  kScannedFilm,         // Nominal Scanned Pixel Spacing: true on the film
  kUltrasoundRegion,    // a calibrated region of an ultrasound image
  kReaderCalibrated,    // the reader measured an object of known size on the image
};

const char* to_string(SpacingSource source);  // "patient", "detector", ...: for logs and tests

// Between centres of neighbouring pixels. row: from row to row (down); column: from column to column (across).
struct Spacing {
  double row = 1;
  double column = 1;
  SpacingSource source = SpacingSource::kNone;

  bool in_millimetres() const { return source != SpacingSource::kNone && source != SpacingSource::kAspectOnly; }
  bool operator==(const Spacing&) const = default;
};

struct SpacingPair {
  double row = 0;
  double column = 0;
};

// As read from one frame; each member empty when absent or not two positive finite numbers.
struct SpacingInput {
  std::optional<SpacingPair> pixel_spacing;            // (0028,0030)
  std::optional<SpacingPair> imager_pixel_spacing;     // (0018,1164)
  std::optional<SpacingPair> nominal_scanned_spacing;  // (0018,2010)
  std::optional<SpacingPair> aspect_ratio;             // (0028,0034): vertical, horizontal
  std::optional<double> magnification;                 // (0018,1114)
  std::string calibration_type;                        // (0028,0A02)
  bool projection = false;                             // CR, DX, MG, XA, RF, IO, PX, ...
};

Spacing resolve_spacing(const SpacingInput& input);

// Part of an ultrasound image with its own scale; pixels, both ends inclusive. Both scales 0: what lies across or down
// there is no length (a Doppler spectrum's seconds and cm/s, an M-mode), or nobody says how long.
struct CalibratedRegion {
  int min_x = 0, min_y = 0, max_x = 0, max_y = 0;
  double mm_per_pixel_x = 0, mm_per_pixel_y = 0;

  bool has_lengths() const { return mm_per_pixel_x > 0 && mm_per_pixel_y > 0; }
  double area() const { return (max_x - min_x + 1.0) * (max_y - min_y + 1.0); }
  bool contains(double x, double y) const { return x >= min_x && x <= max_x + 1 && y >= min_y && y <= max_y + 1; }
};

}  // namespace rdc::imaging
