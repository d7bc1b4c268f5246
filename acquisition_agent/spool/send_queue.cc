#include "acquisition_agent/spool/send_queue.h"

#include <algorithm>

namespace rdc::agent {

std::size_t SendQueue::lane_index(v1::Urgency urgency) {
  if (urgency == v1::URGENCY_EMERGENCY) return 0;
  return urgency == v1::URGENCY_URGENT ? 1 : 2;
}

void SendQueue::add(const Item& item) {
  const std::lock_guard lock(mutex_);
  if (const auto taken = taken_.find(item.item_id); taken != taken_.end()) {
    taken->second = std::min(taken->second, item.urgency);
    return;
  }
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const auto found = lanes_[i].find(item.item_id);
    if (found == lanes_[i].end()) continue;
    if (i <= lane_index(item.urgency)) return;
    lanes_[i].erase(found);
    break;
  }
  lane(item.urgency).emplace(item.item_id, Waiting{item, {}});
  offered(lane_index(item.urgency));
}

std::optional<Item> SendQueue::take(v1::Urgency urgency) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic();
  Lane& waiting = lane(urgency);
  const auto due = std::ranges::find_if(waiting, [&](const auto& entry) { return entry.second.due <= now; });
  if (due == waiting.end()) return std::nullopt;
  Item item = std::move(due->second.item);
  waiting.erase(due);
  taken_.emplace(item.item_id, item.urgency);
  return item;
}

void SendQueue::put_back(const Item& item, base::MonotonicTime due) {
  const std::lock_guard lock(mutex_);
  Item again = item;
  if (const auto taken = taken_.find(item.item_id); taken != taken_.end()) {
    again.urgency = taken->second;
    taken_.erase(taken);
  }
  const v1::Urgency urgency = again.urgency;
  lane(urgency).insert_or_assign(item.item_id, Waiting{std::move(again), due});
  offered(lane_index(urgency));
}

void SendQueue::finish(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  taken_.erase(item_id);
}

std::optional<base::MonotonicTime> SendQueue::next_due(v1::Urgency urgency, base::MonotonicTime now) {
  std::optional<base::MonotonicTime> earliest;
  for (const auto& [id, waiting] : lane(urgency)) {
    if (!earliest || waiting.due < *earliest) earliest = waiting.due;
    if (*earliest <= now) break;
  }
  return earliest;
}

void SendQueue::rest(std::uint64_t ticket, base::MonotonicTime until, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, until - clock_.monotonic(), [&] { return wakes_ != ticket; });
}

std::uint64_t SendQueue::ticket() {
  const std::lock_guard lock(mutex_);
  return wakes_;
}

void SendQueue::wake() {
  const std::lock_guard lock(mutex_);
  ++wakes_;
  woken_.notify_all();
  for (std::size_t i = 0; i < lanes_.size(); ++i) offered(i);
}

void SendQueue::wait(v1::Urgency urgency, std::uint64_t ticket, base::MonotonicTime until, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto now = clock_.monotonic();
  if (const auto due = next_due(urgency, now); due && *due < until) until = *due;
  if (until <= now) return;
  // The clock is the caller's; the time-out is only as long as that clock says.
  offered_[lane_index(urgency)].wait_for(lock, stop, until - now, [&] {
    if (wakes_ != ticket) return true;
    const auto then = clock_.monotonic();
    const auto due = next_due(urgency, then);
    return due && *due <= then;
  });
}

}  // namespace rdc::agent
