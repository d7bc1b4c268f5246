#include "reading_station/viewer/frame_cache.h"

namespace rdc::station {

LoadedImagePtr FrameCache::find(const FrameKey& key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, *place);
  return recent_.front();
}

void FrameCache::put(LoadedImagePtr image) {
  if (places_.contains(image->key)) return;
  bytes_ += image->decoded.bytes();
  recent_.push_front(std::move(image));
  places_.insert(recent_.front()->key, recent_.begin());
  drop_surplus();
}

void FrameCache::set_budget(std::size_t bytes) {
  budget_ = bytes;
  drop_surplus();
}

void FrameCache::drop_surplus() {
  while (bytes_ > budget_ && recent_.size() > 1) {
    bytes_ -= recent_.back()->decoded.bytes();
    places_.remove(recent_.back()->key);
    recent_.pop_back();
  }
}

void FrameCache::clear() {
  places_.clear();
  recent_.clear();
  bytes_ = 0;
}

}  // namespace rdc::station
