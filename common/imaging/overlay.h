// What lies over the pixels of an image: overlay planes (DICOM PS3.3 C.9.2, C.9.3) and display shutters (C.7.6.11,
// C.7.6.15). Positions are image pixels, (0,0) the outer corner of the first one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace rdc::imaging {

// One 60xx group as its header describes it. Plain values.
struct OverlayPlane {
  int group = 0x6000;  // even, 0x6000 to 0x601E
  int rows = 0, columns = 0;
  int top = 0, left = 0;  // of its first pixel; may lie outside the image
  // Image frames it lies on, from 0: [first_frame, first_frame + frames); nullopt: the same picture on every frame.
  struct Frames {
    int first = 0, count = 1;
  };
  std::optional<Frames> frames;
  std::optional<int> bit;  // of the stored pixel values that hold it; nullopt: it has data of its own
  bool is_region = false;  // type R, a region of interest; else graphics
  std::string label;       // as sent, bytes not converted; "" when none
};

// The set pixels of an overlay on one frame.
struct OverlayMask {
  int group = 0x6000;
  bool is_region = false;
  cv::Mat pixels;  // CV_8UC1, 0 or 255, no larger than what is set; never empty
  cv::Point at;    // of its first pixel in the image
};

// What is shown lies inside all that are set. Edges in pixels: a rectangle of one pixel has right == left + 1.
struct DisplayShutter {
  struct Rectangle {
    double left = 0, top = 0, right = 0, bottom = 0;
  };
  struct Circle {
    double x = 0, y = 0, radius = 0;
  };
  std::optional<Rectangle> rectangle;
  std::optional<Circle> circle;
  std::vector<cv::Point2d> polygon;  // closed by itself; three or more corners, else none
  std::optional<int> overlay_group;  // its set pixels are outside (a bitmap shutter)
  std::uint16_t value = 0;           // P-value outside: 0 black … 65535 white

  bool is_empty() const { return !rectangle && !circle && polygon.empty() && !overlay_group; }
};

// What is set of rows x columns bits in row order, the first of them bit `first` of `bytes` (lowest bit of a byte
// first). nullopt when nothing is set, when bits are missing, or beyond kMaxFramePixels. Group and place are the
// caller's to fill in; `at` is within the plane.
std::optional<OverlayMask> mask_from_bits(std::span<const std::uint8_t> bytes, std::uint64_t first, int rows,
                                          int columns);

}  // namespace rdc::imaging
