// Randomness that repeats: the same seed gives the same bytes, identifiers and choices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "common/base/random.h"

namespace rdc::testkit {

// SplitMix64. Thread-safe, though threads make the order of draws their own affair.
class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < out.size();) {
      std::uint64_t value = step();
      for (int byte = 0; byte < 8 && i < out.size(); ++byte, value >>= 8)
        out[i++] = static_cast<std::byte>(value & 0xFF);
    }
  }
  // Uniform in [low, high], low <= high.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + next_u64() % (high - low + 1); }

 private:
  std::uint64_t step() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace rdc::testkit
