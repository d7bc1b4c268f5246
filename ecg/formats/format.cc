#include "ecg/formats/format.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/dicom/element_walk.h"
#include "ecg/formats/csv_reader.h"
#include "ecg/formats/edf_reader.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/mfer_reader.h"
#include "ecg/formats/scp_reader.h"
#include "ecg/formats/wfdb_archive.h"
#include "ecg/formats/wfdb_reader.h"

namespace rdc::ecg {
namespace {

constexpr std::size_t kMaxPrologue = 64U << 10;

struct NamedFormat {
  Format format;
  std::string_view name;
  std::string_view word;
};

constexpr std::array<NamedFormat, 9> kFormatNames = {{{Format::kScp, "SCP-ECG", "scp"},
                                                      {Format::kAecg, "HL7 aECG", "aecg"},
                                                      {Format::kDicom, "DICOM", "dicom"},
                                                      {Format::kMuse, "MUSE XML", "muse"},
                                                      {Format::kPhilips, "Philips XML", "philips"},
                                                      {Format::kMfer, "MFER", "mfer"},
                                                      {Format::kEdf, "EDF", "edf"},
                                                      {Format::kWfdb, "WFDB", "wfdb"},
                                                      {Format::kCsv, "CSV", "csv"}}};

// The text as single bytes: UTF-16's zero bytes and byte order marks taken out. Enough to look at names.
std::string narrowed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\0' && c != '\xFF' && c != '\xFE' && c != '\xEF' && c != '\xBB' && c != '\xBF') out.push_back(c);
  }
  return out;
}

// The root element's name without prefix, past declaration, comments and DOCTYPE.
std::string_view root_element(std::string_view text) {
  while (true) {
    text = trimmed(text);
    if (!text.starts_with('<')) return {};
    if (text.starts_with("<!--")) {
      const auto end = text.find("-->");
      if (end == std::string_view::npos) return {};
      text.remove_prefix(end + 3);
    } else if (text.starts_with("<?") || text.starts_with("<!")) {
      auto end = text.find('>');
      // A DOCTYPE may bring its own declarations in brackets.
      const auto bracket = text.find('[');
      if (text.starts_with("<!") && bracket < end) end = text.find('>', std::min(text.find(']', bracket), text.size()));
      if (end == std::string_view::npos) return {};
      text.remove_prefix(end + 1);
    } else {
      break;
    }
  }
  text.remove_prefix(1);
  text = text.substr(0, text.find_first_of(" \t\r\n/>"));
  const auto colon = text.find(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

std::optional<Format> sniff_xml(std::string_view text) {
  const std::string plain = narrowed(text);
  const auto root = root_element(plain);
  if (root == "AnnotatedECG") return Format::kAecg;
  if (root == "RestingECG") return Format::kMuse;
  if (root == "restingecgdata") return Format::kPhilips;
  return std::nullopt;
}

// A Part-10 preamble, or a data set that begins with an element of the meta group or of group 8: little endian with a
// VR of the standard or a length that such elements have, or big endian with a VR.
bool looks_like_dicom(std::string_view text) {
  if (text.size() >= 132 && text.substr(128, 4) == "DICM") return true;
  if (text.size() < 12) return false;
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  const bool known_vr = dicom::is_known_vr(dicom::vr(text[4], text[5]));
  const bool little = (at(0) == 2 || at(0) == 8) && at(1) == 0, big = at(0) == 0 && at(1) == 8;
  if (big) return known_vr && at(2) == 0 && at(3) <= 0x18;
  if (!little || at(3) != 0 || at(2) > 0x18) return false;
  const bool short_length = at(5) == 0 && at(6) == 0 && at(7) == 0 && at(4) <= 64 && at(4) % 2 == 0;
  return known_vr || (short_length && at(0) == 8);
}

// Documents of other makers, by their root element.
std::string_view foreign_xml(std::string_view text) {
  const std::string plain = narrowed(text);
  const auto root = root_element(plain);
  if (root == "CardiologyXML" || root == "sapphire")
    return "an XML document of GE CardioSoft or CASE: export MUSE XML, DICOM or HL7 aECG";
  if (root == "ECG") return "an XML document of a Mortara or Welch Allyn ELI: export HL7 aECG, DICOM or SCP-ECG";
  if (root == "examdescript") return "an XML document of Schiller: export HL7 aECG, DICOM or SCP-ECG";
  if (root == "ClinicalDocument") return "an HL7 CDA document, a report without samples: export HL7 aECG";
  return plain.starts_with('<') ? "an XML document of another kind" : std::string_view();
}

}  // namespace

std::string_view name_of(Format format) {
  for (const auto& named : kFormatNames) {
    if (named.format == format) return named.name;
  }
  return "?";
}

std::optional<Format> format_from_word(std::string_view word) {
  const std::string lower = lower_case(word);
  for (const auto& named : kFormatNames) {
    if (named.word == lower) return named.format;
  }
  if (lower == "dcm") return Format::kDicom;
  if (lower == "xml") return Format::kAecg;
  if (lower == "hea") return Format::kWfdb;
  if (lower == "mwf") return Format::kMfer;
  if (lower == "bdf") return Format::kEdf;
  return std::nullopt;
}

std::optional<Format> sniff(Bytes beginning) {
  const Bytes start = beginning.subspan(0, std::min<std::size_t>(beginning.size(), 4096));
  const std::string_view text = as_characters(start);
  if (wfdb::looks_like_archive(start)) return Format::kWfdb;
  // A licence or a style sheet may stand before the root element.
  const Bytes prologue = beginning.subspan(0, std::min<std::size_t>(beginning.size(), kMaxPrologue));
  if (edf::looks_like_edf(start)) return Format::kEdf;
  if (mfer::looks_like_mfer(start)) return Format::kMfer;
  if (scp::looks_like_scp(start)) return Format::kScp;
  if (looks_like_dicom(text)) return Format::kDicom;
  if (const auto xml = sniff_xml(as_characters(prologue))) return xml;
  if (const auto narrow = utf8_of_utf16(text))
    return !narrow->starts_with('<') && csv::looks_like_csv(*narrow) ? std::optional(Format::kCsv) : std::nullopt;
  const bool binary = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n';
  });
  if (binary || !foreign_name(start).empty()) return std::nullopt;
  if (wfdb::looks_like_header(text)) return Format::kWfdb;
  if (csv::looks_like_csv(text)) return Format::kCsv;
  return std::nullopt;
}

std::string_view foreign_name(Bytes beginning) {
  const std::string_view text = as_characters(beginning.subspan(0, std::min<std::size_t>(beginning.size(), 512)));
  struct Foreign {
    std::size_t at;
    std::string_view magic;
    std::string_view name;
  };
  constexpr std::array<Foreign, 16> kForeign = {
      {{0, "MATLAB 5.0", "a MATLAB 5 file"},
       {0, "%PDF", "a PDF, which holds no samples: have the device export the tracing (SCP-ECG, DICOM, HL7 aECG)"},
       {0, "\x89PNG", "a PNG picture"},
       {0, "\xFF\xD8\xFF", "a JPEG picture"},
       {0, "PK\x03\x04", "a ZIP archive: unpack it first"},
       {0, "\x1F\x8B", "a gzip archive: unpack it first"},
       {0, "BZh", "a bzip2 archive: unpack it first"},
       {0,
        "\xFD"
        "7zXZ",
        "an xz archive: unpack it first"},
       {0, "7z\xBC\xAF", "a 7-Zip archive: unpack it first"},
       {0, "Rar!", "a RAR archive: unpack it first"},
       {0, "\x28\xB5\x2F\xFD", "a Zstandard archive: unpack it first"},
       {0, "fLaC", "a FLAC stream without its WFDB header"},
       {0, "ISHNE1.0", "an ISHNE Holter file"},
       {0, "ANN  1.0", "an ISHNE annotation file"},
       {0, "\x89HDF", "an HDF5 file"},
       {0, "RIFF", "a RIFF file"}}};
  for (const auto& foreign : kForeign) {
    if (text.substr(std::min(foreign.at, text.size())).starts_with(foreign.magic)) return foreign.name;
  }
  // Contec's own: an eight-digit number, "YYYY-M-D HH:MM:SS" at byte 10, then 12-bit samples.
  if (text.size() > 32 && text[14] == '-' && text.substr(10, 19).find(':') != std::string_view::npos) {
    return "a Contec device file, whose layout is not published: export it from the device as SCP-ECG";
  }
  return foreign_xml(text);
}

}  // namespace rdc::ecg
