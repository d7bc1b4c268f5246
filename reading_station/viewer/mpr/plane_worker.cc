#include "reading_station/viewer/mpr/plane_worker.h"

namespace rdc::station {

PlaneWorker::PlaneWorker(QObject* parent) : QObject(parent) {
  // A plane is made on all cores: two at a time would only make each later.
  pool_.setMaxThreadCount(1);
}

PlaneWorker::~PlaneWorker() { pool_.waitForDone(); }

void PlaneWorker::want(std::size_t place, const PlaneRequest& request) {
  waiting_[place] = request;
  start_next();
}

void PlaneWorker::start_next() {
  if (running_ || waiting_.empty()) return;
  auto next = waiting_.upper_bound(last_);
  if (next == waiting_.end()) next = waiting_.begin();
  const auto [place, request] = *next;
  waiting_.erase(next);
  last_ = place;
  running_ = true;
  pool_.start([this, place = place, request = request] {
    const LoadedImagePtr image = request.stack->image(request.index, request.slab);
    // `this` lives: the destructor waits.
    QMetaObject::invokeMethod(
        this,
        [this, place, request, image] {
          running_ = false;
          Q_EMIT made(place, request, image);
          start_next();
        },
        Qt::QueuedConnection);
  });
}

}  // namespace rdc::station
