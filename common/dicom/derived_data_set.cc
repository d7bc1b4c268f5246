#include "common/dicom/derived_data_set.h"

#include <dcmtk/dcmdata/dcostrmb.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <set>
#include <stdexcept>

#include <fmt/ranges.h>

#include "common/dicom/charset.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/part10.h"
#include "common/dicom/written_time.h"

namespace rdc::dicom {
namespace {

// The root of the tree that an item stands in: it says the charset.
TextDecoder decoder_for(DcmItem& item) {
  DcmObject* top = &item;
  while (top->getParent() != nullptr) top = top->getParent();
  OFString charset;
  if (auto* root = dynamic_cast<DcmItem*>(top)) {
    if (auto* file = dynamic_cast<DcmFileFormat*>(top)) root = file->getDataset();
    root->findAndGetOFStringArray(DCM_SpecificCharacterSet, charset);
  } else if (auto* file = dynamic_cast<DcmFileFormat*>(top)) {
    file->getDataset()->findAndGetOFStringArray(DCM_SpecificCharacterSet, charset);
  }
  return TextDecoder(charset);
}

}  // namespace

void set_text(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  if (item.putAndInsertString(tag, value.c_str()).bad())
    throw std::runtime_error("DCMTK cannot write the element " + std::string(tag.toString()));
}

DcmItem& new_item(DcmItem& owner, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  if (owner.findOrCreateSequenceItem(sequence, item, -2).bad() || item == nullptr)
    throw std::runtime_error("DCMTK cannot create a sequence item");
  return *item;
}

void put_code(DcmItem& owner, const DcmTagKey& sequence, const CodedWord& code) {
  DcmItem& item = new_item(owner, sequence);
  set_text(item, DCM_CodeValue, code.value);
  set_text(item, DCM_CodingSchemeDesignator, code.scheme);
  set_text(item, DCM_CodeMeaning, code.meaning);
}

void put_image(DcmItem& owner, const DcmTagKey& sequence, const ImagePlace& image) {
  DcmItem& item = new_item(owner, sequence);
  set_text(item, DCM_ReferencedSOPClassUID, image.sop_class_uid);
  set_text(item, DCM_ReferencedSOPInstanceUID, image.sop_instance_uid);
  if (image.frames > 1) set_text(item, DCM_ReferencedFrameNumber, std::to_string(image.frame + 1));
}

void put_table(DcmItem& item, const DcmTagKey& sequence, const StoredTable& table) {
  DcmItem& lut = new_item(item, sequence);
  // Signed first values go as US by their 16 bits: the descriptor's VR follows the Pixel Representation, which a
  // presentation state has not.
  const std::array<Uint16, 3> descriptor{static_cast<Uint16>(table.entries.size() & 0xffff),
                                         static_cast<Uint16>(table.first_mapped & 0xffff),
                                         static_cast<Uint16>(table.bits)};
  lut.putAndInsertUint16Array(DCM_LUTDescriptor, descriptor.data(), descriptor.size());
  if (!table.explanation.empty()) set_text(lut, DCM_LUTExplanation, table.explanation);
  auto data = std::make_unique<DcmUnsignedShort>(DcmTag(DCM_LUTData, EVR_US));
  data->putUint16Array(table.entries.data(), static_cast<unsigned long>(table.entries.size()));
  lut.insert(data.release(), OFTrue);
}

std::string decimal(double value) {
  for (int digits = 15; digits > 1; --digits) {
    auto text = fmt::format("{:.{}g}", value, digits);
    if (text.size() <= 16) return text;
  }
  return fmt::format("{:.6g}", value);
}

void put_common(DcmDataset& data, const StudyIdentity& study, const Authorship& by, std::string_view sop_class,
                const char* modality, const std::string& description) {
  WrittenTime at = written_time(by.at);
  // The newest of several counts, and two people may mark in one second.
  at.time +=
      fmt::format(".{:06}", (by.at - std::chrono::floor<std::chrono::seconds>(by.at)) / std::chrono::microseconds(1));
  set_text(data, DCM_SpecificCharacterSet, "ISO_IR 192");
  set_text(data, DCM_SOPClassUID, std::string(sop_class));
  set_text(data, DCM_SOPInstanceUID, by.sop_instance_uid);
  set_text(data, DCM_StudyDate, study.study_date);
  set_text(data, DCM_SeriesDate, at.date);
  set_text(data, DCM_StudyTime, study.study_time);
  set_text(data, DCM_SeriesTime, at.time);
  set_text(data, DCM_InstanceCreationDate, at.date);
  set_text(data, DCM_InstanceCreationTime, at.time);
  set_text(data, DCM_AccessionNumber, study.accession_number);
  set_text(data, DCM_Modality, modality);
  set_text(data, DCM_Manufacturer, "RDC");
  set_text(data, DCM_ManufacturerModelName, "reading-station");
  set_text(data, DCM_ReferringPhysicianName, study.referring_physician);
  set_text(data, DCM_SeriesDescription, description);
  set_text(data, DCM_PatientName, study.patient_name);
  set_text(data, DCM_PatientID, study.patient_id);
  set_text(data, DCM_PatientBirthDate, study.birth_date);
  set_text(data, DCM_PatientSex, study.sex);
  set_text(data, DCM_StudyInstanceUID, study.study_instance_uid);
  set_text(data, DCM_SeriesInstanceUID, by.series_instance_uid);
  set_text(data, DCM_StudyID, study.study_id);
  set_text(data, DCM_SeriesNumber, std::to_string(by.series_number));
  set_text(data, DCM_InstanceNumber, "1");
}

void put_series_references(DcmItem& owner, const std::vector<ImagePlace>& images, const DcmTagKey& item_sequence) {
  struct Named {
    std::string sop_class;
    std::set<int> frames;  // from 1; empty: the object has one
  };
  std::map<std::string, std::map<std::string, Named>> series;  // series -> instance
  for (const ImagePlace& image : images) {
    Named& named = series[image.series_instance_uid][image.sop_instance_uid];
    named.sop_class = image.sop_class_uid;
    if (image.frames > 1) named.frames.insert(image.frame + 1);
  }
  for (const auto& [series_uid, instances] : series) {
    DcmItem& item = new_item(owner, DCM_ReferencedSeriesSequence);
    set_text(item, DCM_SeriesInstanceUID, series_uid);
    for (const auto& [uid, named] : instances) {
      DcmItem& reference = new_item(item, item_sequence);
      set_text(reference, DCM_ReferencedSOPClassUID, named.sop_class);
      set_text(reference, DCM_ReferencedSOPInstanceUID, uid);
      if (item_sequence == DCM_ReferencedImageSequence && !named.frames.empty())
        set_text(reference, DCM_ReferencedFrameNumber, fmt::format("{}", fmt::join(named.frames, "\\")));
    }
  }
}

Result<std::string> encode(DcmDataset& data) {
  DcmFileFormat file(&data);
  file.validateMetaInfo(EXS_LittleEndianExplicit);
  std::string bytes(std::size_t{4} << 20, '\0');
  for (;; bytes.resize(bytes.size() * 2)) {
    if (bytes.size() > kLargestDerived)
      return fail(ErrorCode::kTooLarge, "OBJECT_TOO_LARGE", "there are too many annotations for one object");
    DcmOutputBufferStream out(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    const OFCondition written = file.write(out, EXS_LittleEndianExplicit, EET_UndefinedLength, nullptr, EGL_recalcGL);
    file.transferEnd();
    if (written == EC_StreamNotifyClient) continue;
    if (written.bad())
      return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "the object cannot be written: {}", written.text());
    void* begin = nullptr;
    offile_off_t size = 0;
    out.flushBuffer(begin, size);
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
  }
}

Result<StudyIdentity> study_identity_of(const std::filesystem::path& object, std::string_view charset_override) {
  auto header = read_header(object, charset_override);
  if (!header) return fail(header);
  if (header->study_instance_uid.empty())
    return fail(ErrorCode::kInvalid, "NO_STUDY_INSTANCE_UID", "the image names no study");
  StudyIdentity study;
  study.study_instance_uid = header->study_instance_uid;
  study.study_date = header->study_date;
  study.study_time = header->study_time;
  study.study_id = header->study_id;
  study.accession_number = header->accession_number;
  study.patient_id = header->patient_id;
  for (std::size_t i = 0; i < header->patient_name_groups.size(); ++i)
    study.patient_name += (i == 0 ? "" : "=") + header->patient_name_groups[i];
  while (study.patient_name.ends_with('=')) study.patient_name.pop_back();
  study.birth_date = header->birth_date;
  study.sex = header->sex;
  study.referring_physician = header->referring_physician;
  return study;
}

Result<std::unique_ptr<DcmFileFormat>> parse_derived(const std::filesystem::path& path, std::uint64_t largest) {
  Part10Limits limits;
  limits.max_file_bytes = largest;
  limits.max_inflated_bytes = largest;
  auto walked = check_structure(path, limits);
  if (!walked) return fail(walked);
  auto file = std::make_unique<DcmFileFormat>();
  const OFCondition read = file->loadFile(path.c_str());
  if (read.bad())
    return fail(ErrorCode::kCorrupt, "NOT_DICOM", "the object cannot be read: {}", std::string(read.text()));
  return file;
}

std::string text_of(DcmItem& item, const DcmTagKey& tag) {
  OFString raw;
  if (item.findAndGetOFStringArray(tag, raw).bad()) return {};
  const bool is_name = tag == DCM_ContentCreatorName || tag == DCM_PersonName || tag == DCM_PatientName ||
                       tag == DCM_VerifyingObserverName;
  const auto decoder = decoder_for(item);
  return is_name ? readable_person_name(decoder.person_name_to_utf8(raw)) : decoder.to_utf8(raw);
}

std::vector<double> numbers_of(DcmItem& item, const DcmTagKey& tag, std::size_t limit) {
  std::vector<double> values;
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return values;
  const auto count = std::min<std::size_t>(element->getVM(), limit);
  for (std::size_t i = 0; i < count; ++i) {
    OFString text;
    if (element->getOFString(text, static_cast<unsigned long>(i)).bad()) return {};
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || !std::isfinite(value)) return {};
    values.push_back(value);
  }
  return values;
}

std::vector<DcmItem*> items_of(DcmItem& item, const DcmTagKey& sequence, std::size_t limit) {
  std::vector<DcmItem*> items;
  DcmSequenceOfItems* found = nullptr;
  if (item.findAndGetSequence(sequence, found).bad() || found == nullptr) return items;
  const auto count = std::min<std::size_t>(found->card(), limit);
  for (std::size_t i = 0; i < count; ++i) items.push_back(found->getItem(static_cast<unsigned long>(i)));
  return items;
}

CodedWord code_of(DcmItem& item, const DcmTagKey& sequence) {
  const auto codes = items_of(item, sequence, 1);
  if (codes.empty()) return {};
  return {text_of(*codes[0], DCM_CodeValue), text_of(*codes[0], DCM_CodingSchemeDesignator),
          text_of(*codes[0], DCM_CodeMeaning)};
}

ImagePlace image_of(DcmItem& reference) {
  ImagePlace image;
  image.sop_class_uid = text_of(reference, DCM_ReferencedSOPClassUID);
  image.sop_instance_uid = text_of(reference, DCM_ReferencedSOPInstanceUID);
  const auto frames = numbers_of(reference, DCM_ReferencedFrameNumber, 1);
  if (!frames.empty() && frames[0] >= 1 && frames[0] <= 1e6) {
    image.frame = static_cast<int>(frames[0]) - 1;
    image.frames = std::max(2, image.frame + 1);  // of an object with several, for all one can see here
  }
  return image;
}

StoredTable table_of(DcmItem& item) {
  StoredTable table;
  const auto descriptor = numbers_of(item, DCM_LUTDescriptor, 3);
  if (descriptor.size() != 3) return table;
  const auto wanted = static_cast<std::size_t>(descriptor[0] > 0 ? descriptor[0] : 65536 + descriptor[0]);
  DcmElement* data = nullptr;
  Uint16* values = nullptr;
  if (item.findAndGetElement(DCM_LUTData, data).bad() || data == nullptr || data->getUint16Array(values).bad() ||
      values == nullptr)
    return table;
  const std::size_t words = data->getLength() / 2;
  // Entries of eight bits may stand two in a word, the first in the low byte (PS3.3 C.11.1.1.1).
  const bool are_packed = words < wanted && words >= (wanted + 1) / 2;
  if (words < wanted && !are_packed) return table;
  table.first_mapped = static_cast<std::int32_t>(descriptor[1]);
  table.bits = std::clamp(static_cast<int>(descriptor[2]), 1, 16);
  for (std::size_t i = 0; i < wanted; ++i)
    table.entries.push_back(are_packed ? static_cast<std::uint16_t>(values[i / 2] >> (i % 2 * 8) & 0xFF) : values[i]);
  table.explanation = text_of(item, DCM_LUTExplanation);
  return table;
}

Authorship authorship_of(DcmItem& data) {
  Authorship by;
  by.sop_instance_uid = text_of(data, DCM_SOPInstanceUID);
  by.series_instance_uid = text_of(data, DCM_SeriesInstanceUID);
  by.author = text_of(data, DCM_ContentCreatorName);
  by.written = text_of(data, DCM_PresentationCreationDate) + text_of(data, DCM_PresentationCreationTime);
  if (by.written.empty()) by.written = text_of(data, DCM_ContentDate) + text_of(data, DCM_ContentTime);
  return by;
}

}  // namespace rdc::dicom
