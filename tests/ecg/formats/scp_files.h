// SCP-ECG files from bytes, by no code of the writer's.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "ecg/formats/byte_writer.h"
#include "ecg/formats/sample_source.h"
#include "ecg/formats/scp_reader.h"
#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {

inline Result<Recording> read(Bytes file) {
  auto source = open(bytes_in_memory(file));
  if (!source) return fail(source);
  return read_whole(**source);
}

// A file from the contents of its sections, with right checksums.
inline std::vector<std::byte> file_of(std::map<std::uint16_t, ByteWriter> contents, std::uint8_t version = 20) {
  ByteWriter table, rest;
  const std::uint16_t sections = version > 25 ? 19 : 12;
  const std::uint32_t pointers = 16U + 10U * sections;
  std::uint32_t at = 6 + pointers;
  for (std::uint16_t id = 0; id < sections; ++id) {
    if (id == 0) {
      table.u16(0).u32(pointers).u32(7);
      continue;
    }
    const auto found = contents.find(id);
    if (found == contents.end()) {
      table.u16(id).u32(0).u32(0);
      continue;
    }
    const auto size = static_cast<std::uint32_t>(16 + found->second.size());
    table.u16(id).u32(size).u32(at + 1);
    ByteWriter section;
    section.u16(id).u32(size).u8(version).u8(version).zeros(6).bytes(found->second.data());
    rest.u16(crc_of(section.data())).bytes(section.data());
    at += size;
  }
  ByteWriter zero;
  zero.u16(0).u32(pointers).u8(version).u8(version).text("SCPECG").bytes(table.data());
  ByteWriter body;
  body.u32(at).u16(crc_of(zero.data())).bytes(zero.data()).bytes(rest.data());
  ByteWriter file;
  file.u16(crc_of(body.data())).bytes(body.data());
  return file.data();
}

inline ByteWriter leads_section(std::uint8_t flags, std::uint32_t end, std::vector<std::uint8_t> codes) {
  ByteWriter out;
  out.u8(codes.size()).u8(flags);
  for (const auto code : codes) out.u32(1).u32(end).u8(code);
  return out;
}

inline ByteWriter wave_section(std::uint16_t nanovolts, std::uint16_t interval, std::uint8_t order,
                               std::uint8_t bimodal, const std::vector<std::vector<std::byte>>& leads) {
  ByteWriter out;
  out.u16(nanovolts).u16(interval).u8(order).u8(bimodal);
  for (const auto& lead : leads) out.u16(lead.size());
  for (const auto& lead : leads) out.bytes(lead);
  return out;
}

inline std::vector<std::byte> plain(const std::vector<std::int16_t>& samples) {
  ByteWriter out;
  for (const auto sample : samples) out.u16(static_cast<std::uint16_t>(sample));
  return out.data();
}

}  // namespace rdc::ecg::scp
