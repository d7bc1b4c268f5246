// How many bytes a lane may have under way: about one bandwidth-delay product, so that the link never idles and an
// emergency on another connection never queues behind megabytes. The estimate is that of BBR (Cardwell et al. 2016):
// the largest recent delivery rate times the smallest recent round trip, twice; or what the link carries in 20 ms, if
// that is more. When no recent round trip was free of our own queue, one chunk goes alone to measure it.
#pragma once

#include <cstdint>
#include <deque>

#include "common/base/clock.h"

namespace rdc::agent {

// One stream's. Not thread-safe. Bytes are coded bytes; "received" is what the router's application took from the wire.
class FlowWindow {
 public:
  static constexpr std::uint64_t kSmallest = 32 * 1024;
  static constexpr std::uint64_t kLargest = 4 * 1024 * 1024;
  static constexpr std::uint64_t kSmallestChunk = 8 * 1024;
  static constexpr std::uint64_t kLargestChunk = 256 * 1024;

  void sent(std::uint64_t bytes, base::MonotonicTime now);
  void received(std::uint64_t bytes, base::MonotonicTime now);

  std::uint64_t in_flight() const { return sent_ - received_; }
  std::uint64_t window() const;
  std::uint64_t chunk_size() const;
  bool open() const { return in_flight() < window(); }
  // Bytes a second; 0 before the first measurement.
  double rate() const { return rates_.empty() ? 0.0 : rates_.front().value; }

 private:
  struct Sample {
    base::MonotonicTime at;
    double value = 0;
  };
  struct Mark {  // a chunk under way
    std::uint64_t end = 0;
    base::MonotonicTime sent_at;
    std::uint64_t received_then = 0;
    base::MonotonicTime received_at_then;
    bool alone = false;  // nothing else was under way
  };
  void measure(const Mark& mark, base::MonotonicTime now);

  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  base::MonotonicTime received_at_{};
  bool probing_ = false;
  std::deque<Mark> marks_;
  std::deque<Sample> rates_;  // falling values: the front is the largest of the last 10 s
  std::deque<Sample> trips_;  // rising values: the front is the smallest of the last 30 s, seconds
};

}  // namespace rdc::agent
