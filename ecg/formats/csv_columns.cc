#include "ecg/formats/csv_columns.h"

#include <algorithm>
#include <array>

#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"

namespace rdc::ecg::csv {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Without the quotes that PhysioNet writes around names and times.
std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') text = trimmed(text.substr(1, text.size() - 2));
  return text;
}

std::optional<double> seconds_of_unit(std::string_view unit) {
  const std::string word = lower_case(unit);
  if (is_one_of(word, {"s", "sec", "second", "seconds", "秒"})) return 1.0;
  if (is_one_of(word, {"ms", "msec", "millisecond", "milliseconds", "毫秒"})) return 1e-3;
  if (is_one_of(word, {"us", "µs", "μs", "微秒"})) return 1e-6;
  if (is_one_of(word, {"ns", "纳秒"})) return 1e-9;
  return std::nullopt;
}

bool is_time_name(std::string_view name) {
  const std::string lower = lower_case(name);
  return is_one_of(lower,
                   {"time", "t", "elapsed", "elapsed time", "elapsed_time", "时间", "zeit", "temps", "tiempo"}) ||
         lower.find("timestamp") != std::string::npos;
}

bool is_counter_name(std::string_view name) {
  return is_one_of(lower_case(name), {"sample", "samples", "sample #", "sample number", "index", "no", "no.", "#",
                                      "序号", "采样点", "点号"});
}

struct NameAndUnit {
  std::string_view name, unit;
};

// A unit in brackets, or behind the last of "_ /," if what stands before it is a lead or a time.
NameAndUnit parted(std::string_view cell) {
  if (const auto open = cell.find_first_of("(["); open != std::string_view::npos) {
    const auto close = cell.find_first_of(")]", open);
    const auto length = close == std::string_view::npos ? close : close - open - 1;
    return {trimmed(cell.substr(0, open)), trimmed(cell.substr(open + 1, length))};
  }
  const auto at = cell.find_last_of("_ /,");
  if (at == std::string_view::npos || at == 0) return {cell, {}};
  auto name = trimmed(cell.substr(0, at));
  const auto unit = trimmed(cell.substr(at + 1));
  while (name.ends_with(',')) name = trimmed(name.substr(0, name.size() - 1));
  const bool lead = microvolts_in(unit) && lead_from_name(name);
  const bool time = seconds_of_unit(unit) && is_time_name(name);
  return lead || time ? NameAndUnit{name, unit} : NameAndUnit{cell, {}};
}

struct NamedKey {
  std::string_view word, key;
};
constexpr std::array<NamedKey, 36> kKeys = {{{"采样率", "rate_hz"},
                                             {"采样频率", "rate_hz"},
                                             {"采样速率", "rate_hz"},
                                             {"rate", "rate_hz"},
                                             {"fs", "rate_hz"},
                                             {"sampling_rate", "rate_hz"},
                                             {"sample_rate", "rate_hz"},
                                             {"samplerate", "rate_hz"},
                                             {"samplingrate", "rate_hz"},
                                             {"sampling_frequency", "rate_hz"},
                                             {"sample_frequency", "rate_hz"},
                                             {"abtastrate", "rate_hz"},
                                             {"rate_hz", "rate_hz"},
                                             {"单位", "unit"},
                                             {"units", "unit"},
                                             {"unit", "unit"},
                                             {"einheit", "unit"},
                                             {"导联", "lead"},
                                             {"lead", "lead"},
                                             {"ableitung", "lead"},
                                             {"采集时间", "acquired_at"},
                                             {"记录日期", "acquired_at"},
                                             {"recorded_date", "acquired_at"},
                                             {"acquired_at", "acquired_at"},
                                             {"年龄", "age"},
                                             {"age", "age"},
                                             {"性别", "sex"},
                                             {"gender", "sex"},
                                             {"sex", "sex"},
                                             {"姓名", "patient_name"},
                                             {"name", "patient_name"},
                                             {"patient_name", "patient_name"},
                                             {"病历号", "patient_id"},
                                             {"patient_id", "patient_id"},
                                             {"出生日期", "birth_date"},
                                             {"date_of_birth", "birth_date"}}};

}  // namespace

Column column_of(std::string_view text) {
  const std::string cell = with_narrow_marks(std::string(unquoted(readable(text))));
  const auto [name, unit] = parted(cell);
  Column column;
  column.name = std::string(name);
  column.time = is_time_name(name);
  column.seconds = seconds_of_unit(unit);
  if (const auto alone = seconds_of_unit(name); alone && unit.empty() && name != "s") {  // a column called "ms"
    column.time = true;
    column.seconds = alone;
  }
  column.counter = is_counter_name(name);
  column.microvolts = microvolts_in(unit);
  column.channel.lead = lead_from_name(name).value_or(Lead::kUnknown);
  column.channel.label = column.name;
  return column;
}

bool take_units(const std::vector<std::string>& cells, std::vector<Column>& columns) {
  bool voltage = false;
  std::vector<NameAndUnit> units;
  for (const auto& cell : cells) {
    auto word = unquoted(cell);
    if (word.size() >= 2 && word.front() == '(' && word.back() == ')') word = trimmed(word.substr(1, word.size() - 2));
    const bool clock = word.find("mm:ss") != std::string_view::npos;
    if (!word.empty() && !clock && !microvolts_in(word) && !seconds_of_unit(word)) return false;
    voltage = voltage || microvolts_in(word);
    units.push_back({{}, word});
  }
  if (!voltage || units.size() > columns.size()) return false;
  for (std::size_t c = 0; c < units.size(); ++c) {
    if (const auto volts = microvolts_in(units[c].unit); volts && !columns[c].time) columns[c].microvolts = volts;
    if (const auto seconds = seconds_of_unit(units[c].unit)) columns[c].seconds = seconds;
  }
  return true;
}

std::string with_narrow_marks(std::string text) {
  struct Mark {
    std::string_view wide, narrow;
  };
  constexpr std::array<Mark, 6> kMarks = {
      {{"（", "("}, {"）", ")"}, {"【", "["}, {"】", "]"}, {"：", ":"}, {"＝", "="}}};
  for (const auto& mark : kMarks) {
    for (auto at = text.find(mark.wide); at != std::string::npos; at = text.find(mark.wide, at))
      text.replace(at, mark.wide.size(), mark.narrow);
  }
  return text;
}

std::string key_of(std::string_view text) {
  std::string word = lower_case(trimmed(text));
  std::replace(word.begin(), word.end(), ' ', '_');
  const auto* const found = std::find_if(kKeys.begin(), kKeys.end(), [&](const NamedKey& n) { return n.word == word; });
  return found == kKeys.end() ? word : std::string(found->key);
}

bool is_known_key(std::string_view key) {
  return std::any_of(kKeys.begin(), kKeys.end(), [&](const NamedKey& n) { return n.key == key; });
}

std::optional<KeyAndValue> key_and_value(std::string_view line) {
  const auto split = line.find_first_of(":=");
  if (split == std::string_view::npos) return std::nullopt;
  return KeyAndValue{key_of(line.substr(0, split)), trimmed(line.substr(split + 1))};
}

std::optional<double> clock_seconds(std::string_view cell) {
  cell = unquoted(cell);
  if (cell.size() > 2 && cell.front() == '[' && cell.back() == ']') cell = trimmed(cell.substr(1, cell.size() - 2));
  const auto colon = cell.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  // The clock alone: a date may stand before or behind it, a zone behind it.
  const auto before = cell.find_last_of(" T", colon);
  std::string_view clock = before == std::string_view::npos ? cell : cell.substr(before + 1);
  clock = clock.substr(0, clock.find_first_not_of("0123456789:.,"));
  double seconds = 0.0;
  for (int part = 0; part < 3; ++part) {
    const auto end = std::min(clock.find(':'), clock.size());
    const bool last = end == clock.size();
    std::string digits(clock.substr(0, end));
    std::replace(digits.begin(), digits.end(), ',', '.');
    const auto value = number_of(digits);
    if (!value || *value < 0.0 || *value > 1e6) return std::nullopt;
    seconds = 60.0 * seconds + *value;
    if (last) return part == 0 ? std::nullopt : std::optional(seconds);
    clock.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace rdc::ecg::csv
