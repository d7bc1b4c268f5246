#include "ecg/formats/csv_writer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ecg/formats/csv_reader.h"
#include "ecg/formats/field_text.h"

namespace rdc::ecg::csv {
namespace {

// One line, and nothing that divides cells, begins a unit or a comment.
std::string cell(std::string text) {
  for (const std::string_view mark : {",", ";", "\t", "\n", "\r", "(", "[", "\"", "#", "（", "【"}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
      text.replace(at, mark.size(), " ");
  }
  return std::string(trimmed(text));
}

// A name that the reader takes for a lead of that kind, not for the time, a row's number or a sample.
std::string name_for(const Channel& channel) {
  std::string name = cell(channel.label.empty() ? std::string(name_of(channel.lead)) : channel.label);
  // A label that does not tell the lead would lose it.
  if (lead_from_name(name).value_or(Lead::kUnknown) != channel.lead) name = std::string(name_of(channel.lead));
  if (channel.lead == Lead::kUnknown && !is_signal_name(name)) name = "channel " + name;
  return name;
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

void describe(const Recording& recording, std::string& out) {
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(out), "# {}: {}\n", key, one_line(value));
  };
  const auto number = [&](const char* key, std::optional<double> value) {
    if (value) add(key, fmt::format("{}", *value));
  };
  add("rate_hz", fmt::format("{}", recording.rhythm.rate_hz));
  add("unit", "uV");
  if (recording.acquired_at) {
    add("acquired_at",
        compact_text(*recording.acquired_at) + (recording.utc_offset ? offset_text(*recording.utc_offset) : ""));
  }
  add("patient_id", recording.subject.id);
  add("patient_name", recording.subject.name);
  add("birth_date", recording.subject.birth_date);
  number("age", recording.subject.age_years);
  if (recording.subject.sex != Sex::kUnknown) add("sex", recording.subject.sex == Sex::kMale ? "male" : "female");
  add("manufacturer", recording.device.manufacturer);
  add("model", recording.device.model);
  add("serial", recording.device.serial);
  number("high_pass_hz", recording.device.high_pass_hz);
  number("low_pass_hz", recording.device.low_pass_hz);
  number("notch_hz", recording.device.notch_hz);
  for (const auto& mark : recording.marks) {
    if (mark.name == "Statement") add("statement", mark.value);
  }
}

}  // namespace

Result<std::string> encode(const Recording& recording) {
  if (auto ok = check(recording); !ok) return fail(ok);
  std::string out;
  describe(recording, out);
  const auto& channels = recording.rhythm.channels;
  std::string names, derived;
  for (const auto& channel : channels) {
    const std::string name = name_for(channel);
    if (channel.derived) derived += (derived.empty() ? "" : " ") + name;
    names += (names.empty() ? "" : ",") + name;
  }
  if (!derived.empty()) out += "# derived: " + derived + "\n";
  if (channels.size() == 1) names += ",";  // a row of one cell would be no table
  out += names + "\n";
  for (std::size_t i = 0; i < recording.rhythm.length(); ++i) {
    for (std::size_t c = 0; c < channels.size(); ++c) {
      if (c > 0) out.push_back(',');
      if (const float sample = channels[c].samples[i]; std::isfinite(sample))
        fmt::format_to(std::back_inserter(out), "{}", sample);
    }
    if (channels.size() == 1) out.push_back(',');
    out.push_back('\n');
  }
  return out;
}

}  // namespace rdc::ecg::csv
