#include "common/dicom/uid.h"

#include <algorithm>
#include <array>
#include <span>

namespace rdc::dicom {
bool is_uid(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::string uid_of_value(std::array<std::byte, 16> value) {
  // Base 256 to base 10 by repeated division.
  std::string digits;
  while (std::ranges::any_of(value, [](std::byte b) { return b != std::byte{0}; })) {
    unsigned remainder = 0;
    for (auto& byte : value) {
      const unsigned part = remainder * 256 + std::to_integer<unsigned>(byte);
      byte = static_cast<std::byte>(part / 10);
      remainder = part % 10;
    }
    digits.push_back(static_cast<char>('0' + remainder));
  }
  if (digits.empty()) digits = "0";
  std::ranges::reverse(digits);
  return "2.25." + digits;
}

std::string make_uid(base::Random& random) {
  std::array<std::byte, 16> uuid{};
  random.fill(uuid);
  uuid[6] = (uuid[6] & std::byte{0x0F}) | std::byte{0x40};
  uuid[8] = (uuid[8] & std::byte{0x3F}) | std::byte{0x80};
  return uid_of_value(uuid);
}

std::string uid_of_uuid(std::string_view uuid) {
  std::array<std::byte, 16> bytes{};
  std::size_t digits = 0;
  for (const char c : uuid) {
    if (c == '-' || digits == 32) continue;
    const unsigned value = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) & 0xF;
    std::byte& byte = bytes[digits / 2];
    byte = (byte << 4) | static_cast<std::byte>(value);
    ++digits;
  }
  return uid_of_value(bytes);
}

}  // namespace rdc::dicom
