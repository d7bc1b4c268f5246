// How far our picture of a frame is from DCMTK's, and how far it may be.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "common/imaging/grey_pipeline.h"
#include "tests/common/imaging/dcmtk_picture.h"

namespace rdc::imaging {

// Of one difference image.
struct Apart {
  int most = 0;
  std::size_t pixels = 0, by_one = 0;
};
Apart compare(const cv::Mat& ours, const cv::Mat& theirs, const cv::Mat& left_out);

// DicomImage draws padding like any value; we draw it black (PS3.3 C.7.5.1.1.2).
cv::Mat padding_of(const ImageInfo& info, const DecodedFrame& frame);

// The frame's own, then one of every function about its middle.
std::vector<AskedWindow> windows_for(const GreyPipeline& pipeline);

// One level, and what DCMTK gives away of its own: it turns YBR to RGB with fixed-point factors that are cut, not
// rounded, and makes whole numbers of modality values whose slope has a fraction.
int allowed_apart(const ImageInfo& info, int frame, const AskedWindow& asked);

}  // namespace rdc::imaging
