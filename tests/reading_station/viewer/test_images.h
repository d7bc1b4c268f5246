// Images made in memory for the viewer's tests.
#pragma once

#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

// A ramp of Hounsfield units 0..columns-1 (stored with an offset of 1024), modality CT, 0.5 mm pixels.
inline LoadedImagePtr ramp_image(const QString& sha256, int rows = 100, int columns = 200) {
  auto info = std::make_shared<imaging::ImageInfo>();
  info->rows = rows;
  info->columns = columns;
  info->modality = "CT";
  info->photometric = "MONOCHROME2";
  imaging::FrameInfo frame;
  frame.rescale_intercept = -1024;
  frame.rescale_type = "HU";
  frame.windows = {{40, 400, imaging::VoiFunction::kLinear, "SOFT"}};
  frame.spacing = {0.5, 0.5, imaging::SpacingSource::kPatient};
  info->frame_infos = {frame};
  imaging::DecodedFrame decoded{cv::Mat(rows, columns, CV_16U), false};
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) decoded.pixels.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(1024 + x);
  imaging::GreyPipeline pipeline(*info, 0, decoded);
  return LoadedImagePtr(new LoadedImage{{sha256, 0}, info, std::move(decoded), std::move(pipeline)});
}

}  // namespace rdc::station
