#include "ecg/formats/scp_sections.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::scp {
namespace {

constexpr std::size_t kMaxCodes = 4096;
constexpr unsigned kMaxLeads = 32;              // as check() accepts
constexpr std::uint8_t kLastWithoutZones = 11;  // tenths of a version: 1.0 and 1.1 end section 4 with its beats
constexpr std::uint16_t kLongRhythm = 12, kSelectedSequences = 14, kLastKnown = 14;
constexpr std::uint64_t kMaxTable = 64U << 10;    // of pointers
constexpr std::uint64_t kMaxSection = 16U << 20;  // of those that are read whole: 32 leads of 65,535 bytes are 2 MiB
constexpr std::uint64_t kMaxChecked = 64U << 20;
constexpr std::uint64_t kPage = 1U << 20;

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_SCP", "the SCP-ECG file: {}", fmt::format(what, std::forward<Args>(args)...));
}

// The first `count` bytes from `at`, fewer at the file's end.
Result<std::vector<std::byte>> bytes_at(ByteSource& file, std::uint64_t at, std::uint64_t count) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(count, file.size() - std::min(at, file.size()))));
  const auto got = file.read_at(at, bytes);
  if (!got) return fail(got);
  bytes.resize(*got);
  return bytes;
}

// Devices that compute none leave all bits clear or set.
bool is_checksum(std::uint16_t stated) { return stated != 0 && stated != 0xFFFF; }

struct Pointer {
  std::uint16_t id = 0;
  std::uint32_t size = 0;
  std::uint32_t index = 0;
};

class Finder {
 public:
  explicit Finder(ByteSource& file) : file_(file) {}

  Result<Sections> find() {
    if (auto ok = read_pointers(); !ok) return fail(ok);
    if (auto ok = check_file(); !ok) return fail(ok);
    for (const auto& pointer : pointers_) {
      if (auto ok = follow(pointer); !ok) return fail(ok);
    }
    return std::move(found_);
  }

 private:
  void warn(const char* reason, std::string message) { found_.warnings.push_back({reason, std::move(message)}); }

  Result<void> read_pointers() {
    const auto head = bytes_at(file_, 0, 6 + kSectionHeader);
    if (!head) return fail(head);
    if (head->size() < 6 + kSectionHeader) return bad("it ends after {} bytes", head->size());
    if (ByteCursor(*head, 8).u16() != 0) return bad("section 0 does not follow the file header, at byte 6");
    const std::uint32_t length = ByteCursor(*head, 10).u32();
    if (length < kSectionHeader || length > file_.size() - 6) {
      return bad("section 0 has {} bytes (byte 10), the file {}", length, file_.size());
    }
    const auto table = bytes_at(file_, 6 + kSectionHeader, std::min<std::uint64_t>(length - kSectionHeader, kMaxTable));
    if (!table) return fail(table);
    std::array<bool, kLastKnown + 1> seen{};
    for (ByteCursor cursor(*table); cursor.left() >= 10;) {
      Pointer pointer;
      pointer.id = cursor.u16();
      pointer.size = cursor.u32();
      pointer.index = cursor.u32();
      // Empty, a manufacturer's own, or of those that hold no rhythm.
      if (pointer.id == 0 || pointer.id > kLastKnown || pointer.size <= kSectionHeader) continue;
      if (std::exchange(seen[pointer.id], true)) {
        warn("BAD_POINTER", fmt::format("section {} is pointed to twice: the first is read", pointer.id));
        continue;
      }
      pointers_.push_back(pointer);
    }
    return {};
  }

  // Length and checksum of the file. A recording of hours is not read twice for a checksum.
  Result<void> check_file() {
    const auto head = bytes_at(file_, 0, 6);
    if (!head) return fail(head);
    const std::uint16_t stated = ByteCursor(*head).u16();
    const std::uint32_t length = ByteCursor(*head, 2).u32();
    if (length > file_.size()) {
      warn("LENGTH_MISMATCH", fmt::format("the file declares {} bytes and has {}", length, file_.size()));
      return {};
    }
    if (length < 6 || length > kMaxChecked) return {};
    std::uint16_t crc = 0xFFFF;
    for (std::uint64_t at = 2; at < length; at += kPage) {
      const auto page = bytes_at(file_, at, std::min<std::uint64_t>(kPage, length - at));
      if (!page) return fail(page);
      crc = crc_of(*page, crc);
    }
    if (is_checksum(stated) && crc != stated) warn("CRC_MISMATCH", "the file's checksum is not that of its bytes");
    return {};
  }

  // The section that a pointer names, or the one a byte further on when the file counts from 0.
  Result<std::optional<std::uint64_t>> place_of(const Pointer& pointer) {
    for (const std::uint64_t at : {std::uint64_t{pointer.index} - 1, std::uint64_t{pointer.index}}) {
      if (pointer.index == 0 && at != 0) continue;
      const auto head = bytes_at(file_, at, kSectionHeader);
      if (!head) return fail(head);
      if (head->size() < kSectionHeader || ByteCursor(*head, 2).u16() != pointer.id) continue;
      if (at == pointer.index) {
        warn("BAD_POINTER", fmt::format("the pointer to section {} is one byte off", pointer.id));
      }
      return std::optional(at);
    }
    return std::optional<std::uint64_t>();
  }

  Result<void> follow(const Pointer& pointer) {
    const auto [id, size, index] = pointer;
    const auto at = place_of(pointer);
    if (!at) return fail(at);
    if (!*at) {
      warn("BAD_POINTER", fmt::format("there is no section {} at byte {}", id, index));
      return {};
    }
    const std::uint64_t there = std::min<std::uint64_t>(size, file_.size() - **at);
    if (there < size) {
      warn("LENGTH_MISMATCH", fmt::format("section {} declares {} bytes, the file holds {}", id, size, there));
    }
    if (id == kSelectedSequences) found_.has_selected_sequences = true;
    if (id >= kSections && id != kLongRhythm) return {};
    const bool is_long = id == kLongRhythm;
    auto section = bytes_at(file_, **at, is_long ? kSectionHeader : std::min(there, kMaxSection));
    if (!section) return fail(section);
    const std::uint8_t version = ByteCursor(*section, 8).u8();
    if (is_long) {
      // Before 3.0 the number was reserved.
      if (version > kLastVersion2) found_.long_rhythm = LongSection{**at, size, there};
      return {};
    }
    if (there > kMaxSection) {
      warn("LENGTH_MISMATCH", fmt::format("section {} has {} bytes: {} are read", id, there, kMaxSection));
    } else if (const auto stated = ByteCursor(*section).u16();
               there == size && is_checksum(stated) && stated != crc_of(Bytes(*section).subspan(2))) {
      warn("CRC_MISMATCH", fmt::format("the checksum of section {} is not that of its bytes", id));
    }
    found_.held[id] = std::move(*section);
    found_.content[id] = Bytes(found_.held[id]).subspan(kSectionHeader);
    found_.version[id] = version;
    return {};
  }

  ByteSource& file_;
  std::vector<Pointer> pointers_;
  Sections found_;
};

}  // namespace

std::uint16_t crc_of(Bytes bytes, std::uint16_t before) {
  static const auto table = [] {
    std::array<std::uint16_t, 256> made{};
    for (unsigned i = 0; i < 256; ++i) {
      unsigned value = i << 8;
      for (int bit = 0; bit < 8; ++bit) value = (value & 0x8000U) != 0 ? value << 1 ^ 0x1021U : value << 1;
      made[i] = static_cast<std::uint16_t>(value);
    }
    return made;
  }();
  unsigned crc = before;
  for (const std::byte b : bytes) crc = (crc << 8 ^ table[(crc >> 8 ^ std::to_integer<unsigned>(b)) & 0xFF]) & 0xFFFF;
  return static_cast<std::uint16_t>(crc);
}

Result<Sections> find_sections(ByteSource& file) { return Finder(file).find(); }

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

Channel channel_of(std::uint8_t code, double step_uv) {
  Channel channel;
  // 31 to 60 are the derived twins of 1 to 30.
  channel.derived = code > 30 && code <= 60;
  const int measured = channel.derived ? code - 30 : code;
  channel.lead = lead_from_code("", fmt::format("2:{}", measured)).value_or(Lead::kUnknown);
  channel.label =
      channel.lead == Lead::kUnknown ? fmt::format("SCP lead {}", code) : std::string(name_of(channel.lead));
  channel.step_uv = step_uv;
  return channel;
}

bool QrsLocations::was_subtracted() const {
  return beat_ms > 0 && std::any_of(beats.begin(), beats.end(), [](const auto& beat) { return beat.type == 0; });
}

QrsLocations read_qrs_locations(const Sections& sections) {
  QrsLocations found;
  ByteCursor cursor(sections.content[4]);
  found.beat_ms = cursor.u16();
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
  if (sections.version[4] <= kLastWithoutZones || cursor.left() < 8) {
    for (const auto& beat : found.beats) found.protected_zones.push_back(beat.zone);
    return found;
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
  // 3.0 has no bimodal compression.
  found.bimodal = cursor.u8() == 1 && section == 6 && sections.version[section] <= kLastVersion2;
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
