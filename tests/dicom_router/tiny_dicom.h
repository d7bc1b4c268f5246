// The smallest DICOM files that are worth storing, written by hand so that tests say exactly what is in them.
#pragma once

#include <cstdint>
#include <string>

namespace rdc::router::testing_support {

struct TinyDicom {
  std::string study_uid = "1.2.3";
  std::string series_uid = "1.2.3.1";
  std::string sop_uid = "1.2.3.1.1";
  std::string modality = "CT";
  std::string patient_id = "P1";
  std::string patient_name = "Wang^Xiaoming";
  std::string priority;
  std::string sop_class = "1.2.840.10008.5.1.4.1.1.2";
  int instance_number = 1;
  std::size_t pixel_bytes = 512;
  std::uint32_t seed = 1;

  std::string bytes() const {
    std::string file(128, '\0');
    file += "DICM";
    std::string meta;
    element(meta, 0x0002, 0x0002, "UI", sop_class);
    element(meta, 0x0002, 0x0003, "UI", sop_uid);
    element(meta, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
    std::string length(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) length[i] = static_cast<char>((meta.size() >> (8 * i)) & 0xff);
    element(file, 0x0002, 0x0000, "UL", length);
    file += meta;
    element(file, 0x0008, 0x0016, "UI", sop_class);
    element(file, 0x0008, 0x0018, "UI", sop_uid);
    element(file, 0x0008, 0x0020, "DA", "20260302");
    element(file, 0x0008, 0x0030, "TM", "101500");
    element(file, 0x0008, 0x0060, "CS", modality);
    element(file, 0x0010, 0x0010, "PN", patient_name);
    element(file, 0x0010, 0x0020, "LO", patient_id);
    if (!study_uid.empty()) element(file, 0x0020, 0x000d, "UI", study_uid);
    element(file, 0x0020, 0x000e, "UI", series_uid);
    element(file, 0x0020, 0x0013, "IS", std::to_string(instance_number));
    if (!priority.empty()) element(file, 0x0040, 0x1003, "SH", priority);
    if (pixel_bytes == 0) return file;
    std::string pixels(pixel_bytes, '\0');
    std::uint32_t state = seed * 2654435761U + 1;
    for (auto& pixel : pixels) {
      state = state * 1664525U + 1013904223U;
      pixel = static_cast<char>(state >> 24);
    }
    long_element(file, 0x7fe0, 0x0010, "OW", pixels);
    return file;
  }

 private:
  static void number(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  }
  static void element(std::string& out, unsigned group, unsigned tag, const char* vr, std::string value) {
    if (value.size() % 2 != 0) value += std::string(vr) == "UI" ? '\0' : ' ';
    number(out, group, 2);
    number(out, tag, 2);
    out += vr;
    number(out, value.size(), 2);
    out += value;
  }
  static void long_element(std::string& out, unsigned group, unsigned tag, const char* vr, const std::string& value) {
    number(out, group, 2);
    number(out, tag, 2);
    out += vr;
    number(out, 0, 2);
    number(out, value.size(), 4);
    out += value;
  }
};

}  // namespace rdc::router::testing_support
