// What MFER's tags say about patient, device and time (ISO 22077-1), beside the samples.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ecg/formats/byte_cursor.h"
#include "ecg/recording.h"

namespace rdc::ecg::mfer {

// The first eight bytes at most.
std::uint64_t unsigned_integer(Bytes value, bool big_endian);

// Takes the tags in their order: the one of the character code holds for the texts behind it.
class Describer {
 public:
  // Tags that describe something else are ignored.
  void take(std::uint8_t tag, Bytes value, bool big_endian, Recording& recording);

 private:
  std::string text_of(Bytes value) const;

  std::optional<char> utf16_;  // 'L' or 'B': texts are UTF-16 of that byte order
};

}  // namespace rdc::ecg::mfer
