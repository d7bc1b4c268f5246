// What tells a table from other text.
#include "ecg/formats/csv_cells.h"
#include "ecg/formats/csv_columns.h"
#include "ecg/formats/csv_reader.h"
#include "ecg/formats/field_text.h"

namespace rdc::ecg::csv {

// Cells in rows; of one column, a name or a number and numbers below it.
bool looks_like_csv(std::string_view text) {
  constexpr int kFewestRows = 3;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int rows = 0; !text.empty();) {
    const bool whole = text.find('\n') != std::string_view::npos;
    const std::string_view line = trimmed(next_line(text));
    if (line.empty() || line.front() == '#') continue;
    const auto said = rows == 0 ? key_and_value(line) : std::nullopt;
    if (said && (said->key == "rate_hz" || said->key == "unit")) return true;
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

}  // namespace rdc::ecg::csv
