// What happens, as it happens, on the terminal: a line an event with the seconds since the start, and one line of
// progress that is rewritten on a terminal and repeated now and then elsewhere.
#pragma once

#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/clock.h"

namespace rdc::demo {

// Columns a terminal needs for the text: Chinese characters take two.
std::size_t display_width(const std::string& utf8);
// Filled up with blanks on the right (or left) to that many columns.
std::string pad_right(const std::string& utf8, std::size_t columns);
std::string pad_left(const std::string& utf8, std::size_t columns);
// "12.3 MB"
std::string megabytes(double bytes);

// Thread-safe. Borrows the clock.
class Timeline {
 public:
  explicit Timeline(const base::Clock& clock);

  void heading(const std::string& text);
  void event(const std::string& where, const std::string& what);
  void problem(const std::string& what);
  void progress(const std::string& text);
  void end_progress();
  double seconds() const;
  unsigned problems() const;

 private:
  void wipe_progress();
  void line(const std::string& where, const std::string& what);

  const base::Clock& clock_;
  const base::MonotonicTime begun_;
  const bool terminal_;
  mutable std::mutex mutex_;
  std::string progress_;
  base::MonotonicTime progress_printed_{};
  unsigned problems_ = 0;
};

// A table of texts, columns as wide as needed; numbers (cells that begin with a digit, "+" or "-") to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace rdc::demo
