// Tables of numbers: a column a lead, a row a moment.
//
//   # rate_hz: 500                     any "key: value" or "key = value" behind '#', in any order
//   # unit: uV
//   time (ms),I (uV),II (uV)           names, with their unit in brackets if it is another; a time column is welcome
//   0,-12.5,30
//
// Units may also stand in a row of their own under the names, or behind them ("V1_uV"); times may be clocks
// ("10:30:05.002", with a date or without). Before the names there may be "sep=;" and lines of two cells, "Sample
// Rate,512 hertz", "Unit,mV", "Lead,I", as watches write them.
//
// Cells are divided by commas, semicolons or tabs. An empty cell, "NaN" or "-" is a gap; a column that counts rows is
// passed over. Without a header row, or without a rate or a unit, the reader cannot know what the numbers are and says
// so, unless it is told. UTF-8, GB18030, or UTF-16 with its mark; the same in Chinese: "# 采样率:500", "# 单位:微伏",
// "时间(毫秒),导联I(毫伏)".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::csv {

// What the file does not say itself.
struct Description {
  std::optional<double> rate_hz;
  std::optional<double> microvolts_a_unit;  // of the numbers
  std::vector<std::string> leads;           // of the columns, in order, when there is no header row
};

// Rows of at least two cells.
bool looks_like_csv(std::string_view text);

// False for what names a column of times or of row numbers, and for what could be a sample.
bool is_signal_name(std::string_view name);

// Errors: kInvalid BAD_CSV (line and column), CSV_NOT_DESCRIBED (what is missing), NO_ECG (no column is named
// like a lead, and neither rate nor unit is said).
// Warnings: COLUMNS_LEFT_OUT for remarks and other columns beside the leads; CUT_ROWS for rows with too few cells;
// UNEVEN_TIME when the time column does not advance evenly (rows are missing: the tracing is joined there);
// RATE_CONTRADICTED when it advances by another rate than is stated.
Result<Recording> read(std::string_view text, const Description& description = {});

}  // namespace rdc::ecg::csv
