// A key that files are sealed with. Lives in memory only, overwritten when its last user lets it go.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

namespace rdc::identity {

class SealKey;
using SealKeyPtr = std::shared_ptr<const SealKey>;

// Immutable, shared between threads; never printed, never logged.
class SealKey {
 public:
  static constexpr std::size_t kBytes = 32;

  // nullptr unless it is exactly kBytes.
  static SealKeyPtr of(std::string_view bytes);
  // Known to nobody else: what is sealed with it ends with the program.
  static SealKeyPtr random();
  ~SealKey();
  SealKey(const SealKey&) = delete;
  SealKey& operator=(const SealKey&) = delete;

  const unsigned char* data() const { return bytes_.data(); }

 private:
  SealKey();
  std::array<unsigned char, kBytes> bytes_{};
};

}  // namespace rdc::identity
