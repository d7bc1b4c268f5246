// Bounded reading of numbers from bytes that came from outside. Reading beyond the end never happens: the cursor turns
// bad and yields zeros, and the caller asks ok() once after a group of fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rdc::ecg {

using Bytes = std::span<const std::byte>;

// Little endian unless said otherwise. A value; copying one keeps a place.
class ByteCursor {
 public:
  explicit ByteCursor(Bytes bytes, std::size_t at = 0) : bytes_(bytes), at_(at), ok_(at <= bytes.size()) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return ok_ ? bytes_.size() - at_ : 0; }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::int16_t i16() { return static_cast<std::int16_t>(u16()); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }

  // The next `count` bytes; empty and bad when fewer are left.
  Bytes take(std::size_t count) {
    if (!ok_ || count > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    const Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }

 private:
  std::uint64_t number(std::size_t size) {
    const Bytes taken = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(taken[i]);
    return value;
  }

  Bytes bytes_;
  std::size_t at_;
  bool ok_;
};

inline std::string_view as_characters(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace rdc::ecg
