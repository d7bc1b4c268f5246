#include "acquisition_agent/transfer/priority_gate.h"

#include <algorithm>

namespace rdc::agent {
namespace {
std::size_t index_of(v1::Urgency lane) { return std::min<std::size_t>(static_cast<std::size_t>(lane), 3); }
}  // namespace

void PriorityGate::start(v1::Urgency lane) {
  const std::lock_guard lock(mutex_);
  Lane& at = lanes_[index_of(lane)];
  ++at.active;
  at.progressed = clock_.monotonic();
}

void PriorityGate::finish(v1::Urgency lane) {
  const std::lock_guard lock(mutex_);
  --lanes_[index_of(lane)].active;
  changed_.notify_all();
}

void PriorityGate::progress(v1::Urgency lane) {
  const std::lock_guard lock(mutex_);
  lanes_[index_of(lane)].progressed = clock_.monotonic();
}

base::MonotonicTime PriorityGate::held_until(std::size_t lane) const {
  base::MonotonicTime until{};
  for (std::size_t i = 0; i < lane; ++i)
    if (lanes_[i].active > 0) until = std::max(until, lanes_[i].progressed + kPatience);
  return until;
}

void PriorityGate::wait_turn(v1::Urgency lane, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto now = clock_.monotonic();
    const auto until = held_until(index_of(lane));
    if (until <= now) return;
    changed_.wait_for(lock, stop, until - now, [&] { return held_until(index_of(lane)) <= clock_.monotonic(); });
  }
}

}  // namespace rdc::agent
