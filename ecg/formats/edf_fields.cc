#include "ecg/formats/edf_fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::edf {
namespace {

constexpr char kEndOfText = '\x14', kDuration = '\x15';

}  // namespace

// "HP:0.05Hz LP:150Hz N:50Hz"
std::optional<double> corner(std::string_view filters, std::string_view key) {
  const auto at = filters.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = trimmed(filters.substr(at + key.size()));
  const auto end = std::min(rest.find_first_not_of("0123456789."), rest.size());
  auto value = number_of(rest.substr(0, end));
  if (value && rest.substr(end).starts_with("m")) value = *value / 1000.0;  // "mHz"
  return value && *value > 0 ? value : std::nullopt;
}

std::optional<double> record_onset(Bytes annotation_signal) {
  constexpr std::size_t kLongest = 32;  // a sign, digits, a point: no clock needs more
  const auto text = as_characters(annotation_signal.first(std::min(kLongest, annotation_signal.size())));
  const auto end = text.find(kEndOfText);
  if (end == std::string_view::npos || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  // The annotation of time-keeping is the first of its list, and empty.
  if (end + 1 < text.size() && text[end + 1] != kEndOfText) return std::nullopt;
  return number_of(text.substr(0, std::min(end, text.find(kDuration))));
}

void read_patient_and_time(std::string_view fixed_header, bool plus, Recording& out) {
  const auto words = words_of(fixed_header.substr(8, 80), 4);
  // Code, sex, birth date, name; "X" where unknown. Programs write that into files that do not call themselves EDF+.
  const bool parted = words.size() >= 4 && (words[1] == "M" || words[1] == "F" || words[1] == "X") &&
                      (words[2] == "X" || !date_with_month_name(words[2]).empty());
  if ((plus && words.size() >= 4) || parted) {
    if (words[0] != "X") out.subject.id = readable(words[0]);
    out.subject.sex = sex_of_word(words[1]);
    out.subject.birth_date = date_with_month_name(words[2]);
    if (words[3] != "X") {
      std::string name = readable(words[3]);
      std::replace(name.begin(), name.end(), '_', ' ');
      out.subject.name = std::move(name);
    }
  } else {
    out.subject.id = readable(fixed_header.substr(8, 80));
  }
  const auto number = [&](std::size_t at) { return integer_of(fixed_header.substr(at, 2)).value_or(-1); };
  const auto day = number(168), month = number(171), year = number(174);
  if (day > 0 && month > 0 && year >= 0) {
    out.acquired_at = moment(static_cast<int>(year < 85 ? 2000 + year : 1900 + year), static_cast<unsigned>(month),
                             static_cast<unsigned>(day), static_cast<int>(number(176)), static_cast<int>(number(179)),
                             static_cast<int>(number(182)));
  }
  if (out.acquired_at) out.clock_source = ClockSource::kDevice;
}

void append_remarks(Bytes annotation_signal, std::vector<Mark>& marks) {
  std::string_view rest = as_characters(annotation_signal);
  while (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
    const auto end = std::min(rest.find('\0'), rest.size());
    std::string_view list = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    auto text = list.find(kEndOfText);
    if (text == std::string_view::npos) return;
    const auto onset = number_of(list.substr(0, std::min(text, list.find(kDuration))));
    if (!onset) return;
    for (list.remove_prefix(text + 1); !list.empty() && marks.size() < kMostRemarks;) {
      text = std::min(list.find(kEndOfText), list.size());
      if (std::string said = readable(list.substr(0, text)); !said.empty()) {
        marks.push_back({"Comment", fmt::format("{:g} s: {}", *onset, said), ""});
      }
      list.remove_prefix(std::min(text + 1, list.size()));
    }
  }
}

}  // namespace rdc::ecg::edf
