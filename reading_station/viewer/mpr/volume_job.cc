#include "reading_station/viewer/mpr/volume_job.h"

#include <utility>

namespace rdc::station {

VolumeJob::VolumeJob(QObject* parent) : QObject(parent) {}

VolumeJob::~VolumeJob() = default;  // jthread: stop and join

Result<void> VolumeJob::start(std::vector<Slice> slices, Decode decode) {
  std::vector<imaging::VolumeSlice> headers;
  for (const Slice& slice : slices) headers.push_back(imaging::volume_slice(*slice.info, slice.key.frame));
  auto plan = imaging::plan_volume(headers);
  if (!plan) return fail(plan);
  thread_ = std::jthread([this, plan = std::move(*plan), slices = std::move(slices),
                          decode = std::move(decode)](const std::stop_token& stop) {
    std::vector<const imaging::FrameInfo*> frames;
    for (const Slice& slice : slices) frames.push_back(&slice.info->frame(slice.key.frame));
    const auto pixels = [&](std::size_t i) -> Result<imaging::DecodedFrame> {
      auto image = decode(slices[i].key);
      if (!image) return fail(image);
      return (*image)->decoded;
    };
    // Queued to the GUI thread; dropped when this object is gone by then.
    const auto tell = [&](int done, int total) {
      QMetaObject::invokeMethod(
          this, [=, this] { Q_EMIT progress(done, total); }, Qt::QueuedConnection);
    };
    auto volume = imaging::build_volume(plan, frames, pixels, tell, stop);
    QMetaObject::invokeMethod(
        this,
        [this, volume = std::make_shared<Result<imaging::Volume>>(std::move(volume))] {
          if (!*volume) return Q_EMIT failed(volume->error());
          Q_EMIT finished(std::make_shared<const imaging::Volume>(std::move(**volume)));
        },
        Qt::QueuedConnection);
  });
  return {};
}

}  // namespace rdc::station
