#include "reading_station/viewer/measurement.h"

#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {
namespace {

// A word beside every millimetre that is not simply the patient's.
QString caveat(imaging::SpacingSource source) {
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
    case SpacingSource::kNone:
    case SpacingSource::kAspectOnly:
    case SpacingSource::kPatient:
    case SpacingSource::kUltrasoundRegion:
      break;
  }
  return {};
}

}  // namespace

QString length_text(const imaging::Length& length) {
  if (!length.spacing.in_millimetres()) return QStringLiteral("%1 px").arg(length.value, 0, 'f', 1);
  const QString millimetres = QStringLiteral("%1 mm").arg(length.value, 0, 'f', 1);
  const QString word = caveat(length.spacing.source);
  return word.isEmpty() ? millimetres : QStringLiteral("%1 (%2)").arg(millimetres, word);
}

void evaluate(Measurement& measurement, const LoadedImage& image, const imaging::GreyPipeline& pipeline) {
  const imaging::ImagePoint from{measurement.from.x(), measurement.from.y()},
      to{measurement.to.x(), measurement.to.y()};
  measurement.frame = image.key;
  measurement.lines.clear();
  if (measurement.kind == Measurement::Kind::kLength) {
    const auto length = imaging::measure_length(*image.info, image.frame(), from, to);
    measurement.value = length.value;
    measurement.in_millimetres = length.spacing.in_millimetres();
    measurement.lines << length_text(length);
    return;
  }
  const auto region = imaging::measure_region(*image.info, image.frame(), image.decoded, pipeline,
                                              imaging::RegionShape::kEllipse, from, to);
  if (!region) {
    measurement.value = 0;
    measurement.lines << (image.decoded.is_colour ? ViewerWords::tr("colour: no values")
                                                  : ViewerWords::tr("outside the image"));
    return;
  }
  measurement.value = region->mean;
  measurement.in_millimetres = region->spacing.in_millimetres();
  const QString unit = QString::fromLatin1(pipeline.unit());
  measurement.lines
      << ViewerWords::tr("Mean %1 %2  SD %3").arg(region->mean, 0, 'f', 1).arg(unit).arg(region->deviation, 0, 'f', 1)
      << ViewerWords::tr("Min %1  Max %2").arg(region->minimum, 0, 'f', 0).arg(region->maximum, 0, 'f', 0)
      << ViewerWords::tr("Area %1 %2")
             .arg(region->area, 0, 'f', 1)
             .arg(measurement.in_millimetres ? QStringLiteral("mm²") : QStringLiteral("px"));
}

}  // namespace rdc::station
