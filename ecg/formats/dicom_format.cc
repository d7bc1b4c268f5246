#include "ecg/formats/dicom_format.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace rdc::ecg {
namespace {

constexpr int kPadding = -32768;

std::optional<double> microvolts_per(std::string_view unit) {
  if (unit == "uV" || unit == "\xC2\xB5V" || unit == "\xCE\xBCV" || unit == "\xB5V") return 1.0;
  if (unit == "mV") return 1000.0;
  if (unit == "V") return 1e6;
  if (unit == "nV") return 0.001;
  return std::nullopt;
}

Lead lead_of(const dicom::WaveformChannel& channel) {
  if (const auto coded = lead_from_code(channel.source.scheme, channel.source.code)) return *coded;
  if (const auto named = lead_from_name(channel.source.meaning)) return *named;
  return lead_from_name(channel.label).value_or(Lead::kUnknown);
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

std::optional<Channel> channel_of(const dicom::WaveformChannel& source, const dicom::MultiplexGroup& group) {
  const auto scale = microvolts_per(source.unit);
  if (!scale || !source.sensitivity) return std::nullopt;
  Channel channel;
  channel.lead = lead_of(source);
  channel.label = source.label.empty() ? source.source.meaning : source.label;
  channel.samples.resize(source.samples.size());
  const double step = *source.sensitivity * source.sensitivity_correction;
  for (std::size_t i = 0; i < source.samples.size(); ++i) {
    const bool missing = group.padding && source.samples[i] == *group.padding;
    channel.samples[i] = missing ? std::numeric_limits<float>::quiet_NaN()
                                 : static_cast<float>((source.samples[i] * step + source.baseline) * *scale);
  }
  const double skew = source.time_skew_s * group.rate_hz + source.sample_skew;
  if (std::isfinite(skew) && std::abs(skew) < 1e6)
    channel.samples = shifted(std::move(channel.samples), std::lround(skew));
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
  return label.find("MEDIAN") != std::string::npos || label.find("REPRESENTATIVE") != std::string::npos;
}

Sex sex_of(std::string_view dicom) {
  if (dicom == "M") return Sex::kMale;
  return dicom == "F" ? Sex::kFemale : Sex::kUnknown;
}

std::optional<double> years_of(std::string_view age) {
  if (age.size() < 2) return std::nullopt;
  int number = 0;
  for (const char c : age.substr(0, age.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + (c - '0');
    if (number > 999) return std::nullopt;
  }
  switch (age.back()) {
    case 'Y':
      return number;
    case 'M':
      return number / 12.0;
    case 'W':
      return number / 52.18;
    case 'D':
      return number / 365.25;
    default:
      return std::nullopt;
  }
}

// "YYYYMMDDHHMMSS", any offset after it ignored: a device's own wall time.
std::optional<DeviceTime> time_of(std::string_view text) {
  if (text.size() < 14 || !std::all_of(text.begin(), text.begin() + 14, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = 10 * value + (c - '0');
    return value;
  };
  const std::chrono::year_month_day day{std::chrono::year{part(0, 4)},
                                        std::chrono::month{static_cast<unsigned>(part(4, 2))},
                                        std::chrono::day{static_cast<unsigned>(part(6, 2))}};
  if (!day.ok() || part(8, 2) > 23 || part(10, 2) > 59 || part(12, 2) > 60) return std::nullopt;
  return DeviceTime(std::chrono::local_days(day)) + std::chrono::hours(part(8, 2)) + std::chrono::minutes(part(10, 2)) +
         std::chrono::seconds(part(12, 2));
}

std::string text_of(DeviceTime time) {
  const auto day_point = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day{day_point};
  const std::chrono::hh_mm_ss clock{time - day_point};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.{:06}", int{day.year()}, unsigned{day.month()},
                     unsigned{day.day()}, clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
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
  recording.acquired_at = time_of(waveform.acquisition_datetime);
  if (!recording.acquired_at) recording.acquired_at = time_of(waveform.study_date + waveform.study_time);
  recording.subject = {waveform.patient_id, waveform.patient_name, waveform.birth_date, sex_of(waveform.sex),
                       years_of(waveform.age)};
  recording.device.manufacturer = waveform.manufacturer;
  recording.device.model = waveform.model;
  recording.device.serial = waveform.device_serial;
  recording.marks = marks_of(waveform.annotations);
}

dicom::MultiplexGroup group_of(const Strip& strip, const Device& device, std::string label) {
  dicom::MultiplexGroup group;
  group.label = std::move(label);
  group.originality = group.label == "RHYTHM" ? "ORIGINAL" : "DERIVED";
  group.rate_hz = strip.rate_hz;
  group.padding = kPadding;
  for (const auto& source : strip.channels) {
    dicom::WaveformChannel channel;
    channel.source = {fmt::format("2:{}", static_cast<unsigned>(source.lead)), "MDC",
                      fmt::format("Lead {}", name_of(source.lead))};
    channel.label = source.label;
    float largest = 0.0F;
    for (const float value : source.samples) largest = std::isnan(value) ? largest : std::max(largest, std::abs(value));
    channel.sensitivity = std::max(1.0, std::ceil(static_cast<double>(largest) / 32767.0));
    channel.unit = "uV";
    channel.filter_low_hz = device.high_pass_hz;
    channel.filter_high_hz = device.low_pass_hz;
    channel.notch_hz = device.notch_hz;
    channel.samples.reserve(source.samples.size());
    for (const float value : source.samples) {
      channel.samples.push_back(std::isnan(value) ? kPadding
                                                  : static_cast<std::int32_t>(std::lround(static_cast<double>(value) /
                                                                                          *channel.sensitivity)));
    }
    group.channels.push_back(std::move(channel));
  }
  return group;
}

}  // namespace

Result<Recording> from_dicom(const dicom::Waveform& waveform) {
  Recording recording;
  for (const auto& group : waveform.groups) {
    Strip strip = strip_of(group);
    if (strip.channels.empty()) continue;
    const bool shorter = !recording.rhythm.channels.empty() && strip.seconds() < recording.rhythm.seconds() / 2;
    if (recording.rhythm.channels.empty() && !is_median(group)) {
      recording.rhythm = std::move(strip);
      const auto& first = group.channels.front();
      recording.device.high_pass_hz = first.filter_low_hz;
      recording.device.low_pass_hz = first.filter_high_hz;
      recording.device.notch_hz = first.notch_hz;
    } else if (!recording.median && (is_median(group) || shorter)) {
      recording.median = std::move(strip);
    }
  }
  if (recording.rhythm.channels.empty()) {
    return fail(ErrorCode::kInvalid, "NO_ECG",
                "the waveform has no channel that is a voltage with a known sensitivity");
  }
  copy_description(waveform, recording);
  if (auto ok = check(recording); !ok) return fail(ok);
  return recording;
}

Result<dicom::Waveform> to_dicom(const Recording& recording) {
  if (auto ok = check(recording); !ok) return fail(ok);
  dicom::Waveform waveform;
  waveform.sop_class_uid = dicom::kTwelveLeadEcgStorage;
  waveform.groups.push_back(group_of(recording.rhythm, recording.device, "RHYTHM"));
  if (recording.median) waveform.groups.push_back(group_of(*recording.median, recording.device, "MEDIAN BEAT"));
  waveform.patient_id = recording.subject.id;
  waveform.patient_name = recording.subject.name;
  waveform.birth_date = recording.subject.birth_date;
  waveform.sex = recording.subject.sex == Sex::kMale ? "M" : recording.subject.sex == Sex::kFemale ? "F" : "";
  if (recording.subject.age_years && *recording.subject.age_years >= 0 && *recording.subject.age_years < 999) {
    waveform.age = fmt::format("{:03}Y", static_cast<int>(*recording.subject.age_years));
  }
  if (recording.acquired_at) waveform.acquisition_datetime = text_of(*recording.acquired_at);
  waveform.manufacturer = recording.device.manufacturer;
  waveform.model = recording.device.model;
  waveform.device_serial = recording.device.serial;
  return waveform;
}

}  // namespace rdc::ecg
