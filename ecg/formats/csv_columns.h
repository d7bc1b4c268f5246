// What the words of a table mean: names of columns, units, keys and moments. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg::csv {

struct Column {
  std::string name;
  std::optional<double> microvolts;  // a unit, when the column states one
  std::optional<double> seconds;     // a unit of a column of times, when it states one
  bool time = false;
  bool counter = false;   // of rows: no signal
  bool left_out = false;  // words, or times beside the column of times that is read
  Channel channel;

  // A column that may hold anything: no lead, no unit.
  bool is_unknown() const { return channel.lead == Lead::kUnknown && !microvolts && !time && !counter; }
};

// "I (uV)", "lead V1 [mV]", "V1_uV", "aVF/mV", "time (ms)", "时间（毫秒）", "'sample #'". UTF-8.
Column column_of(std::string_view text);

// True when a row below the names holds units, "s,mV,mV", and the columns have them now.
bool take_units(const std::vector<std::string>& cells, std::vector<Column>& columns);

// As a Chinese keyboard writes them: brackets, colon and equals sign become those of ASCII.
std::string with_narrow_marks(std::string text);

// The key of a comment or of a line before the names: "rate_hz", "unit", "lead", "patient_name", ...; another key in
// small letters with '_' for blanks. English, German and Chinese.
std::string key_of(std::string_view text);
bool is_known_key(std::string_view key);

// Of "key: value" and "key = value".
struct KeyAndValue {
  std::string key;  // as key_of() gives it
  std::string_view value;
};
std::optional<KeyAndValue> key_and_value(std::string_view line);

// Seconds of "12:30:05.002", "0:00.002" and the same behind a date or in [brackets] and quotes; of one day: hours of
// the next follow 0 again. nullopt for anything else.
std::optional<double> clock_seconds(std::string_view cell);

}  // namespace rdc::ecg::csv
