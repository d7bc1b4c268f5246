#include "ecg/formats/wfdb_comments.h"

#include <optional>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::wfdb {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The word behind "key:", "<key>:" or "key :", in any case; nothing when the key is part of a longer word.
std::optional<std::string_view> value_behind(std::string_view line, std::string_view key) {
  const std::string lower = lower_case(line);
  for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
    if (at > 0 && is_letter(lower[at - 1])) continue;
    std::size_t end = at + key.size();
    while (end < line.size() && (line[end] == '>' || line[end] == ' ')) ++end;
    if (end >= line.size() || line[end] != ':') continue;
    const auto words = words_of(line.substr(end + 1), 1);
    if (!words.empty()) return words.front();
  }
  return std::nullopt;
}

void set_age(std::optional<double> years, Recording& recording) {
  if (years && *years >= 0 && *years <= 130 && !recording.subject.age_years) recording.subject.age_years = years;
}

}  // namespace

void read_comments(const std::vector<std::string>& comments, Recording& recording) {
  for (const auto& line : comments) {
    if (const auto age = value_behind(line, "age")) set_age(number_of(*age), recording);
    if (const auto sex = value_behind(line, "sex"); sex && recording.subject.sex == Sex::kUnknown) {
      recording.subject.sex = sex_of_word(*sex);
    }
    const auto words = words_of(line, 3);
    if (words.size() >= 2 && (words[1] == "M" || words[1] == "F") && integer_of(words[0])) {
      set_age(number_of(words[0]), recording);
      recording.subject.sex = sex_of_word(words[1]);
    }
    if (!line.empty()) recording.marks.push_back({"Comment", line, ""});
  }
}

}  // namespace rdc::ecg::wfdb
