#include "ecg/formats/philips_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/philips_xli.h"
#include "ecg/formats/xml_tree.h"

namespace rdc::ecg::philips {
namespace {

using RawLeads = std::vector<RawLead>;

constexpr std::size_t kMaxLeads = 32;
constexpr std::size_t kMaxSamples = 1U << 22;  // of a lead: 70 minutes at 1000 Hz

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_PHILIPS", "the Philips XML: {}",
              fmt::format(what, std::forward<Args>(args)...));
}

struct Signal {
  double rate_hz = 0.0;
  double step_uv = 0.0;
  double seconds = 0.0;  // of a lead; 0 when not stated
  std::size_t leads = 0;
};

// 1.04 repeats the numbers on the waveform's element, which then hold.
Result<Signal> read_signal(const pugi::xml_node& root, const pugi::xml_node& waveforms) {
  const auto about = xml::path(root, {"dataacquisition", "signalcharacteristics"});
  const auto number = [&](const char* attribute, std::initializer_list<std::string_view> elements) {
    auto value = number_with_comma(xml::attribute(waveforms, attribute));
    for (const auto element : elements) {
      if (!value) value = number_with_comma(xml::text(about, {element}));
    }
    return value;
  };
  Signal signal;
  const auto rate = number("samplespersecond", {"samplingrate"});
  const auto step = number("resolution", {"resolution", "signalresolution"});
  if (!rate || !(*rate > 0) || *rate > 100'000) return bad("it states no sampling rate");
  if (!step || !(*step > 0) || *step > 1e6) return bad("it states no resolution");
  if (const auto bits = number("bitspersample", {"bitspersample"}); bits && *bits != 16) {
    return bad("samples of {} bits; 16 are supported", *bits);
  }
  signal.rate_hz = *rate;
  signal.step_uv = *step;
  const auto milliseconds = number_of(xml::attribute(waveforms, "durationperchannel"));
  if (milliseconds && *milliseconds > 0 && *milliseconds < 1e8) signal.seconds = *milliseconds / 1000.0;
  const auto leads = number("numberofleads", {"numberchannelsvalid", "numberchannelsallocated"});
  if (leads && *leads >= 1 && *leads <= static_cast<double>(kMaxLeads)) signal.leads = static_cast<std::size_t>(*leads);
  if (signal.leads == 0) return bad("it states no number of leads from 1 to 32");
  return signal;
}

bool is_compressed(const pugi::xml_node& waveforms, std::string& method) {
  method = readable(xml::attribute(waveforms, "compression"));
  if (method.empty() && !equals_ignoring_case(xml::attribute(waveforms, "compressflag"), "False")) {
    method = readable(xml::attribute(waveforms, "compressmethod"));
  }
  return !method.empty() && !equals_ignoring_case(method, "none") && !equals_ignoring_case(method, "uncompressed");
}

std::vector<std::int32_t> words_16(Bytes bytes) {
  std::vector<std::int32_t> out;
  ByteCursor cursor(bytes);
  while (cursor.left() >= 2) out.push_back(cursor.i16());
  return out;
}

Result<std::vector<std::int32_t>> plain_numbers(std::string_view text) {
  std::vector<std::int32_t> out;
  while (true) {
    const auto words = words_of(text, 1);
    if (words.empty()) return out;
    const auto value = integer_of(words.front());
    if (!value || std::abs(*value) > 0x7FFFFFFF) return bad("number {} of the waveform is none", out.size() + 1);
    out.push_back(static_cast<std::int32_t>(*value));
    text.remove_prefix(static_cast<std::size_t>(words.front().data() + words.front().size() - text.data()));
  }
}

LimbLeads limb_leads_of(RawLeads& leads, const std::vector<std::string>& labels) {
  constexpr std::array kLimb = {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf};
  LimbLeads limb{};
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const auto lead = lead_from_name(labels[i]);
    const auto at = static_cast<std::size_t>(std::find(kLimb.begin(), kLimb.end(), lead) - kLimb.begin());
    if (lead && at < limb.size() && limb[at] == nullptr) limb[at] = &leads[i];
  }
  return limb;
}

// One lead behind the other.
RawLeads uncompressed(const std::vector<std::int32_t>& all, const Signal& signal,
                      const std::vector<std::string>& labels) {
  // Leads that share all samples evenly do so, whatever duration is stated: what would be cut by a wrong one are leads.
  const bool even = all.size() % signal.leads == 0;
  std::size_t length = signal.seconds > 0 && !even
                           ? static_cast<std::size_t>(std::llround(signal.seconds * signal.rate_hz))
                           : all.size() / signal.leads;
  if (length == 0) length = 1;
  RawLeads leads;
  for (std::size_t at = 0; at < all.size() && leads.size() < signal.leads; at += length) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
    leads.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(length, all.size() - at)));
  }
  const LimbLeads limb = limb_leads_of(leads, labels);
  if (holds_residuals(limb)) restore_limb_leads(limb);
  return leads;
}

Result<RawLeads> read_leads(const pugi::xml_node& waveforms, const Signal& signal,
                            const std::vector<std::string>& labels, std::vector<Warning>& warnings) {
  std::string method;
  const bool compressed = is_compressed(waveforms, method);
  const std::string text = xml::content(waveforms);
  const std::string_view encoding = xml::attribute(waveforms, "dataencoding");
  if (equals_ignoring_case(encoding, "Plain")) {
    const auto numbers = plain_numbers(text);
    if (!numbers) return fail(numbers);
    return uncompressed(*numbers, signal, labels);
  }
  if (!equals_ignoring_case(encoding, "Base64")) return bad("unknown data encoding");
  const auto bytes = xml::base64(text);
  if (!bytes) return fail(bytes);
  if (!compressed) return uncompressed(words_16(*bytes), signal, labels);
  if (method != "XLI") return bad("unknown compression");
  std::vector<std::string> faults;
  auto leads = decompress(*bytes, signal.leads, kMaxSamples, faults);
  if (!leads) return fail(leads);
  restore_limb_leads(limb_leads_of(*leads, labels));
  for (auto& fault : faults) warnings.push_back({"LEAD_LEFT_OUT", std::move(fault) + ": the lead is left out"});
  return leads;
}

std::vector<std::string> labels_of(const pugi::xml_node& waveforms, std::size_t count) {
  constexpr std::array<const char*, 12> kStandard = {"I",  "II", "III", "aVR", "aVL", "aVF",
                                                     "V1", "V2", "V3",  "V4",  "V5",  "V6"};
  std::string list(xml::attribute(waveforms, "leadlabels"));
  std::replace(list.begin(), list.end(), ',', ' ');
  const auto stated = words_of(list, kMaxLeads);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < count; ++i) {
    labels.push_back(i < stated.size()                        ? readable(stated[i])
                     : stated.empty() && i < kStandard.size() ? kStandard[i]
                                                              : fmt::format("channel {}", i + 1));
  }
  return labels;
}

void add_channel(Strip& strip, const std::string& label, const std::vector<std::int32_t>& raw, double step) {
  Channel channel{lead_from_name(label).value_or(Lead::kUnknown), label, {}, step, false};
  channel.samples.reserve(raw.size());
  for (const std::int32_t value : raw) channel.samples.push_back(static_cast<float>(value * step));
  strip.channels.push_back(std::move(channel));
}

void make_equal(Strip& strip, const char* name, std::vector<Warning>& warnings) {
  std::size_t length = 0;
  for (const auto& channel : strip.channels) length = std::max(length, channel.samples.size());
  bool unequal = false;
  for (auto& channel : strip.channels) {
    unequal = unequal || channel.samples.size() != length;
    channel.samples.resize(length, std::numeric_limits<float>::quiet_NaN());
  }
  if (unequal) {
    warnings.push_back(
        {"UNEQUAL_LEADS", fmt::format("leads of the {} differ in length: the shorter end in a gap", name)});
  }
}

void read_beats(const pugi::xml_node& root, const Signal& signal, Recording& recording) {
  const auto beats = xml::find(root, "repbeats");
  if (!beats) return;
  if (std::string method; is_compressed(beats, method)) {
    recording.warnings.push_back(
        {"BAD_BEAT", fmt::format("the representative beats are compressed ({}): they are left out", method)});
    return;
  }
  Strip strip;
  strip.rate_hz = number_of(xml::attribute(beats, "samplespersec")).value_or(signal.rate_hz);
  const double step = number_with_comma(xml::attribute(beats, "resolution")).value_or(signal.step_uv);
  for (const auto& beat : xml::children(beats, "repbeat", kMaxLeads)) {
    const auto waveform = xml::child(beat, "waveform");
    std::string_view encoding = xml::attribute(beats, "dataencoding");
    for (const auto& node : {beat, waveform}) {
      if (const auto own = xml::attribute(node, "dataencoding"); !own.empty()) encoding = own;
    }
    const std::string text = xml::content(waveform ? waveform : beat);
    std::vector<std::int32_t> raw;
    if (equals_ignoring_case(encoding, "Base64")) {
      if (const auto bytes = xml::base64(text)) raw = words_16(*bytes);
    } else if (auto numbers = plain_numbers(text)) {
      raw = std::move(*numbers);
    }
    if (!raw.empty()) add_channel(strip, readable(xml::attribute(beat, "leadname")), raw, step);
  }
  make_equal(strip, "representative beat", recording.warnings);
  if (strip.channels.empty()) return;
  if (!(strip.rate_hz >= 50 && strip.rate_hz <= 16000)) {
    recording.warnings.push_back({"BAD_BEAT", "the representative beats state no plausible rate: they are left out"});
    return;
  }
  recording.median = std::move(strip);
}

void read_patient(const pugi::xml_node& root, Recording& recording) {
  const auto patient = xml::path(root, {"patient", "generalpatientdata"});
  recording.subject.id = readable(xml::text(patient, {"patientid"}));
  const std::string last = readable(xml::text(patient, {"name", "lastname"}));
  const std::string first = readable(xml::text(patient, {"name", "firstname"}));
  recording.subject.name = first.empty() ? last : last + "^" + first;
  recording.subject.sex = sex_of_word(xml::text(patient, {"sex"}));
  for (const char* unit : {"years", "months", "weeks", "days", "hours"}) {  // of an infant, its months alone
    const auto part = age_of(xml::text(patient, {"age", unit}), unit);
    if (part) recording.subject.age_years = recording.subject.age_years.value_or(0.0) + *part;
  }
  if (const auto birth = dashed_time(xml::text(patient, {"age", "dateofbirth"}), "00:00:00")) {
    recording.subject.birth_date = compact_text(*birth).substr(0, 8);
  }
}

void read_acquisition(const pugi::xml_node& root, const pugi::xml_node& waveforms, Recording& recording) {
  const auto acquisition = xml::child(root, "dataacquisition");
  recording.acquired_at = dashed_time(xml::attribute(acquisition, "date"), xml::attribute(acquisition, "time"));
  if (recording.acquired_at) recording.clock_source = ClockSource::kDevice;
  recording.device.manufacturer = "Philips";
  recording.device.model = readable(xml::text(acquisition, {"machine"}));
  recording.device.serial = readable(xml::attribute(xml::child(acquisition, "machine"), "machineid"));
  const auto positive = [](std::string_view text) {
    const auto value = number_of(text);
    return value && *value > 0 ? value : std::nullopt;
  };
  const auto about = xml::child(acquisition, "signalcharacteristics");
  // What the samples went through, not what the print was filtered with (reportbandwidth).
  recording.device.high_pass_hz = positive(xml::attribute(waveforms, "hipass"));
  if (!recording.device.high_pass_hz) recording.device.high_pass_hz = positive(xml::text(about, {"hipass"}));
  recording.device.low_pass_hz = positive(xml::attribute(waveforms, "lowpass"));
  if (!recording.device.low_pass_hz) recording.device.low_pass_hz = positive(xml::text(about, {"lowpass"}));
  if (const std::string_view band = xml::text(about, {"signalbandwidth"}); band.find('-') != std::string_view::npos) {
    if (!recording.device.high_pass_hz) recording.device.high_pass_hz = positive(band.substr(0, band.find('-')));
    if (!recording.device.low_pass_hz) recording.device.low_pass_hz = positive(band.substr(band.find('-') + 1));
  }
  if (equals_ignoring_case(xml::attribute(waveforms, "notchfiltered"), "True")) {
    recording.device.notch_hz = positive(xml::attribute(waveforms, "notchfilterfreqs"));
  }
}

void read_marks(const pugi::xml_node& root, Recording& recording) {
  // 1.03 says "meanprint", 1.04 "print".
  constexpr std::array<xml::NamedNumber, 13> kNumbers = {{{"meanventrate", "Ventricular Rate", "/min"},
                                                          {"meanprint", "PR Interval", "ms"},
                                                          {"meanqrsdur", "QRS Duration", "ms"},
                                                          {"meanqtint", "QT Interval", "ms"},
                                                          {"meanqtc", "QTc Interval", "ms"},
                                                          {"heartrate", "Ventricular Rate", "/min"},
                                                          {"print", "PR Interval", "ms"},
                                                          {"qrsdur", "QRS Duration", "ms"},
                                                          {"qtint", "QT Interval", "ms"},
                                                          {"qtcb", "QTc Interval", "ms"},
                                                          {"pfrontaxis", "P Axis", "deg"},
                                                          {"qrsfrontaxis", "QRS Axis", "deg"},
                                                          {"tfrontaxis", "T Axis", "deg"}}};
  auto measurements = xml::find(root, "globalmeasurements");
  if (!measurements) measurements = xml::find(root, "crossleadmeasurements");
  xml::append_marks(measurements, kNumbers, recording.marks);
  const auto interpretation = xml::path(root, {"interpretations", "interpretation"});
  for (const auto& statement : xml::children(interpretation, "statement", 256)) {
    std::string text = readable(xml::text(statement, {"leftstatement"}));
    const std::string why = readable(xml::text(statement, {"rightstatement"}));
    if (!why.empty()) text += " (" + why + ")";
    if (!text.empty()) recording.marks.push_back({"Statement", text, ""});
  }
}

}  // namespace

Result<Recording> read(const pugi::xml_node& root) {
  Recording recording;
  const auto version = xml::text(root, {"documentinfo", "documentversion"});
  if (!version.starts_with("1.03") && !version.starts_with("1.04")) {
    recording.warnings.push_back(
        {"UNKNOWN_VERSION", "the document is neither version 1.03 nor 1.04: it is read as 1.04"});
  }
  const auto waveforms = xml::find(root, "parsedwaveforms");
  if (!waveforms) return fail(ErrorCode::kInvalid, "NO_ECG", "the Philips XML has no parsed waveforms");
  const auto signal = read_signal(root, waveforms);
  if (!signal) return fail(signal);
  const auto labels = labels_of(waveforms, signal->leads);
  const auto leads = read_leads(waveforms, *signal, labels, recording.warnings);
  if (!leads) return fail(leads);
  if (leads->size() < signal->leads) {
    recording.warnings.push_back(
        {"FEWER_SAMPLES", fmt::format("{} leads are declared, the file holds {}", signal->leads, leads->size())});
  }
  recording.rhythm.rate_hz = signal->rate_hz;
  for (std::size_t i = 0; i < leads->size(); ++i) {
    if (!(*leads)[i].empty()) add_channel(recording.rhythm, labels[i], (*leads)[i], signal->step_uv);
  }
  make_equal(recording.rhythm, "rhythm", recording.warnings);
  read_beats(root, *signal, recording);
  read_patient(root, recording);
  read_acquisition(root, waveforms, recording);
  read_marks(root, recording);
  return recording;
}

}  // namespace rdc::ecg::philips
