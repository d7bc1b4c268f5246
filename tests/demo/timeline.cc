#include "tests/demo/timeline.h"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace rdc::demo {
namespace {

bool is_wide(std::uint32_t code) {
  return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
         (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) || code >= 0x20000;
}

}  // namespace

std::size_t display_width(const std::string& utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) {
      code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    }
    width += is_wide(code) ? 2 : 1;
    i += length;
  }
  return width;
}

std::string pad_right(const std::string& utf8, std::size_t columns) {
  const std::size_t width = display_width(utf8);
  return width >= columns ? utf8 : utf8 + std::string(columns - width, ' ');
}

std::string pad_left(const std::string& utf8, std::size_t columns) {
  const std::size_t width = display_width(utf8);
  return width >= columns ? utf8 : std::string(columns - width, ' ') + utf8;
}

std::string megabytes(double bytes) {
  return bytes < 1e6 ? fmt::format("{:.0f} kB", bytes / 1e3) : fmt::format("{:.1f} MB", bytes / 1e6);
}

Timeline::Timeline(const base::Clock& clock)
    : clock_(clock), begun_(clock.monotonic()), terminal_(isatty(STDOUT_FILENO) != 0) {}

double Timeline::seconds() const { return std::chrono::duration<double>(clock_.monotonic() - begun_).count(); }

unsigned Timeline::problems() const {
  const std::lock_guard lock(mutex_);
  return problems_;
}

void Timeline::wipe_progress() {
  if (terminal_ && !progress_.empty()) fmt::print("\r\033[K");
}

void Timeline::heading(const std::string& text) {
  const std::lock_guard lock(mutex_);
  wipe_progress();
  fmt::print("\n{}\n", text);
  std::fflush(stdout);
}

void Timeline::line(const std::string& where, const std::string& what) {
  wipe_progress();
  fmt::print("{:8.2f} s  {}  {}\n", seconds(), pad_right(where, 18), what);
  if (terminal_ && !progress_.empty()) fmt::print("{}", progress_);
  std::fflush(stdout);
}

void Timeline::event(const std::string& where, const std::string& what) {
  const std::lock_guard lock(mutex_);
  line(where, what);
}

void Timeline::problem(const std::string& what) {
  const std::lock_guard lock(mutex_);
  ++problems_;
  line("PROBLEM", what);
}

void Timeline::progress(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (text == progress_) return;
  wipe_progress();
  progress_ = text;
  const auto now = clock_.monotonic();
  if (terminal_) {
    fmt::print("{}", text);
  } else if (now - progress_printed_ >= std::chrono::seconds(3)) {
    progress_printed_ = now;
    line("…", text);
  }
  std::fflush(stdout);
}

void Timeline::end_progress() {
  const std::lock_guard lock(mutex_);
  wipe_progress();
  progress_.clear();
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (std::size_t i = 0; i < rows_[r].size(); ++i) {
      const std::string& cell = rows_[r][i];
      const bool number = !cell.empty() && std::string("0123456789+-").find(cell[0]) != std::string::npos;
      const bool right = number || (r == 0 && rows_.size() > 1 && !rows_[1][i].empty() &&
                                    std::string("0123456789+-").find(rows_[1][i][0]) != std::string::npos);
      out += (right ? pad_left(cell, widths[i]) : pad_right(cell, widths[i])) + (i + 1 < rows_[r].size() ? "  " : "");
    }
    out += "\n";
    if (r == 0) {
      for (std::size_t i = 0; i < widths.size(); ++i) {
        for (std::size_t k = 0; k < widths[i]; ++k) out += "─";
        out += i + 1 < widths.size() ? "  " : "\n";
      }
    }
  }
  return out;
}

}  // namespace rdc::demo
