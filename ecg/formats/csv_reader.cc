#include "ecg/formats/csv_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "common/dicom/charset.h"
#include "ecg/formats/csv_cells.h"
#include "ecg/formats/csv_columns.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"

namespace rdc::ecg::csv {
namespace {

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
        if (take_preamble(content)) continue;
        if (!parted_) delimiter_ = delimiter_of(line);
        rows_ = {line.data(), static_cast<std::size_t>(text_.data() + text_.size() - line.data())};
        auto first = read_first(line);
        if (!first) return fail(first);
        if (*first) continue;
      }
      if (!begun_ && begins_with_units(line)) continue;
      if (auto ok = read_numbers(line); !ok) return ok;
    }
    return {};
  }

  // Lines before the names, as watches and spreadsheets write them: "sep=;", "Sample Rate,512 hertz", and beside such
  // lines what says nothing of the numbers.
  bool take_preamble(std::string_view line) {
    if (line.size() == 5 && equals_ignoring_case(line.substr(0, 4), "sep=")) {
      parted_ = true;
      delimiter_ = line[4];
      return true;
    }
    std::string whole = with_narrow_marks(decoder_.to_utf8(line));
    auto cells = cells_of(line, delimiter_of(line), kMaxColumns);
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    auto said = cells.size() == 1 ? key_and_value(whole) : std::nullopt;
    const std::string value = cells.size() == 2 ? decoder_.to_utf8(cells[1]) : std::string();
    if (cells.size() == 2) {
      std::string key = with_narrow_marks(decoder_.to_utf8(cells[0]));
      if (key.ends_with(':')) key.pop_back();
      said = KeyAndValue{key_of(key), value};
    }
    if (!said || !is_known_key(said->key)) {
      const bool word = !cells.empty() && !number_of(with_point(cells.front())) && !is_gap(cells.front());
      return preamble_ && cells.size() <= 2 && word && !lead_from_name(cells.back());
    }

    preamble_ = true;
    take_key(said->key, said->value);
    return true;
  }

  // True when the line under the names holds their units.
  bool begins_with_units(std::string_view line) {
    begun_ = true;
    std::vector<std::string> words;
    for (const auto cell : cells_of(line, delimiter_, kMaxColumns)) words.push_back(decoder_.to_utf8(cell));
    const bool units = take_units(words, columns_);
    // Of several clocks the one that states its unit.
    Column* clock = nullptr;
    for (auto& column : columns_) {
      if (column.time && (clock == nullptr || (!clock->seconds && column.seconds))) clock = &column;
    }
    for (auto& column : columns_) column.left_out = column.time && &column != clock;
    return units;
  }

  void read_comment(std::string_view raw) {
    const std::string decoded = with_narrow_marks(decoder_.to_utf8(raw));
    if (const auto said = key_and_value(decoded)) take_key(said->key, said->value);
  }

  void take_key(const std::string& key, std::string_view value) {
    const auto words = words_of(value, 2);
    const auto number = words.empty() ? std::nullopt : leading_number(words.front());
    if (key == "rate_hz") {
      if (number) rate_hz_ = number;
    } else if (key == "unit") {
      microvolts_ = microvolts_in(value);
    } else if (key == "lead") {
      lead_ = std::string(value);
    } else if (key == "microvolts_a_unit") {
      microvolts_ = number;
    } else if (key == "acquired_at") {
      take_time(value);
    } else if (key == "age" && number && *number >= 0 && *number <= 130) {
      recording_.subject.age_years = number;
    } else {
      read_word(key, value, number);
    }
  }

  void take_time(std::string_view value) {
    const auto time = any_time(value);
    if (!time) return;
    recording_.acquired_at = time->time;
    recording_.utc_offset = time->utc_offset;
    recording_.clock_source = ClockSource::kDevice;
  }

  void read_word(const std::string& key, std::string_view value, std::optional<double> number) {
    if (key == "sex") recording_.subject.sex = sex_of_word(value);
    if (key == "patient_id") recording_.subject.id = readable(value);
    if (key == "patient_name") recording_.subject.name = readable(value);
    if (const auto birth = any_time(value); key == "birth_date" && birth)
      recording_.subject.birth_date = compact_text(birth->time).substr(0, 8);
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
  Result<bool> read_first(std::string_view line) {
    auto cells = cells_of(line, delimiter_, kMaxColumns);
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
    if (!lead_.empty() && description_.leads.empty()) {
      columns_.push_back(column_of(lead_));
      delimiter_ = '\0';  // one column: a comma is decimal
      return false;
    }
    if (description_.leads.empty()) {
      return fail(ErrorCode::kInvalid, "CSV_NOT_DESCRIBED", "the CSV has no header row that names its {} columns",
                  cells.size());
    }
    // A delimiter that ends every row makes no column.
    if (cells.size() == description_.leads.size() + 1 && cells.back().empty()) cells.pop_back();
    if (description_.leads.size() != cells.size()) {
      return bad("line {}: {} columns, and {} leads were named", number_, cells.size(), description_.leads.size());
    }
    for (const auto& lead : description_.leads) columns_.push_back(column_of(lead));
    if (!names_a_lead()) return bad("none of the named leads is known");
    return false;
  }

  bool names_a_lead() const {
    return std::any_of(columns_.begin(), columns_.end(), [](const Column& column) {
      const std::string name = lower_case(column.name);
      const bool said = name.starts_with("ecg") || name.starts_with("ekg") || name.starts_with("心电");
      return column.channel.lead != Lead::kUnknown || (said && column.microvolts);
    });
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
    if (rest && !trimmed(*rest).empty())
      return bad("line {}: more than the {} columns of the header", number_, columns_.size());
    return {};
  }

  Result<void> read_number(std::string_view cell, Column& column, std::size_t place) {
    if (column.left_out) return {};
    if (const auto seconds = column.time ? clock_seconds(cell) : std::nullopt) {
      if (times_ == 0 && !recording_.acquired_at) take_time(cell);
      add_clock(*seconds);
      return {};
    }
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
    if (!number && column.is_unknown() && names_a_lead()) {  // remarks beside the leads
      column.left_out = true;
      return {};
    }
    if (!number) return bad("line {}, column {}: not a number", number_, place);
    if (column.time) {
      add_time(*number * column.seconds.value_or(1.0));
    } else if (!column.counter) {
      add_sample(column, cell, *number);
    }
    return {};
  }

  static void add_gap(Column& column) {
    if (!column.time && !column.counter) column.channel.samples.push_back(std::numeric_limits<float>::quiet_NaN());
  }

  // Clocks begin again at midnight.
  void add_clock(double seconds) {
    constexpr double kDay = 86400.0;
    if (times_ > 0 && seconds + days_ * kDay < last_time_ - kDay / 2) ++days_;
    add_time(seconds + days_ * kDay);
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
      auto& column = columns_[c];
      if (column.time || column.counter || column.name.empty()) continue;
      // A table whose leads each state their unit says that the others are none.
      const bool no_lead = column.is_unknown() && !microvolts_ && leads_have_units();
      if (no_lead || column.left_out) {
        recording_.warnings.push_back({"COLUMNS_LEFT_OUT", fmt::format("column {} is no lead: it is left out", c + 1)});
        continue;
      }
      if (auto ok = scale(column, c + 1); !ok) return ok;
    }
    if (cut_) recording_.warnings.push_back({"CUT_ROWS", "some rows have too few cells: the missing ones are gaps"});
    return {};
  }

  bool leads_have_units() const {
    const auto stated = [](const Column& column) { return column.microvolts.has_value(); };
    return std::any_of(columns_.begin(), columns_.end(), stated) && !description_.microvolts_a_unit;
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
  std::string lead_;  // of the only column, when a line before it says so
  char delimiter_ = ',';
  bool parted_ = false;    // a line says what parts the cells
  bool preamble_ = false;  // a line before the names said something
  bool begun_ = false;     // the line under the names was seen
  std::string_view rows_;  // from the first line that is no comment on
  std::optional<Comma> comma_;
  std::size_t number_ = 0;
  std::size_t times_ = 0;
  double first_time_ = 0.0, last_time_ = 0.0;
  int days_ = 0;  // that the clock has passed
  double shortest_step_ = HUGE_VAL, longest_step_ = -HUGE_VAL;
  bool cut_ = false;
};

}  // namespace

Result<Recording> read(std::string_view text, const Description& description) {
  return CsvReader(text, description).read();
}

}  // namespace rdc::ecg::csv
