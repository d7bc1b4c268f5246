// Text fields of ECG files: numbers, names and dates as devices write them. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

// Without blanks, control characters and NULs at both ends.
std::string_view trimmed(std::string_view text);
// The whole trimmed text as a finite number: "5", "-1.25e3", "+4". nullopt otherwise.
std::optional<double> number_of(std::string_view text);
// The same with a decimal comma: "2,5", "-8,00". A comma before three digits that could part thousands ("1,250") makes
// it nullopt.
std::optional<double> number_with_comma(std::string_view text);
std::optional<std::int64_t> integer_of(std::string_view text);
// Pieces between blanks, none of them empty; at most `limit`.
std::vector<std::string_view> words_of(std::string_view text, std::size_t limit = 64);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
// Valid UTF-8 whatever a device wrote: UTF-8 stays, Chinese GB18030 and Latin-1 are converted. Trimmed, and cut to
// 1,024 bytes.
std::string readable(std::string_view text);

// UTF-16 with a byte order mark as UTF-8; nullopt for any other text. Halves of pairs become U+FFFD.
std::optional<std::string> utf8_of_utf16(std::string_view text);

// nullopt unless it is a moment that exists, between the years 1900 and 2200.
std::optional<DeviceTime> moment(int year, unsigned month, unsigned day, int hour, int minute, int second,
                                 int microsecond = 0);

struct StatedTime {
  DeviceTime time;
  std::optional<std::chrono::minutes> utc_offset;
};
// "YYYYMMDDHHMMSS", with ".ffffff" and "+0800" if any: DICOM's DT and HL7's TS. Missing minutes and seconds are zero;
// digits beyond the seconds are their fraction, point or none.
std::optional<StatedTime> compact_time(std::string_view text);
std::string compact_text(DeviceTime time);
// "+0800"
std::string offset_text(std::chrono::minutes offset);
// The same, or ISO 8601's "YYYY-MM-DD[THH:MM[:SS[.fff]]][+08:00]", also with a blank for the T, slashes or points,
// single digits ("2023/6/5 8:03") and a date in one piece.
std::optional<StatedTime> any_time(std::string_view text);
// "YYYY-MM-DD", "YYYY/MM/DD" and "HH:MM:SS[.fff]".
std::optional<DeviceTime> dashed_time(std::string_view date, std::string_view time);
// "02-MAR-1951" as "YYYYMMDD"; "" when it is none.
std::string date_with_month_name(std::string_view text);
// "YYYYMMDD"; "" when the date does not exist.
std::string compact_date(int year, unsigned month, unsigned day);

// Of how many of them a year is: UCUM's annum, months, weeks, days and hours, the words for them, Chinese too.
std::optional<double> units_a_year(std::string_view unit);
// Years of "46", "46 Y", "6个月", or of a number and its unit beside it. nullopt for an unknown unit and beyond 0 to
// 130.
std::optional<double> age_of(std::string_view text, std::string_view unit = {});

// "M", "male", "1"? Only words: M, F, male, female, 男, 女.
Sex sex_of_word(std::string_view word);

}  // namespace rdc::ecg
