// What the two halves of the transport codec share. The format is described in transport_codec.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/result.h"

namespace rdc::dicom::transport {

inline constexpr std::array kMagic = {std::byte{'R'}, std::byte{'D'}, std::byte{'C'}, std::byte{'1'}};
inline constexpr std::size_t kHeaderBytes = 48;
inline constexpr std::uint64_t kMaxFrameBytes = 512ULL << 20;

enum class Segment : std::uint8_t { kEnd = 0, kStored = 1, kZstd = 2, kFrames = 3 };

// Geometry of the frames of one segment.
struct FrameLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint8_t components = 1;    // 1, or 3 interleaved by pixel
  std::uint8_t sample_bytes = 1;  // 1 or 2
  bool big_endian = false;

  std::uint64_t samples() const { return std::uint64_t{width} * height * components; }
  std::uint64_t bytes() const { return samples() * sample_bytes; }
};

// Appends to a file, hashing and counting what goes by.
class HashedOutput {
 public:
  explicit HashedOutput(base::WritableFile& file) : file_(file) {}
  Result<void> write(std::span<const std::byte> data) {
    hasher_.update(data);
    size_ += data.size();
    return file_.append(data);
  }
  std::uint64_t size() const { return size_; }
  base::Sha256 finish() { return hasher_.finish(); }

 private:
  base::WritableFile& file_;
  base::Sha256Hasher hasher_;
  std::uint64_t size_ = 0;
};

template <typename T>
void put(std::vector<std::byte>& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
}

}  // namespace rdc::dicom::transport
