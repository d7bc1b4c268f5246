// A frame ready to be drawn, and how to name it.
#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>
#include <memory>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/image_file.h"

namespace rdc::station {

struct FrameKey {
  QString sha256;
  int frame = 0;

  bool operator==(const FrameKey&) const = default;
};
inline size_t qHash(const FrameKey& key, size_t seed = 0) { return qHashMulti(seed, key.sha256, key.frame); }

// Immutable once made: shared between threads. The pipeline is measured off the GUI thread; canvases copy it.
struct LoadedImage {
  FrameKey key;
  std::shared_ptr<const imaging::ImageInfo> info;
  imaging::DecodedFrame decoded;
  imaging::GreyPipeline pipeline;
  bool is_glance = false;  // a quarter of the detail, at full size: to look at until the image itself is decoded

  int frame() const { return key.frame; }
};
using LoadedImagePtr = std::shared_ptr<const LoadedImage>;

}  // namespace rdc::station

Q_DECLARE_METATYPE(rdc::station::FrameKey)
Q_DECLARE_METATYPE(rdc::station::LoadedImagePtr)
