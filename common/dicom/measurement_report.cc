// Comprehensive SR by TID 1500 (Imaging Measurement Report), and KOS by TID 2010: both are content trees.
#include "common/dicom/content_tree.h"

#include <algorithm>

namespace rdc::dicom {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kMostGroups = 5'000;

void scoord(DcmItem& parent, const MeasurementGroup& group, const Graphic& graphic, const char* relation) {
  DcmItem& item = put_content(parent, relation, "SCOORD", dcm("111030", "Image Region"));
  const char* type = graphic.shape == GraphicShape::kPoint     ? "POINT"
                     : graphic.shape == GraphicShape::kEllipse ? "ELLIPSE"
                     : graphic.shape == GraphicShape::kCircle  ? "CIRCLE"
                                                               : "POLYLINE";
  set_text(item, DCM_GraphicType, type);
  std::vector<Float32> values;
  for (const Position& point : graphic.points)
    for (const double part : point) values.push_back(static_cast<Float32>(part));
  item.putAndInsertFloat32Array(DCM_GraphicData, values.data(), static_cast<unsigned long>(values.size()));
  put_image(put_content(item, "SELECTED FROM", "IMAGE", std::nullopt), DCM_ReferencedSOPSequence, group.image);
}

void number(DcmItem& parent, const MeasurementGroup& group, const MeasuredNumber& measured) {
  DcmItem& item = put_number(parent, measured.name, measured.value, measured.unit);
  if (measured.derivation) put_coded(item, "HAS CONCEPT MOD", dcm("121401", "Derivation"), *measured.derivation);
  for (const Graphic& graphic : group.graphics) scoord(item, group, graphic, "INFERRED FROM");
}

void put_group(DcmItem& measurements, const MeasurementGroup& group) {
  DcmItem& item = put_container(measurements, dcm("125007", "Measurement Group"));
  put_template(item, "1501");
  put_text(item, "HAS OBS CONTEXT", dcm("112039", "Tracking Identifier"), group.word);
  set_text(put_content(item, "HAS OBS CONTEXT", "UIDREF", dcm("112040", "Tracking Unique Identifier")), DCM_UID,
           group.uid);
  for (const MeasuredNumber& measured : group.numbers) number(item, group, measured);
  if (!group.comment.empty()) put_text(item, "CONTAINS", dcm("121106", "Comment"), group.comment);
}

// Every content item below, no deeper than kDeepest.
template <typename Visit>
void walk(DcmItem& item, int depth, const Visit& visit) {
  if (depth > kDeepest) return;
  for (DcmItem* inner : items_of(item, DCM_ContentSequence)) {
    visit(*inner);
    walk(*inner, depth + 1, visit);
  }
}

bool is_named(DcmItem& item, const char* code) { return code_of(item, DCM_ConceptNameCodeSequence).value == code; }

void read_number(DcmItem& item, MeasurementGroup& group) {
  const auto values = items_of(item, DCM_MeasuredValueSequence, 1);
  if (values.empty()) return;
  const auto value = numbers_of(*values[0], DCM_NumericValue, 1);
  if (value.empty()) return;
  MeasuredNumber measured;
  measured.name = code_of(item, DCM_ConceptNameCodeSequence);
  measured.value = value[0];
  measured.unit = code_of(*values[0], DCM_MeasurementUnitsCodeSequence);
  for (DcmItem* inner : items_of(item, DCM_ContentSequence))
    if (is_named(*inner, "121401")) measured.derivation = code_of(*inner, DCM_ConceptCodeSequence);
  group.numbers.push_back(std::move(measured));
}

MeasurementGroup read_group(DcmItem& item) {
  MeasurementGroup group;
  walk(item, 0, [&group](DcmItem& inner) {
    const std::string type = text_of(inner, DCM_ValueType);
    if (type == "NUM") read_number(inner, group);
    if (type == "TEXT" && is_named(inner, "112039")) group.word = text_of(inner, DCM_TextValue);
    if (type == "TEXT" && is_named(inner, "121106")) group.comment = text_of(inner, DCM_TextValue);
    if (type == "UIDREF" && is_named(inner, "112040")) group.uid = text_of(inner, DCM_UID);
    if (type != "IMAGE" || !group.image.sop_instance_uid.empty()) return;
    const auto references = items_of(inner, DCM_ReferencedSOPSequence, 1);
    if (!references.empty()) group.image = image_of(*references[0]);
  });
  return group;
}

std::string observer_of(DcmItem& data) {
  std::string author;
  walk(data, 0, [&author](DcmItem& inner) {
    if (author.empty() && is_named(inner, "121008")) author = text_of(inner, DCM_PersonName);
  });
  return author;
}

bool is_report(const std::string& sop_class) {
  // Enhanced, Comprehensive, Comprehensive 3D.
  return sop_class == "1.2.840.10008.5.1.4.1.1.88.22" || sop_class == kComprehensiveSrStorage ||
         sop_class == "1.2.840.10008.5.1.4.1.1.88.34";
}

}  // namespace

Result<std::string> write_measurement_report(const StudyIdentity& study, const MeasurementReport& report) {
  if (report.groups.empty())
    return fail(ErrorCode::kInvalid, "NOTHING_TO_WRITE", "a measurement report needs a measurement");
  try {
    DcmDataset data;
    put_common(data, study, report.by, kComprehensiveSrStorage, "SR", "Measurements");
    set_text(data, DCM_CompletionFlag, "PARTIAL");
    set_text(data, DCM_VerificationFlag, "UNVERIFIED");
    data.insertEmptyElement(DCM_PerformedProcedureCodeSequence);
    std::vector<ImagePlace> evidence;
    for (const MeasurementGroup& group : report.groups) evidence.push_back(group.image);
    put_document(data, study, report.by, dcm("126000", "Imaging Measurement Report"), "1500", evidence);
    put_language(data, report.language);
    put_coded(data, "HAS CONCEPT MOD", dcm("121058", "Procedure reported"), {"363679005", "SCT", "Imaging procedure"});
    DcmItem& measurements = put_container(data, dcm("126010", "Imaging Measurements"));
    for (const MeasurementGroup& group : report.groups) put_group(measurements, group);
    return encode(data);
  } catch (const std::runtime_error& failed) {
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "{}", failed.what());
  }
}

Result<MeasurementReport> read_measurement_report(const std::filesystem::path& path) {
  auto file = parse_derived(path);
  if (!file) return fail(file);
  DcmDataset& data = *(*file)->getDataset();
  if (!is_report(text_of(data, DCM_SOPClassUID)))
    return fail(ErrorCode::kInvalid, "NOT_A_MEASUREMENT_REPORT", "the object is no structured report of measurements");
  MeasurementReport report;
  report.by = authorship_of(data);
  report.by.author = observer_of(data);
  walk(data, 0, [&report](DcmItem& item) {
    if (is_named(item, "125007") && report.groups.size() < kMostGroups) report.groups.push_back(read_group(item));
    if (is_named(item, "121049") && code_of(item, DCM_ConceptCodeSequence).value.starts_with("zh"))
      report.language = "zh";
  });
  return report;
}

bool is_rejection(const CodedWord& title) {
  return title.scheme == "DCM" &&
         (title.value == "113001" || title.value == "113037" || title.value == "113038" || title.value == "113039");
}

Result<std::string> write_key_objects(const StudyIdentity& study, const KeyObjects& objects) {
  const bool withdraws = objects.images.empty();
  const std::vector<ImagePlace>& named = withdraws ? objects.withdrawn : objects.images;
  if (named.empty())
    return fail(ErrorCode::kInvalid, "NOTHING_TO_WRITE", "a key object selection needs an image, or one to take back");
  try {
    DcmDataset data;
    put_common(data, study, objects.by, kKeyObjectSelectionStorage, "KO",
               withdraws ? "Key images withdrawn" : "Key images");
    put_document(data, study, objects.by, withdraws ? withdrawn_selection() : objects.title, "2010", named);
    if (!objects.description.empty())
      put_text(data, "CONTAINS", dcm("113012", "Key Object Description"), objects.description);
    for (const ImagePlace& place : named)
      put_image(put_content(data, "CONTAINS", withdraws ? "COMPOSITE" : "IMAGE", std::nullopt),
                DCM_ReferencedSOPSequence, place);
    return encode(data);
  } catch (const std::runtime_error& failed) {
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "{}", failed.what());
  }
}

Result<KeyObjects> read_key_objects(const std::filesystem::path& path) {
  auto file = parse_derived(path);
  if (!file) return fail(file);
  DcmDataset& data = *(*file)->getDataset();
  if (text_of(data, DCM_SOPClassUID) != kKeyObjectSelectionStorage)
    return fail(ErrorCode::kInvalid, "NOT_A_KEY_OBJECT_SELECTION", "the object is no key object selection");
  KeyObjects objects;
  objects.title = code_of(data, DCM_ConceptNameCodeSequence);
  objects.by = authorship_of(data);
  objects.by.author = observer_of(data);
  for (DcmItem* item : items_of(data, DCM_ContentSequence)) {
    if (text_of(*item, DCM_ValueType) == "TEXT" && is_named(*item, "113012"))
      objects.description = text_of(*item, DCM_TextValue);
    const std::string type = text_of(*item, DCM_ValueType);
    const auto references = items_of(*item, DCM_ReferencedSOPSequence, 1);
    if (references.empty()) continue;
    if (type == "IMAGE") objects.images.push_back(image_of(*references[0]));
    if (type == "COMPOSITE" && objects.title == withdrawn_selection())
      objects.withdrawn.push_back(image_of(*references[0]));
  }
  return objects;
}

}  // namespace rdc::dicom
