#include "ecg/formats/wfdb_comments.h"

#include <optional>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::wfdb {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What stands behind "key:", "<key>:" or "key :", in any case; nothing when the key is part of a longer word.
std::optional<std::string_view> text_behind(std::string_view line, std::string_view key) {
  const std::string lower = lower_case(line);
  for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
    if (at > 0 && is_letter(lower[at - 1])) continue;
    std::size_t end = at + key.size();
    while (end < line.size() && (line[end] == '>' || line[end] == ' ')) ++end;
    if (end >= line.size() || line[end] != ':') continue;
    if (const auto text = trimmed(line.substr(end + 1)); !text.empty()) return text;
  }
  return std::nullopt;
}

// The n-th word without the mark that parts it from what follows: "63;".
std::string_view plain_word(std::string_view text, std::size_t n) {
  const auto words = words_of(text, n + 1);
  std::string_view word = n < words.size() ? words[n] : std::string_view();
  while (!word.empty() && (word.back() == ';' || word.back() == ',' || word.back() == '.')) word.remove_suffix(1);
  return word;
}

// "63", "6 months". A letter alone is no unit here: "63 M" is a man.
std::optional<double> age_at_the_front(std::string_view text) {
  const auto unit = plain_word(text, 1);
  return age_of(plain_word(text, 0), unit.size() > 1 && units_a_year(unit) ? unit : std::string_view());
}

void set_age(std::optional<double> years, Recording& recording) {
  if (years && *years >= 0 && *years <= 130 && !recording.subject.age_years) recording.subject.age_years = years;
}

}  // namespace

void read_comments(const std::vector<std::string>& comments, Recording& recording) {
  for (const auto& line : comments) {
    if (const auto age = text_behind(line, "age")) set_age(age_at_the_front(*age), recording);
    if (const auto sex = text_behind(line, "sex"); sex && recording.subject.sex == Sex::kUnknown) {
      recording.subject.sex = sex_of_word(plain_word(*sex, 0));
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
