// The texts in the corners of an image: who, what, which, how. Built apart from any widget.
#pragma once

#include <QPointF>
#include <QString>
#include <QStringList>
#include <optional>

#include "common/imaging/grey_pipeline.h"
#include "reading_station/viewer/loaded_image.h"
#include "reading_station/viewer/study_content.h"

namespace rdc::station {

struct OverlayContext {
  QString patient_line;  // name, sex, age
  QString patient_id;
  QString study_line;  // description
  QString study_time;
  QString site_name;
  QString series_line;  // number, modality, description
  int index = 0;        // of the image shown, from 0
  int count = 0;
  QString prior_line;  // of an earlier study: says so, and from when
  QString offer_line;  // what else the file offers: presentation states
  QString state_line;  // what has been done to the image: enhanced, reformatted
};
OverlayContext overlay_context(const StudyContent& study, const SeriesContent& series);

struct CornerTexts {
  QStringList top_left;              // patient
  QStringList top_right;             // study, site
  QStringList bottom_left;           // series, image number, position
  QStringList bottom_right;          // window, zoom, unit source, lossy mark
  QString left, right, top, bottom;  // orientation letters

  // The letters go with the image: mirrored, then turned clockwise.
  void turn(int quarters, bool mirrored);
};
CornerTexts corner_texts(const OverlayContext& context, const LoadedImage* image, const imaging::GreyPipeline* pipeline,
                         double zoom, const std::optional<QPointF>& pointer);

// "046Y" -> "46 岁" / "46 y"; "" stays "".
QString age_text(const QString& dicom_age);
QString sex_text(const QString& dicom_sex);

}  // namespace rdc::station
