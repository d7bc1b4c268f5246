#include "ecg/formats/field_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "common/dicom/charset.h"

namespace rdc::ecg {
namespace {

// An escape begins a text of ISO 2022.
bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte <= ' ' && byte != 0x1B) || byte == 0x7F;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Digits that all_digits() has seen, at most nine.
int small_number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

// "+0800", "+08:00", "+08"
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
  if (text == "Z") return std::chrono::minutes{0};
  std::string digits(text.substr(0, std::min<std::size_t>(text.size(), 8)));
  if (digits.size() == 6 && digits[3] == ':') digits.erase(3, 1);
  if (digits.size() == 3) digits += "00";
  if (digits.size() != 5 || (digits[0] != '+' && digits[0] != '-') || !all_digits(std::string_view(digits).substr(1)))
    return std::nullopt;
  const int minutes =
      60 * small_number(std::string_view(digits).substr(1, 2)) + small_number(std::string_view(digits).substr(3, 2));
  if (minutes > 14 * 60) return std::nullopt;
  return std::chrono::minutes{text[0] == '-' ? -minutes : minutes};
}

int microseconds_of(std::string_view fraction) {
  std::string six(fraction.substr(0, std::min<std::size_t>(fraction.size(), 6)));
  if (!all_digits(six)) return 0;
  six.resize(6, '0');
  return small_number(six);
}

// The date that `text` begins with, as "YYYYMMDD": parted by dashes, slashes or points ("2023-6-5"), or in one piece
// before the 'T' or blank of a clock. It is taken away from the text.
std::optional<std::string> date_in_front(std::string_view& text) {
  if (text.size() < 9 || !all_digits(text.substr(0, 4))) return std::nullopt;
  const char mark = text[4];
  if (mark != '-' && mark != '/' && mark != '.') {
    if (!all_digits(text.substr(0, 8)) || (text[8] != 'T' && text[8] != ' ')) return std::nullopt;
    std::string date(text.substr(0, 8));
    text.remove_prefix(8);
    return date;
  }
  std::string date(text.substr(0, 4));
  std::string_view rest = text.substr(4);
  for (int part = 0; part < 2; ++part) {
    if (!rest.starts_with(mark)) return std::nullopt;
    rest.remove_prefix(1);
    const std::size_t digits = all_digits(rest.substr(0, 2)) && rest.size() > 1 ? 2 : 1;
    if (!all_digits(rest.substr(0, digits))) return std::nullopt;
    if (digits == 1) date.push_back('0');
    date.append(rest.substr(0, digits));
    rest.remove_prefix(digits);
  }
  text = rest;
  return date;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

std::optional<double> number_of(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::optional<double> number_with_comma(std::string_view text) {
  text = trimmed(text);
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return number_of(text);
  std::string_view whole = text.substr(0, comma), fraction = text.substr(comma + 1);
  if (whole.starts_with('-') || whole.starts_with('+')) whole.remove_prefix(1);
  const bool thousands = fraction.size() == 3 && !whole.empty() && whole.size() <= 3 && whole.front() != '0';
  if (!(whole.empty() || all_digits(whole)) || !all_digits(fraction) || thousands) return std::nullopt;
  std::string pointed(text);
  pointed[comma] = '.';
  return number_of(pointed);
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

std::vector<std::string_view> words_of(std::string_view text, std::size_t limit) {
  std::vector<std::string_view> words;
  while (words.size() < limit) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    if (text.empty()) break;
    const auto end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_blank) - text.begin());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) { return lower_case(a) == lower_case(b); }

std::string readable(std::string_view text) {
  text = trimmed(text);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) text = trimmed(text.substr(0, nul));
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
  if (ascii) return std::string(text.substr(0, std::min<std::size_t>(text.size(), 1024)));
  text = text.substr(0, std::min<std::size_t>(text.size(), 1024));
  dicom::TextDecoder decoder("");
  decoder.observe(text);
  return decoder.to_utf8(text);
}

std::optional<std::string> utf8_of_utf16(std::string_view text) {
  const bool little = text.starts_with("\xFF\xFE");
  if (!little && !text.starts_with("\xFE\xFF")) return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(text[at]), b = static_cast<unsigned char>(text[at + 1]);
    return static_cast<std::uint32_t>(little ? a | b << 8 : a << 8 | b);
  };
  std::string out;
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  for (std::size_t at = 2; at + 2 <= text.size(); at += 2) {
    std::uint32_t code = unit(at);
    const bool high = (code & 0xFC00U) == 0xD800U;
    if (high && at + 4 <= text.size() && (unit(at + 2) & 0xFC00U) == 0xDC00U) {
      code = 0x10000U + ((code & 0x3FFU) << 10 | (unit(at + 2) & 0x3FFU));
      at += 2;
    } else if ((code & 0xF800U) == 0xD800U) {
      code = 0xFFFDU;
    }
    if (code < 0x80U) {
      put(code);
    } else if (code < 0x800U) {
      put(0xC0U | code >> 6);
      put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
      put(0xE0U | code >> 12);
      put(0x80U | (code >> 6 & 0x3FU));
      put(0x80U | (code & 0x3FU));
    } else {
      put(0xF0U | code >> 18);
      put(0x80U | (code >> 12 & 0x3FU));
      put(0x80U | (code >> 6 & 0x3FU));
      put(0x80U | (code & 0x3FU));
    }
  }
  return out;
}

std::optional<DeviceTime> moment(int year, unsigned month, unsigned day, int hour, int minute, int second,
                                 int microsecond) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (year < 1900 || year > 2200 || !date.ok()) return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  if (microsecond < 0 || microsecond > 999'999) return std::nullopt;
  return DeviceTime(std::chrono::local_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::microseconds(microsecond);
}

std::optional<StatedTime> compact_time(std::string_view text) {
  text = trimmed(text);
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits < 8 || digits > 17) return std::nullopt;
  const auto part = [&](std::size_t at) { return at + 2 <= digits ? small_number(text.substr(at, 2)) : 0; };
  std::string_view rest = text.substr(digits);
  int micros = digits > 14 ? microseconds_of(text.substr(14, digits - 14)) : 0;
  if (rest.starts_with('.')) {
    std::size_t end = 1;
    while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
    micros = microseconds_of(rest.substr(1, end - 1));
    rest.remove_prefix(end);
  }
  const auto time = moment(small_number(text.substr(0, 4)), static_cast<unsigned>(part(4)),
                           static_cast<unsigned>(part(6)), part(8), part(10), part(12), micros);
  if (!time) return std::nullopt;
  return StatedTime{*time, offset_of(rest)};
}

std::optional<StatedTime> any_time(std::string_view text) {
  text = trimmed(text);
  const auto date = date_in_front(text);
  if (!date) return compact_time(text);
  std::string compact = *date;
  if (!text.empty() && (text.front() == 'T' || text.front() == ' ')) text.remove_prefix(1);
  text = trimmed(text);
  if (text.size() > 1 && text[1] == ':') compact.push_back('0');  // "8:03"
  // Up to the zone, which may have a colon of its own.
  const auto zone = std::min(text.find_first_of("+-Z"), text.size());
  for (const char c : text.substr(0, zone)) {
    if (c != ':' && c != ' ') compact.push_back(c == ',' ? '.' : c);
  }
  return compact_time(compact.append(text.substr(zone)));
}

std::string compact_text(DeviceTime time) {
  const auto day_point = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day{day_point};
  const std::chrono::hh_mm_ss clock{time - day_point};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.{:06}", int{day.year()}, unsigned{day.month()},
                     unsigned{day.day()}, clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string offset_text(std::chrono::minutes offset) {
  const auto minutes = std::abs(offset.count());
  return fmt::format("{}{:02}{:02}", offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::optional<DeviceTime> dashed_time(std::string_view date, std::string_view time) {
  date = trimmed(date);
  time = trimmed(time);
  if (date.size() != 10 || time.size() < 8 || time[2] != ':' || time[5] != ':') return std::nullopt;
  const bool sound = all_digits(date.substr(0, 4)) && all_digits(date.substr(5, 2)) && all_digits(date.substr(8, 2)) &&
                     all_digits(time.substr(0, 2)) && all_digits(time.substr(3, 2)) && all_digits(time.substr(6, 2));
  if (!sound) return std::nullopt;
  const int micros = time.size() > 9 && time[8] == '.' ? microseconds_of(time.substr(9)) : 0;
  return moment(small_number(date.substr(0, 4)), static_cast<unsigned>(small_number(date.substr(5, 2))),
                static_cast<unsigned>(small_number(date.substr(8, 2))), small_number(time.substr(0, 2)),
                small_number(time.substr(3, 2)), small_number(time.substr(6, 2)), micros);
}

std::string date_with_month_name(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() != 11) return {};
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), lower_case(text.substr(3, 3)));
  const auto day = integer_of(text.substr(0, 2)), year = integer_of(text.substr(7, 4));
  if (month == kMonths.end() || !day || !year || *day < 1) return {};
  return compact_date(static_cast<int>(*year), static_cast<unsigned>(month - kMonths.begin()) + 1,
                      static_cast<unsigned>(*day));
}

std::string compact_date(int year, unsigned month, unsigned day) {
  return moment(year, month, day, 0, 0, 0) ? fmt::format("{:04}{:02}{:02}", year, month, day) : std::string();
}

std::optional<double> units_a_year(std::string_view unit) {
  const std::string lower = lower_case(trimmed(unit));
  const std::string_view word = lower;
  const auto is = [word](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), word) != names.end();
  };
  if (is({"a", "y", "yr", "yrs", "岁", "年"}) || word.starts_with("year")) return 1.0;
  if (is({"mo", "mos", "mon", "mth", "m", "月", "个月"}) || word.starts_with("month")) return 12.0;
  if (is({"wk", "wks", "w", "周"}) || word.starts_with("week")) return 52.18;
  if (is({"d", "天", "日"}) || word.starts_with("day")) return 365.25;
  if (is({"h", "hr", "hrs", "小时"}) || word.starts_with("hour")) return 8766.0;
  return std::nullopt;
}

std::optional<double> age_of(std::string_view text, std::string_view unit) {
  text = trimmed(text);
  const auto end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  if (trimmed(unit).empty())
    unit = trimmed(text.substr(end));
  else if (end < text.size())
    return std::nullopt;
  const auto number = number_with_comma(text.substr(0, end));
  const auto a_year = trimmed(unit).empty() ? std::optional(1.0) : units_a_year(unit);
  if (!number || !a_year || *number < 0 || *number / *a_year > 130) return std::nullopt;
  return *number / *a_year;
}

Sex sex_of_word(std::string_view word) {
  const std::string lower = lower_case(readable(word));
  if (lower == "m" || lower == "male" || lower == "男") return Sex::kMale;
  return lower == "f" || lower == "female" || lower == "女" ? Sex::kFemale : Sex::kUnknown;
}

}  // namespace rdc::ecg
