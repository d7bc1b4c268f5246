// Bytes of small DICOM files made by hand, real files where RDC_DATA names them, and a directory that goes away.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file_system.h"

namespace rdc::dicom::testing {

// Appends explicit or implicit little-endian elements to a string.
class Bytes {
 public:
  explicit Bytes(bool explicit_vr = true) : explicit_vr_(explicit_vr) {}
  Bytes& element(std::uint32_t tag, std::string_view name, std::string value);
  Bytes& u16(std::uint32_t tag, std::uint16_t value);
  // Head of an element with any length, also a wrong one.
  Bytes& head(std::uint32_t tag, std::string_view name, std::uint32_t length);
  Bytes& item(std::uint32_t length);
  Bytes& item_end();
  Bytes& sequence_end();
  Bytes& raw(std::string_view bytes);
  const std::string& text() const { return out_; }

 private:
  void put16(std::uint32_t value);
  void put32(std::uint32_t value);
  bool explicit_vr_;
  std::string out_;
};

// Preamble, magic and a meta group with the given transfer syntax, then the data set.
std::string part10(std::string_view transfer_syntax, std::string_view data_set,
                   std::string_view sop_class = "1.2.840.10008.5.1.4.1.1.2");

// Identity elements every object needs, ready to be followed by others of higher tags.
Bytes identity(std::string_view charset = "", std::string_view patient_name = "");

// Sequences within sequences, each of undefined length; about 20 bytes a level.
std::string nested_sequences(int levels);

// RDC_DATA/dicom, if set.
std::optional<std::filesystem::path> real_dicom();
// Every regular file below it, sorted, but README.md.
std::vector<std::filesystem::path> real_dicom_files();

std::string read_all(const std::filesystem::path& path);
void write_all(const std::filesystem::path& path, std::string_view bytes);

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::span<const std::byte> bytes_of(std::string_view text) { return base::as_bytes(text); }

}  // namespace rdc::dicom::testing
