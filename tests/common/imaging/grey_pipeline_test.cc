#include "common/imaging/grey_pipeline.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace rdc::imaging {
namespace {

ImageInfo grey_info() {
  ImageInfo info;
  info.photometric = "MONOCHROME2";
  info.modality = "CT";
  info.frame_infos.resize(1);
  return info;
}

DecodedFrame ramp(int depth, int first, int count) {
  DecodedFrame frame{cv::Mat(1, count, depth), false};
  for (int i = 0; i < count; ++i) {
    if (depth == CV_16S)
      frame.pixels.at<std::int16_t>(0, i) = static_cast<std::int16_t>(first + i);
    else
      frame.pixels.at<std::uint16_t>(0, i) = static_cast<std::uint16_t>(first + i);
  }
  return frame;
}

int level(const GreyPipeline& pipeline, const DecodedFrame& frame, int column) {
  cv::Mat out;
  pipeline.apply(frame.pixels, out);
  return out.at<std::uint8_t>(0, column);
}

TEST(Window, LinearFollowsTheStandardsExample) {
  // PS3.3 C.11.2.1.2.1: c=2048, w=4096: x <= 0 is black, x > 4095 white.
  const WindowSetting window{2048, 4096, VoiFunction::kLinear, ""};
  EXPECT_EQ(apply_window(window, 0), 0);
  EXPECT_GT(apply_window(window, 1), 0);
  EXPECT_LT(apply_window(window, 4094), 1);
  EXPECT_EQ(apply_window(window, 4095), 1);
  // c=2048, w=1: a threshold.
  EXPECT_EQ(apply_window({2048, 1, VoiFunction::kLinear, ""}, 2047), 0);
  EXPECT_EQ(apply_window({2048, 1, VoiFunction::kLinear, ""}, 2048), 1);
}

TEST(Window, LinearExactAndSigmoid) {
  const WindowSetting exact{100, 50, VoiFunction::kLinearExact, ""};
  EXPECT_EQ(apply_window(exact, 75), 0);
  EXPECT_DOUBLE_EQ(apply_window(exact, 100), 0.5);
  EXPECT_EQ(apply_window(exact, 125), 1);
  const WindowSetting sigmoid{100, 50, VoiFunction::kSigmoid, ""};
  EXPECT_DOUBLE_EQ(apply_window(sigmoid, 100), 0.5);
  EXPECT_NEAR(apply_window(sigmoid, 125), 1 / (1 + std::exp(-2.0)), 1e-12);
}

TEST(GreyPipeline, FastAndExactWaysAgree) {
  // The affine shortcut against the definition, for every stored value and both signs.
  for (const int depth : {CV_16U, CV_16S}) {
    auto info = grey_info();
    info.frame_infos[0].rescale_slope = 1.5;
    info.frame_infos[0].rescale_intercept = -1024;
    const auto frame = ramp(depth, depth == CV_16S ? -3000 : 0, 6000);
    for (const auto function : {VoiFunction::kLinear, VoiFunction::kLinearExact}) {
      const WindowSetting window{40, 400, function, ""};
      GreyPipeline pipeline(info, 0, frame);
      pipeline.set_window(window);
      cv::Mat out;
      pipeline.apply(frame.pixels, out);
      for (int i = 0; i < 6000; ++i) {
        const double stored =
            depth == CV_16S ? frame.pixels.at<std::int16_t>(0, i) : frame.pixels.at<std::uint16_t>(0, i);
        const double want = apply_window(window, stored * 1.5 - 1024) * 255;
        ASSERT_NEAR(out.at<std::uint8_t>(0, i), want, 0.51) << i;
      }
    }
  }
}

// Where 32-bit floats would pass whole numbers, or no longer tell neighbours apart.
TEST(GreyPipeline, SteepWindowsAreExactToo) {
  struct Steep {
    double slope, intercept, center, width;
    VoiFunction function;
  };
  for (const Steep& c : {Steep{1, 0, 60'000, 2, VoiFunction::kLinear},
                         {1, 0, 60'000, 4, VoiFunction::kLinear},
                         {1, 0, 300, 1e-6, VoiFunction::kLinearExact},
                         {5e4, -3, 2e9, 10, VoiFunction::kLinear},
                         {-3e5, 0, -1e10, 1000, VoiFunction::kLinearExact}}) {
    auto info = grey_info();
    info.frame_infos[0].rescale_slope = c.slope;
    info.frame_infos[0].rescale_intercept = c.intercept;
    const auto frame = ramp(CV_16U, 0, 65536);
    GreyPipeline pipeline(info, 0, frame);
    const WindowSetting window{c.center, c.width, c.function, ""};
    pipeline.set_window(window);
    cv::Mat out, screen;
    pipeline.apply(frame.pixels, out);
    pipeline.apply_to_screen(frame.pixels, screen);
    for (int i = 0; i < 65536; ++i) {
      ASSERT_NEAR(out.at<std::uint8_t>(0, i), apply_window(window, i * c.slope + c.intercept) * 255, 0.51)
          << c.center << ' ' << c.width << ' ' << i;
      ASSERT_EQ(screen.at<cv::Vec4b>(0, i)[0], out.at<std::uint8_t>(0, i)) << i;
    }
  }
}

// Larger than what one thread takes at a time, a part of a larger image: every pixel as if it were alone.
TEST(GreyPipeline, LargeImagesGetTheSameLevelsAndTheScreenGetsThemThreeTimes) {
  for (const int depth : {CV_16U, CV_16S, CV_32F})
    for (const auto function : {VoiFunction::kLinear, VoiFunction::kSigmoid}) {
      cv::Mat whole(700, 1100, depth);
      cv::randu(whole, cv::Scalar(depth == CV_16U ? 0 : -2000), cv::Scalar(3000));
      const cv::Mat part = whole(cv::Rect(13, 7, 1001, 690));
      GreyPipeline pipeline(grey_info(), 0, DecodedFrame{part, false});
      pipeline.set_window({500, 1500, function, ""});
      pipeline.set_inverted(depth == CV_16S);
      cv::Mat levels, screen;
      pipeline.apply(part, levels);
      pipeline.apply_to_screen(part, screen);
      ASSERT_EQ(levels.size(), part.size());
      ASSERT_EQ(screen.type(), CV_8UC4);
      for (int row = 0; row < part.rows; row += 23) {
        cv::Mat alone;
        pipeline.apply(part.row(row), alone);
        for (int column = 0; column < part.cols; ++column) {
          const std::uint8_t level = alone.at<std::uint8_t>(0, column);
          ASSERT_EQ(levels.at<std::uint8_t>(row, column), level) << row << ' ' << column;
          ASSERT_EQ(screen.at<cv::Vec4b>(row, column), cv::Vec4b(level, level, level, 255));
        }
      }
    }
}

TEST(GreyPipeline, MeasuresALargeImageAsASmallOne) {
  cv::Mat large(1500, 1501, CV_16S, cv::Scalar(7));
  large.at<std::int16_t>(0, 0) = -32768;
  large.at<std::int16_t>(1499, 1500) = 32767;
  for (int row = 0; row < 1500; ++row)
    for (int column = 0; column < 100; ++column) large.at<std::int16_t>(row, column + 200) = -50;
  const GreyPipeline pipeline(grey_info(), 0, DecodedFrame{large, false});
  EXPECT_EQ(pipeline.value_range(), std::pair(-32768.0, 32767.0));
  EXPECT_EQ(pipeline.automatic_window().center, (-50 + 7 + 1) / 2.0);
  EXPECT_EQ(pipeline.automatic_window().width, 7 + 50 + 1);
}

TEST(GreyPipeline, StartsWithTheFilesWindowElseTheWholeRange) {
  auto info = grey_info();
  const auto frame = ramp(CV_16U, 100, 101);
  EXPECT_EQ(level(GreyPipeline(info, 0, frame), frame, 0), 0);
  EXPECT_EQ(level(GreyPipeline(info, 0, frame), frame, 100), 255);
  info.frame_infos[0].windows = {{50, 10, VoiFunction::kLinear, "BONE"}};
  EXPECT_EQ(GreyPipeline(info, 0, frame).window()->explanation, "BONE");
}

TEST(GreyPipeline, MonochromeOneInvertsAndSoDoesTheReader) {
  auto info = grey_info();
  info.photometric = "MONOCHROME1";
  const auto frame = ramp(CV_16U, 0, 256);
  GreyPipeline pipeline(info, 0, frame);
  pipeline.set_window({127.5, 255, VoiFunction::kLinearExact, ""});
  EXPECT_EQ(level(pipeline, frame, 0), 255);
  pipeline.set_inverted(true);
  EXPECT_EQ(level(pipeline, frame, 0), 0);
  // Both together are one inversion, not two: DX says MONOCHROME1 with INVERSE.
  info.inverse_shape = true;
  EXPECT_EQ(level(GreyPipeline(info, 0, frame), frame, 0), 255);
}

TEST(GreyPipeline, PaddingIsBlackAndOutOfTheRange) {
  auto info = grey_info();
  info.photometric = "MONOCHROME1";
  info.padding = {-2000, -2000};
  auto frame = ramp(CV_16S, 0, 100);
  frame.pixels.at<std::int16_t>(0, 0) = -2000;
  const GreyPipeline pipeline(info, 0, frame);
  EXPECT_EQ(pipeline.value_range().first, 1);
  EXPECT_EQ(level(pipeline, frame, 0), 0);
  EXPECT_EQ(level(pipeline, frame, 1), 255);
}

TEST(GreyPipeline, LookUpTablesClampAtTheirEnds) {
  auto info = grey_info();
  LookupTable modality{10, 16, {100, 200, 300}, ""};
  info.frame_infos[0].modality_lut = std::make_shared<LookupTable>(modality);
  LookupTable voi{100, 8, std::vector<std::uint16_t>(201), ""};
  for (std::size_t i = 0; i < voi.entries.size(); ++i) voi.entries[i] = static_cast<std::uint16_t>(i);
  info.frame_infos[0].voi_luts = {std::make_shared<LookupTable>(voi)};
  const auto frame = ramp(CV_16U, 9, 5);  // 9, 10, 11, 12, 13
  const GreyPipeline pipeline(info, 0, frame);
  EXPECT_FALSE(pipeline.window());
  EXPECT_EQ(level(pipeline, frame, 0), 0);
  EXPECT_EQ(level(pipeline, frame, 2), 100);
  EXPECT_EQ(level(pipeline, frame, 4), 200);
  EXPECT_EQ(pipeline.modality_value(11), 200);
}

TEST(GreyPipeline, RefusesSenselessWindows) {
  const auto frame = ramp(CV_16U, 0, 10);
  GreyPipeline pipeline(grey_info(), 0, frame);
  pipeline.set_window({std::nan(""), -5, VoiFunction::kLinear, ""});
  EXPECT_EQ(pipeline.window()->width, 1);
  EXPECT_EQ(pipeline.window()->center, 0);
  pipeline.reset();
  EXPECT_EQ(*pipeline.window(), pipeline.automatic_window());
}

// A state's transformations stand in the place of all of the image's own (PS3.3 C.11.7).
TEST(GreyPipeline, APresentationStateReplacesEverything) {
  auto info = grey_info();
  info.photometric = "MONOCHROME1";
  info.bits_stored = 8;
  info.frame_infos[0].rescale_intercept = -1024;
  info.frame_infos[0].windows = {{0, 10, VoiFunction::kLinear, ""}};
  const auto frame = ramp(CV_16U, 0, 256);
  PresentedTransform transform;
  const GreyPipeline plain(info, 0, frame, transform);
  for (const int value : {0, 1, 100, 254, 255}) EXPECT_EQ(level(plain, frame, value), value) << "no VOI, MONOCHROME1";
  transform.inverse = true;
  GreyPipeline inverse(info, 0, frame, transform);
  EXPECT_EQ(level(inverse, frame, 255), 0);
  EXPECT_TRUE(inverse.is_inverse());
  inverse.set_inverted(true);
  EXPECT_EQ(level(inverse, frame, 255), 255) << "the reader inverts on top";
  transform = {};
  transform.rescale_slope = 2;
  transform.rescale_type = "HU";
  transform.window = WindowSetting{100, 101, VoiFunction::kLinear, ""};
  GreyPipeline windowed(info, 0, frame, transform);
  EXPECT_EQ(windowed.modality_value(10), 20);
  EXPECT_EQ(windowed.unit(), "HU");
  EXPECT_EQ(level(windowed, frame, 24), 0);
  EXPECT_EQ(level(windowed, frame, 75), 255);
  windowed.set_window({0, 4, VoiFunction::kLinear, ""});
  windowed.reset();
  EXPECT_EQ(windowed.window()->center, 100) << "back to the state's window, not to the file's";
}

TEST(GreyPipeline, APresentationTableComesLast) {
  auto info = grey_info();
  info.bits_stored = 8;
  const auto frame = ramp(CV_16U, 0, 256);
  auto table = std::make_shared<LookupTable>();
  table->bits = 8;
  for (int i = 0; i < 256; ++i) table->entries.push_back(static_cast<std::uint16_t>(255 - i));
  PresentedTransform transform;
  transform.presentation_lut = table;
  GreyPipeline pipeline(info, 0, frame, transform);
  for (const int value : {0, 7, 128, 255}) EXPECT_EQ(level(pipeline, frame, value), 255 - value);
  pipeline.set_window({128, 2, VoiFunction::kLinear, ""});
  EXPECT_EQ(level(pipeline, frame, 10), 255) << "what the window makes black is looked up first";
}

}  // namespace
}  // namespace rdc::imaging
