#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <fmt/format.h>

#include "common/dicom/waveform.h"

namespace rdc::dicom {
namespace {

// What a SOP class allows, PS3.3 A.34.3.4 to A.34.5.4.
struct Limits {
  std::size_t groups = 5;
  std::size_t channels = 13;
  std::size_t samples = 16384;
  double lowest_hz = 200;
};

Result<Limits> limits_of(std::string_view sop_class) {
  constexpr std::size_t kManySamples = std::size_t{1} << 26;  // keeps the waveform data below its 32-bit length
  if (sop_class == kTwelveLeadEcgStorage) return Limits{};
  if (sop_class == kGeneralEcgStorage) return Limits{4, 24, kManySamples, 200};
  if (sop_class == kAmbulatoryEcgStorage) return Limits{1, 12, kManySamples, 50};
  return fail(ErrorCode::kInvalid, "INCOMPLETE_WAVEFORM", "an ECG object is a 12-lead, general or ambulatory ECG");
}

// A decimal string of at most 16 characters (PS3.5 6.2), as near to the value as they allow.
std::string decimal_string(double value) {
  for (int digits = 17; digits > 1; --digits) {
    auto text = fmt::format("{:.{}g}", value, digits);
    if (const auto shortest = fmt::format("{}", value); shortest.size() < text.size()) text = shortest;
    if (text.size() <= 16) return text;
  }
  return fmt::format("{:.6g}", value);
}

// Puts values into one item and remembers whether all of them went in.
class ItemWriter {
 public:
  explicit ItemWriter(DcmItem& item) : item_(item) {}

  void text(const DcmTagKey& tag, const std::string& value) { note(item_.putAndInsertString(tag, value.c_str())); }
  void text_if_any(const DcmTagKey& tag, const std::string& value) {
    if (!value.empty()) text(tag, value);
  }
  void number(const DcmTagKey& tag, double value) { text(tag, decimal_string(value)); }
  void u16(const DcmTagKey& tag, std::size_t value) { note(item_.putAndInsertUint16(tag, static_cast<Uint16>(value))); }
  void u32(const DcmTagKey& tag, std::size_t value) { note(item_.putAndInsertUint32(tag, static_cast<Uint32>(value))); }
  void code(const DcmTagKey& sequence, const CodedTerm& term) {
    ItemWriter inner(add(sequence));
    inner.text(DCM_CodeValue, term.code);
    inner.text(DCM_CodingSchemeDesignator, term.scheme);
    inner.text(DCM_CodeMeaning, term.meaning);
    good_ = good_ && inner.good_;
  }
  DcmItem& add(const DcmTagKey& sequence) {
    DcmItem* inner = nullptr;
    const OFCondition made = item_.findOrCreateSequenceItem(sequence, inner, -2);
    if (made.bad() || inner == nullptr) throw std::runtime_error("DCMTK cannot create a sequence item");
    return *inner;
  }
  void note(const OFCondition& condition) { good_ = good_ && condition.good(); }
  bool good() const { return good_; }

 private:
  DcmItem& item_;
  bool good_ = true;
};

Result<void> check(const Waveform& w, const Limits& limits) {
  const auto invalid = [](const std::string& what) {
    return fail(ErrorCode::kInvalid, "INCOMPLETE_WAVEFORM", "an ECG of this SOP class needs {}", what);
  };
  if (w.sop_instance_uid.empty() || w.study_instance_uid.empty() || w.series_instance_uid.empty())
    return invalid("its three UIDs");
  if (w.groups.empty() || w.groups.size() > limits.groups)
    return invalid(fmt::format("1 to {} multiplex groups", limits.groups));
  const auto& group = w.groups.front();
  if (group.rate_hz < limits.lowest_hz || group.rate_hz > 1000)
    return invalid(fmt::format("a rate of {} to 1000 Hz", limits.lowest_hz));
  for (const auto& g : w.groups) {
    if (g.channels.empty() || g.channels.size() > limits.channels)
      return invalid(fmt::format("1 to {} leads in a group", limits.channels));
    for (const auto& channel : g.channels) {
      if (channel.samples.size() != g.channels.front().samples.size())
        return invalid("equally many samples in every lead");
      if (channel.samples.empty() || channel.samples.size() > limits.samples)
        return invalid(fmt::format("1 to {} samples a lead", limits.samples));
      if (!channel.sensitivity || channel.unit.empty()) return invalid("sensitivity and unit of every lead");
      if (channel.source.code.empty()) return invalid("the code of every lead");
      for (const auto sample : channel.samples)
        if (sample < INT16_MIN || sample > INT16_MAX) return invalid("samples of 16 bits");
    }
  }
  return {};
}

bool write_channel(DcmItem& item, const WaveformChannel& channel) {
  ItemWriter out(item);
  out.code(DCM_ChannelSourceSequence, channel.source);
  out.number(DCM_ChannelSensitivity, *channel.sensitivity);
  out.code(DCM_ChannelSensitivityUnitsSequence, {channel.unit, "UCUM",
                                                 channel.unit == "uV"   ? "microvolt"
                                                 : channel.unit == "mV" ? "millivolt"
                                                                        : channel.unit});
  out.number(DCM_ChannelSensitivityCorrectionFactor, channel.sensitivity_correction);
  out.number(DCM_ChannelBaseline, channel.baseline);
  if (channel.time_skew_s != 0)
    out.number(DCM_ChannelTimeSkew, channel.time_skew_s);
  else
    out.number(DCM_ChannelSampleSkew, channel.sample_skew);
  out.u16(DCM_WaveformBitsStored, 16);
  if (channel.filter_low_hz) out.number(DCM_FilterLowFrequency, *channel.filter_low_hz);
  if (channel.filter_high_hz) out.number(DCM_FilterHighFrequency, *channel.filter_high_hz);
  if (channel.notch_hz) out.number(DCM_NotchFilterFrequency, *channel.notch_hz);
  out.text_if_any(DCM_ChannelLabel, channel.label.substr(0, 16));
  out.text_if_any(DCM_ChannelDerivationDescription, channel.derivation);
  return out.good();
}

bool write_group(DcmItem& item, const MultiplexGroup& group) {
  ItemWriter out(item);
  const std::size_t samples = group.channels.front().samples.size();
  out.text(DCM_WaveformOriginality, group.originality.empty() ? "ORIGINAL" : group.originality);
  out.u16(DCM_NumberOfWaveformChannels, group.channels.size());
  out.u32(DCM_NumberOfWaveformSamples, samples);
  out.number(DCM_SamplingFrequency, group.rate_hz);
  out.text_if_any(DCM_MultiplexGroupLabel, group.label);
  if (group.time_offset_ms != 0) out.number(DCM_MultiplexGroupTimeOffset, group.time_offset_ms);
  bool good = true;
  for (const auto& channel : group.channels)
    good = write_channel(out.add(DCM_ChannelDefinitionSequence), channel) && good;
  out.u16(DCM_WaveformBitsAllocated, 16);
  out.text(DCM_WaveformSampleInterpretation, "SS");
  if (group.padding) {
    const auto padding = static_cast<Uint16>(*group.padding & 0xFFFF);
    out.note(item.putAndInsertUint16Array(DCM_WaveformPaddingValue, &padding, 1));
  }
  std::vector<Uint16> data;
  data.reserve(samples * group.channels.size());
  for (std::size_t s = 0; s < samples; ++s)
    for (const auto& channel : group.channels) data.push_back(static_cast<Uint16>(channel.samples[s] & 0xFFFF));
  out.note(item.putAndInsertUint16Array(DCM_WaveformData, data.data(), static_cast<unsigned long>(data.size())));
  return good && out.good();
}

void write_annotation(DcmItem& item, const WaveformAnnotation& note, bool& good) {
  ItemWriter out(item);
  out.text_if_any(DCM_UnformattedTextValue, note.text);
  if (!note.name.code.empty()) out.code(DCM_ConceptNameCodeSequence, note.name);
  if (!note.value.code.empty()) out.code(DCM_ConceptCodeSequence, note.value);
  if (note.number) {
    out.number(DCM_NumericValue, *note.number);
    out.code(DCM_MeasurementUnitsCodeSequence, {note.unit, "UCUM", note.unit});
  }
  const std::vector<std::uint16_t> all{1, 0};
  const auto& channels = note.channels.empty() ? all : note.channels;
  out.note(item.putAndInsertUint16Array(DCM_ReferencedWaveformChannels, channels.data(),
                                        static_cast<unsigned long>(channels.size())));
  if (!note.sample_positions.empty()) {
    out.text(DCM_TemporalRangeType, note.sample_positions.size() == 1 ? "POINT" : "MULTIPOINT");
    std::vector<Uint32> positions(note.sample_positions.begin(), note.sample_positions.end());
    out.note(item.putAndInsertUint32Array(DCM_ReferencedSamplePositions, positions.data(),
                                          static_cast<unsigned long>(positions.size())));
  }
  if (note.group_number) out.u16(DCM_AnnotationGroupNumber, static_cast<std::size_t>(*note.group_number));
  good = good && out.good();
}

bool write_identity(DcmDataset& set, const Waveform& w) {
  ItemWriter out(set);
  out.text(DCM_SpecificCharacterSet, "ISO_IR 192");
  out.text(DCM_SOPClassUID, w.sop_class_uid);
  out.text(DCM_SOPInstanceUID, w.sop_instance_uid);
  out.text(DCM_StudyInstanceUID, w.study_instance_uid);
  out.text(DCM_SeriesInstanceUID, w.series_instance_uid);
  out.text(DCM_Modality, "ECG");
  out.text(DCM_PatientName, w.patient_name);
  out.text(DCM_PatientID, w.patient_id);
  out.text(DCM_PatientSex, w.sex);
  out.text(DCM_PatientBirthDate, w.birth_date);
  out.text_if_any(DCM_PatientAge, w.age);
  out.text(DCM_StudyDate, w.study_date);
  out.text(DCM_StudyTime, w.study_time);
  out.text(DCM_ContentDate, w.acquisition_datetime.size() >= 8 ? w.acquisition_datetime.substr(0, 8) : w.study_date);
  out.text(DCM_ContentTime, w.acquisition_datetime.size() >= 14 ? w.acquisition_datetime.substr(8, 6) : w.study_time);
  out.text(DCM_AcquisitionDateTime, w.acquisition_datetime);
  out.text_if_any(DCM_TimezoneOffsetFromUTC, w.timezone_offset);
  out.text(DCM_AccessionNumber, w.accession_number);
  out.text(DCM_StudyID, w.study_id);
  out.text(DCM_ReferringPhysicianName, w.referring_physician);
  out.text_if_any(DCM_StudyDescription, w.study_description);
  out.text_if_any(DCM_InstitutionName, w.institution);
  out.text_if_any(DCM_StationName, w.station_name);
  out.text(DCM_Manufacturer, w.manufacturer);
  out.text_if_any(DCM_ManufacturerModelName, w.model);
  out.text_if_any(DCM_DeviceSerialNumber, w.device_serial);
  out.text_if_any(DCM_AdditionalPatientHistory, w.clinical_history);
  out.text(DCM_SeriesNumber, "1");
  out.text(DCM_InstanceNumber, "1");
  return out.good();
}

// The whole object, checked.
Result<void> fill(DcmFileFormat& file, const Waveform& waveform) {
  if (!dcmDataDict.isDictionaryLoaded())
    return fail(ErrorCode::kInternal, "NO_DICTIONARY",
                "DCMTK's data dictionary is missing: install dcmtk's data files or set DCMDICTPATH");
  const auto limits = limits_of(waveform.sop_class_uid);
  if (!limits) return fail(limits);
  if (auto checked = check(waveform, *limits); !checked) return checked;
  DcmDataset& set = *file.getDataset();
  bool good = write_identity(set, waveform);
  ItemWriter root(set);
  for (const auto& group : waveform.groups) good = write_group(root.add(DCM_WaveformSequence), group) && good;
  for (const auto& note : waveform.annotations) write_annotation(root.add(DCM_WaveformAnnotationSequence), note, good);
  root.note(set.insertEmptyElement(DCM_AcquisitionContextSequence));
  if (!good || !root.good())
    return fail(ErrorCode::kInvalid, "INCOMPLETE_WAVEFORM", "DCMTK refuses a value of this ECG");
  return {};
}

}  // namespace

Result<std::vector<std::byte>> encode_ecg(const Waveform& waveform) {
  DcmFileFormat file;
  if (auto filled = fill(file, waveform); !filled) return fail(filled);
  if (const auto ready = file.validateMetaInfo(EXS_LittleEndianExplicit); ready.bad())
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "DCMTK cannot encode the ECG: {}", ready.text());
  constexpr std::size_t kMetaRoom = 4096;  // preamble and meta group
  std::vector<std::byte> bytes(file.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength) + kMetaRoom);
  DcmOutputBufferStream out(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  file.transferInit();
  const OFCondition written = file.write(out, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr);
  file.transferEnd();
  if (written.bad())
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "DCMTK cannot encode the ECG: {}", written.text());
  void* start = nullptr;
  offile_off_t length = 0;
  out.flushBuffer(start, length);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

Result<void> write_twelve_lead_ecg(const Waveform& waveform, const std::filesystem::path& path) {
  Waveform twelve = waveform;
  twelve.sop_class_uid = kTwelveLeadEcgStorage;
  DcmFileFormat file;
  if (auto filled = fill(file, twelve); !filled) return filled;
  const OFCondition saved = file.saveFile(path.c_str(), EXS_LittleEndianExplicit, EET_ExplicitLength);
  if (saved.bad())
    return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}: {}", path.string(), saved.text());
  return {};
}

}  // namespace rdc::dicom
