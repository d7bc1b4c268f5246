// Measurements on image pixels. Coordinates are pixels, (0,0) the outer corner of the first pixel.
#pragma once

#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_info.h"

namespace rdc::imaging {

struct ImagePoint {
  double x = 0;
  double y = 0;
};

// value is in millimetres only if spacing.in_millimetres(), else in pixels.
struct Length {
  double value = 0;
  Spacing spacing;
};
Length measure_length(const ImageInfo& info, int frame, ImagePoint from, ImagePoint to);

// Degrees 0..180 at `vertex`; nullopt when an arm has no length.
std::optional<double> measure_angle(const ImageInfo& info, int frame, ImagePoint a, ImagePoint vertex, ImagePoint b);

struct RegionStatistics {
  std::size_t pixels = 0;  // whole pixels whose centre lies inside
  double mean = 0;         // modality values
  double deviation = 0;    // population standard deviation
  double minimum = 0;
  double maximum = 0;
  double area = 0;  // mm2 only if spacing.in_millimetres(), else pixels
  Spacing spacing;
};
enum class RegionShape { kRectangle, kEllipse };
// The shape inscribed in the corners. nullopt for colour images and when no pixel centre lies inside.
std::optional<RegionStatistics> measure_region(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                                               const GreyPipeline& pipeline, RegionShape shape, ImagePoint corner,
                                               ImagePoint opposite);

}  // namespace rdc::imaging
