// Builds a series' volume on a thread of its own, telling how far it is.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/imaging/volume.h"
#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

// GUI thread only; signals come on it. The destructor stops the work and waits for the slice in progress.
class VolumeJob final : public QObject {
  Q_OBJECT
 public:
  struct Slice {
    FrameKey key;
    std::shared_ptr<const imaging::ImageInfo> info;
  };
  using Decode = std::function<Result<LoadedImagePtr>(const FrameKey&)>;  // called on the job's thread

  explicit VolumeJob(QObject* parent = nullptr);
  ~VolumeJob() override;

  // Refusals by the headers come back at once (see plan_volume); else finished() or failed() follows.
  Result<void> start(std::vector<Slice> slices, Decode decode);

 Q_SIGNALS:
  void progress(int done, int total);
  void finished(std::shared_ptr<const rdc::imaging::Volume> volume);
  void failed(const rdc::Error& error);

 private:
  std::jthread thread_;
};

}  // namespace rdc::station
