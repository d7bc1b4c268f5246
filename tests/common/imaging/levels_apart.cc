#include "tests/common/imaging/levels_apart.h"

#include <algorithm>
#include <cmath>

namespace rdc::imaging {

Apart compare(const cv::Mat& ours, const cv::Mat& theirs, const cv::Mat& left_out) {
  cv::Mat difference;
  cv::absdiff(ours, theirs, difference);
  if (!left_out.empty()) difference.setTo(0, left_out);
  Apart apart;
  apart.pixels = difference.total();
  const cv::Mat flat = difference.reshape(1);
  for (int row = 0; row < flat.rows; ++row) {
    const auto* line = flat.ptr<std::uint8_t>(row);
    for (int column = 0; column < flat.cols; ++column) {
      apart.most = std::max<int>(apart.most, line[column]);
      if (line[column] == 1) ++apart.by_one;
    }
  }
  return apart;
}

cv::Mat padding_of(const ImageInfo& info, const DecodedFrame& frame) {
  if (!info.padding || frame.is_colour) return {};
  cv::Mat inside;
  cv::inRange(frame.pixels, cv::Scalar(info.padding->first), cv::Scalar(info.padding->second), inside);
  return inside;
}

std::vector<AskedWindow> windows_for(const GreyPipeline& pipeline) {
  std::vector<AskedWindow> asked{{pipeline.window()}};
  const auto [low, high] = pipeline.value_range();
  const double center = (low + high) / 2, width = std::max(2.0, high - low);
  for (const WindowSetting& window : {WindowSetting{center, width / 4, VoiFunction::kLinear, ""},
                                      WindowSetting{center + width / 8, width / 2, VoiFunction::kLinearExact, ""},
                                      WindowSetting{center, width / 3, VoiFunction::kSigmoid, ""}})
    asked.push_back({WindowSetting{window.center, std::max(1.0, window.width), window.function, ""}});
  return asked;
}

int allowed_apart(const ImageInfo& info, int frame, const AskedWindow& asked) {
  if (info.photometric.starts_with("YBR")) return 2;
  const FrameInfo& own = info.frame(frame);
  const bool has_fractions =
      own.rescale_slope != std::floor(own.rescale_slope) || own.rescale_intercept != std::floor(own.rescale_intercept);
  if (!has_fractions || own.modality_lut || !asked.window) return 1;
  return 1 + static_cast<int>(255 / asked.window->width);
}

}  // namespace rdc::imaging
