#include "ecg/formats/muse_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"
#include "ecg/formats/xml_tree.h"

namespace rdc::ecg::muse {
namespace {

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_MUSE", "the MUSE XML: {}", fmt::format(what, std::forward<Args>(args)...));
}

// CRC-32 of ISO 3309, as in LeadDataCRC32.
std::uint32_t crc32_of(Bytes bytes) {
  std::uint32_t crc = ~0U;
  for (const std::byte b : bytes) {
    crc ^= std::to_integer<std::uint32_t>(b);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
  }
  return ~crc;
}

// What all of GE's carts write.
constexpr double kUsualStepUv = 4.88;

// Microvolts a step. A lead that states none gets what is usual, with a warning.
Result<double> step_of(const pugi::xml_node& lead, std::size_t number, std::string_view waveform,
                       std::vector<Warning>& warnings) {
  const std::string_view stated = xml::text(lead, {"LeadAmplitudeUnitsPerBit"});
  const std::string_view unit = xml::text(lead, {"LeadAmplitudeUnits"});
  const auto step = stated.empty() ? std::optional(kUsualStepUv) : number_with_comma(stated);
  const auto scale = unit.empty() || stated.empty() ? std::optional(1.0) : microvolts_in(unit);
  if (!step || !scale || *step == 0 || (!unit.empty() && !microvolts_in(unit)))
    return bad("{}, lead {}: its amplitude unit is no voltage", waveform, number);
  if (stated.empty() || unit.empty()) {
    warnings.push_back({"UNCALIBRATED", fmt::format("{}, lead {}: it states no {}: {:g} uV a step are assumed",
                                                    waveform, number, stated.empty() ? "amplitude" : "unit", *step)});
  }
  return *step * *scale;
}

Result<Channel> read_lead(const pugi::xml_node& lead, std::size_t number, std::string_view waveform,
                          std::vector<Warning>& warnings) {
  const auto step = step_of(lead, number, waveform, warnings);
  if (!step) return fail(step);
  const auto size = integer_of(xml::text(lead, {"LeadSampleSize"})).value_or(2);
  if (size != 2) return bad("{}, lead {}: samples of {} bytes; 2 are supported", waveform, number, size);
  const auto bytes = xml::base64(xml::content(xml::child(lead, "WaveFormData")));
  if (!bytes) {
    return fail(bytes.error().code, bytes.error().reason, "the MUSE XML: {}, lead {}: {}", waveform, number,
                bytes.error().message);
  }
  if (const auto sum = integer_of(xml::text(lead, {"LeadDataCRC32"}));
      sum && static_cast<std::uint32_t>(*sum) != crc32_of(*bytes)) {
    warnings.push_back(
        {"CHECKSUM_MISMATCH", fmt::format("{}, lead {}: its checksum is not that of its samples", waveform, number)});
  }
  if (number_of(xml::text(lead, {"LeadTimeOffset"})).value_or(0) != 0 ||
      number_of(xml::text(lead, {"FirstSampleBaseline"})).value_or(0) != 0) {
    warnings.push_back({"LEAD_OFFSET", fmt::format("{}, lead {}: it states an offset of its own in time or amplitude, "
                                                   "which is not applied",
                                                   waveform, number)});
  }
  Channel channel;
  channel.label = readable(xml::text(lead, {"LeadID"}));
  channel.lead = lead_from_name(channel.label).value_or(Lead::kUnknown);
  channel.step_uv = *step;
  ByteCursor cursor(*bytes);
  while (cursor.left() >= 2) channel.samples.push_back(static_cast<float>(cursor.i16() * channel.step_uv));
  const auto declared = integer_of(xml::text(lead, {"LeadSampleCountTotal"}));
  const auto there = static_cast<std::int64_t>(channel.samples.size());
  if (declared && *declared > there) {
    warnings.push_back({"FEWER_SAMPLES", fmt::format("{}, lead {}: {} samples are declared, the file holds {}",
                                                     waveform, number, *declared, there)});
  } else if (declared && *declared > 0 && *declared < there) {
    channel.samples.resize(static_cast<std::size_t>(*declared));
  }
  if (equals_ignoring_case(xml::text(lead, {"LeadOff"}), "TRUE")) {
    warnings.push_back({"LEAD_OFF", fmt::format("{}, lead {}: the device says that it was off", waveform, number)});
  }
  return channel;
}

Result<Strip> read_waveform(const pugi::xml_node& waveform, std::string_view name, std::vector<Warning>& warnings) {
  const auto base = number_of(xml::text(waveform, {"SampleBase"}));
  const auto exponent = number_of(xml::text(waveform, {"SampleExponent"})).value_or(0);
  if (!base || !(*base > 0) || std::abs(exponent) > 9) return bad("{}: it states no sampling rate", name);
  Strip strip;
  strip.rate_hz = *base * std::pow(10.0, exponent);
  std::size_t number = 0, length = 0;
  std::optional<Error> fault;
  for (const auto& lead : xml::children(waveform, "LeadData")) {
    auto channel = read_lead(lead, ++number, name, warnings);
    if (!channel) {  // one lead that cannot be read is no ground to show none
      warnings.push_back({"LEAD_LEFT_OUT", channel.error().message + ": the lead is left out"});
      if (!fault) fault = channel.error();
      continue;
    }
    length = std::max(length, channel->samples.size());
    strip.channels.push_back(std::move(*channel));
  }
  if (strip.channels.empty() && fault) return tl::unexpected(*fault);
  bool unequal = false;
  for (auto& channel : strip.channels) {
    unequal = unequal || channel.samples.size() != length;
    channel.samples.resize(length, std::numeric_limits<float>::quiet_NaN());
  }
  if (unequal) {
    warnings.push_back(
        {"UNEQUAL_LEADS", fmt::format("{}: its leads differ in length: the shorter end in a gap", name)});
  }
  return strip;
}

// "YYYYMMDD" of MUSE's "MM-DD-YYYY", of "DD.MM.YYYY", as points are only used where days come first, and of
// "YYYY-MM-DD". Where the month is none, the two are the other way round.
std::string date_of(std::string_view text) {
  if (text.size() != 10) return {};
  if (const auto iso = any_time(text)) return compact_text(iso->time).substr(0, 8);
  auto month = integer_of(text.substr(0, 2)), day = integer_of(text.substr(3, 2));
  const auto year = integer_of(text.substr(6));
  if (!month || !day || !year || *month < 1 || *day < 1 || *year < 1 || *year > 9999) return {};
  if (text[2] == '.' || *month > 12) std::swap(month, day);
  return compact_date(static_cast<int>(*year), static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

void read_patient(const pugi::xml_node& root, Recording& recording) {
  const auto patient = xml::child(root, "PatientDemographics");
  recording.subject.id = readable(xml::text(patient, {"PatientID"}));
  const std::string last = readable(xml::text(patient, {"PatientLastName"}));
  const std::string first = readable(xml::text(patient, {"PatientFirstName"}));
  recording.subject.name = first.empty() ? last : last + "^" + first;
  recording.subject.sex = sex_of_word(xml::text(patient, {"Gender"}));
  recording.subject.birth_date = date_of(xml::text(patient, {"DateofBirth"}));
  recording.subject.age_years = age_of(xml::text(patient, {"PatientAge"}), xml::text(patient, {"AgeUnits"}));
}

void read_test(const pugi::xml_node& root, Recording& recording) {
  const auto test = xml::child(root, "TestDemographics");
  recording.device.manufacturer = "GE";
  recording.device.model = readable(xml::text(test, {"AcquisitionDevice"}));
  std::string clock(xml::text(test, {"AcquisitionTime"}));
  std::erase(clock, ':');
  const std::string date = date_of(xml::text(test, {"AcquisitionDate"}));
  const auto time = clock.size() < 4 ? std::nullopt : compact_time(date + clock);
  if (date.empty() || !time) return;
  recording.acquired_at = time->time;
  recording.clock_source = ClockSource::kDevice;
}

void read_filters(const pugi::xml_node& waveform, Recording& recording) {
  // MUSE writes the high pass in hundredths of a hertz; some exports in hertz, which are always below one.
  const auto high = number_of(xml::text(waveform, {"HighPassFilter"}));
  if (high && *high > 0) recording.device.high_pass_hz = *high >= 1 ? *high / 100.0 : *high;
  const auto low = number_of(xml::text(waveform, {"LowPassFilter"}));
  if (low && *low > 0) recording.device.low_pass_hz = low;
  const auto notch = number_of(xml::text(waveform, {"ACFilter"}));
  if (notch && *notch > 0) recording.device.notch_hz = notch;
}

void read_marks(const pugi::xml_node& root, Recording& recording) {
  constexpr std::array<xml::NamedNumber, 9> kNumbers = {{{"VentricularRate", "Ventricular Rate", "/min"},
                                                         {"AtrialRate", "Atrial Rate", "/min"},
                                                         {"PRInterval", "PR Interval", "ms"},
                                                         {"QRSDuration", "QRS Duration", "ms"},
                                                         {"QTInterval", "QT Interval", "ms"},
                                                         {"QTCorrected", "QTc Interval", "ms"},
                                                         {"PAxis", "P Axis", "deg"},
                                                         {"RAxis", "QRS Axis", "deg"},
                                                         {"TAxis", "T Axis", "deg"}}};
  const auto either = [&root](const char* edited, const char* original) {
    const auto node = xml::child(root, edited);
    return node ? node : xml::child(root, original);
  };
  const auto measurements = either("RestingECGMeasurements", "OriginalRestingECGMeasurements");
  xml::append_marks(measurements, kNumbers, recording.marks);
  std::string line;
  const auto statements = xml::children(either("Diagnosis", "OriginalDiagnosis"), "DiagnosisStatement", 256);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto text = readable(xml::text(statements[i], {"StmtText"}));
    line += (line.empty() || text.empty() ? "" : " ") + text;
    bool ends = i + 1 == statements.size();
    for (const auto& flag : xml::children(statements[i], "StmtFlag", 16)) ends = ends || xml::text(flag) == "ENDSLINE";
    if (!ends || line.empty()) continue;
    recording.marks.push_back({"Statement", line, ""});
    line.clear();
  }
}

}  // namespace

Result<Recording> read(const pugi::xml_node& root) {
  Recording recording;
  bool found = false;
  std::size_t left_out = 0;
  for (const auto& waveform : xml::children(root, "Waveform", 64)) {
    const bool median = equals_ignoring_case(xml::text(waveform, {"WaveformType"}), "Median");
    if (median ? recording.median.has_value() : found) {
      if (!median) ++left_out;
      continue;
    }
    auto strip = read_waveform(waveform, median ? "median" : "rhythm", recording.warnings);
    if (!strip && median) {  // without it the tracing is as good
      recording.warnings.push_back({"BAD_BEAT", strip.error().message + ": it is left out"});
      continue;
    }
    if (!strip) return fail(strip);
    if (strip->length() == 0) continue;
    if (median) {
      recording.median = std::move(*strip);
    } else {
      recording.rhythm = std::move(*strip);
      read_filters(waveform, recording);
      found = true;
    }
  }
  if (!found) return fail(ErrorCode::kInvalid, "NO_ECG", "the MUSE XML has no rhythm waveform");
  if (left_out > 0) {
    recording.warnings.push_back(
        {"SERIES_LEFT_OUT", fmt::format("{} more rhythm waveforms follow: only the first is read", left_out)});
  }
  read_patient(root, recording);
  read_test(root, recording);
  read_marks(root, recording);
  return recording;
}

}  // namespace rdc::ecg::muse
