// Decoded frames, the most recently used ones, within a memory budget.
#pragma once

#include <QHash>
#include <list>

#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

// Not thread-safe. Holds at least the last frame put in, however large.
class FrameCache {
 public:
  explicit FrameCache(std::size_t budget_bytes) : budget_(budget_bytes) {}

  // nullptr when absent; marks it as used.
  LoadedImagePtr find(const FrameKey& key);
  bool contains(const FrameKey& key) const { return places_.contains(key); }
  void put(LoadedImagePtr image);
  void clear();
  void set_budget(std::size_t bytes);
  std::size_t bytes() const { return bytes_; }
  std::size_t budget() const { return budget_; }

 private:
  void drop_surplus();

  std::size_t budget_;
  std::size_t bytes_ = 0;
  std::list<LoadedImagePtr> recent_;  // newest first
  QHash<FrameKey, std::list<LoadedImagePtr>::iterator> places_;
};

}  // namespace rdc::station
