// Measurements on image pixels. Coordinates are pixels, (0,0) the outer corner of the first pixel.
#pragma once

#include <optional>
#include <span>
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

// Along all points in their order; pixels unless every leg has the same spacing in millimetres.
Length measure_path(const ImageInfo& info, int frame, std::span<const ImagePoint> points);

// Degrees 0..180 at `vertex`; nullopt when an arm has no length.
std::optional<double> measure_angle(const ImageInfo& info, int frame, ImagePoint a, ImagePoint vertex, ImagePoint b);

// The acute angle, 0..90 degrees, between the lines a-b and c-d (Cobb, between two end plates: whichever way each of
// them was drawn). nullopt when a line has no length.
std::optional<double> measure_line_angle(const ImageInfo& info, int frame, ImagePoint a, ImagePoint b, ImagePoint c,
                                         ImagePoint d);

struct RegionStatistics {
  std::size_t pixels = 0;  // whole pixels whose centre lies inside and that have a value
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

// Inside the outline, which is closed from its last point to its first; even-odd where it crosses itself. As
// measure_region; nullopt also for fewer than three points.
std::optional<RegionStatistics> measure_polygon(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                                                const GreyPipeline& pipeline, std::span<const ImagePoint> outline);

// What a shape covers, colour images included: mm2 only if spacing.in_millimetres(), else pixels.
struct Area {
  double value = 0;
  Spacing spacing;
};
Area polygon_area(const ImageInfo& info, int frame, std::span<const ImagePoint> outline);

// The modality value of the pixel that `at` lies in; nullopt outside the image, for colour and where a floating-point
// image has none.
std::optional<double> value_at(const DecodedFrame& decoded, const GreyPipeline& pipeline, ImagePoint at);

}  // namespace rdc::imaging
