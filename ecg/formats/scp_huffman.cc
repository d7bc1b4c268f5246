#include "ecg/formats/scp_huffman.h"

#include <algorithm>
#include <array>

namespace rdc::ecg::scp {
namespace {

class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}
  bool at_end() const { return at_ >= 8 * bytes_.size(); }
  // Most significant bit of a byte first. Only when not at_end().
  std::uint32_t bit() {
    const auto value = std::to_integer<std::uint32_t>(bytes_[at_ / 8]) >> (7 - at_ % 8) & 1U;
    ++at_;
    return value;
  }
  std::size_t left() const { return 8 * bytes_.size() - at_; }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

// Codes sorted by prefix length, so that a growing prefix is compared with those of its length only.
struct SortedTable {
  std::vector<Code> codes;
  std::array<std::uint32_t, 34> first{};  // of each prefix length; [33] is the end

  explicit SortedTable(const Table& table) : codes(table) {
    std::erase_if(codes, [](const Code& c) { return c.prefix_bits == 0 || c.prefix_bits > 32; });
    std::stable_sort(codes.begin(), codes.end(),
                     [](const Code& a, const Code& b) { return a.prefix_bits < b.prefix_bits; });
    std::size_t at = 0;
    for (std::uint32_t bits = 0; bits < first.size(); ++bits) {
      while (at < codes.size() && codes[at].prefix_bits < bits) ++at;
      first[bits] = static_cast<std::uint32_t>(at);
    }
  }

  // nullptr when the bits end first or fit no code.
  const Code* next(BitReader& bits) const {
    std::uint32_t prefix = 0;
    for (std::uint32_t length = 1; length <= 32; ++length) {
      if (bits.at_end()) return nullptr;
      prefix |= bits.bit() << (length - 1);
      for (std::uint32_t i = first[length]; i < first[length + 1]; ++i) {
        if (codes[i].base_code == prefix) return &codes[i];
      }
      if (first[length + 1] == codes.size()) return nullptr;
    }
    return nullptr;
  }
};

}  // namespace

const Table& default_table() {
  static const Table kTable = [] {
    Table made{{1, 1, false, 0, 0}};
    for (std::int16_t value = 1; value <= 8; ++value) {
      const auto bits = static_cast<std::uint8_t>(value + 2);
      const std::uint32_t ones = (1U << value) - 1;  // value ones, a zero, the sign
      made.push_back({bits, bits, false, value, ones});
      made.push_back({bits, bits, false, static_cast<std::int16_t>(-value), ones | 1U << (value + 1)});
    }
    made.push_back({10, 18, false, 0, 0x1FF});
    made.push_back({10, 26, false, 0, 0x3FF});
    return made;
  }();
  return kTable;
}

std::vector<std::int16_t> decode(std::span<const Table> tables, Bytes bytes, std::size_t limit) {
  std::vector<SortedTable> sorted;
  for (const auto& table : tables) sorted.emplace_back(table);
  std::vector<std::int16_t> samples;
  samples.reserve(std::min(limit, 8 * bytes.size()));
  BitReader bits(bytes);
  std::size_t table = 0;
  while (samples.size() < limit && table < sorted.size()) {
    const Code* code = sorted[table].next(bits);
    if (code == nullptr) break;
    if (code->switches_table) {
      if (code->value < 1) break;
      table = static_cast<std::size_t>(code->value) - 1;
      continue;
    }
    if (code->total_bits <= code->prefix_bits) {
      samples.push_back(code->value);
      continue;
    }
    const std::size_t extra = std::min<std::size_t>(code->total_bits - code->prefix_bits, 32U);
    if (bits.left() < extra) break;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < extra; ++i) value = value << 1 | bits.bit();
    if (extra < 32 && (value >> (extra - 1) & 1U) != 0) value |= ~0U << extra;
    samples.push_back(static_cast<std::int16_t>(value));
  }
  return samples;
}

std::vector<std::byte> encode_default(std::span<const std::int16_t> samples) {
  std::vector<std::byte> out;
  std::uint64_t pending = 0;
  int count = 0;
  const auto put = [&](std::uint32_t value, int bits) {
    pending = pending << bits | value;
    count += bits;
    while (count >= 8) {
      out.push_back(static_cast<std::byte>(pending >> (count - 8) & 0xFF));
      count -= 8;
    }
    pending &= (std::uint64_t{1} << count) - 1;
  };
  for (const std::int16_t sample : samples) {
    const int size = sample < 0 ? -sample : sample;
    if (size == 0) {
      put(0, 1);
    } else if (size <= 8) {
      put(((1U << size) - 1) << 2 | (sample < 0 ? 1U : 0U), size + 2);
    } else if (sample >= -128 && sample <= 127) {
      put(0x3FE, 10);
      put(static_cast<std::uint8_t>(sample), 8);
    } else {
      put(0x3FF, 10);
      put(static_cast<std::uint16_t>(sample), 16);
    }
  }
  // Ones are no code until ten of them and a value have come: the filling never looks like a sample.
  if (count > 0) put((1U << (8 - count)) - 1, 8 - count);
  if (out.size() % 2 != 0) out.push_back(std::byte{0xFF});
  return out;
}

void undo_differences(std::vector<std::int16_t>& samples, int order) {
  if (order == 1) {
    for (std::size_t i = 1; i < samples.size(); ++i)
      samples[i] = static_cast<std::int16_t>(samples[i] + samples[i - 1]);
  } else if (order == 2) {
    for (std::size_t i = 2; i < samples.size(); ++i) {
      samples[i] = static_cast<std::int16_t>(samples[i] + 2 * samples[i - 1] - samples[i - 2]);
    }
  }
}

std::vector<std::int16_t> differences(std::span<const std::int16_t> samples, int order) {
  std::vector<std::int16_t> out(samples.begin(), samples.end());
  if (order == 1) {
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = static_cast<std::int16_t>(samples[i] - samples[i - 1]);
  } else if (order == 2) {
    for (std::size_t i = 2; i < out.size(); ++i) {
      out[i] = static_cast<std::int16_t>(samples[i] - 2 * samples[i - 1] + samples[i - 2]);
    }
  }
  return out;
}

}  // namespace rdc::ecg::scp
