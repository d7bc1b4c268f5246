#include "reading_station/viewer/open_object.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/imaging/resample.h"

namespace rdc::station {
namespace {

constexpr int kGlancePixels = 2'000'000;  // a smaller image is decoded before a reader would miss it

QImage picture_of(const imaging::ImageInfo& info, const imaging::DecodedFrame& decoded, int frame, int side) {
  cv::Mat shown = decoded.pixels;
  if (!decoded.is_colour) imaging::GreyPipeline(info, frame, decoded).apply(decoded.pixels, shown);
  const double height = shown.rows * info.pixel_height(frame);
  const double scale = side / std::max<double>(shown.cols, height);
  const cv::Size size(std::max(1, static_cast<int>(shown.cols * scale)), std::max(1, static_cast<int>(height * scale)));
  const auto small =
      imaging::resample(shown, {0, 0, static_cast<double>(shown.cols), static_cast<double>(shown.rows)}, size);
  const QImage view(small.pixels.data, small.pixels.cols, small.pixels.rows, static_cast<qsizetype>(small.pixels.step),
                    decoded.is_colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
  return view.copy();
}

}  // namespace

Result<void> OpenObject::open() {
  if (file_) return {};
  auto bytes = object_->open();
  if (!bytes) return fail(bytes);
  auto opened = imaging::ImageFile::open(bytes->path());
  if (!opened) return fail(opened);
  bytes_ = std::move(*bytes);
  file_ = std::move(*opened);
  if (!info_) info_ = std::make_shared<const imaging::ImageInfo>(file_->info());
  return {};
}

void OpenObject::close() {
  file_.reset();
  bytes_.reset();
}

Result<std::shared_ptr<const imaging::ImageInfo>> OpenObject::header() {
  const std::lock_guard lock(mutex_);
  if (info_) return info_;
  if (auto opened = open(); !opened) return fail(opened);
  if (info_->frames == 1) close();
  return info_;
}

Result<LoadedImagePtr> OpenObject::decode(const FrameKey& key) {
  const std::lock_guard lock(mutex_);
  if (auto opened = open(); !opened) return fail(opened);
  auto decoded = file_->decode(key.frame);
  if (!decoded) return fail(decoded);
  if (info_->frames == 1) close();
  imaging::GreyPipeline pipeline(*info_, key.frame, *decoded);
  return LoadedImagePtr(new LoadedImage{key, info_, std::move(*decoded), std::move(pipeline)});
}

Result<LoadedImagePtr> OpenObject::glance(const FrameKey& key) {
  const std::lock_guard lock(mutex_);
  if (auto opened = open(); !opened) return fail(opened);
  const cv::Size size(info_->columns, info_->rows);
  if (!file_->has_reduced_detail() || size.area() < kGlancePixels) return LoadedImagePtr();
  auto decoded = file_->decode(key.frame, imaging::Detail::kQuarter);
  if (!decoded) return fail(decoded);
  if (decoded->pixels.cols > size.width / 2) return LoadedImagePtr();
  cv::Mat full;
  cv::resize(decoded->pixels, full, size, 0, 0, cv::INTER_LINEAR);
  decoded->pixels = full;
  imaging::GreyPipeline pipeline(*info_, key.frame, *decoded);
  return LoadedImagePtr(new LoadedImage{key, info_, std::move(*decoded), std::move(pipeline), true});
}

Result<QImage> OpenObject::thumbnail(int frame, int side) {
  const std::lock_guard lock(mutex_);
  if (auto opened = open(); !opened) return fail(opened);
  auto decoded = file_->decode(frame, imaging::Detail::kEighth);
  if (!decoded) return fail(decoded);
  if (info_->frames == 1) close();
  return picture_of(*info_, *decoded, frame, side);
}

}  // namespace rdc::station
