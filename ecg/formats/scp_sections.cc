#include "ecg/formats/scp_sections.h"

#include <algorithm>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::scp {
namespace {

constexpr std::size_t kMaxCodes = 4096;
constexpr unsigned kMaxLeads = 32;  // as check() accepts

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_SCP", "the SCP-ECG file: {}", fmt::format(what, std::forward<Args>(args)...));
}

// The section that a pointer names, or the one a byte further on when the file counts from 0.
std::optional<std::size_t> section_at(Bytes file, std::size_t id, std::uint64_t index, std::vector<Warning>& warnings) {
  const auto is_here = [&](std::uint64_t at) {
    if (at + kSectionHeader > file.size()) return false;
    return ByteCursor(file, static_cast<std::size_t>(at) + 2).u16() == id;
  };
  if (index > 0 && is_here(index - 1)) return static_cast<std::size_t>(index - 1);
  if (is_here(index)) {
    warnings.push_back({"BAD_POINTER", fmt::format("the pointer to section {} is one byte off", id)});
    return static_cast<std::size_t>(index);
  }
  return std::nullopt;
}

}  // namespace

std::uint16_t crc_of(Bytes bytes) {
  static const auto table = [] {
    std::array<std::uint16_t, 256> made{};
    for (unsigned i = 0; i < 256; ++i) {
      unsigned value = i << 8;
      for (int bit = 0; bit < 8; ++bit) value = (value & 0x8000U) != 0 ? value << 1 ^ 0x1021U : value << 1;
      made[i] = static_cast<std::uint16_t>(value);
    }
    return made;
  }();
  unsigned crc = 0xFFFF;
  for (const std::byte b : bytes) crc = (crc << 8 ^ table[(crc >> 8 ^ std::to_integer<unsigned>(b)) & 0xFF]) & 0xFFFF;
  return static_cast<std::uint16_t>(crc);
}

Result<Sections> find_sections(Bytes file) {
  Sections found;
  ByteCursor cursor(file);
  const std::uint16_t crc = cursor.u16();
  const std::uint32_t length = cursor.u32();
  if (!cursor.ok() || file.size() < 6 + kSectionHeader) return bad("it ends after {} bytes", file.size());
  if (length > file.size()) {
    found.warnings.push_back(
        {"LENGTH_MISMATCH", fmt::format("the file declares {} bytes and has {}", length, file.size())});
  } else if (length >= 6 && crc_of(file.subspan(2, length - 2)) != crc) {
    found.warnings.push_back({"CRC_MISMATCH", "the file's checksum is not that of its bytes"});
  }
  ByteCursor head(file, 6 + 4);
  const std::uint32_t pointers_length = head.u32();
  if (ByteCursor(file, 8).u16() != 0) return bad("section 0 does not follow the file header");
  if (pointers_length < kSectionHeader || pointers_length > file.size() - 6) {
    return bad("section 0 has {} bytes", pointers_length);
  }
  ByteCursor pointers(file.subspan(6 + kSectionHeader, pointers_length - kSectionHeader));
  while (pointers.left() >= 10) {
    const std::uint16_t id = pointers.u16();
    const std::uint32_t size = pointers.u32();
    const std::uint32_t index = pointers.u32();
    if (id == 0 || id >= kSections || size <= kSectionHeader) continue;  // empty, or a manufacturer's own
    const auto at = section_at(file, id, index, found.warnings);
    if (!at) {
      found.warnings.push_back({"BAD_POINTER", fmt::format("there is no section {} at byte {}", id, index)});
      continue;
    }
    const std::size_t there = std::min<std::size_t>(size, file.size() - *at);
    if (there < size) {
      found.warnings.push_back(
          {"LENGTH_MISMATCH", fmt::format("section {} declares {} bytes, the file holds {}", id, size, there)});
    } else if (ByteCursor(file, *at).u16() != crc_of(file.subspan(*at + 2, size - 2))) {
      found.warnings.push_back(
          {"CRC_MISMATCH", fmt::format("the checksum of section {} is not that of its bytes", id)});
    }
    found.content[id] = file.subspan(*at + kSectionHeader, there - kSectionHeader);
    found.at[id] = *at + kSectionHeader;
  }
  return found;
}

Result<std::optional<std::vector<Table>>> read_tables(const Sections& sections) {
  const Bytes content = sections.content[2];
  if (content.empty()) return std::optional<std::vector<Table>>();
  ByteCursor cursor(content);
  const std::uint16_t count = cursor.u16();
  if (count == 19999) return std::optional(std::vector<Table>{default_table()});
  if (count == 0) return std::optional<std::vector<Table>>();
  if (count > 255) return bad("section 2 declares {} Huffman tables", count);
  std::vector<Table> tables;
  std::size_t codes = 0;
  for (std::uint16_t t = 0; t < count; ++t) {
    const std::uint16_t size = cursor.u16();
    codes += size;
    if (codes > kMaxCodes) return bad("section 2 declares more than {} codes", kMaxCodes);
    Table table;
    for (std::uint16_t c = 0; c < size; ++c) {
      Code code;
      code.prefix_bits = cursor.u8();
      code.total_bits = cursor.u8();
      code.switches_table = cursor.u8() == 0;
      code.value = cursor.i16();
      code.base_code = cursor.u32();
      if (!cursor.ok()) return bad("section 2 ends within Huffman table {}", t + 1);
      if (code.prefix_bits == 0 || code.prefix_bits > 32 || code.total_bits < code.prefix_bits ||
          code.total_bits > 64) {
        return bad("code {} of Huffman table {} has {} prefix bits of {}", c + 1, t + 1, code.prefix_bits,
                   code.total_bits);
      }
      table.push_back(code);
    }
    tables.push_back(std::move(table));
  }
  return std::optional(std::move(tables));
}

Result<LeadDefinitions> read_leads(const Sections& sections) {
  const Bytes content = sections.content[3];
  ByteCursor cursor(content);
  LeadDefinitions found;
  const std::uint8_t count = cursor.u8();
  found.reference_beat_subtracted = (cursor.u8() & 1U) != 0;
  if (!cursor.ok() || count == 0) return bad("section 3 defines no leads");
  if (count > kMaxLeads) return bad("section 3 declares {} leads, {} are accepted", count, kMaxLeads);
  for (std::uint8_t i = 0; i < count; ++i) {
    LeadDefinition lead;
    lead.start = cursor.u32();
    lead.end = cursor.u32();
    lead.code = cursor.u8();
    if (!cursor.ok()) return bad("section 3 declares {} leads and ends within lead {}", count, i + 1);
    found.leads.push_back(lead);
  }
  return found;
}

QrsLocations read_qrs_locations(const Sections& sections) {
  QrsLocations found;
  ByteCursor cursor(sections.content[4]);
  cursor.u16();  // length of the reference beat in milliseconds
  found.fiducial = cursor.u16();
  const std::uint16_t beats = cursor.u16();
  for (std::uint16_t i = 0; i < beats && cursor.left() >= 14; ++i) {
    Subtraction beat;
    beat.type = cursor.u16();
    beat.zone.begin = cursor.u32();
    beat.fiducial = cursor.u32();
    beat.zone.end = cursor.u32();
    found.beats.push_back(beat);
  }
  for (std::uint16_t i = 0; i < beats && cursor.left() >= 8; ++i) {
    Zone zone;
    zone.begin = cursor.u32();
    zone.end = cursor.u32();
    found.protected_zones.push_back(zone);
  }
  return found;
}

Result<WaveData> read_wave_data(const Sections& sections, std::size_t section, std::size_t leads) {
  ByteCursor cursor(sections.content[section]);
  WaveData found;
  found.nanovolts = cursor.u16();
  found.interval_us = cursor.u16();
  found.difference = cursor.u8();
  found.bimodal = cursor.u8() == 1 && section == 6;
  std::vector<std::uint16_t> lengths;
  for (std::size_t i = 0; i < leads; ++i) lengths.push_back(cursor.u16());
  if (!cursor.ok()) return bad("section {} ends within its head", section);
  if (found.nanovolts == 0 || found.interval_us == 0)
    return bad("section {} states no amplitude or no interval", section);
  if (found.difference > 2) return bad("section {} states differences of order {}", section, found.difference);
  for (const std::uint16_t length : lengths) {
    const std::size_t there = std::min<std::size_t>(length, cursor.left());
    found.cut = found.cut || there < length;
    found.leads.push_back(cursor.take(there));
  }
  return found;
}

}  // namespace rdc::ecg::scp
