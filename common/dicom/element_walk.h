// The one reader of DICOM bytes from outside: an iterative walk that tells a visitor what it passes.
//
// Everything that reads untrusted objects (structure check, header, waveform, transport codec) is a visitor of this
// walk, so there is a single parser to bound, test and fuzz. See part10.h for what is tolerated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/dicom/part10.h"

namespace rdc::dicom {

// (gggg,eeee) as 0xGGGGEEEE.
using Tag = std::uint32_t;

// Two letters as one number; 0 in implicit VR.
using Vr = std::uint16_t;
constexpr Vr vr(char first, char second) {
  return static_cast<Vr>((static_cast<unsigned char>(first) << 8) | static_cast<unsigned char>(second));
}

struct WalkedElement {
  Tag tag = 0;
  Vr vr = 0;
  bool big_endian = false;
  std::span<const std::byte> value;  // what is there; shorter than declared only with kTruncatedPixelData
};

// Called in document order. Sequences (and pixel data in fragments) come as begin/end with items between; a fragment is
// an item whose bytes are given by fragment().
class ElementVisitor {
 public:
  virtual ~ElementVisitor() = default;
  virtual void element(const WalkedElement&) {}
  virtual void begin_sequence(Tag) {}
  virtual void begin_item() {}
  virtual void end_item() {}
  virtual void end_sequence() {}
  virtual void fragment(std::span<const std::byte>) {}
  // The innermost sequence still open that began with this tag was none: forget it; element() follows with its bytes.
  virtual void abandon_sequence(Tag) {}
};

struct WalkedFile {
  StructureSummary summary;
  std::vector<std::byte> inflated;  // the data set of a deflated file: values point into it
};

// Errors: as check_structure.
Result<WalkedFile> walk_file(std::span<const std::byte> file, const Part10Limits& limits, ElementVisitor& visitor);

// VRs of every edition of PS3.5.
bool is_known_vr(Vr vr);
// Whether the explicit form has a 32-bit length behind two reserved bytes.
bool has_long_form(Vr vr);

// How the walk reads integers; offset + size must lie within bytes.
inline std::uint16_t get_u16(std::span<const std::byte> bytes, std::size_t offset, bool big_endian) {
  const auto a = std::to_integer<unsigned>(bytes[offset]), b = std::to_integer<unsigned>(bytes[offset + 1]);
  return static_cast<std::uint16_t>(big_endian ? (a << 8) | b : (b << 8) | a);
}
inline std::uint32_t get_u32(std::span<const std::byte> bytes, std::size_t offset, bool big_endian) {
  const std::uint32_t a = get_u16(bytes, offset, big_endian), b = get_u16(bytes, offset + 2, big_endian);
  return big_endian ? (a << 16) | b : (b << 16) | a;
}
// Appends the low 16 bits, little endian.
inline void put_u16(std::vector<std::byte>& out, std::size_t value) {
  out.push_back(static_cast<std::byte>(value & 0xFF));
  out.push_back(static_cast<std::byte>(value >> 8 & 0xFF));
}
inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace rdc::dicom
