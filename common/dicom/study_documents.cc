#include "common/dicom/study_documents.h"

#include <algorithm>

#include "common/dicom/derived_data_set.h"

namespace rdc::dicom {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kMostItems = 20'000;
constexpr std::size_t kMostBelow = 5'000;  // one item
constexpr std::size_t kMostText = std::size_t{4} << 20;
constexpr std::size_t kMostVerifiers = 20;
// A PDF's head may stand behind other bytes (ISO 32000-1, annex H.3.4.1).
constexpr std::size_t kHeadWithin = 1024;

// "20260301" -> "2026-03-01"; what has another form stays as it is.
std::string date_words(const std::string& text) {
  const bool digits =
      text.size() >= 8 && std::all_of(text.begin(), text.begin() + 8, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) : text;
}

// "101500.25" -> "10:15:00"; "1015" -> "10:15".
std::string time_words(const std::string& text) {
  const auto digits = static_cast<std::size_t>(
      std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; }) - text.begin());
  if (digits < 4) return text;
  return text.substr(0, 2) + ":" + text.substr(2, 2) + (digits >= 6 ? ":" + text.substr(4, 2) : "");
}

std::string moment_words(const std::string& date, const std::string& time) {
  if (date.empty()) return {};
  return time.empty() ? date_words(date) : date_words(date) + " " + time_words(time);
}

std::string words_of(const CodedWord& code) { return code.meaning.empty() ? code.value : code.meaning; }

std::string unit_words(const CodedWord& unit) {
  if (unit.value == "1" || unit.value.empty()) return {};
  return unit.value.starts_with('{') || unit.scheme != "UCUM" ? words_of(unit) : unit.value;
}

std::string number_words(DcmItem& item) {
  const auto values = items_of(item, DCM_MeasuredValueSequence, 1);
  if (values.empty()) return words_of(code_of(item, DCM_NumericValueQualifierCodeSequence));
  const std::string unit = unit_words(code_of(*values[0], DCM_MeasurementUnitsCodeSequence));
  const std::string value = text_of(*values[0], DCM_NumericValue);
  return unit.empty() ? value : value + " " + unit;
}

std::string shape_words(DcmItem& item) {
  const auto numbers = numbers_of(item, DCM_GraphicData, 100'000).size();
  const std::size_t axes = text_of(item, DCM_ValueType) == "SCOORD3D" ? 3 : 2;
  return text_of(item, DCM_GraphicType) + " (" + std::to_string(numbers / axes) + ")";
}

class Reading {
 public:
  explicit Reading(StructuredReport& report) : report_(report) {}

  void read(DcmItem& owner, int depth, std::vector<ContentItem>& items) {
    auto found = items_of(owner, DCM_ContentSequence, kMostBelow + 1);
    if (found.size() > kMostBelow || (!found.empty() && depth > kDeepest)) report_.is_cut = true;
    if (depth > kDeepest) return;
    found.resize(std::min(found.size(), kMostBelow));
    for (DcmItem* item : found) {
      if (++items_ > kMostItems || text_ > kMostText) {
        report_.is_cut = true;
        return;
      }
      ContentItem& made = items.emplace_back(content(*item));
      text_ += made.name.size() + made.value.size();
      read(*item, depth + 1, made.items);
    }
  }

 private:
  static ContentItem content(DcmItem& item) {
    ContentItem made;
    made.type = text_of(item, DCM_ValueType);
    made.name = words_of(code_of(item, DCM_ConceptNameCodeSequence));
    made.value = value_of(item, made.type);
    if (made.type == "IMAGE")
      if (const auto references = items_of(item, DCM_ReferencedSOPSequence, 1); !references.empty())
        made.image = image_of(*references[0]);
    return made;
  }

  static std::string value_of(DcmItem& item, const std::string& type) {
    if (type.empty()) {  // by reference: the place in the tree
      std::string place;
      for (const double number : numbers_of(item, DCM_ReferencedContentItemIdentifier, kDeepest))
        place += (place.empty() ? "" : ".") + std::to_string(static_cast<long>(number));
      return place;
    }
    if (type == "TEXT") {
      std::string text = text_of(item, DCM_TextValue);
      std::erase(text, '\r');
      return text;
    }
    if (type == "CODE") return words_of(code_of(item, DCM_ConceptCodeSequence));
    if (type == "NUM") return number_words(item);
    if (type == "PNAME") return text_of(item, DCM_PersonName);
    if (type == "DATE") return date_words(text_of(item, DCM_Date));
    if (type == "TIME") return time_words(text_of(item, DCM_Time));
    if (type == "UIDREF") return text_of(item, DCM_UID);
    if (type == "DATETIME") {
      const std::string text = text_of(item, DCM_DateTime);
      return text.size() > 8 ? moment_words(text.substr(0, 8), text.substr(8)) : date_words(text);
    }
    if (type == "SCOORD" || type == "SCOORD3D") return shape_words(item);
    if (type == "TCOORD") return text_of(item, DCM_TemporalRangeType);
    if (type != "COMPOSITE" && type != "WAVEFORM") return {};
    const auto references = items_of(item, DCM_ReferencedSOPSequence, 1);
    return references.empty() ? std::string() : text_of(*references[0], DCM_ReferencedSOPInstanceUID);
  }

  StructuredReport& report_;
  std::size_t items_ = 0, text_ = 0;
};

}  // namespace

bool is_structured_report(std::string_view sop_class_uid) {
  return sop_class_uid.starts_with("1.2.840.10008.5.1.4.1.1.88.") && sop_class_uid != kKeyObjectSelectionStorage;
}

Result<StructuredReport> read_structured_report(const std::filesystem::path& path,
                                                const std::string& charset_override) {
  auto file = parse_derived(path);
  if (!file) return fail(file);
  DcmDataset& data = *(*file)->getDataset();
  if (!charset_override.empty()) data.putAndInsertString(DCM_SpecificCharacterSet, charset_override.c_str());
  if (!is_structured_report(text_of(data, DCM_SOPClassUID)))
    return fail(ErrorCode::kInvalid, "NOT_A_STRUCTURED_REPORT", "the object is no structured report");
  StructuredReport report;
  report.title = words_of(code_of(data, DCM_ConceptNameCodeSequence));
  report.written = moment_words(text_of(data, DCM_ContentDate), text_of(data, DCM_ContentTime));
  report.is_complete = text_of(data, DCM_CompletionFlag) != "PARTIAL";
  report.is_verified = text_of(data, DCM_VerificationFlag) == "VERIFIED";
  for (DcmItem* verifier : items_of(data, DCM_VerifyingObserverSequence, kMostVerifiers))
    report.verifiers.push_back(text_of(*verifier, DCM_VerifyingObserverName));
  Reading(report).read(data, 1, report.items);
  return report;
}

Result<EncapsulatedPdf> read_encapsulated_pdf(const std::filesystem::path& path) {
  auto file = parse_derived(path, kLargestPdf);
  if (!file) return fail(file);
  DcmDataset& data = *(*file)->getDataset();
  const auto refuse = [] { return fail(ErrorCode::kInvalid, "NOT_A_PDF", "the object holds no PDF document"); };
  if (text_of(data, DCM_SOPClassUID) != kEncapsulatedPdfStorage) return refuse();
  DcmElement* element = nullptr;
  Uint8* bytes = nullptr;
  if (data.findAndGetElement(DCM_EncapsulatedDocument, element).bad() || element == nullptr ||
      element->getUint8Array(bytes).bad() || bytes == nullptr)
    return refuse();
  EncapsulatedPdf pdf;
  pdf.title = text_of(data, DCM_DocumentTitle);
  pdf.bytes.assign(reinterpret_cast<const char*>(bytes), element->getLength());
  const auto head = pdf.bytes.find("%PDF-");
  if (head > kHeadWithin) return refuse();  // npos too
  pdf.bytes.erase(0, head);
  // An even length is padded.
  while (pdf.bytes.ends_with('\0')) pdf.bytes.pop_back();
  return pdf;
}

}  // namespace rdc::dicom
