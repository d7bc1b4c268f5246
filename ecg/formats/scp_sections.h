// The container of SCP-ECG (EN 1064): sections found by the pointers of section 0, and what the descriptive ones say.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/scp_huffman.h"
#include "ecg/recording.h"

namespace rdc::ecg::scp {

// CRC-CCITT, start value 0xFFFF (EN 1064 5.2.7). `before`: the value of the bytes that these follow.
std::uint16_t crc_of(Bytes bytes, std::uint16_t before = 0xFFFF);

inline constexpr std::size_t kSections = 12;  // those that are read whole; section 12 is read in windows
inline constexpr std::size_t kSectionHeader = 16;
inline constexpr std::uint8_t kLastVersion2 = 25;  // section and protocol versions count tenths; drafts of 3.0 say 29

// Where section 12 (long-term rhythm, SCP-ECG 3.0) lies, its own header included.
struct LongSection {
  std::uint64_t at = 0;
  std::uint64_t size = 0;   // declared
  std::uint64_t there = 0;  // held by the file
};

// Movable only: the contents are views of what it holds.
struct Sections {
  Sections() = default;
  Sections(Sections&&) = default;
  Sections& operator=(Sections&&) = default;

  std::array<Bytes, kSections> content;           // behind the section's own header; empty when absent
  std::array<std::uint8_t, kSections> version{};  // of the section, in tenths
  std::optional<LongSection> long_rhythm;
  bool has_selected_sequences = false;  // section 14
  std::vector<Warning> warnings;
  std::array<std::vector<std::byte>, kSections> held;
};

// kInvalid BAD_SCP, with the byte; kUnavailable. Warnings: CRC_MISMATCH (file or section), LENGTH_MISMATCH,
// BAD_POINTER. The checksums of a file and of a section 12 that is too long to be read twice are left to who reads it.
Result<Sections> find_sections(ByteSource& file);

// Section 1 into subject, device, time and filters.
void read_description(const Sections& sections, Recording& recording);
// Sections 7 and 8 into marks.
void read_statements(const Sections& sections, Recording& recording);

// Section 2. nullopt: samples are plain 16-bit numbers. kInvalid BAD_SCP.
Result<std::optional<std::vector<Table>>> read_tables(const Sections& sections);

// Section 3. Samples are counted from 1, the end is included.
struct LeadDefinition {
  std::uint32_t start = 1;
  std::uint32_t end = 0;
  std::uint8_t code = 0;
};
struct LeadDefinitions {
  bool reference_beat_subtracted = false;
  std::vector<LeadDefinition> leads;
};
Result<LeadDefinitions> read_leads(const Sections& sections);

// The channel of a lead code (EN 1064 table 8), without samples.
Channel channel_of(std::uint8_t code, double step_uv);

// Section 4. Samples are counted from 1, ends are included.
struct Zone {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
struct Subtraction {
  std::uint16_t type = 0;
  Zone zone;
  std::uint32_t fiducial = 0;
};
struct QrsLocations {
  std::uint16_t beat_ms = 0;   // how long the reference beat is
  std::uint16_t fiducial = 0;  // of the reference beat, in samples from 1
  std::vector<Subtraction> beats;
  std::vector<Zone> protected_zones;  // up to version 1.1, which has none of its own: where beats were subtracted

  // Devices set section 3's flag and list their beats without having subtracted any: the reference beat is of 0 ms
  // then, or no beat is of its type (0).
  bool was_subtracted() const;
};
QrsLocations read_qrs_locations(const Sections& sections);

// Sections 5 and 6.
struct WaveData {
  std::uint16_t nanovolts = 0;  // a step
  std::uint16_t interval_us = 0;
  int difference = 0;
  bool bimodal = false;
  std::vector<Bytes> leads;
  bool cut = false;  // the section ends before its last lead
};
Result<WaveData> read_wave_data(const Sections& sections, std::size_t section, std::size_t leads);

}  // namespace rdc::ecg::scp
