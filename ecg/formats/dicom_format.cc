#include "ecg/formats/dicom_format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/amplitude_grid.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"

namespace rdc::ecg {
namespace {

constexpr int kPadding = -32768;

Lead dicom_lead_of(const dicom::WaveformChannel& channel) {
  if (const auto coded = lead_from_code(channel.source.scheme, channel.source.code)) return *coded;
  for (const std::string* text : {&channel.source.code, &channel.source.meaning, &channel.label}) {
    if (const auto named = lead_from_name(*text)) return *named;
  }
  return Lead::kUnknown;
}

// A sample taken later than the first channel's by `skew` samples belongs that much further right.
Samples shifted(Samples samples, long skew) {
  if (skew == 0 || std::labs(skew) >= static_cast<long>(samples.size())) return samples;
  Samples out(samples.size(), std::numeric_limits<float>::quiet_NaN());
  const auto count = static_cast<long>(samples.size());
  for (long i = 0; i < count; ++i) {
    const long to = i + skew;
    if (to >= 0 && to < count) out[static_cast<std::size_t>(to)] = samples[static_cast<std::size_t>(i)];
  }
  return out;
}

// A padding value that other samples lie above and below of is an ordinary amplitude which the device declared by
// mistake (real files declare 0): taking it for gaps would tear the tracing wherever it crosses that value.
bool is_ordinary_amplitude(const dicom::MultiplexGroup& group) {
  bool below = false, above = false;
  for (const auto& channel : group.channels) {
    for (const std::int32_t sample : channel.samples) {
      below = below || sample < *group.padding;
      above = above || sample > *group.padding;
    }
  }
  return below && above;
}

Samples scaled(const dicom::WaveformChannel& source, const dicom::MultiplexGroup& group, double microvolts) {
  Samples samples(source.samples.size());
  const double step = source.sensitivity.value_or(1.0) * source.sensitivity_correction;
  for (std::size_t i = 0; i < source.samples.size(); ++i) {
    const bool missing = group.padding && source.samples[i] == *group.padding;
    samples[i] = missing ? std::numeric_limits<float>::quiet_NaN()
                         : static_cast<float>((source.samples[i] * step + source.baseline) * microvolts);
  }
  const double skew = source.time_skew_s * group.rate_hz + source.sample_skew;
  return std::isfinite(skew) && std::abs(skew) < 1e6 ? shifted(std::move(samples), std::lround(skew))
                                                     : std::move(samples);
}

// A sensitivity of nothing would draw a flat line.
bool has_sensitivity(const dicom::WaveformChannel& source) {
  const double step = source.sensitivity.value_or(0.0) * source.sensitivity_correction;
  return std::isfinite(step) && step != 0.0;
}

std::optional<Channel> channel_of(const dicom::WaveformChannel& source, const dicom::MultiplexGroup& group) {
  const auto scale = microvolts_in(source.unit);
  if (!scale || !has_sensitivity(source)) return std::nullopt;
  Channel channel;
  channel.lead = dicom_lead_of(source);
  channel.label = source.label.empty() ? source.source.meaning : source.label;
  channel.samples = scaled(source, group, *scale);
  channel.step_uv = std::abs(*source.sensitivity * source.sensitivity_correction * *scale);
  channel.derived = !source.derivation.empty();
  return channel;
}

Strip strip_of(const dicom::MultiplexGroup& group) {
  Strip strip;
  strip.rate_hz = group.rate_hz;
  for (const auto& source : group.channels) {
    if (auto channel = channel_of(source, group)) strip.channels.push_back(std::move(*channel));
  }
  return strip;
}

bool is_median(const dicom::MultiplexGroup& group) {
  std::string label = group.label;
  std::transform(label.begin(), label.end(), label.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return std::ranges::any_of(std::array{"MEDIAN", "REPRESENTATIVE", "AVERAGE", "BEAT"},
                             [&](const char* word) { return label.find(word) != std::string::npos; });
}

// What was recorded before what was made of it, and that in the order of its times, however the object lists it: else a
// beat that comes first would be taken for the tracing.
std::vector<const dicom::MultiplexGroup*> in_order(const std::vector<dicom::MultiplexGroup>& groups) {
  std::vector<const dicom::MultiplexGroup*> order;
  for (const auto& group : groups) order.push_back(&group);
  std::ranges::stable_sort(order, {}, [](const dicom::MultiplexGroup* group) {
    const double at = std::isnan(group->time_offset_ms) ? 0.0 : group->time_offset_ms;
    return std::pair(group->originality == "DERIVED", at);
  });
  return order;
}

// Devices write 0 for a filter that is off.
std::optional<double> stated(std::optional<double> hertz) { return hertz && *hertz > 0 ? hertz : std::nullopt; }

// An age string of the standard has a unit; some carts send the number alone, and mean years, 0 where they know none.
std::optional<double> years_of(std::string_view age) {
  std::string text = lower_case(trimmed(age));
  const bool bare = !text.empty() && text.back() >= '0' && text.back() <= '9';
  if (bare) text.push_back('y');
  if (text.empty()) return std::nullopt;
  const auto number = integer_of(std::string_view(text).substr(0, text.size() - 1));
  if (!number || *number < 0 || *number > 999 || (bare && (*number == 0 || *number > 130))) return std::nullopt;
  static constexpr std::pair<char, double> kInAYear[] = {{'y', 1.0}, {'m', 12.0}, {'w', 52.18}, {'d', 365.25}};
  for (const auto& [unit, in_a_year] : kInAYear) {
    if (text.back() == unit) return static_cast<double>(*number) / in_a_year;
  }
  return std::nullopt;
}

// Whole years, or what keeps an infant's age: months below two years, days below one month.
std::string age_text(double years) {
  if (!(years >= 0 && years < 999)) return {};
  if (years >= 2) return fmt::format("{:03}Y", static_cast<int>(years));
  const int months = static_cast<int>(std::lround(years * 12.0));
  if (months >= 1) return fmt::format("{:03}M", months);
  return fmt::format("{:03}D", static_cast<int>(std::lround(years * 365.25)));
}

std::vector<Mark> marks_of(const std::vector<dicom::WaveformAnnotation>& annotations) {
  std::vector<Mark> marks;
  for (const auto& annotation : annotations) {
    if (annotation.number) {
      marks.push_back({annotation.name.meaning, fmt::format("{:g}", *annotation.number), annotation.unit});
    } else if (!annotation.text.empty()) {
      marks.push_back({"Statement", annotation.text, ""});
    } else if (!annotation.value.meaning.empty()) {
      marks.push_back({annotation.name.meaning, annotation.value.meaning, ""});
    }
  }
  return marks;
}

void copy_description(const dicom::Waveform& waveform, Recording& recording) {
  auto stated = compact_time(waveform.acquisition_datetime);
  recording.clock_source = stated ? ClockSource::kDevice : ClockSource::kRecords;
  if (!stated) stated = compact_time(waveform.study_date + waveform.study_time);
  if (stated) {
    recording.acquired_at = stated->time;
    recording.utc_offset = stated->utc_offset;
    if (!recording.utc_offset) {
      // Timezone Offset From UTC holds for every time of the object that states none itself.
      if (const auto zoned = compact_time("20000101000000" + waveform.timezone_offset)) {
        recording.utc_offset = zoned->utc_offset;
      }
    }
  } else {
    recording.clock_source = ClockSource::kUnknown;
  }
  recording.subject = {waveform.patient_id, waveform.patient_name, waveform.birth_date, sex_of_word(waveform.sex),
                       years_of(waveform.age)};
  recording.device.manufacturer = waveform.manufacturer;
  recording.device.model = waveform.model;
  recording.device.serial = waveform.device_serial;
  recording.marks = marks_of(waveform.annotations);
}

void keep_as_other(const dicom::MultiplexGroup& group, Recording& recording) {
  for (const auto& channel : group.channels) {
    const auto scale = microvolts_in(channel.unit);
    recording.others.push_back({channel.label.empty() ? channel.source.meaning : channel.label,
                                scale ? "uV" : channel.unit, group.rate_hz,
                                scaled(channel, group, scale.value_or(1.0))});
  }
}

void keep_non_voltages(const dicom::MultiplexGroup& group, Recording& recording) {
  for (const auto& channel : group.channels) {
    const bool lead = microvolts_in(channel.unit) || dicom_lead_of(channel) != Lead::kUnknown;
    if (lead && !has_sensitivity(channel)) {
      recording.warnings.push_back({"NO_SENSITIVITY", "a lead without sensitivity has no amplitudes: it is left out"});
    } else if (!microvolts_in(channel.unit)) {
      recording.others.push_back({channel.label.empty() ? channel.source.meaning : channel.label, channel.unit,
                                  group.rate_hz, scaled(channel, group, 1.0)});
    }
  }
}

// Leads that were recorded one group after the other (a print of four times three) or beside each other, as one strip.
// False when they have no common clock, a gap would cost far more than the samples around it, or the strip tells
// nothing that is not there (a filtered copy).
bool join(Strip& rhythm, Strip strip, double offset_ms) {
  const double at = std::round(offset_ms / 1000.0 * rhythm.rate_hz);
  if (strip.rate_hz != rhythm.rate_hz || !(at >= 0.0 && at <= 1e9)) return false;
  const auto offset = static_cast<std::size_t>(at);
  if (offset > 64 * (strip.length() + 1) + rhythm.length()) return false;
  constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
  const std::size_t length = std::max(rhythm.length(), offset + strip.length());
  for (auto& channel : rhythm.channels) channel.samples.resize(length, kGap);
  bool adds = false;
  for (auto& channel : strip.channels) {
    const auto known = std::find_if(rhythm.channels.begin(), rhythm.channels.end(), [&](const Channel& other) {
      return other.lead == channel.lead && (channel.lead != Lead::kUnknown || other.label == channel.label);
    });
    if (known == rhythm.channels.end()) {
      channel.samples.insert(channel.samples.begin(), offset, kGap);
      channel.samples.resize(length, kGap);
      rhythm.channels.push_back(std::move(channel));
      adds = true;
      continue;
    }
    for (std::size_t i = 0; i < channel.samples.size(); ++i) {
      float& sample = known->samples[offset + i];
      if (!std::isnan(sample) || std::isnan(channel.samples[i])) continue;
      sample = channel.samples[i];
      adds = true;
    }
  }
  return adds;
}

void note_faults(const dicom::Waveform& waveform, Recording& recording) {
  for (std::size_t g = 0; g < waveform.groups.size(); ++g) {
    const auto& group = waveform.groups[g];
    const std::uint64_t held = group.channels.empty() ? 0 : group.channels.front().samples.size();
    if (group.declared_samples > held) {
      recording.warnings.push_back(
          {"FEWER_SAMPLES", fmt::format("multiplex group {}: {} samples are declared, the file holds {}", g + 1,
                                        group.declared_samples, held)});
    }
    if (std::any_of(group.channels.begin(), group.channels.end(), [](const auto& c) { return c.sign_restored; }))
      recording.warnings.push_back({"SIGNS_RESTORED", "samples keep their sign in fewer bits than are allocated"});
  }
  for (const auto& fault : waveform.faults)
    recording.warnings.push_back({"GROUP_LEFT_OUT", fault + ": it is left out"});
  const std::string_view sop_class = waveform.sop_class_uid;
  const auto& first = waveform.groups.front();
  const bool twelve = first.channels.size() <= 13 && first.channels.front().samples.size() <= 16384 &&
                      waveform.groups.size() <= 5;  // PS3.3 A.34.3.4
  const bool ecg = dicom::is_ecg_storage(sop_class);
  if (!ecg || (sop_class == dicom::kTwelveLeadEcgStorage && !twelve)) {
    recording.warnings.push_back({"WRONG_SOP_CLASS", "the object's SOP class does not fit the ECG it holds"});
  }
}

Result<dicom::WaveformChannel> dicom_channel_of(const Channel& source, const Device& device,
                                                std::vector<Warning>* notes) {
  GridRules rules;
  rules.largest = 32767;
  rules.can_shift = true;
  auto grid = put_on_grid({&source}, rules);
  if (!grid) return fail(grid);
  if (grid->largest_error_uv > 0 && notes != nullptr) {
    notes->push_back({"ROUNDED", fmt::format("lead {}: samples are rounded to {} uV, by at most {:.3g} uV",
                                             source.label, grid->step_uv, grid->largest_error_uv)});
  }
  dicom::WaveformChannel channel;
  const bool known = source.lead != Lead::kUnknown;
  channel.source = known ? dicom::CodedTerm{fmt::format("2:{}", static_cast<unsigned>(source.lead)), "MDC",
                                            fmt::format("Lead {}", name_of(source.lead))}
                         : dicom::CodedTerm{"2:0", "MDC", source.label.empty() ? "Unspecified lead" : source.label};
  channel.label = source.label;
  channel.sensitivity = grid->step_uv;
  channel.baseline = static_cast<double>(grid->shift) * grid->step_uv;
  channel.unit = "uV";
  channel.filter_low_hz = device.high_pass_hz;
  channel.filter_high_hz = device.low_pass_hz;
  channel.notch_hz = device.notch_hz;
  if (source.derived) channel.derivation = "Computed from other leads";
  channel.samples.reserve(source.samples.size());
  for (const std::int64_t step : grid->steps.front()) {
    channel.samples.push_back(step == kGapStep ? kPadding : static_cast<std::int32_t>(step - grid->shift));
  }
  return channel;
}

Result<dicom::MultiplexGroup> group_of(const Strip& strip, const Device& device, std::string label,
                                       std::vector<Warning>* notes) {
  dicom::MultiplexGroup group;
  group.label = std::move(label);
  group.originality = group.label == "RHYTHM" ? "ORIGINAL" : "DERIVED";
  group.rate_hz = strip.rate_hz;
  group.padding = kPadding;
  for (const auto& source : strip.channels) {
    auto channel = dicom_channel_of(source, device, notes);
    if (!channel) return fail(channel);
    group.channels.push_back(std::move(*channel));
  }
  return group;
}

std::string_view class_for(const dicom::Waveform& waveform) {
  const auto& first = waveform.groups.front();
  std::size_t most = 0;
  for (const auto& group : waveform.groups) most = std::max(most, group.channels.size());
  const bool usual = first.rate_hz >= 200 && first.rate_hz <= 1000;
  if (usual && most <= 13 && first.channels.front().samples.size() <= 16384) return dicom::kTwelveLeadEcgStorage;
  if (!usual && most <= 12 && waveform.groups.size() == 1) return dicom::kAmbulatoryEcgStorage;
  return dicom::kGeneralEcgStorage;
}

void describe(const Recording& recording, dicom::Waveform& waveform) {
  waveform.patient_id = recording.subject.id;
  waveform.patient_name = recording.subject.name;
  waveform.birth_date = recording.subject.birth_date;
  waveform.sex = recording.subject.sex == Sex::kMale ? "M" : recording.subject.sex == Sex::kFemale ? "F" : "";
  if (recording.subject.age_years) waveform.age = age_text(*recording.subject.age_years);
  if (recording.acquired_at) {
    waveform.acquisition_datetime = compact_text(*recording.acquired_at);
    if (recording.utc_offset) waveform.acquisition_datetime += offset_text(*recording.utc_offset);
    waveform.study_date = waveform.acquisition_datetime.substr(0, 8);
    waveform.study_time = waveform.acquisition_datetime.substr(8, 6);
  }
  waveform.manufacturer = recording.device.manufacturer;
  waveform.model = recording.device.model;
  waveform.device_serial = recording.device.serial;
  for (const auto& mark : recording.marks) {
    if (mark.name != "Statement") continue;
    dicom::WaveformAnnotation note;
    note.text = mark.value;
    waveform.annotations.push_back(std::move(note));
  }
}

}  // namespace

Result<Recording> from_dicom(const dicom::Waveform& waveform) {
  Recording recording;
  double begin_ms = 0.0;  // of the rhythm's first group
  for (const auto* declared : in_order(waveform.groups)) {
    dicom::MultiplexGroup group = *declared;
    if (group.padding && is_ordinary_amplitude(group)) {
      recording.warnings.push_back(
          {"IMPLAUSIBLE_PADDING", "the declared padding value is an ordinary amplitude: samples of it are kept"});
      group.padding.reset();
    }
    Strip strip = strip_of(group);
    auto& rhythm = recording.rhythm;
    if (strip.channels.empty()) {
      keep_as_other(group, recording);
      continue;
    }
    const bool median = is_median(group);
    const double offset_ms = group.time_offset_ms - begin_ms;
    const bool shorter = !rhythm.channels.empty() && strip.seconds() < rhythm.seconds() / 2 && offset_ms == 0.0;
    if (rhythm.channels.empty() && !median) {
      rhythm = std::move(strip);
      begin_ms = group.time_offset_ms;
      const auto& first = group.channels.front();
      recording.device.high_pass_hz = stated(first.filter_low_hz);
      recording.device.low_pass_hz = stated(first.filter_high_hz);
      recording.device.notch_hz = stated(first.notch_hz);
      keep_non_voltages(group, recording);
    } else if (!recording.median && (median || shorter)) {
      recording.median = std::move(strip);
    } else if (rhythm.channels.empty() || !join(rhythm, std::move(strip), offset_ms)) {
      keep_as_other(group, recording);
    } else {
      keep_non_voltages(group, recording);
    }
  }
  if (recording.rhythm.channels.empty()) {
    return fail(ErrorCode::kInvalid, "NO_ECG",
                "the waveform has no channel that is a voltage with a known sensitivity");
  }
  copy_description(waveform, recording);
  note_faults(waveform, recording);
  if (auto ok = check(recording); !ok) return fail(ok);
  return recording;
}

Result<dicom::Waveform> to_dicom(const Recording& recording, std::vector<Warning>* notes) {
  if (auto ok = check(recording); !ok) return fail(ok);
  dicom::Waveform waveform;
  auto rhythm = group_of(recording.rhythm, recording.device, "RHYTHM", notes);
  if (!rhythm) return fail(rhythm);
  waveform.groups.push_back(std::move(*rhythm));
  if (recording.median) {
    auto median = group_of(*recording.median, recording.device, "MEDIAN BEAT", notes);
    if (!median) return fail(median);
    waveform.groups.push_back(std::move(*median));
  }
  waveform.sop_class_uid = class_for(waveform);
  describe(recording, waveform);
  return waveform;
}

}  // namespace rdc::ecg
