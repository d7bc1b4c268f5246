#include "ecg/formats/csv_cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::csv {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Sign, digits, one comma, digits, perhaps an exponent.
struct CommaNumber {
  std::string_view whole, fraction;
};
std::optional<CommaNumber> comma_number(std::string_view cell) {
  if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) cell.remove_prefix(1);
  const auto comma = cell.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view whole = cell.substr(0, comma);
  std::string_view fraction = cell.substr(comma + 1);
  if (const auto exponent = fraction.find_first_of("eE"); exponent != std::string_view::npos) {
    fraction = fraction.substr(0, exponent);
  }
  const bool digits =
      std::all_of(whole.begin(), whole.end(), is_digit) && std::all_of(fraction.begin(), fraction.end(), is_digit);
  if (!digits || whole.size() + fraction.size() == 0) return std::nullopt;
  return CommaNumber{whole, fraction};
}

}  // namespace

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_gap(std::string_view cell) { return cell.empty() || cell == "-" || equals_ignoring_case(cell, "nan"); }

char delimiter_of(std::string_view line) {
  for (const char c : {'\t', ';', ','}) {
    if (line.find(c) != std::string_view::npos) return c;
  }
  return ',';
}

std::optional<std::string_view> next_cell(std::optional<std::string_view>& line, char delimiter) {
  if (!line) return std::nullopt;
  std::size_t end = std::min(line->find(delimiter), line->size());
  // Quotes hold what begins with one; one that never closes is a character like others.
  if (const auto open = line->find_first_not_of(" \t"); open < end && (*line)[open] == '"') {
    const auto close = line->find('"', open + 1);
    if (close != std::string_view::npos) end = std::min(line->find(delimiter, close), line->size());
  }
  std::string_view cell = trimmed(line->substr(0, end));
  if (end == line->size()) {
    line.reset();
  } else {
    line->remove_prefix(end + 1);
  }
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = trimmed(cell.substr(1, cell.size() - 2));
  return cell;
}

std::vector<std::string_view> cells_of(std::string_view line, char delimiter, std::size_t limit) {
  std::vector<std::string_view> cells;
  std::optional<std::string_view> rest = line;
  while (cells.size() <= limit) {
    const auto cell = next_cell(rest, delimiter);
    if (!cell) break;
    cells.push_back(*cell);
  }
  return cells;
}

Comma comma_in(std::string_view rows, char delimiter) {
  Comma found = Comma::kNone;
  while (!rows.empty()) {
    const auto end = std::min(rows.find('\n'), rows.size());
    std::optional<std::string_view> line = rows.substr(0, end);
    rows.remove_prefix(std::min(end + 1, rows.size()));
    if (trimmed(*line).starts_with('#') || line->find(',') == std::string_view::npos) continue;
    while (const auto cell = next_cell(line, delimiter)) {
      const auto number = comma_number(*cell);
      if (!number) continue;
      // Thousands come in threes behind one to three digits that are not zero.
      const bool thousands = number->fraction.size() == 3 && !number->whole.empty() && number->whole.size() <= 3 &&
                             number->whole.front() != '0';
      if (!thousands) return Comma::kDecimal;
      found = Comma::kUnclear;
    }
  }
  return found;
}

std::string with_point(std::string_view cell) {
  std::string out(cell);
  if (comma_number(cell)) out[out.find(',')] = '.';
  return out;
}

std::optional<double> leading_number(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (!rest.empty() && (is_digit(rest.front()) || rest.front() == ',' || rest.front() == '.')) return std::nullopt;
  return value;
}

}  // namespace rdc::ecg::csv
