#include "common/imaging/lut_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "common/imaging/limits.h"

namespace rdc::imaging {
namespace {

// Descriptors and data are US or SS depending on other attributes, and OW in big tables: take the bits as they are.
std::vector<std::uint16_t> words(DcmElement* element) {
  const std::size_t count = element->getLength() / 2;
  if (count == 0 || count > kMaxLutEntries) return {};
  Uint16* unsigned_words = nullptr;
  if (element->getUint16Array(unsigned_words).good() && unsigned_words != nullptr)
    return {unsigned_words, unsigned_words + count};
  Sint16* signed_words = nullptr;
  if (element->getSint16Array(signed_words).good() && signed_words != nullptr) {
    std::vector<std::uint16_t> copied(count);
    std::transform(signed_words, signed_words + count, copied.begin(),
                   [](Sint16 v) { return static_cast<std::uint16_t>(v); });
    return copied;
  }
  Uint8* bytes = nullptr;
  if (element->getUint8Array(bytes).good() && bytes != nullptr) {
    std::vector<std::uint16_t> copied(count);
    for (std::size_t i = 0; i < count; ++i)
      copied[i] = static_cast<std::uint16_t>(bytes[2 * i] | (bytes[2 * i + 1] << 8));
    return copied;
  }
  return {};
}

// Entries out of segments, never more than `count`. The stream's units are words, or bytes for 8-bit tables.
class Segments {
 public:
  Segments(std::vector<std::uint16_t> units, std::size_t count, bool bytes)
      : units_(std::move(units)), count_(count), bytes_(bytes) {}

  // Short of `count` when the segments contradict each other.
  std::vector<std::uint16_t> expand() {
    std::size_t at = 0;
    while (at < units_.size() && entries_.size() < count_ && read_one(at, Repeat::kAllowed)) {
    }
    return std::move(entries_);
  }

 private:
  enum class Repeat { kAllowed, kRefused };  // an indirect segment repeats no indirect ones

  bool read_one(std::size_t& at, Repeat repeat) {
    if (at + 2 > units_.size()) return false;
    const unsigned opcode = units_[at], length = units_[at + 1];
    at += 2;
    if (length == 0) return false;
    if (opcode == 0) return copy(at, length);
    if (opcode == 1) return ramp(at, length);
    return opcode == 2 && repeat == Repeat::kAllowed && go_back(at, length);
  }
  bool copy(std::size_t& at, unsigned length) {
    if (at + length > units_.size()) return false;
    for (unsigned i = 0; i < length && entries_.size() < count_; ++i) entries_.push_back(units_[at + i]);
    at += length;
    return true;
  }
  bool ramp(std::size_t& at, unsigned length) {
    if (at >= units_.size() || entries_.empty()) return false;
    const double from = entries_.back(), to = units_[at++];
    for (unsigned i = 1; i <= length && entries_.size() < count_; ++i)
      entries_.push_back(static_cast<std::uint16_t>(std::lround(from + (to - from) * i / length)));
    return true;
  }
  // The place is a count of bytes from the beginning, in two words or four bytes, the least significant first.
  bool go_back(std::size_t& at, unsigned segments) {
    const std::size_t parts = bytes_ ? 4 : 2;
    if (at + parts > units_.size()) return false;
    std::size_t place = 0;
    for (std::size_t i = 0; i < parts; ++i) place |= std::size_t{units_[at + i]} << (i * (bytes_ ? 8 : 16));
    at += parts;
    if (!bytes_) place /= 2;
    for (unsigned i = 0; i < segments && entries_.size() < count_; ++i)
      if (!read_one(place, Repeat::kRefused)) return false;
    return true;
  }

  const std::vector<std::uint16_t> units_;
  const std::size_t count_;
  const bool bytes_;
  std::vector<std::uint16_t> entries_;
};

std::vector<std::uint16_t> unpacked(const std::vector<std::uint16_t>& words) {
  std::vector<std::uint16_t> bytes;
  for (const std::uint16_t word : words) {
    bytes.push_back(word & 0xFF);
    bytes.push_back(static_cast<std::uint16_t>(word >> 8));
  }
  return bytes;
}

}  // namespace

std::shared_ptr<const LookupTable> read_segmented_lut(DcmElement* descriptor, DcmElement* data, bool signed_input) {
  if (descriptor == nullptr || data == nullptr) return nullptr;
  const auto description = words(descriptor);
  auto units = words(data);
  if (description.size() < 3 || units.empty()) return nullptr;
  const bool bytes = description[2] == 8;
  if (bytes) units = unpacked(units);
  const std::size_t count = description[0] == 0 ? 65536 : description[0];
  auto table = std::make_shared<LookupTable>();
  const bool signed_first = descriptor->getVR() == EVR_SS || signed_input;
  table->first_mapped = signed_first ? static_cast<std::int16_t>(description[1]) : description[1];
  table->bits = bytes ? 8 : 16;
  table->entries = Segments(std::move(units), count, bytes).expand();
  return table->entries.size() == count ? table : nullptr;
}

std::shared_ptr<const LookupTable> read_lut(DcmElement* descriptor, DcmElement* data, bool signed_input) {
  if (descriptor == nullptr || data == nullptr) return nullptr;
  const auto description = words(descriptor);
  auto entries = words(data);
  if (description.size() < 3 || entries.empty()) return nullptr;

  auto table = std::make_shared<LookupTable>();
  const std::size_t count = description[0] == 0 ? 65536 : description[0];
  const bool signed_first = descriptor->getVR() == EVR_SS || signed_input;
  table->first_mapped = signed_first ? static_cast<std::int16_t>(description[1]) : description[1];
  if (entries.size() < count && (count + 1) / 2 <= entries.size()) {
    // Eight-bit entries, two in a word, low byte first (PS3.3 C.11.1.1.1 as many devices read it).
    entries = unpacked(entries);
  }
  if (entries.size() < count) return nullptr;
  entries.resize(count);
  // The third value is often wrong: at least the bits that occur, at most sixteen.
  const auto largest = *std::ranges::max_element(entries);
  const int needed = std::max(1, static_cast<int>(std::bit_width(static_cast<unsigned>(largest))));
  const int stated = description[2];
  table->bits = stated >= 8 && stated <= 16 ? std::max(stated, needed) : std::max(8, needed);
  table->entries = std::move(entries);
  return table;
}

std::vector<std::shared_ptr<const LookupTable>> read_lut_sequence(const AttributeScope& scope,
                                                                  const DcmTagKey& sequence, bool signed_input) {
  std::vector<std::shared_ptr<const LookupTable>> tables;
  for (DcmItem* item : scope.sequence(sequence, kMaxWindows)) {
    const AttributeScope entry(*item);
    auto table = read_lut(entry.element(DCM_LUTDescriptor), entry.element(DCM_LUTData), signed_input);
    if (!table) continue;
    auto named = std::make_shared<LookupTable>(*table);
    named->explanation = entry.text(DCM_LUTExplanation);
    tables.push_back(std::move(named));
  }
  return tables;
}

}  // namespace rdc::imaging
