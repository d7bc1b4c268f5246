#include "common/dicom/icc_profile.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rdc::dicom {
namespace {

constexpr std::size_t kHeader = 128;
constexpr int kCurvePoints = 1024;

// Big-endian, as all of ICC.
void put(std::string& bytes, std::uint32_t value, int width) {
  for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xff);
}
void put32(std::string& bytes, std::uint32_t value) { put(bytes, value, 4); }
void put16(std::string& bytes, std::uint32_t value) { put(bytes, value, 2); }
void zeros(std::string& bytes, std::size_t count) { bytes.append(count, '\0'); }

using Xyz = std::array<double, 3>;
// s15Fixed16Number
void put_fixed(std::string& bytes, const Xyz& values) {
  for (const double value : values) put32(bytes, static_cast<std::uint32_t>(std::lround(value * 65536)));
}

constexpr Xyz kD50{0.9642, 1.0, 0.8249};

std::string xyz_tag(const Xyz& values) {
  std::string tag = "XYZ ";
  zeros(tag, 4);
  put_fixed(tag, values);
  return tag;
}

std::string curve_tag() {
  std::string tag = "curv";
  zeros(tag, 4);
  put32(tag, kCurvePoints);
  for (int i = 0; i < kCurvePoints; ++i) {
    const double code = static_cast<double>(i) / (kCurvePoints - 1);
    const double light = code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4);
    put16(tag, static_cast<std::uint32_t>(std::lround(light * 65535)));
  }
  return tag;
}

std::string text_tag(std::string_view words) {
  std::string tag = "text";
  zeros(tag, 4);
  return tag.append(words) += '\0';
}

// textDescriptionType: ASCII alone, the Unicode and ScriptCode parts empty.
std::string description_tag(std::string_view words) {
  std::string tag = "desc";
  zeros(tag, 4);
  put32(tag, static_cast<std::uint32_t>(words.size() + 1));
  tag.append(words) += '\0';
  zeros(tag, 4 + 4 + 2 + 1 + 67);
  return tag;
}

std::string header(std::uint32_t size) {
  std::string bytes;
  put32(bytes, size);
  zeros(bytes, 4);           // any colour management module
  put32(bytes, 0x02400000);  // version 2.4
  bytes += "scnrRGB XYZ ";   // class, colours, connection space
  for (const std::uint32_t part : {2026U, 1U, 1U, 0U, 0U, 0U}) put16(bytes, part);
  bytes += "acsp";
  zeros(bytes, 28);  // platform, flags, device, attributes, intent: perceptual
  put_fixed(bytes, kD50);
  zeros(bytes, kHeader - bytes.size());  // creator; reserved
  return bytes;
}

}  // namespace

std::string srgb_input_profile() {
  const std::string curve = curve_tag();
  const std::vector<std::pair<std::string_view, std::string>> tags{{"desc", description_tag("sRGB IEC61966-2.1")},
                                                                   {"cprt", text_tag("Public domain")},
                                                                   {"wtpt", xyz_tag(kD50)},
                                                                   {"rXYZ", xyz_tag({0.4360747, 0.2225045, 0.0139322})},
                                                                   {"gXYZ", xyz_tag({0.3850649, 0.7168786, 0.0971045})},
                                                                   {"bXYZ", xyz_tag({0.1430804, 0.0606169, 0.7141733})},
                                                                   {"rTRC", curve},
                                                                   {"gTRC", curve},
                                                                   {"bTRC", curve}};
  std::string table, data;
  put32(table, static_cast<std::uint32_t>(tags.size()));
  const std::size_t data_at = kHeader + 4 + tags.size() * 12;
  std::size_t curve_at = 0;
  for (const auto& [name, bytes] : tags) {
    // The three channels share one curve.
    const bool is_curve = bytes == curve;
    const std::size_t at = is_curve && curve_at != 0 ? curve_at : data_at + data.size();
    table.append(name);
    put32(table, static_cast<std::uint32_t>(at));
    put32(table, static_cast<std::uint32_t>(bytes.size()));
    if (is_curve && std::exchange(curve_at, at) != 0) continue;
    data += bytes;
    zeros(data, (4 - data.size() % 4) % 4);
  }
  return header(static_cast<std::uint32_t>(data_at + data.size())) + table + data;
}

}  // namespace rdc::dicom
