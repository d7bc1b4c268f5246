// Cells of a table as text, and the numbers they hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rdc::ecg::csv {

constexpr std::size_t kMaxColumns = 64;

// Cuts the next line off `text`, without its end.
std::string_view next_line(std::string_view& text);
// "", "-" and "NaN" in any case.
bool is_gap(std::string_view cell);

// Tab, semicolon or comma, the first of them that a line has.
char delimiter_of(std::string_view line);

// Cuts the next cell off `line`, its blanks and quotes away; a delimiter within quotes is none. nullopt at the end.
std::optional<std::string_view> next_cell(std::optional<std::string_view>& line, char delimiter);

// All of them, at most `limit` + 1.
std::vector<std::string_view> cells_of(std::string_view line, char delimiter, std::size_t limit);

// What a comma within a number means in a table whose cells are parted by another sign or quoted.
enum class Comma {
  kNone,     // no number has one
  kDecimal,  // "0,25"
  kUnclear,  // "1,250" and nothing that would tell thousands from thousandths
};
Comma comma_in(std::string_view rows, char delimiter);

// "1,5" as "1.5"; any other text as it is.
std::string with_point(std::string_view cell);

// The number that a text begins with: "500Hz", "63岁". nullopt when there is none, or when it goes on as a number.
std::optional<double> leading_number(std::string_view text);

}  // namespace rdc::ecg::csv
