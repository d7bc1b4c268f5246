// Reformats planes on a thread of its own, so that a window never waits for a thick slab. Of what one viewport asks for
// while a plane is being made, only the newest is made next.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <map>
#include <memory>

#include "reading_station/viewer/mpr/mpr_stack.h"

namespace rdc::station {

struct PlaneRequest {
  std::shared_ptr<const MprStack> stack;
  int index = 0;  // below stack->count()
  Slab slab;

  bool operator==(const PlaneRequest&) const = default;
};

// GUI thread only; signals come on it. The destructor waits for the plane in progress.
class PlaneWorker final : public QObject {
  Q_OBJECT
 public:
  explicit PlaneWorker(QObject* parent = nullptr);
  ~PlaneWorker() override;

  // place: who asks. Viewports take turns.
  void want(std::size_t place, const PlaneRequest& request);
  // What place waits for is not made any more.
  void forget(std::size_t place) { waiting_.erase(place); }

 Q_SIGNALS:
  // Every plane that was begun, also when its viewport asks for another by now.
  void made(std::size_t place, const rdc::station::PlaneRequest& request, const rdc::station::LoadedImagePtr& image);

 private:
  void start_next();

  std::map<std::size_t, PlaneRequest> waiting_;
  bool running_ = false;
  std::size_t last_ = 0;  // whose turn it was
  QThreadPool pool_;      // last: waits for what runs before anything else goes
};

}  // namespace rdc::station
