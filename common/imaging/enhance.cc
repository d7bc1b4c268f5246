#include "common/imaging/enhance.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace rdc::imaging {
namespace {

constexpr int kCoarsestSide = 16;  // pixels: below that a pyramid's level is brightness, not structure

// Details of every size, each raised the more the fainter it is: d -> d (|d|/D)^(p-1), bounded at 1 + 3 strength.
void raise_details(cv::Mat& values, double strength) {
  std::vector<cv::Mat> details;
  cv::Mat level = values;
  while (std::min(level.rows, level.cols) > 2 * kCoarsestSide) {
    cv::Mat smaller, back;
    cv::pyrDown(level, smaller);
    cv::pyrUp(smaller, back, level.size());
    details.emplace_back(level - back);
    level = smaller;
  }
  const auto power = static_cast<float>(-0.45 * strength);
  const auto most = static_cast<float>(1 + 3 * strength);
  for (std::size_t i = details.size(); i-- > 0;) {
    cv::Mat& detail = details[i];
    cv::Scalar mean, deviation;
    cv::meanStdDev(detail, mean, deviation);
    const float large = static_cast<float>(std::max(1e-6, 4 * deviation[0]));
    // The finest level is mostly noise: half the raise there.
    const float share = i == 0 ? 0.5F : 1.0F;
    detail.forEach<float>([=](float& d, const int*) {
      const float size = std::max(std::abs(d) / large, 1e-3F);
      const float gain = size >= 1 ? 1.0F : std::min(most, std::pow(size, power));
      d *= 1 + (gain - 1) * share;
    });
    cv::Mat back;
    cv::pyrUp(level, back, detail.size());
    level = back + detail;
  }
  values = level;
}

void equalise(cv::Mat& values, double low, double high, double strength) {
  const double range = std::max(1.0, high - low);
  cv::Mat wide, equal, back;
  values.convertTo(wide, CV_16U, 65535 / range, -low * 65535 / range);
  cv::createCLAHE(2.0, cv::Size(8, 8))->apply(wide, equal);
  equal.convertTo(back, CV_32F, range / 65535, low);
  cv::addWeighted(values, 1 - strength, back, strength, 0, values);
}

void sharpen(cv::Mat& values, double strength) {
  cv::Mat soft;
  cv::GaussianBlur(values, soft, {}, 2);
  cv::addWeighted(values, 1 + 1.5 * strength, soft, -1.5 * strength, 0, values);
}

}  // namespace

cv::Mat enhance(const cv::Mat& stored, const Enhancement& how,
                const std::optional<std::pair<std::int32_t, std::int32_t>>& padding) {
  if (!how.is_on() || stored.empty() || stored.channels() != 1) return stored;
  cv::Mat outside;
  if (padding) cv::inRange(stored, cv::Scalar(padding->first), cv::Scalar(padding->second), outside);
  double low = 0, high = 0;
  cv::minMaxLoc(stored, &low, &high, nullptr, nullptr, outside.empty() ? cv::noArray() : cv::InputArray(~outside));
  cv::Mat values;
  stored.convertTo(values, CV_32F);
  // Padding far from the image would be an edge to raise.
  if (!outside.empty()) values.setTo(low, outside);
  if (how.local_contrast > 0) equalise(values, low, high, std::min(1.0, how.local_contrast));
  if (how.multi_scale > 0) raise_details(values, std::min(1.0, how.multi_scale));
  if (how.sharpening > 0) sharpen(values, std::min(1.0, how.sharpening));
  cv::min(values, high, values);
  cv::max(values, low, values);
  cv::Mat enhanced;
  values.convertTo(enhanced, stored.type());
  if (!outside.empty()) stored.copyTo(enhanced, outside);
  return enhanced;
}

}  // namespace rdc::imaging
