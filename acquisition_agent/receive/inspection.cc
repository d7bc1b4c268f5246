#include "acquisition_agent/receive/inspection.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <span>
#include <sstream>

#include "common/dicom/instance_header.h"
#include "common/dicom/part10.h"
#include "common/dicom/study_documents.h"
#include "common/dicom/uid.h"
#include "common/dicom/waveform.h"
#include "ecg/formats/read.h"
#include "ecg/formats/wfdb_archive.h"

namespace rdc::agent {
namespace {

constexpr std::size_t kHead = 64 * 1024;

std::string head_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(kHead, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

// XML of any encoding, reduced to its ASCII: UTF-16 without its zero bytes.
std::string ascii_of(std::string_view head) {
  std::string text;
  std::ranges::copy_if(head, std::back_inserter(text), [](char c) { return c != '\0'; });
  return text;
}

std::string_view recognise_xml(std::string_view head) {
  const std::string text = ascii_of(head);
  if (contains(text, "AnnotatedECG")) return "HL7 aECG";
  if (contains(text, "<RestingECG")) return "MUSE XML";
  if (contains(text, "restingecgdata")) return "Philips XML";
  return "";
}

bool is_edf(std::string_view head) {
  if (head.size() < 256 || !head.starts_with("0       ")) return false;
  const std::string_view length = head.substr(184, 8);
  return std::ranges::all_of(length, [](char c) { return c == ' ' || std::isdigit(static_cast<unsigned char>(c)); }) &&
         std::isdigit(static_cast<unsigned char>(length[0]));
}

// "name[/segments] signals frequency…" on the first line that is no comment.
bool is_wfdb_header(std::string_view head) {
  std::istringstream lines{std::string(head)};
  std::string line;
  while (std::getline(lines, line) && (line.empty() || line[0] == '#' || line == "\r")) {
  }
  std::istringstream words(line);
  std::string name;
  int signals = 0;
  double frequency = 0;
  if (!(words >> name >> signals >> frequency) || signals < 1 || signals > 256 || frequency < 1 || frequency > 100'000)
    return false;
  std::string signal;
  return static_cast<bool>(std::getline(lines, signal)) && !signal.empty() &&
         std::ranges::all_of(line, [](char c) { return c == '\r' || c == '\t' || (c >= ' ' && c < 127); });
}

bool is_wfdb_archive(std::string_view head) {
  return ecg::wfdb::looks_like_archive(std::as_bytes(std::span(head.data(), head.size())));
}

// What carts use for an ECG beside the classes made for it: another waveform, a picture or a PDF of the tracing, raw
// data, a class of the maker's own. Whether it is one, the modality says. All other classes are spared a second
// reading.
bool may_hold_ecg(std::string_view sop_class) {
  constexpr std::string_view kSecondaryCaptures = "1.2.840.10008.5.1.4.1.1.7", kRawData = "1.2.840.10008.5.1.4.1.1.66";
  return dicom::is_waveform_storage(sop_class) || sop_class == dicom::kEncapsulatedPdfStorage ||
         sop_class.starts_with(kSecondaryCaptures) || sop_class == kRawData || !sop_class.starts_with("1.2.840.10008.");
}

std::string modality_of(const std::filesystem::path& file) {
  auto header = dicom::read_header(file);
  return header ? std::move(header->modality) : std::string();
}

// A record that is there as a whole: as the reader finds it, without its samples.
Result<Inspection> inspect_record(const std::filesystem::path& file) {
  const auto record = ecg::open_samples(file);
  if (!record) return fail(record);
  Inspection found;
  found.kind = v1::ITEM_KIND_ECG_FILE;
  found.ecg = true;
  found.complete = std::ranges::none_of((*record)->description().warnings,
                                        [](const ecg::Warning& warning) { return warning.reason == "FEWER_SAMPLES"; });
  return found;
}

// What a part of a WFDB record alone is refused with.
tl::unexpected<Error> not_recognised(const std::filesystem::path& original) {
  if (original.extension() == ".dat")
    return fail(
        ErrorCode::kInvalid, "NO_HEADER",
        "a WFDB signal file came without its header: copy it and the file of its name that ends with .hea again");
  return fail(ErrorCode::kInvalid, "NOT_RECOGNISED", "this is neither a DICOM file nor an ECG in a known format");
}

}  // namespace

std::string_view recognise_ecg(std::string_view head) {
  if (head.size() > 22 && head.substr(16, 6) == "SCPECG") return "SCP-ECG";
  if (head.starts_with("@ MFR")) return "MFER";
  if (head.starts_with("ISHNE1.0")) return "ISHNE";
  if (is_edf(head)) return "EDF";
  const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFF\xFE");
  if (first != std::string_view::npos && head[first] == '<') return recognise_xml(head);
  if (is_wfdb_header(head) || is_wfdb_archive(head)) return "WFDB";
  return "";
}

Result<Inspection> inspect_dicom(const std::filesystem::path& file) {
  auto structure = dicom::check_structure(file);
  if (!structure) return fail(structure);
  Inspection found;
  found.sop_class_uid = structure->sop_class_uid;
  found.sop_instance_uid = structure->sop_instance_uid;
  if (found.sop_class_uid == dicom::kMediaStorageDirectory)
    return fail(ErrorCode::kInvalid, "DICOMDIR", "a DICOMDIR is an index of a disc: send the files it lists");
  for (const auto warning : structure->warnings)
    if (warning == dicom::StructureWarning::kTruncatedPixelData ||
        warning == dicom::StructureWarning::kMissingDelimiter)
      found.complete = false;
  if (found.sop_instance_uid.empty() || found.sop_class_uid.empty()) {
    auto header = dicom::read_header(file);
    if (!header) return fail(header);
    found.sop_class_uid = header->sop_class_uid;
    found.sop_instance_uid = header->sop_instance_uid;
  }
  found.ecg =
      dicom::is_ecg_storage(found.sop_class_uid) || (may_hold_ecg(found.sop_class_uid) && modality_of(file) == "ECG");
  return found;
}

Result<Inspection> inspect_file(const std::filesystem::path& file, const std::filesystem::path& original) {
  const std::string head = head_of(file);
  if (is_wfdb_archive(head)) return inspect_record(file);
  if (is_wfdb_header(head) || original.extension() == ".hea") {
    auto found = inspect_record(original);
    if (found || found.error().reason != "MISSING_SIGNAL_FILE") return found;
    return fail(ErrorCode::kInvalid, "INCOMPLETE_RECORD",
                "a WFDB header came without the signal files that it names: copy them all again");
  }
  if (!recognise_ecg(head).empty()) {
    Inspection found;
    found.kind = v1::ITEM_KIND_ECG_FILE;
    found.ecg = true;
    return found;
  }
  auto found = inspect_dicom(file);
  // Raw samples may look like the first element of a DICOM file without preamble.
  const bool raw = original.extension() == ".dat" && (head.size() < 132 || head.substr(128, 4) != "DICM");
  if (!found && (raw || found.error().reason == "NOT_DICOM")) return not_recognised(original);
  return found;
}

}  // namespace rdc::agent
