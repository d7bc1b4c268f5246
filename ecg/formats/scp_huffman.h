// The sample coding of SCP-ECG (EN 1064 5.4, 5.8, 5.9): Huffman codes and differences.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg::scp {

// One code of section 2. `base_code` has the first transmitted bit lowest.
struct Code {
  std::uint8_t prefix_bits = 0;
  std::uint8_t total_bits = 0;  // more than the prefix: the rest is the value, two's complement
  bool switches_table = false;  // `value` is the number of the table to go on with, counted from 1
  std::int16_t value = 0;
  std::uint32_t base_code = 0;
};

using Table = std::vector<Code>;

// The table every reader knows, EN 1064 table C.1, named 19999 in section 2.
const Table& default_table();

// At most `limit` samples, fewer when the bits end or stop making sense: EN 1064 gives no other end mark.
std::vector<std::int16_t> decode(std::span<const Table> tables, Bytes bytes, std::size_t limit);

// Bits of the default table, filled up to an even number of bytes with what is no code. Samples beyond 16 bits do not
// exist.
std::vector<std::byte> encode_default(std::span<const std::int16_t> samples);

// Differences of order 0, 1 or 2, in 16-bit arithmetic as the devices'.
void undo_differences(std::vector<std::int16_t>& samples, int order);
std::vector<std::int16_t> differences(std::span<const std::int16_t> samples, int order);

}  // namespace rdc::ecg::scp
