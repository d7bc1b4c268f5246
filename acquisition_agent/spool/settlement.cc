#include "acquisition_agent/spool/settlement.h"

#include <utility>

namespace rdc::agent {

Settlement::Passage::Passage(Settlement& settlement, std::string item_id)
    : settlement_(settlement), item_id_(std::move(item_id)) {
  const std::lock_guard lock(settlement_.mutex_);
  settlement_.on_their_way_.insert(item_id_);
}

Settlement::Passage::~Passage() {
  const std::lock_guard lock(settlement_.mutex_);
  settlement_.on_their_way_.erase(item_id_);
  if (end_ == End::kSettled) settlement_.unrecorded_.push_back(item_id_);
  if (end_ == End::kStranded) settlement_.stranded_.insert(item_id_);
  settlement_.changed_.notify_all();
}

bool Settlement::wait_for(const std::string& item_id) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !on_their_way_.contains(item_id); });
  return !stranded_.contains(item_id);
}

std::vector<std::string> Settlement::take_unrecorded(std::size_t at_least) {
  const std::lock_guard lock(mutex_);
  if (unrecorded_.size() < at_least) return {};
  return std::exchange(unrecorded_, {});
}

}  // namespace rdc::agent
