// Documents among a study's objects, whoever made them: structured reports (PS3.3 A.35) as a tree of words, and
// Encapsulated PDF (A.45.1) as the file inside.
//
// Texts are UTF-8, as far as the object says its charset. Pure; thread-safe. Reading takes files from outside: the
// structure walk of part10.h comes first, counts are bounded, and what cannot be read is an Error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/dicom/annotation_objects.h"

namespace rdc::dicom {

inline constexpr std::string_view kEncapsulatedPdfStorage = "1.2.840.10008.5.1.4.1.1.104.1";
inline constexpr std::size_t kLargestPdf = std::size_t{64} << 20;

// Of any kind but key object selections, which are marks on images rather than something to read.
bool is_structured_report(std::string_view sop_class_uid);

struct ContentItem {
  std::string type;   // "TEXT", "CODE", "NUM", "CONTAINER", "IMAGE", …; "" for a reference to another item
  std::string name;   // of the concept; "" for none
  std::string value;  // as people read it: "12.5 mm", "2026-03-01 10:15:00"; "" for a container
  std::optional<ImagePlace> image{};  // an IMAGE's; the series is not said
  std::vector<ContentItem> items{};
};

struct StructuredReport {
  std::string title;
  std::string written;      // "2026-03-01 10:15:00", or ""
  bool is_complete = true;  // Completion Flag
  bool is_verified = false;
  std::vector<std::string> verifiers;  // names, as people read them
  std::vector<ContentItem> items;
  bool is_cut = false;  // more than is read here: depth 32, 20,000 items, 5,000 below one, 4 MiB of text
};
// charset_override: read texts as this DICOM charset, whatever the object says. kInvalid/NOT_A_STRUCTURED_REPORT;
// errors of check_structure.
Result<StructuredReport> read_structured_report(const std::filesystem::path& path,
                                                const std::string& charset_override = {});

struct EncapsulatedPdf {
  std::string title;
  std::string bytes;  // begins with %PDF; what it holds is not looked at
};
// kInvalid/NOT_A_PDF: another object, another kind of document, or no PDF inside; errors of check_structure.
Result<EncapsulatedPdf> read_encapsulated_pdf(const std::filesystem::path& path);

}  // namespace rdc::dicom
