#include "ecg/formats/csv_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "common/dicom/charset.h"
#include "ecg/formats/csv_cells.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"

namespace rdc::ecg::csv {
namespace {

constexpr std::size_t kMaxColumns = 64;
constexpr double kBeyondAll = 1e30;  // no voltage; such samples are infinite, of which read() makes gaps

float as_sample(double value) {
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  if (std::abs(value) >= kBeyondAll) return value < 0.0 ? -kInfinite : kInfinite;
  return static_cast<float>(value);
}

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_CSV", "the CSV: {}", fmt::format(what, std::forward<Args>(args)...));
}

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_gap(std::string_view cell) { return cell.empty() || cell == "-" || equals_ignoring_case(cell, "nan"); }

struct Column {
  std::string name;
  std::optional<double> microvolts;  // a unit, when the column states one
  bool time = false;
  bool counter = false;  // of rows: no signal
  double seconds = 1.0;  // a unit of the time column
  Channel channel;
};

// As a Chinese keyboard writes them.
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

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "I (uV)", "lead V1 [mV]", "time (ms)", "时间（毫秒）"
Column column_of(std::string_view text) {
  const std::string cell = with_narrow_marks(readable(text));
  Column column;
  std::string_view name = cell, unit;
  if (const auto open = cell.find_first_of("(["); open != std::string::npos) {
    const auto close = cell.find_first_of(")]", open);
    unit = trimmed(name.substr(open + 1, close == std::string::npos ? close : close - open - 1));
    name = trimmed(name.substr(0, open));
  }
  column.name = std::string(name);
  const std::string lower = lower_case(name);
  column.time = is_one_of(lower, {"time", "t", "timestamp", "elapsed", "时间"});
  column.counter = is_one_of(lower, {"sample", "samples", "index", "no", "no.", "#", "序号", "采样点", "点号"});
  column.microvolts = microvolts_in(unit);
  column.seconds = is_one_of(unit, {"ms", "毫秒"}) ? 1e-3 : is_one_of(unit, {"us", "微秒"}) ? 1e-6 : 1.0;
  column.channel.lead = lead_from_name(name).value_or(Lead::kUnknown);
  column.channel.label = column.name;
  return column;
}

// The key of a comment by its Chinese name; any other key stays.
std::string_view key_of_chinese(std::string_view key) {
  struct Named {
    std::string_view chinese, key;
  };
  constexpr std::array<Named, 9> kKeys = {{{"采样率", "rate_hz"},
                                           {"采样频率", "rate_hz"},
                                           {"单位", "unit"},
                                           {"采集时间", "acquired_at"},
                                           {"年龄", "age"},
                                           {"性别", "sex"},
                                           {"姓名", "patient_name"},
                                           {"病历号", "patient_id"},
                                           {"出生日期", "birth_date"}}};
  const auto* const found = std::find_if(kKeys.begin(), kKeys.end(), [&](const Named& n) { return n.chinese == key; });
  return found == kKeys.end() ? key : found->key;
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const Description& description) : text_(text), description_(description) {}

  Result<Recording> read() {
    if (auto narrow = utf8_of_utf16(text_)) {
      narrowed_ = std::move(*narrow);
      text_ = narrowed_;
    }
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    observe_words();
    if (auto ok = read_rows(); !ok) return fail(ok);
    if (auto ok = finish(); !ok) return fail(ok);
    return std::move(recording_);
  }

 private:
  // The words of a table are few and short: only together they tell GB18030 from Latin.
  void observe_words() {
    constexpr int kMostLines = 100;
    std::string_view rest = text_;
    for (int i = 0; i < kMostLines && !rest.empty(); ++i) decoder_.observe(next_line(rest));
  }

  Result<void> read_rows() {
    while (!text_.empty()) {
      const std::string_view line = next_line(text_);
      ++number_;
      const std::string_view content = trimmed(line);
      if (content.empty()) continue;
      if (content.front() == '#') {
        read_comment(trimmed(content.substr(1)));
        continue;
      }
      if (columns_.empty()) {
        delimiter_ = delimiter_of(line);
        rows_ = {line.data(), static_cast<std::size_t>(text_.data() + text_.size() - line.data())};
        auto first = read_first(cells_of(line, delimiter_, kMaxColumns));
        if (!first) return fail(first);
        if (*first) continue;
      }
      if (auto ok = read_numbers(line); !ok) return ok;
    }
    return {};
  }

  void read_comment(std::string_view raw) {
    const std::string decoded = with_narrow_marks(decoder_.to_utf8(raw));
    const std::string_view line = decoded;
    const auto split = line.find_first_of(":=");
    if (split == std::string_view::npos) return;
    std::string key = lower_case(key_of_chinese(trimmed(line.substr(0, split))));
    std::replace(key.begin(), key.end(), ' ', '_');
    const std::string_view value = trimmed(line.substr(split + 1));
    const auto words = words_of(value, 2);
    const auto number = words.empty() ? std::nullopt : leading_number(words.front());
    if (key == "rate_hz" || key == "rate" || key == "fs" || key == "sampling_rate" || key == "sample_rate" ||
        key == "sampling_frequency") {
      if (number) rate_hz_ = number;
    } else if (key == "unit" || key == "units") {
      microvolts_ = microvolts_in(value);
    } else if (key == "microvolts_a_unit") {
      microvolts_ = number;
    } else if (key == "acquired_at") {
      auto time = compact_time(value);
      if (const auto dashed = words.size() == 2 ? dashed_time(words[0], words[1]) : std::nullopt; dashed && !time)
        time = StatedTime{*dashed, std::nullopt};
      if (!time) return;
      recording_.acquired_at = time->time;
      recording_.utc_offset = time->utc_offset;
      recording_.clock_source = ClockSource::kDevice;
    } else if (key == "age" && number && *number >= 0 && *number <= 130) {
      recording_.subject.age_years = number;
    } else {
      read_word(key, value, number);
    }
  }

  void read_word(const std::string& key, std::string_view value, std::optional<double> number) {
    if (key == "sex") recording_.subject.sex = sex_of_word(value);
    if (key == "patient_id") recording_.subject.id = readable(value);
    if (key == "patient_name") recording_.subject.name = readable(value);
    if (key == "birth_date") recording_.subject.birth_date = readable(value);
    if (key == "manufacturer") recording_.device.manufacturer = readable(value);
    if (key == "model") recording_.device.model = readable(value);
    if (key == "serial") recording_.device.serial = readable(value);
    if (key == "high_pass_hz") recording_.device.high_pass_hz = number;
    if (key == "low_pass_hz") recording_.device.low_pass_hz = number;
    if (key == "notch_hz") recording_.device.notch_hz = number;
    if (key == "statement") recording_.marks.push_back({"Statement", readable(value), ""});
    if (key == "derived") {
      for (const auto word : words_of(value)) derived_.emplace_back(word);
    }
  }

  // True when the row names the columns; false when it holds numbers already.
  Result<bool> read_first(const std::vector<std::string_view>& cells) {
    if (cells.size() > kMaxColumns) return bad("line {}: more than {} columns", number_, kMaxColumns);
    const bool numbers =
        std::all_of(cells.begin(), cells.end(), [](auto cell) { return is_gap(cell) || number_of(with_point(cell)); });
    if (!numbers) {
      for (const auto cell : cells) columns_.push_back(column_of(decoder_.to_utf8(cell)));
      // A table that says its rate and unit is a recording, even if its leads have names of their own.
      if (!names_a_lead() && !(rate_hz_ && microvolts_)) {
        return fail(ErrorCode::kInvalid, "NO_ECG", "none of the CSV's {} columns is named like an ECG lead",
                    cells.size());
      }
      return true;
    }
    if (description_.leads.empty()) {
      return fail(ErrorCode::kInvalid, "CSV_NOT_DESCRIBED", "the CSV has no header row that names its {} columns",
                  cells.size());
    }
    if (description_.leads.size() != cells.size()) {
      return bad("line {}: {} columns, and {} leads were named", number_, cells.size(), description_.leads.size());
    }
    for (const auto& lead : description_.leads) columns_.push_back(column_of(lead));
    if (!names_a_lead()) return bad("none of the named leads is known");
    return false;
  }

  bool names_a_lead() const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [](const Column& column) { return column.channel.lead != Lead::kUnknown; });
  }

  Result<void> read_numbers(std::string_view line) {
    std::optional<std::string_view> rest = line;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const auto cell = next_cell(rest, delimiter_);
      if (!cell) cut_ = true;
      if (!cell || is_gap(*cell)) {
        add_gap(columns_[c]);
        continue;
      }
      auto read = read_number(*cell, columns_[c], c + 1);
      if (!read) return read;
    }
    if (rest) return bad("line {}: more than the {} columns of the header", number_, columns_.size());
    return {};
  }

  Result<void> read_number(std::string_view cell, Column& column, std::size_t place) {
    std::string pointed;
    if (cell.find(',') != std::string_view::npos) {
      if (!comma_) comma_ = comma_in(rows_, delimiter_);
      if (*comma_ == Comma::kUnclear) {
        return bad("line {}, column {}: the comma may part thousands or decimals: write numbers with a point", number_,
                   place);
      }
      pointed = with_point(cell);
      cell = pointed;
    }
    const auto number = number_of(cell);
    if (!number) return bad("line {}, column {}: not a number", number_, place);
    if (column.time) {
      add_time(*number * column.seconds);
    } else if (!column.counter) {
      add_sample(column, cell, *number);
    }
    return {};
  }

  static void add_gap(Column& column) {
    if (!column.time && !column.counter) column.channel.samples.push_back(std::numeric_limits<float>::quiet_NaN());
  }

  void add_time(double seconds) {
    if (times_ == 0) first_time_ = seconds;
    if (times_ > 0) {
      shortest_step_ = std::min(shortest_step_, seconds - last_time_);
      longest_step_ = std::max(longest_step_, seconds - last_time_);
    }
    last_time_ = seconds;
    ++times_;
  }

  // Scaled at the end, when every comment was seen; a float's own shortest text gives the float back.
  static void add_sample(Column& column, std::string_view cell, double number) {
    float exact = 0;
    if (cell.front() == '+') cell.remove_prefix(1);
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), exact);
    const bool whole = error == std::errc{} && end == cell.data() + cell.size();
    column.channel.samples.push_back(whole ? as_sample(static_cast<double>(exact)) : as_sample(number));
  }

  Result<void> finish() {
    if (columns_.empty()) return bad("it has no rows");
    auto rate = rate_hz_ ? rate_hz_ : description_.rate_hz;
    if (times_ > 1 && last_time_ > first_time_) {
      const double from_time = static_cast<double>(times_ - 1) / (last_time_ - first_time_);
      judge_time(from_time, rate);
      if (!rate) rate = std::abs(from_time - std::round(from_time)) < 1e-3 ? std::round(from_time) : from_time;
    }
    if (!rate) {
      return fail(ErrorCode::kInvalid, "CSV_NOT_DESCRIBED", "the CSV states no sampling rate and has no time column");
    }
    recording_.rhythm.rate_hz = *rate;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].time || columns_[c].counter || columns_[c].name.empty()) continue;
      if (auto ok = scale(columns_[c], c + 1); !ok) return ok;
    }
    if (cut_) recording_.warnings.push_back({"CUT_ROWS", "some rows have too few cells: the missing ones are gaps"});
    return {};
  }

  // Times are often rounded to milliseconds: only steps of less than half or more than one and a half are uneven.
  void judge_time(double rate, std::optional<double> stated) {
    const double step = 1.0 / (stated ? *stated : rate);
    if (shortest_step_ < 0.5 * step - 0.5e-3 || longest_step_ > 1.5 * step + 0.5e-3) {
      recording_.warnings.push_back(
          {"UNEVEN_TIME", fmt::format("the time column advances by {:g} to {:g} ms a row: rows are missing or out of "
                                      "order, the tracing is joined there",
                                      1000.0 * shortest_step_, 1000.0 * longest_step_)});
    }
    if (stated && std::abs(rate - *stated) > 0.02 * *stated) {
      recording_.warnings.push_back(
          {"RATE_CONTRADICTED",
           fmt::format("{:g} Hz are stated, by the time column there are {:.4g} rows a second", *stated, rate)});
    }
  }

  Result<void> scale(Column& column, std::size_t number) {
    auto microvolts = column.microvolts ? column.microvolts
                      : microvolts_     ? microvolts_
                                        : description_.microvolts_a_unit;
    if (!microvolts) {
      return fail(ErrorCode::kInvalid, "CSV_NOT_DESCRIBED", "the CSV states no unit of column {}", number);
    }
    if (*microvolts != 1.0) {
      for (float& sample : column.channel.samples) {
        sample = as_sample(static_cast<double>(sample) * *microvolts);
      }
    }
    column.channel.derived = std::find(derived_.begin(), derived_.end(), column.name) != derived_.end();
    recording_.rhythm.channels.push_back(std::move(column.channel));
    return {};
  }

  std::string_view text_;
  std::string narrowed_;  // of UTF-16, in UTF-8
  dicom::TextDecoder decoder_{""};
  const Description& description_;
  Recording recording_;
  std::vector<Column> columns_;
  std::vector<std::string> derived_;
  std::optional<double> rate_hz_, microvolts_;
  char delimiter_ = ',';
  std::string_view rows_;  // from the first line that is no comment on
  std::optional<Comma> comma_;
  std::size_t number_ = 0;
  std::size_t times_ = 0;
  double first_time_ = 0.0, last_time_ = 0.0;
  double shortest_step_ = HUGE_VAL, longest_step_ = -HUGE_VAL;
  bool cut_ = false;
};

}  // namespace

// Cells in rows; of one column, a name or a number and numbers below it.
bool looks_like_csv(std::string_view text) {
  constexpr int kFewestRows = 3;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int rows = 0; !text.empty();) {
    const bool whole = text.find('\n') != std::string_view::npos;
    const std::string_view line = trimmed(next_line(text));
    if (line.empty() || line.front() == '#') continue;
    if (rows == 0 && cells_of(line, delimiter_of(line), kMaxColumns).size() >= 2) return true;
    if (rows > 0 && whole && !is_gap(line) && !number_of(with_point(line))) return false;
    if (++rows == kFewestRows) return true;
  }
  return false;
}

bool is_signal_name(std::string_view name) {
  const Column column = column_of(name);
  return !column.time && !column.counter && !column.name.empty() && !is_gap(name) && !number_of(name);
}

Result<Recording> read(std::string_view text, const Description& description) {
  return CsvReader(text, description).read();
}

}  // namespace rdc::ecg::csv
