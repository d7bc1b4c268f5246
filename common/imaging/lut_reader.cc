#include "common/imaging/lut_reader.h"

#include <algorithm>
#include <bit>

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

}  // namespace

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
    std::vector<std::uint16_t> unpacked;
    for (const std::uint16_t word : entries) {
      unpacked.push_back(word & 0xFF);
      unpacked.push_back(static_cast<std::uint16_t>(word >> 8));
    }
    entries = std::move(unpacked);
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
