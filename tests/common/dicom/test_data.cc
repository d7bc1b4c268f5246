#include "tests/common/dicom/test_data.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "common/dicom/element_walk.h"

namespace rdc::dicom::testing {

void Bytes::put16(std::uint32_t value) {
  out_.push_back(static_cast<char>(value & 0xFF));
  out_.push_back(static_cast<char>((value >> 8) & 0xFF));
}
void Bytes::put32(std::uint32_t value) {
  put16(value & 0xFFFF);
  put16(value >> 16);
}

Bytes& Bytes::head(std::uint32_t tag, std::string_view name, std::uint32_t length) {
  put16(tag >> 16);
  put16(tag & 0xFFFF);
  if (!explicit_vr_) {
    put32(length);
    return *this;
  }
  out_ += name;
  if (has_long_form(vr(name[0], name[1]))) {
    put16(0);
    put32(length);
  } else {
    put16(length);
  }
  return *this;
}

Bytes& Bytes::element(std::uint32_t tag, std::string_view name, std::string value) {
  if (value.size() % 2 != 0) value.push_back(name == "UI" || name == "OB" ? '\0' : ' ');
  head(tag, name, static_cast<std::uint32_t>(value.size()));
  out_ += value;
  return *this;
}

Bytes& Bytes::u16(std::uint32_t tag, std::uint16_t value) {
  head(tag, "US", 2);
  put16(value);
  return *this;
}
Bytes& Bytes::item(std::uint32_t length) {
  put32(0xE000FFFE);
  put32(length);
  return *this;
}
Bytes& Bytes::item_end() {
  put32(0xE00DFFFE);
  put32(0);
  return *this;
}
Bytes& Bytes::sequence_end() {
  put32(0xE0DDFFFE);
  put32(0);
  return *this;
}
Bytes& Bytes::raw(std::string_view bytes) {
  out_ += bytes;
  return *this;
}

std::string part10(std::string_view transfer_syntax, std::string_view data_set, std::string_view sop_class) {
  Bytes meta;
  meta.element(0x00020001, "OB", std::string("\0\1", 2)).element(0x00020002, "UI", std::string(sop_class));
  meta.element(0x00020003, "UI", "1.2.3.4").element(0x00020010, "UI", std::string(transfer_syntax));
  Bytes length;
  const auto size = static_cast<std::uint32_t>(meta.text().size());
  length.head(0x00020000, "UL", 4).raw({reinterpret_cast<const char*>(&size), 4});
  std::string file(128, '\0');
  file += "DICM";
  file += length.text();
  file += meta.text();
  file += data_set;
  return file;
}

Bytes identity(std::string_view charset, std::string_view patient_name) {
  Bytes set;
  if (!charset.empty()) set.element(0x00080005, "CS", std::string(charset));
  set.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").element(0x00080018, "UI", "1.2.3.4");
  if (!patient_name.empty()) set.element(0x00100010, "PN", std::string(patient_name));
  return set;
}

std::string nested_sequences(int levels) {
  Bytes deep;
  for (int i = 0; i < levels; ++i) deep.head(0x00400275, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF);
  for (int i = 0; i < levels; ++i) deep.item_end().sequence_end();
  return deep.text();
}

std::optional<std::filesystem::path> real_dicom() {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) return std::nullopt;
  const auto folder = std::filesystem::path(data) / "dicom";
  return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

std::vector<std::filesystem::path> real_dicom_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = real_dicom();
  if (!folder) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (entry.is_regular_file() && entry.path().filename() != "README.md") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_all(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "rdc-dicom-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace rdc::dicom::testing
