// Lengths and regions drawn by the reader.
#pragma once

#include <QPointF>
#include <QString>
#include <QStringList>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/measure.h"
#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

struct Measurement {
  enum class Kind { kLength, kRegion };
  Kind kind = Kind::kLength;
  FrameKey frame;
  QPointF from;  // image pixels
  QPointF to;
  double value = 0;  // length, or the region's mean
  bool in_millimetres = false;
  QStringList lines;  // as shown beside it
};

// "12.3 mm", with "(at detector)" or the like when the millimetre needs a word; "123.4 px" without a spacing.
QString length_text(const imaging::Length& length);
// Fills value, unit and lines from the image.
void evaluate(Measurement& measurement, const LoadedImage& image, const imaging::GreyPipeline& pipeline);

}  // namespace rdc::station
