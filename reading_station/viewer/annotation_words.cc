// Names, keys and texts of annotations.
#include <QLocale>
#include <array>
#include <utility>

#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {
namespace {

using Kind = AnnotationKind;
constexpr std::array kKinds{std::pair{Kind::kLength, "length"},       std::pair{Kind::kAngle, "angle"},
                            std::pair{Kind::kCobb, "cobb"},           std::pair{Kind::kPolyline, "polyline"},
                            std::pair{Kind::kRectangle, "rectangle"}, std::pair{Kind::kEllipse, "ellipse"},
                            std::pair{Kind::kFreehand, "freehand"},   std::pair{Kind::kPoint, "point"},
                            std::pair{Kind::kArrow, "arrow"},         std::pair{Kind::kText, "text"},
                            std::pair{Kind::kHeartRatio, "ctr"},      std::pair{Kind::kLimb, "limb"},
                            std::pair{Kind::kVertebra, "vertebra"},   std::pair{Kind::kCalibration, "calibration"}};

QString number_text(double value, const QString& unit) {
  const int decimals = unit.isEmpty() ? 2 : 1;
  return QString::number(value, 'f', decimals);
}

}  // namespace

const char* key_of(Kind kind) {
  for (const auto& [of, key] : kKinds)
    if (of == kind) return key;
  return "";
}

std::optional<Kind> kind_of(const QString& key) {
  for (const auto& [kind, known] : kKinds)
    if (key == QLatin1String(known)) return kind;
  return std::nullopt;
}

PointCount points_of(Kind kind) {
  switch (kind) {
    case Kind::kPoint:
    case Kind::kText:
    case Kind::kVertebra:
      return {1, 1};
    case Kind::kLength:
    case Kind::kRectangle:
    case Kind::kEllipse:
    case Kind::kArrow:
    case Kind::kCalibration:
      return {2, 2};
    case Kind::kAngle:
    case Kind::kLimb:
      return {3, 3};
    case Kind::kCobb:
    case Kind::kHeartRatio:
      return {4, 4};
    case Kind::kPolyline:
      return {2, 0};
    case Kind::kFreehand:
      return {3, 0};
  }
  return {};
}

QString title_of(Kind kind) {
  switch (kind) {
    case Kind::kLength:
      return ViewerWords::tr("Length");
    case Kind::kAngle:
      return ViewerWords::tr("Angle");
    case Kind::kCobb:
      return ViewerWords::tr("Cobb angle");
    case Kind::kPolyline:
      return ViewerWords::tr("Polyline");
    case Kind::kRectangle:
      return ViewerWords::tr("Rectangle");
    case Kind::kEllipse:
      return ViewerWords::tr("Ellipse");
    case Kind::kFreehand:
      return ViewerWords::tr("Freehand region");
    case Kind::kPoint:
      return ViewerWords::tr("Point value");
    case Kind::kArrow:
      return ViewerWords::tr("Arrow");
    case Kind::kText:
      return ViewerWords::tr("Text");
    case Kind::kHeartRatio:
      return ViewerWords::tr("Cardiothoracic ratio");
    case Kind::kLimb:
      return ViewerWords::tr("Limb length");
    case Kind::kVertebra:
      return ViewerWords::tr("Vertebral level");
    case Kind::kCalibration:
      return ViewerWords::tr("Calibration");
  }
  return {};
}

const char* key_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::kLength:
      return "length";
    case Quantity::kPerimeter:
      return "perimeter";
    case Quantity::kAngle:
      return "angle";
    case Quantity::kCobbAngle:
      return "cobb";
    case Quantity::kArea:
      return "area";
    case Quantity::kMean:
      return "mean";
    case Quantity::kDeviation:
      return "sd";
    case Quantity::kMinimum:
      return "min";
    case Quantity::kMaximum:
      return "max";
    case Quantity::kValue:
      return "value";
    case Quantity::kHeartWidth:
      return "heart";
    case Quantity::kChestWidth:
      return "chest";
    case Quantity::kRatio:
      return "ctr";
    case Quantity::kFemur:
      return "femur";
    case Quantity::kTibia:
      return "tibia";
    case Quantity::kKneeAngle:
      return "knee";
  }
  return "";
}

QString title_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::kLength:
      return ViewerWords::tr("Length");
    case Quantity::kPerimeter:
      return ViewerWords::tr("Perimeter");
    case Quantity::kAngle:
      return ViewerWords::tr("Angle");
    case Quantity::kCobbAngle:
      return ViewerWords::tr("Cobb");
    case Quantity::kArea:
      return ViewerWords::tr("Area");
    case Quantity::kMean:
      return ViewerWords::tr("Mean");
    case Quantity::kDeviation:
      return ViewerWords::tr("SD");
    case Quantity::kMinimum:
      return ViewerWords::tr("Min");
    case Quantity::kMaximum:
      return ViewerWords::tr("Max");
    case Quantity::kValue:
      return ViewerWords::tr("Value");
    case Quantity::kHeartWidth:
      return ViewerWords::tr("Heart");
    case Quantity::kChestWidth:
      return ViewerWords::tr("Chest");
    case Quantity::kRatio:
      return ViewerWords::tr("CTR");
    case Quantity::kFemur:
      return ViewerWords::tr("Hip–knee");
    case Quantity::kTibia:
      return ViewerWords::tr("Knee–ankle");
    case Quantity::kKneeAngle:
      return ViewerWords::tr("Hip–knee–ankle");
  }
  return {};
}

QString caveat_of(imaging::SpacingSource source) {
  using imaging::SpacingSource;
  switch (source) {
    case SpacingSource::kDetector:
      return ViewerWords::tr("at detector");
    case SpacingSource::kMagnification:
      return ViewerWords::tr("magnification corrected");
    case SpacingSource::kCalibratedGeometry:
      return ViewerWords::tr("calibrated: geometry");
    case SpacingSource::kCalibratedFiducial:
      return ViewerWords::tr("calibrated: fiducial");
    case SpacingSource::kCalibratedUnknown:
      return ViewerWords::tr("calibration unknown");
    case SpacingSource::kScannedFilm:
      return ViewerWords::tr("on film");
    case SpacingSource::kReaderCalibrated:
      return ViewerWords::tr("calibrated by reader");
    case SpacingSource::kNone:
    case SpacingSource::kAspectOnly:
    case SpacingSource::kPatient:
    case SpacingSource::kUltrasoundRegion:
      break;
  }
  return {};
}

QString length_text(const imaging::Length& length) {
  return text_of(
      {Quantity::kLength, length.value, length.spacing.in_millimetres() ? "mm" : "px", length.spacing.source});
}

QString text_of(const Reading& reading) {
  const QString number = number_text(reading.value, reading.unit);
  if (reading.unit == QStringLiteral("°") || reading.unit.isEmpty()) return number + reading.unit;
  const QString words = QStringLiteral("%1 %2").arg(number, reading.unit);
  const QString caveat = reading.unit.startsWith("mm") ? caveat_of(reading.source) : QString();
  return caveat.isEmpty() ? words : QStringLiteral("%1 (%2)").arg(words, caveat);
}

QStringList lines_of(const Annotation& annotation) {
  QStringList lines;
  if (annotation.kind == Kind::kCalibration) {
    lines << ViewerWords::tr("Calibration: %1 mm").arg(annotation.text);
  } else if (!annotation.text.isEmpty()) {
    lines << annotation.text.split(QLatin1Char('\n'));
  }
  const bool one = annotation.readings.size() == 1;
  bool pixels = false;
  for (const Reading& reading : annotation.readings) {
    pixels = pixels || reading.unit == QStringLiteral("px");
    lines << (one ? text_of(reading) : title_of(reading.quantity) + QLatin1Char(' ') + text_of(reading));
  }
  if (pixels) lines << ViewerWords::tr("no pixel spacing in the file");
  if (annotation.proposal) lines << ViewerWords::tr("Proposal: move the lines, or press Enter");
  if (!annotation.is_own()) lines << annotation.author;
  return lines;
}

QString next_vertebra(const QString& level) {
  static const QStringList kLevels = [] {
    QStringList levels;
    for (const auto& [letter, count] : {std::pair{'C', 7}, std::pair{'T', 12}, std::pair{'L', 5}, std::pair{'S', 1}})
      for (int i = 1; i <= count; ++i) levels << QLatin1Char(letter) + QString::number(i);
    return levels;
  }();
  const auto at = kLevels.indexOf(level.toUpper());
  return at < 0 || at + 1 >= kLevels.size() ? QString() : kLevels[at + 1];
}

}  // namespace rdc::station
