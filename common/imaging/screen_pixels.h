// Grey levels as a window of 32 bits a pixel takes them, and work on a whole screen shared out to all cores. Internal
// to this folder.
#pragma once

#include <algorithm>

#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>

namespace rdc::imaging {

// What a thread takes at a time: its levels are still in the cache when they are widened for the screen.
inline constexpr int kStripPixels = 1 << 16;

// work(rows) for some rows at a time, on all cores; returns when all are done. work must bear several threads.
template <typename Work>
void in_strips(const cv::Mat& image, const Work& work) {
  if (image.empty()) return;
  const int rows = std::clamp(kStripPixels / image.cols, 1, image.rows);
  const int strips = (image.rows + rows - 1) / rows;
  const auto some = [&](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) work(cv::Range(i * rows, std::min(image.rows, (i + 1) * rows)));
  };
  if (strips == 1) return some({0, 1});
  cv::parallel_for_({0, strips}, some);
}

// The straight part of a window: level = slope * stored + offset, rounded, 0 to 255.
struct LevelLine {
  float slope = 1, offset = 0;
};

// What draw_line() needs is there (AVX2): others take levels first and widen() them, in half again the time.
bool can_draw_lines();

// stored: CV_16U or CV_16S. screen: CV_8UC4 of the same size; becomes three times the level, and 255. The levels are
// those of cv::Mat::convertTo. Only if can_draw_lines().
void draw_line(const cv::Mat& stored, LevelLine line, cv::Mat& screen);

// levels: CV_8UC1. screen: CV_8UC4 of the same size; becomes three times the level, and 255.
void widen(const cv::Mat& levels, cv::Mat& screen);

}  // namespace rdc::imaging
