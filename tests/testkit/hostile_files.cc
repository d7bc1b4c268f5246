#include "tests/testkit/hostile_files.h"

#include <fstream>
#include <string>

#include "common/dicom/phantom.h"

namespace rdc::testkit {
namespace {

void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value & 0xFF));
  out.push_back(static_cast<char>(value >> 8 & 0xFF));
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xFFFF);
  put16(out, value >> 16);
}
void put_text(std::string& out, unsigned group, unsigned element, const char* vr, std::string text) {
  if (text.size() % 2 != 0) text.push_back(vr[0] == 'U' ? '\0' : ' ');
  put16(out, group);
  put16(out, element);
  out += vr;
  put16(out, static_cast<unsigned>(text.size()));
  out += text;
}

constexpr const char* kCtImage = "1.2.840.10008.5.1.4.1.1.2";

std::string file_head(const std::string& instance_uid) {
  std::string meta;
  put16(meta, 0x0002), put16(meta, 0x0001);
  meta += "OB";
  put16(meta, 0), put32(meta, 2);
  meta += std::string("\0\1", 2);
  put_text(meta, 0x0002, 0x0002, "UI", kCtImage);
  put_text(meta, 0x0002, 0x0003, "UI", instance_uid);
  put_text(meta, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
  std::string out(128, '\0');
  out += "DICM";
  put16(out, 0x0002), put16(out, 0x0000);
  out += "UL";
  put16(out, 4), put32(out, static_cast<std::uint32_t>(meta.size()));
  return out + meta;
}

std::string data_set_head(const std::string& instance_uid) {
  std::string out;
  put_text(out, 0x0008, 0x0016, "UI", kCtImage);
  put_text(out, 0x0008, 0x0018, "UI", instance_uid);
  return out;
}

}  // namespace

std::string nested_data_set(const std::string& instance_uid, std::uint32_t depth) {
  std::string out = data_set_head(instance_uid);
  for (std::uint32_t i = 0; i < depth; ++i) {
    put16(out, 0x0008), put16(out, 0x1140);  // Referenced Image Sequence
    out += "SQ";
    put16(out, 0), put32(out, 0xFFFFFFFF);
    put16(out, 0xFFFE), put16(out, 0xE000), put32(out, 0xFFFFFFFF);
  }
  for (std::uint32_t i = 0; i < depth; ++i) {
    put16(out, 0xFFFE), put16(out, 0xE00D), put32(out, 0);
    put16(out, 0xFFFE), put16(out, 0xE0DD), put32(out, 0);
  }
  return out;
}

void write_nested_sequences(const std::filesystem::path& file, std::uint32_t depth, std::uint64_t seed) {
  const std::string uid = dicom::phantom_uid(seed, "nested");
  std::ofstream(file, std::ios::binary) << file_head(uid) << nested_data_set(uid, depth);
}

void write_cut_file(const std::filesystem::path& file, std::uint64_t seed) {
  const std::string uid = dicom::phantom_uid(seed, "cut");
  std::string out = file_head(uid) + data_set_head(uid);
  put16(out, 0x7FE0), put16(out, 0x0010);
  out += "OW";
  put16(out, 0), put32(out, 100'000);
  out += std::string(5'000, '\x11');
  std::ofstream(file, std::ios::binary) << out;
}

}  // namespace rdc::testkit
