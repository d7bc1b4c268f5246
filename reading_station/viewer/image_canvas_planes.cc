// What lies over an image's own pixels on an ImageCanvas: overlay planes in their own colour, and shutters.
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr double kRegionStrength = 0.4;  // what lies under a region of interest must stay readable
constexpr double kMostGain = 4;          // of thin lines in a small picture

QColor grey_of(std::uint16_t p_value) {
  const int level = p_value / 257;
  return {level, level, level};
}

struct Layer {
  cv::Mat cover;  // 0 … 255, of the screen's size; empty: nothing
  QColor colour;
};

void lay_over(QImage& picture, const Layer& layer, const cv::Rect& part) {
  if (layer.cover.empty()) return;
  const int red = layer.colour.red(), green = layer.colour.green(), blue = layer.colour.blue();
  for (int row = 0; row < part.height; ++row) {
    const auto* cover = layer.cover.ptr<std::uint8_t>(part.y + row) + part.x;
    auto* line = reinterpret_cast<QRgb*>(picture.scanLine(row));
    for (int column = 0; column < part.width; ++column) {
      const int a = cover[column], rest = 255 - a;
      if (a == 0) continue;
      const QRgb below = line[column];  // premultiplied
      line[column] = qRgba((red * a + qRed(below) * rest) / 255, (green * a + qGreen(below) * rest) / 255,
                           (blue * a + qBlue(below) * rest) / 255, a + qAlpha(below) * rest / 255);
    }
  }
}

}  // namespace

void ImageCanvas::set_overlays_shown(bool shown) {
  if (overlays_shown_ == shown) return;
  overlays_shown_ = shown;
  planes_current_ = false;
  update();
}

void ImageCanvas::set_shutter_shown(bool shown) {
  if (shutter_shown_ == shown) return;
  shutter_shown_ = shown;
  planes_current_ = false;
  update();
}

bool ImageCanvas::has_overlays() const {
  return image_ != nullptr && std::ranges::any_of(masks(), [this](const imaging::OverlayMask& mask) {
           return mask.group != shutter().overlay_group;
         });
}
bool ImageCanvas::has_shutter() const { return image_ != nullptr && !shutter().is_empty(); }

const std::vector<imaging::OverlayMask>& ImageCanvas::masks() const {
  return presented_ ? presented_->overlays : image_->decoded.overlays;
}
const imaging::DisplayShutter& ImageCanvas::shutter() const {
  return presented_ ? presented_->shutter : image_->info->shutter;
}

void ImageCanvas::present(PresentedViewPtr view, ViewChange change) {
  if (!image_ || (!view && !presented_)) return;
  presented_ = std::move(view);
  const cv::Mat& pixels = image_->decoded.pixels;
  const double file_height = image_->info->pixel_height(image_->frame());
  view_.set_image(QSizeF(pixels.cols, pixels.rows),
                  presented_ ? presented_->pixel_height.value_or(file_height) : file_height);
  pipeline_ = presented_ ? presented_->pipeline : image_->pipeline;
  if (change == ViewChange::kReset) {
    chosen_window_.reset();
    if (std::exchange(chosen_inverted_, false)) Q_EMIT inverted_changed(false);
    take_presented_view();
  }
  apply_choice();
  view_changed();
  levels_changed();
}

void ImageCanvas::take_presented_view() {
  view_.set_turn(presented_ ? presented_->quarters : 0, presented_ && presented_->mirrored);
  if (presented_ && presented_->area)
    view_.fit_to(*presented_->area);
  else
    view_.fit();
}

// The part of one mask that is in sight is added to what others cover.
void ImageCanvas::cover_with(const imaging::OverlayMask& mask, const Sight& sight, double gain, cv::Mat& cover) const {
  Sight of_mask = sight;
  of_mask.region.x -= mask.at.x;
  of_mask.region.y -= mask.at.y;
  const imaging::Resampled part = part_of(mask.pixels, of_mask);
  if (part.pixels.empty()) return;
  const cv::Rect whole(part.at, part.pixels.size());
  const cv::Rect seen = whole & cv::Rect({0, 0}, sight.target);
  if (seen.empty()) return;
  if (cover.empty()) cover = cv::Mat::zeros(sight.target, CV_8UC1);
  cv::Mat strengthened;
  part.pixels(seen - part.at).convertTo(strengthened, CV_8U, gain);
  cv::Mat place = cover(seen);
  cv::max(place, strengthened, place);
}

ImageCanvas::Planes ImageCanvas::planes_of(const Sight& sight) const {
  if (image_ == nullptr || masks().empty()) return {};
  const double scale = std::min(sight.unturned.width / sight.region.width, sight.unturned.height / sight.region.height);
  const double gain = std::clamp(1 / scale, 1.0, kMostGain);
  Layer outside{{}, grey_of(shutter().value)}, regions{{}, theme::kOverlay}, graphics{{}, theme::kOverlay};
  for (const imaging::OverlayMask& mask : masks()) {
    if (mask.group == shutter().overlay_group) {
      if (shutter_shown_) cover_with(mask, sight, 1, outside.cover);
    } else if (overlays_shown_) {
      cover_with(mask, sight, mask.is_region ? kRegionStrength : gain, mask.is_region ? regions.cover : graphics.cover);
    }
  }
  cv::Rect part;
  for (const Layer* layer : {&outside, &regions, &graphics})
    if (!layer->cover.empty()) part |= cv::boundingRect(layer->cover);
  if (part.empty()) return {};
  Planes planes{QImage(part.width, part.height, QImage::Format_ARGB32_Premultiplied), QPoint(part.x, part.y)};
  planes.picture.fill(Qt::transparent);
  for (const Layer* layer : {&outside, &regions, &graphics}) lay_over(planes.picture, *layer, part);
  return planes;
}

void ImageCanvas::draw_planes(QPainter& painter) const {
  if (planes_.picture.isNull()) return;
  painter.save();
  painter.scale(1 / devicePixelRatioF(), 1 / devicePixelRatioF());
  painter.drawImage(planes_.at, planes_.picture);
  painter.restore();
}

QPolygonF ImageCanvas::on_widget(const std::vector<QPointF>& corners) const {
  QPolygonF polygon;
  for (const QPointF& corner : corners) polygon << view_.to_widget(corner);
  return polygon;
}

void ImageCanvas::clip_to_shutter(QPainter& painter) const {
  const imaging::DisplayShutter& shutter = this->shutter();
  const auto box = [this](double left, double top, double right, double bottom) {
    return on_widget({{left, top}, {right, top}, {right, bottom}, {left, bottom}});
  };
  const auto keep = [&painter](const QPolygonF& polygon) {
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    painter.setClipPath(path, Qt::IntersectClip);
  };
  const cv::Mat& pixels = image_->decoded.pixels;
  painter.setPen(Qt::NoPen);
  painter.setBrush(grey_of(shutter.value));
  painter.drawPolygon(box(0, 0, pixels.cols, pixels.rows));
  if (shutter.rectangle)
    keep(box(shutter.rectangle->left, shutter.rectangle->top, shutter.rectangle->right, shutter.rectangle->bottom));
  if (shutter.circle) {
    constexpr int kCorners = 180;
    std::vector<QPointF> round;
    for (int i = 0; i < kCorners; ++i) {
      const double angle = 2 * std::numbers::pi * i / kCorners;
      // The radius counts rows or columns alike (PS3.3 C.7.6.11): of square pixels, a circle.
      round.emplace_back(shutter.circle->x + shutter.circle->radius * std::cos(angle),
                         shutter.circle->y + shutter.circle->radius * std::sin(angle));
    }
    keep(on_widget(round));
  }
  if (!shutter.polygon.empty()) {
    std::vector<QPointF> corners;
    for (const cv::Point2d& corner : shutter.polygon) corners.emplace_back(corner.x, corner.y);
    keep(on_widget(corners));
  }
}

}  // namespace rdc::station
