#include "reading_station/viewer/overlay_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/imaging/measure.h"
#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {
namespace {

QString joined(QStringList parts) {
  parts.removeAll(QString());
  return parts.join(QStringLiteral("  "));
}

void append_unless_empty(QStringList& lines, const QString& line) {
  if (!line.isEmpty()) lines << line;
}

QString unit_text(const imaging::Spacing& spacing) {
  using imaging::SpacingSource;
  switch (spacing.source) {
    case SpacingSource::kNone:
    case SpacingSource::kAspectOnly:
      return ViewerWords::tr("Lengths in pixels (no calibration)");
    case SpacingSource::kPatient:
      return {};
    case SpacingSource::kCalibratedGeometry:
      return ViewerWords::tr("mm: calibrated by geometry");
    case SpacingSource::kCalibratedFiducial:
      return ViewerWords::tr("mm: calibrated by fiducial");
    case SpacingSource::kCalibratedUnknown:
      return ViewerWords::tr("mm: calibration not described");
    case SpacingSource::kDetector:
      return ViewerWords::tr("mm at the detector (not corrected)");
    case SpacingSource::kMagnification:
      return ViewerWords::tr("mm: magnification corrected");
    case SpacingSource::kScannedFilm:
      return ViewerWords::tr("mm on the film");
    case SpacingSource::kReaderCalibrated:
      return ViewerWords::tr("mm: calibrated by reader");
    case SpacingSource::kUltrasoundRegion:
      return {};
  }
  return {};
}

QString value_text(const LoadedImage& image, const imaging::GreyPipeline& pipeline, QPointF pointer) {
  const auto value = imaging::value_at(image.decoded, pipeline, {pointer.x(), pointer.y()});
  if (!value) return {};
  return ViewerWords::tr("x %1  y %2  value %3 %4")
      .arg(static_cast<int>(pointer.x()))
      .arg(static_cast<int>(pointer.y()))
      .arg(*value, 0, 'g', 6)
      .arg(QString::fromLatin1(pipeline.unit()))
      .trimmed();
}

QStringList level_lines(const LoadedImage& image, const imaging::GreyPipeline& pipeline) {
  if (image.decoded.is_colour) return {ViewerWords::tr("Colour")};
  QStringList lines;
  if (const auto& window = pipeline.window()) {
    lines << ViewerWords::tr("W %1  L %2")
                 .arg(window->width, 0, 'f', window->width < 10 ? 1 : 0)
                 .arg(window->center, 0, 'f', window->width < 10 ? 1 : 0);
  } else {
    lines << ViewerWords::tr("Look-up table of the file");
  }
  if (pipeline.inverted()) lines.front() += QStringLiteral("  ") + ViewerWords::tr("inverted");
  return lines;
}

}  // namespace

QString age_text(const QString& dicom_age) {
  if (dicom_age.size() != 4) return {};
  bool is_number = false;
  const int value = dicom_age.left(3).toInt(&is_number);
  if (!is_number) return {};
  switch (dicom_age.at(3).toLatin1()) {
    case 'Y':
      return ViewerWords::tr("%1 y").arg(value);
    case 'M':
      return ViewerWords::tr("%1 months").arg(value);
    case 'W':
      return ViewerWords::tr("%1 weeks").arg(value);
    case 'D':
      return ViewerWords::tr("%1 days").arg(value);
    default:
      return {};
  }
}

QString sex_text(const QString& dicom_sex) {
  if (dicom_sex == QLatin1String("M")) return ViewerWords::tr("Male");
  if (dicom_sex == QLatin1String("F")) return ViewerWords::tr("Female");
  if (dicom_sex == QLatin1String("O")) return ViewerWords::tr("Other");
  return {};
}

OverlayContext overlay_context(const StudyContent& study, const SeriesContent& series) {
  OverlayContext context;
  context.patient_line = joined({study.patient_name, sex_text(study.sex), age_text(study.age)});
  context.patient_id = study.patient_id;
  context.study_line = study.description;
  context.study_time = study.study_time;
  context.site_name = study.site_name;
  context.series_line = joined({series.series_number > 0 ? QString::number(series.series_number) : QString(),
                                series.modality, series.description.isEmpty() ? series.body_part : series.description});
  return context;
}

CornerTexts corner_texts(const OverlayContext& context, const LoadedImage* image, const imaging::GreyPipeline* pipeline,
                         double zoom, const std::optional<QPointF>& pointer) {
  CornerTexts texts;
  append_unless_empty(texts.top_left, context.patient_line);
  append_unless_empty(texts.top_left, context.patient_id);
  append_unless_empty(texts.top_right, context.site_name);
  append_unless_empty(texts.top_right, context.study_line);
  append_unless_empty(texts.top_right, context.study_time);
  append_unless_empty(texts.bottom_left, context.series_line);
  if (context.count > 0)
    texts.bottom_left << ViewerWords::tr("Image %1 / %2").arg(context.index + 1).arg(context.count);
  if (image == nullptr || pipeline == nullptr) return texts;

  const imaging::ImageInfo& info = *image->info;
  const auto& frame = info.frame(image->frame());
  QStringList place;
  if (frame.position && frame.orientation) {
    // The coordinate along which the slices are stacked.
    const auto& o = *frame.orientation;
    const std::array<double, 3> normal{std::abs(o[1] * o[5] - o[2] * o[4]), std::abs(o[2] * o[3] - o[0] * o[5]),
                                       std::abs(o[0] * o[4] - o[1] * o[3])};
    const auto axis = static_cast<std::size_t>(std::max_element(normal.begin(), normal.end()) - normal.begin());
    place << ViewerWords::tr("Position %1 mm").arg((*frame.position)[axis], 0, 'f', 1);
  }
  if (info.slice_thickness) place << ViewerWords::tr("Thickness %1 mm").arg(*info.slice_thickness, 0, 'g', 3);
  append_unless_empty(texts.bottom_left, joined(place));
  append_unless_empty(texts.bottom_left,
                      joined({QString::fromLatin1(info.laterality), QString::fromLatin1(info.view_position)}));
  if (pointer) append_unless_empty(texts.bottom_left, value_text(*image, *pipeline, *pointer));

  texts.bottom_right = level_lines(*image, *pipeline);
  texts.bottom_right << ViewerWords::tr("Zoom %1 %").arg(zoom * 100, 0, 'f', 0);
  const bool has_lengths = std::ranges::any_of(info.regions, &imaging::CalibratedRegion::has_lengths);
  append_unless_empty(texts.bottom_right, has_lengths ? QString() : unit_text(frame.spacing));
  if (info.lossy)
    texts.bottom_right << (info.lossy_ratio > 1
                               ? ViewerWords::tr("Lossy compressed %1:1").arg(info.lossy_ratio, 0, 'g', 3)
                               : ViewerWords::tr("Lossy compressed"));
  append_unless_empty(texts.bottom_right, context.offer_line);
  const auto letters = imaging::edge_letters(info, image->frame());
  texts.left = QString::fromLatin1(letters[0]);
  texts.right = QString::fromLatin1(letters[1]);
  texts.top = QString::fromLatin1(letters[2]);
  texts.bottom = QString::fromLatin1(letters[3]);
  return texts;
}

void CornerTexts::turn(int quarters, bool mirrored) {
  if (mirrored) std::swap(left, right);
  for (int i = 0; i < quarters; ++i) {
    const QString was_top = top;
    top = left;
    left = bottom;
    bottom = right;
    right = was_top;
  }
}

}  // namespace rdc::station
