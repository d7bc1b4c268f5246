#include "tests/testkit/thin_link_flow.h"

#include <algorithm>
#include <chrono>

namespace rdc::testkit {

std::size_t Line::chunk_limit() const {
  if (conditions.bits_per_second <= 0) return 64 * 1024;
  // About 5 ms of the line, but a packet at least.
  return std::clamp<std::size_t>(static_cast<std::size_t>(conditions.bits_per_second / 8 * 0.005), 1400, 64 * 1024);
}

void Line::depart(Flow& flow, Instant now, SeededRandom& random) {
  FlowChunk chunk = std::move(flow.waiting.front());
  flow.waiting.pop_front();
  queued -= chunk.data.size();
  // While bytes waited, a late wake-up must not cost the line its rate: what it should have sent meanwhile, it sends
  // now.
  free_at = backlogged ? std::max(now - std::chrono::milliseconds(50), free_at) : std::max(now, free_at);
  backlogged = queued > 0;
  if (conditions.bits_per_second > 0) {
    const double seconds = static_cast<double>(chunk.data.size()) * 8 / conditions.bits_per_second;
    free_at += std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
  }
  const auto late = std::chrono::duration_cast<std::chrono::nanoseconds>(conditions.jitter * random.next_unit());
  chunk.due = std::max(flow.last_due, free_at + conditions.delay + late);
  flow.last_due = chunk.due;
  flow.flying.push_back(std::move(chunk));
}

}  // namespace rdc::testkit
