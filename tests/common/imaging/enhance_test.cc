#include "common/imaging/enhance.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace rdc::imaging {
namespace {

// A faint disc on a steep ramp: what a nodule behind the heart looks like.
cv::Mat faint_disc(int type = CV_16U) {
  cv::Mat image(300, 300, CV_32F);
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x) image.at<float>(y, x) = static_cast<float>(500 + 10 * x);
  cv::Mat disc = cv::Mat::zeros(image.size(), CV_32F);
  cv::circle(disc, {150, 150}, 12, cv::Scalar(40), -1);
  cv::GaussianBlur(disc, disc, {}, 2);
  image += disc;
  cv::Mat stored;
  image.convertTo(stored, type);
  return stored;
}

// Of the disc against its surroundings, the ramp taken off by symmetry.
double contrast(const cv::Mat& image) {
  const auto mean = [&](int x) { return cv::mean(image(cv::Rect(x, 146, 8, 8)))[0]; };
  return mean(146) - (mean(116) + mean(176)) / 2;
}

struct Kind {
  const char* name;
  Enhancement how;
};
std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }
class Enhance : public ::testing::TestWithParam<Kind> {};

TEST_P(Enhance, KeepsTypeSizeAndTheRangeOfValues) {
  for (const int type : {CV_16U, CV_16S, CV_32F}) {
    const cv::Mat image = faint_disc(type);
    const cv::Mat before = image.clone();
    const cv::Mat enhanced = enhance(image, GetParam().how);
    EXPECT_EQ(enhanced.type(), type);
    EXPECT_EQ(enhanced.size(), image.size());
    double low = 0, high = 0, least = 0, most = 0;
    cv::minMaxLoc(image, &low, &high);
    cv::minMaxLoc(enhanced, &least, &most);
    EXPECT_GE(least, low);
    EXPECT_LE(most, high);
    EXPECT_GT(cv::norm(image, enhanced, cv::NORM_INF), 1);
    EXPECT_EQ(cv::norm(image, before, cv::NORM_INF), 0) << "the original was changed";
  }
}
INSTANTIATE_TEST_SUITE_P(Kinds, Enhance,
                         ::testing::Values(Kind{"MultiScale", {0.7, 0, 0}}, Kind{"LocalContrast", {0, 0.7, 0}},
                                           Kind{"Sharpening", {0, 0, 0.7}}, Kind{"All", {0.5, 0.5, 0.5}}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(EnhanceMultiScale, RaisesAFaintDisc) {
  const cv::Mat image = faint_disc();
  EXPECT_GT(contrast(enhance(image, {1, 0, 0})), 1.5 * contrast(image));
}

TEST(EnhanceOff, GivesTheSamePixels) {
  const cv::Mat image = faint_disc();
  EXPECT_EQ(enhance(image, {}).data, image.data);
}

TEST(EnhancePadding, StaysAsItIs) {
  cv::Mat image = faint_disc();
  image(cv::Rect(0, 0, 40, 300)).setTo(0);
  const cv::Mat enhanced = enhance(image, {1, 1, 1}, std::pair{0, 0});
  EXPECT_EQ(cv::countNonZero(enhanced(cv::Rect(0, 0, 40, 300))), 0);
  double least = 0;
  cv::minMaxLoc(enhanced(cv::Rect(40, 0, 260, 300)), &least, nullptr);
  EXPECT_GE(least, 500 + 10 * 40);
}

}  // namespace
}  // namespace rdc::imaging
