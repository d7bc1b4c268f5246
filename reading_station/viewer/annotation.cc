#include "reading_station/viewer/annotation.h"

#include <cmath>
#include <numbers>

namespace rdc::station {
namespace {

using imaging::ImagePoint;
using Kind = AnnotationKind;

ImagePoint to_point(QPointF at) { return {at.x(), at.y()}; }

// Measures one annotation on one frame, whose spacing may be the reader's own.
class Measuring {
 public:
  Measuring(Annotation& annotation, const LoadedImage& image, const imaging::ImageInfo& info, int frame)
      : annotation_(annotation), image_(image), info_(info), frame_(frame) {
    for (const QPointF& at : annotation.points) points_.push_back(to_point(at));
  }

  void run() {
    switch (annotation_.kind) {
      case Kind::kLength:
        return add(Quantity::kLength, length(0, 1));
      case Kind::kPolyline:
        return add(Quantity::kLength, imaging::measure_path(info_, frame_, points_));
      case Kind::kAngle:
        return add_angle(Quantity::kAngle, imaging::measure_angle(info_, frame_, points_[0], points_[1], points_[2]));
      case Kind::kCobb:
        return add_angle(Quantity::kCobbAngle,
                         imaging::measure_line_angle(info_, frame_, points_[0], points_[1], points_[2], points_[3]));
      case Kind::kRectangle:
      case Kind::kEllipse:
      case Kind::kFreehand:
        return region();
      case Kind::kPoint:
        if (const auto value = imaging::value_at(image_.decoded, image_.pipeline, points_[0]))
          add_value(Quantity::kValue, *value);
        return;
      case Kind::kHeartRatio:
        return heart();
      case Kind::kLimb:
        return limb();
      case Kind::kArrow:
      case Kind::kText:
      case Kind::kVertebra:
      case Kind::kCalibration:
        return;
    }
  }

 private:
  imaging::Length length(std::size_t from, std::size_t to) const {
    return imaging::measure_length(info_, frame_, points_[from], points_[to]);
  }
  void add(Quantity quantity, const imaging::Length& length) {
    annotation_.readings.push_back({quantity, length.value,
                                    length.spacing.in_millimetres() ? QStringLiteral("mm") : QStringLiteral("px"),
                                    length.spacing.source});
  }
  void add_angle(Quantity quantity, std::optional<double> degrees) {
    if (degrees) annotation_.readings.push_back({quantity, *degrees, QStringLiteral("°")});
  }
  void add_value(Quantity quantity, double value) {
    annotation_.readings.push_back({quantity, value, QString::fromLatin1(image_.pipeline.unit())});
  }

  void region() {
    std::vector<ImagePoint> outline = points_;
    std::optional<imaging::RegionStatistics> found;
    if (annotation_.kind == Kind::kFreehand) {
      found = imaging::measure_polygon(info_, frame_, image_.decoded, image_.pipeline, points_);
    } else {
      const auto shape =
          annotation_.kind == Kind::kEllipse ? imaging::RegionShape::kEllipse : imaging::RegionShape::kRectangle;
      found = imaging::measure_region(info_, frame_, image_.decoded, image_.pipeline, shape, points_[0], points_[1]);
      outline = {points_[0], {points_[1].x, points_[0].y}, points_[1], {points_[0].x, points_[1].y}};
    }
    if (found) {
      add_value(Quantity::kMean, found->mean);
      add_value(Quantity::kDeviation, found->deviation);
      add_value(Quantity::kMinimum, found->minimum);
      add_value(Quantity::kMaximum, found->maximum);
    }
    auto area = imaging::polygon_area(info_, frame_, outline);
    if (annotation_.kind == Kind::kEllipse) area.value *= std::numbers::pi / 4;
    annotation_.readings.push_back({Quantity::kArea, area.value,
                                    area.spacing.in_millimetres() ? QStringLiteral("mm²") : QStringLiteral("px²"),
                                    area.spacing.source});
    if (annotation_.kind == Kind::kEllipse) return;
    outline.push_back(outline.front());
    add(Quantity::kPerimeter, imaging::measure_path(info_, frame_, outline));
  }

  // Danzer: widths are horizontal, whatever the height of the marks.
  void heart() {
    const auto across = [this](std::size_t from, std::size_t to) {
      return imaging::measure_length(info_, frame_, points_[from], {points_[to].x, points_[from].y});
    };
    const auto heart = across(0, 1), chest = across(2, 3);
    if (chest.value > 0) annotation_.readings.push_back({Quantity::kRatio, heart.value / chest.value, QString()});
    add(Quantity::kHeartWidth, heart);
    add(Quantity::kChestWidth, chest);
  }

  void limb() {
    add(Quantity::kLength, imaging::measure_path(info_, frame_, points_));
    add(Quantity::kFemur, length(0, 1));
    add(Quantity::kTibia, length(1, 2));
    add_angle(Quantity::kKneeAngle, imaging::measure_angle(info_, frame_, points_[0], points_[1], points_[2]));
  }

  Annotation& annotation_;
  const LoadedImage& image_;
  const imaging::ImageInfo& info_;
  const int frame_;
  std::vector<ImagePoint> points_;
};

}  // namespace

void evaluate(Annotation& annotation, const LoadedImage& image, std::optional<double> mm_per_pixel) {
  annotation.readings.clear();
  if (static_cast<int>(annotation.points.size()) < points_of(annotation.kind).least) return;
  if (!mm_per_pixel) return Measuring(annotation, image, *image.info, image.frame()).run();
  imaging::ImageInfo calibrated = *image.info;
  auto& spacing = calibrated.frame_infos;
  const double height = image.info->pixel_height(image.frame());
  spacing = {image.info->frame(image.frame())};
  spacing[0].spacing = {*mm_per_pixel * height, *mm_per_pixel, imaging::SpacingSource::kReaderCalibrated};
  calibrated.regions.clear();
  Measuring(annotation, image, calibrated, 0).run();
}

std::optional<double> calibration_of(const Annotation& annotation, double pixel_height) {
  bool is_number = false;
  const double known = annotation.text.toDouble(&is_number);
  if (annotation.points.size() != 2 || !is_number || !(known > 0) || !std::isfinite(known)) return std::nullopt;
  const QPointF extent = annotation.points[1] - annotation.points[0];
  const double pixels = std::hypot(extent.x(), extent.y() * pixel_height);
  if (!(pixels > 0)) return std::nullopt;
  return known / pixels;
}

}  // namespace rdc::station
