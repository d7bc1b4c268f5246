#include "acquisition_agent/transfer/flow_window.h"

#include <algorithm>

namespace rdc::agent {
namespace {

using std::chrono::seconds;
constexpr seconds kRateMemory{10};
constexpr seconds kTripMemory{30};
// Seconds of the link's time that nobody waits for in vain: on a fast link with a short round trip the product alone
// would make small chunks, each with its own price on both machines.
constexpr double kUnnoticed = 0.02;

double in_seconds(base::MonotonicTime::duration d) { return std::chrono::duration<double>(d).count(); }

}  // namespace

void FlowWindow::sent(std::uint64_t bytes, base::MonotonicTime now) {
  const bool alone = in_flight() == 0;
  if (alone) received_at_ = now;  // an idle time says nothing about the link
  const std::uint64_t received_then = received_;
  sent_ += bytes;
  marks_.push_back({sent_, now, received_then, received_at_, alone});
}

void FlowWindow::received(std::uint64_t bytes, base::MonotonicTime now) {
  received_ += std::min(bytes, in_flight());
  received_at_ = now;
  while (!marks_.empty() && marks_.front().end <= received_) {
    measure(marks_.front(), now);
    marks_.pop_front();
  }
}

void FlowWindow::measure(const Mark& mark, base::MonotonicTime now) {
  const double elapsed = std::max(in_seconds(now - mark.received_at_then), 1e-6);
  const Sample rate{now, static_cast<double>(received_ - mark.received_then) / elapsed};
  while (!rates_.empty() && rates_.back().value <= rate.value) rates_.pop_back();
  rates_.push_back(rate);
  while (now - rates_.front().at > kRateMemory) rates_.pop_front();

  const Sample trip{now, in_seconds(now - mark.sent_at)};
  while (!trips_.empty() && trips_.back().value >= trip.value) trips_.pop_back();
  trips_.push_back(trip);
  if (mark.alone) probing_ = false;
  // Later trips include our own queue: they would let the window grow without end.
  if (now - trips_.front().at > kTripMemory && !mark.alone) probing_ = true;
  while (mark.alone && now - trips_.front().at > kTripMemory) trips_.pop_front();
}

std::uint64_t FlowWindow::window() const {
  if (probing_) return 1;
  if (rates_.empty() || trips_.empty()) return kSmallest;
  const double product = std::max(2.0 * rates_.front().value * trips_.front().value, rate() * kUnnoticed);
  return static_cast<std::uint64_t>(std::clamp(product, static_cast<double>(kSmallest), static_cast<double>(kLargest)));
}

std::uint64_t FlowWindow::chunk_size() const { return std::clamp(window() / 4, kSmallestChunk, kLargestChunk); }

}  // namespace rdc::agent
