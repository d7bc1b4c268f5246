// Randomness is a constructor argument: secure in programs, seeded in tests and simulators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace rdc::base {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;
  std::uint64_t next_u64();
  // Uniform in [0, 1).
  double next_unit();
};

// The kernel's generator: keys, tokens, identifiers, jitter.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

}  // namespace rdc::base
