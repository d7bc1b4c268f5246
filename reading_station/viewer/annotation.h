// What a reader draws on an image: plain values, no widgets. Positions are image pixels, (0,0) the outer corner of the
// first pixel, as in presentation states and SCOORD.
#pragma once

#include <QMetaType>
#include <QPointF>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "common/imaging/measure.h"
#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

enum class AnnotationKind {
  kLength,       // 2 points
  kAngle,        // arm, vertex, arm
  kCobb,         // first line's ends, second line's ends
  kPolyline,     // 2 or more
  kRectangle,    // 2 corners
  kEllipse,      // 2 corners of what it is inscribed in
  kFreehand,     // 3 or more, closed
  kPoint,        // 1
  kArrow,        // tail, tip; text at the tail
  kText,         // 1
  kHeartRatio,   // heart's right and left edge, chest's right and left inner edge (Danzer's cardiothoracic ratio)
  kLimb,         // hip, knee, ankle
  kVertebra,     // 1; text is the level: "L1"
  kCalibration,  // 2 points of an object of known size; text is its length in mm
};

// The word in files and templates: "length", "cobb", "ctr", … Stable.
const char* key_of(AnnotationKind kind);
std::optional<AnnotationKind> kind_of(const QString& key);
// How many points it has; `most` 0: as many as the reader sets.
struct PointCount {
  int least = 1;
  int most = 1;
};
PointCount points_of(AnnotationKind kind);
QString title_of(AnnotationKind kind);  // for people

// One image: an object and one of its frames, from 0.
struct ImageOf {
  QString sop_instance_uid;
  int frame = 0;
  bool operator==(const ImageOf&) const = default;
};

// By its SOP Instance UID; by its digest where a broken file has none. nullptr: no image.
ImageOf image_of(const LoadedImage* image);

enum class Quantity {
  kLength,
  kPerimeter,
  kAngle,
  kCobbAngle,
  kArea,
  kMean,
  kDeviation,
  kMinimum,
  kMaximum,
  kValue,
  kHeartWidth,
  kChestWidth,
  kRatio,
  kFemur,
  kTibia,
  kKneeAngle
};
struct Reading {
  Quantity quantity = Quantity::kLength;
  double value = 0;
  QString unit;  // "mm", "mm²", "px", "px²", "°", "HU", another modality unit, or ""
  imaging::SpacingSource source = imaging::SpacingSource::kNone;  // of a millimetre

  bool operator==(const Reading&) const = default;
};
const char* key_of(Quantity quantity);
QString title_of(Quantity quantity);
// The word beside a millimetre that is not simply the patient's: "at detector"; "" when none is needed.
QString caveat_of(imaging::SpacingSource source);
QString text_of(const Reading& reading);

struct Annotation {
  QString uid;  // DICOM UID, stable over saving and reopening
  AnnotationKind kind = AnnotationKind::kLength;
  ImageOf image;
  std::vector<QPointF> points;
  QString text;
  bool proposal = false;  // drawn by the program; becomes the reader's when they move or confirm it
  QString author;         // "" for this reader's own; others' cannot be changed
  std::vector<Reading> readings;

  bool is_own() const { return author.isEmpty(); }
  bool operator==(const Annotation&) const = default;
};

// Measures anew. `mm_per_pixel`: the reader's calibration of this image, instead of the file's spacing.
void evaluate(Annotation& annotation, const LoadedImage& image, std::optional<double> mm_per_pixel = std::nullopt);
// What is written beside it. In pixels it says why there are no millimetres.
QStringList lines_of(const Annotation& annotation);
// mm per pixel that a calibration line gives on pixels of that aspect (height / width); nullopt: no length or no
// positive number.
std::optional<double> calibration_of(const Annotation& annotation, double pixel_height);

// "12.3 mm", with "(at detector)" or the like when the millimetre needs a word; "123.4 px" without a spacing.
QString length_text(const imaging::Length& length);

// The level below: C1…C7, T1…T12, L1…L5, S1, then "". Unknown words give "".
QString next_vertebra(const QString& level);

}  // namespace rdc::station

Q_DECLARE_METATYPE(rdc::station::Annotation)
