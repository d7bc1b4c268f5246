#include "ecg/formats/edf_fields.h"

#include <algorithm>
#include <array>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::edf {

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

// "02-MAR-1951"
std::string birth_date_of(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() != 11) return {};
  const auto month = std::find(kMonths.begin(), kMonths.end(), lower_case(text.substr(3, 3)));
  const auto day = integer_of(text.substr(0, 2)), year = integer_of(text.substr(7, 4));
  if (month == kMonths.end() || !day || !year || *day < 1) return {};
  return compact_date(static_cast<int>(*year), static_cast<unsigned>(month - kMonths.begin()) + 1,
                      static_cast<unsigned>(*day));
}

std::optional<double> record_onset(Bytes annotation_signal) {
  constexpr std::size_t kLongest = 32;  // a sign, digits, a point: no clock needs more
  constexpr char kEndOfOnset = '\x14', kDuration = '\x15';
  const auto text = as_characters(annotation_signal.first(std::min(kLongest, annotation_signal.size())));
  const auto end = text.find(kEndOfOnset);
  if (end == std::string_view::npos || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  // The annotation of time-keeping is the first of its list, and empty.
  if (end + 1 < text.size() && text[end + 1] != kEndOfOnset) return std::nullopt;
  return number_of(text.substr(0, std::min(end, text.find(kDuration))));
}

}  // namespace rdc::ecg::edf
