// Seeded numbers and detector noise for the phantoms. Same seed, same numbers on every machine: no library
// distribution is used, because those differ between implementations.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rdc::dicom {

// SplitMix64 (Steele, Lea, Flood 2014). Not thread-safe.
class NoiseSource {
 public:
  explicit NoiseSource(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  // Uniform in [0, n); n at most a few thousand, so that the modulo's bias does not show.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  // Uniform in [low, high).
  double between(double low, double high) { return low + (high - low) * static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Mean 0, standard deviation 1, never beyond 3.5: the sum of four 16-bit uniforms.
  float gaussian() {
    const std::uint64_t z = next();
    const auto sum = (z & 0xFFFF) + ((z >> 16) & 0xFFFF) + ((z >> 32) & 0xFFFF) + (z >> 48);
    return (static_cast<float>(sum) - 131070.0F) * (1.0F / 37837.2F);
  }

 private:
  std::uint64_t state_;
};

// A square tile of detector noise, standard deviation 1, correlated between neighbours as a detector's is.
// Images take it at a random offset, which is faster than making noise for every pixel of 200 slices.
class NoiseTile {
 public:
  static constexpr std::size_t kSide = 1024;
  explicit NoiseTile(NoiseSource& random) : values_(kSide * kSide) {
    std::vector<float> white(kSide * kSide);
    for (float& value : white) value = random.gaussian();
    // Kernel [a 1 a] in both directions; variance of the sum is (1 + 2a²)².
    constexpr float kNeighbour = 0.35F;
    const float scale = 1.0F / (1.0F + 2.0F * kNeighbour * kNeighbour);
    std::vector<float> rows(kSide * kSide);
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        const float* row = &white[y * kSide];
        rows[y * kSide + x] = row[x] + kNeighbour * (row[(x + 1) % kSide] + row[(x + kSide - 1) % kSide]);
      }
    }
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        const float sum = rows[((y + 1) % kSide) * kSide + x] + rows[((y + kSide - 1) % kSide) * kSide + x];
        values_[y * kSide + x] = scale * (rows[y * kSide + x] + kNeighbour * sum);
      }
    }
  }
  float at(std::size_t x, std::size_t y) const { return values_[(y % kSide) * kSide + (x % kSide)]; }

 private:
  std::vector<float> values_;
};

}  // namespace rdc::dicom
