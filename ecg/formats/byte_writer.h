// Building little-endian files in memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rdc::ecg {

class ByteWriter {
 public:
  ByteWriter& u8(std::uint64_t value) { return number(value, 1); }
  ByteWriter& u16(std::uint64_t value) { return number(value, 2); }
  ByteWriter& u32(std::uint64_t value) { return number(value, 4); }
  ByteWriter& bytes(std::span<const std::byte> data) {
    bytes_.insert(bytes_.end(), data.begin(), data.end());
    return *this;
  }
  ByteWriter& text(std::string_view text) { return bytes(std::as_bytes(std::span(text.data(), text.size()))); }
  // The text in exactly `width` bytes, cut or filled with NULs.
  ByteWriter& field(std::string_view value, std::size_t width) {
    text(value.substr(0, width));
    return zeros(width - std::min(width, value.size()));
  }
  ByteWriter& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  std::size_t size() const { return bytes_.size(); }
  std::vector<std::byte>& data() { return bytes_; }

 private:
  ByteWriter& number(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes_.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
    return *this;
  }

  std::vector<std::byte> bytes_;
};

}  // namespace rdc::ecg
