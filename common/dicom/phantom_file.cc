#include "dcmtk/config/osconfig.h"

#include "common/dicom/phantom_file.h"

#include <iconv.h>
#include <ctime>

#include <dcmtk/dcmdata/dctk.h>

#include "common/dicom/written_time.h"

namespace rdc::dicom {
namespace {

// Characters that GBK lacks become '?': a phantom's texts have none.
std::string convert(const std::string& utf8, const char* charset) {
  iconv_t converter = iconv_open(charset, "UTF-8");
  if (converter == iconv_t(-1)) return utf8;
  std::string out(utf8.size() * 4 + 4, '\0');
  std::string source = utf8;
  char* in = source.data();
  char* to = out.data();
  std::size_t left = source.size();
  std::size_t room = out.size();
  const std::size_t converted = iconv(converter, &in, &left, &to, &room);
  iconv_close(converter);
  if (converted == static_cast<std::size_t>(-1)) return "?";
  out.resize(out.size() - room);
  return out;
}

const char* declared_charset(PhantomCharset charset) {
  switch (charset) {
    case PhantomCharset::kUtf8:
      return "ISO_IR 192";
    case PhantomCharset::kGb18030:
      return "GB18030";
    case PhantomCharset::kMislabelledGbk:
      return "ISO_IR 100";
  }
  return "ISO_IR 192";
}

void put(DcmDataset& data, const DcmTagKey& tag, const std::string& value) {
  data.putAndInsertString(tag, value.c_str());
}

}  // namespace

PhantomFileWriter::PhantomFileWriter(const PhantomOrder& order, Study study, std::filesystem::path directory)
    : order_(order), what_(std::move(study)), directory_(std::move(directory)) {
  study_.study_instance_uid = phantom_uid(order.seed, "study/" + what_.modality);
  study_.patient = order.patient;
  study_.modality = what_.modality;
  study_.description = what_.study_description;
}

void PhantomFileWriter::put_text(DcmDataset& data, std::uint16_t group, std::uint16_t element,
                                 const std::string& utf8) const {
  const char* charset = order_.charset == PhantomCharset::kUtf8      ? nullptr
                        : order_.charset == PhantomCharset::kGb18030 ? "GB18030"
                                                                     : "GBK";
  put(data, DcmTagKey(group, element), charset == nullptr ? utf8 : convert(utf8, charset));
}

void PhantomFileWriter::fill(DcmDataset& data, int instance_number, const PhantomPixels& pixels) {
  const WrittenTime at = written_time(order_.acquired_at);
  const PhantomPatient& patient = order_.patient;
  put(data, DCM_SpecificCharacterSet, declared_charset(order_.charset));
  put(data, DCM_SOPClassUID, what_.sop_class_uid);
  put(data, DCM_SOPInstanceUID,
      phantom_uid(order_.seed, fmt::format("instance/{}/{}", what_.modality, instance_number)));
  put(data, DCM_StudyInstanceUID, study_.study_instance_uid);
  put(data, DCM_SeriesInstanceUID, phantom_uid(order_.seed, "series/" + what_.modality));
  put(data, DCM_Modality, what_.modality);
  for (const DcmTagKey& tag : {DCM_StudyDate, DCM_SeriesDate, DCM_AcquisitionDate, DCM_ContentDate})
    put(data, tag, at.date);
  for (const DcmTagKey& tag : {DCM_StudyTime, DCM_SeriesTime, DCM_AcquisitionTime, DCM_ContentTime})
    put(data, tag, at.time);
  put(data, DCM_AccessionNumber, order_.accession_number);
  put(data, DCM_StudyID, fmt::format("{}", order_.seed % 100000));
  put(data, DCM_Manufacturer, "RDC simulator");
  put(data, DCM_ManufacturerModelName, "PHANTOM");
  put(data, DCM_StationName, order_.station_name);
  put_text(data, 0x0008, 0x0080, order_.institution);
  put_text(data, 0x0008, 0x1030, what_.study_description);
  put_text(data, 0x0008, 0x103E, what_.series_description);
  put_text(data, 0x0010, 0x0010, patient.name);
  put(data, DCM_PatientID, patient.patient_id);
  put(data, DCM_PatientSex, patient.sex);
  put(data, DCM_PatientBirthDate, patient.birth_date);
  put(data, DCM_PatientAge,
      fmt::format("{:03}Y",
                  std::clamp(std::stoi(at.date.substr(0, 4)) - std::stoi(patient.birth_date.substr(0, 4)), 0, 120)));
  if (!order_.clinical_history.empty()) put_text(data, 0x0010, 0x21B0, order_.clinical_history);
  if (!order_.priority.empty()) put(data, DCM_RequestedProcedurePriority, order_.priority);
  put(data, DCM_BodyPartExamined, what_.body_part);
  put(data, DCM_SeriesNumber, "1");
  put(data, DCM_InstanceNumber, std::to_string(instance_number));

  data.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  put(data, DCM_PhotometricInterpretation, pixels.monochrome1 ? "MONOCHROME1" : "MONOCHROME2");
  data.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(pixels.rows));
  data.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(pixels.columns));
  data.putAndInsertUint16(DCM_BitsAllocated, 16);
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(pixels.bits_stored));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(pixels.bits_stored - 1));
  data.putAndInsertUint16(DCM_PixelRepresentation, 0);
  data.putAndInsertUint16Array(DCM_PixelData, pixels.values.data(), static_cast<unsigned long>(pixels.values.size()));
}

Result<void> PhantomFileWriter::save(DcmDataset& data, int instance_number) {
  std::error_code failed;
  std::filesystem::create_directories(directory_, failed);
  const auto path = directory_ / fmt::format("{:04}.dcm", instance_number);
  OFString instance_uid;
  data.findAndGetOFString(DCM_SOPInstanceUID, instance_uid);
  DcmFileFormat file(&data);
  const OFCondition saved = file.saveFile(path.c_str(), EXS_LittleEndianExplicit, EET_UndefinedLength, EGL_withoutGL);
  if (saved.bad())
    return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}: {}", path.string(), saved.text());
  study_.instances.push_back({path, what_.sop_class_uid, instance_uid});
  study_.bytes += std::filesystem::file_size(path, failed);
  return {};
}

}  // namespace rdc::dicom
