// One object, opened when first needed, on a worker thread.
#pragma once

#include <QImage>
#include <memory>
#include <mutex>
#include <optional>

#include "common/imaging/image_file.h"
#include "reading_station/viewer/loaded_image.h"
#include "reading_station/viewer/stored_object.h"

namespace rdc::station {

// Thread-safe. Single-frame files are closed again after decoding; multi-frame ones stay open.
class OpenObject {
 public:
  explicit OpenObject(StoredObjectPtr object) : object_(std::move(object)) {}

  Result<std::shared_ptr<const imaging::ImageInfo>> header();
  Result<LoadedImagePtr> decode(const FrameKey& key);
  // A first look at a large image of which a reduced one is quick; nullptr: the image itself is as quick.
  Result<LoadedImagePtr> glance(const FrameKey& key);
  // At most `side` pixels wide and high, in the file's own window.
  Result<QImage> thumbnail(int frame, int side);

 private:
  Result<void> open();
  void close();

  const StoredObjectPtr object_;
  std::mutex mutex_;
  std::optional<ReadableFile> bytes_;  // while file_ is open: it reads them piece by piece
  std::unique_ptr<imaging::ImageFile> file_;
  std::shared_ptr<const imaging::ImageInfo> info_;
};

}  // namespace rdc::station
