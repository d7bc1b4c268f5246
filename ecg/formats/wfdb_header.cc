#include "ecg/formats/wfdb_header.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::wfdb {
namespace {

constexpr std::size_t kMaxText = 1U << 20;
constexpr std::int64_t kMaxSignals = 1024;
constexpr std::int64_t kMaxSegments = 100'000;
constexpr std::array kFormats = {0, 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524};

// WFDB itself asks for letters, digits and '_'; other programs write what their file system takes.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7F;
  });
}

// "16", and "16.0" as programs write that keep all numbers as floating-point ones.
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  return integer_of(text);
}

// "HH:MM:SS[.fff]", with hours or minutes left out in short recordings; "DD/MM/YYYY". Some write "05-May-2020
// 09:49:17".
std::optional<DeviceTime> start_of(std::string_view time, std::string_view date) {
  if (const auto named = date_with_month_name(time); !named.empty()) {
    const auto stated = any_time(named + " " + std::string(date));
    return stated ? std::optional(stated->time) : std::nullopt;
  }
  std::array<double, 3> clock{};
  std::size_t parts = 0;
  while (!time.empty() && parts < 3) {
    const auto colon = std::min(time.find(':'), time.size());
    const auto value = number_of(time.substr(0, colon));
    if (!value || *value < 0 || *value > 60) return std::nullopt;
    clock[parts++] = *value;
    time.remove_prefix(std::min(colon + 1, time.size()));
  }
  const auto first = date.find('/'), second = date.find('/', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos || parts == 0) return std::nullopt;
  std::rotate(clock.begin(), clock.begin() + static_cast<std::ptrdiff_t>(parts), clock.end());
  const auto day = integer_of(date.substr(0, first)), month = integer_of(date.substr(first + 1, second - first - 1)),
             year = integer_of(date.substr(second + 1));
  const bool sound = day && month && year && *day >= 1 && *day <= 31 && *month >= 1 && *month <= 12 && *year <= 9999;
  if (!sound || *year < 1) return std::nullopt;
  const auto micros = static_cast<std::int64_t>(clock[2] * 1e6 + 0.5);
  return moment(static_cast<int>(*year), static_cast<unsigned>(*month), static_cast<unsigned>(*day),
                static_cast<int>(clock[0]), static_cast<int>(clock[1]), static_cast<int>(micros / 1'000'000),
                static_cast<int>(micros % 1'000'000));
}

// One header line and what is wrong with it.
class LineParser {
 public:
  LineParser(std::string_view line, std::size_t number) : number_(number), line_(line), words_(words_of(line, 12)) {}

  const std::vector<std::string_view>& words() const { return words_; }

  Result<void> bad(std::string_view what) const {
    return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "header line {}: {}", number_, what);
  }

  Result<void> record(Header& header) const {
    if (words_.size() < 2) return bad("a record name and the number of signals are expected");
    std::string_view name = words_[0];
    std::int64_t segments = 0;
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos) {
      if (const auto count = integer_of(name.substr(slash + 1))) {
        segments = *count;
        name = name.substr(0, slash);
        header.multi_segment = true;
        if (segments < 1 || segments > kMaxSegments) return bad("the number of segments is not 1 to 100,000");
      }
    }
    if (!is_name(name)) return bad("the record name has characters that no record name has");
    header.record = std::string(name);
    const auto signals = integer_of(words_[1]);
    if (!signals || *signals < 0 || *signals > kMaxSignals) return bad("the number of signals is not 0 to 1,024");
    expected_ = header.multi_segment ? segments : *signals;
    if (words_.size() > 2) {
      const auto rate = number_of(words_[2].substr(0, words_[2].find_first_of("/(")));
      if (!rate || *rate <= 0 || *rate > 1e6) return bad("the sampling frequency is no positive number");
      header.frame_rate_hz = *rate;
    }
    if (words_.size() > 3) {
      const auto frames = integer_of(words_[3]);
      if (!frames || *frames < 0 || *frames > (std::int64_t{1} << 48)) return bad("the number of samples is no number");
      if (*frames > 0) header.frames = static_cast<std::uint64_t>(*frames);
    }
    if (words_.size() > 5) header.start = start_of(words_[4], words_[5]);
    return {};
  }

  Result<void> segment(Header& header) const {
    if (words_.size() < 2 || !is_name(words_[0])) return bad("a segment name and its length are expected");
    const auto frames = integer_of(words_[1]);
    if (!frames || *frames < 0 || *frames > (std::int64_t{1} << 48)) return bad("the segment's length is no number");
    header.segments.push_back({std::string(words_[0]), static_cast<std::uint64_t>(*frames)});
    return {};
  }

  Result<void> signal(Header& header) const {
    if (words_.size() < 2 || !is_name(words_[0])) return bad("a file name and a format are expected");
    SignalLine signal;
    signal.file = std::string(words_[0]);
    if (auto ok = format(words_[1], signal); !ok) return ok;
    if (words_.size() > 2) {
      if (auto ok = gain(words_[2], signal); !ok) return ok;
    }
    std::array<std::optional<std::int64_t>, 5> numbers;  // resolution, zero, initial value, checksum, block size
    std::size_t read = 0;
    while (read < 5 && read + 3 < words_.size() && (numbers[read] = whole_number(words_[read + 3]))) ++read;
    const bool states_baseline = words_.size() > 2 && words_[2].find('(') != std::string_view::npos;
    if (numbers[1] && std::abs(*numbers[1]) > (std::int64_t{1} << 33)) return bad("the ADC zero is beyond 32 bits");
    if (!states_baseline && numbers[1]) signal.baseline = *numbers[1];
    signal.initial = numbers[2].value_or(numbers[1].value_or(0));
    if (numbers[3]) signal.checksum = static_cast<std::uint16_t>(*numbers[3] & 0xFFFF);
    if (words_.size() > read + 3) {
      const auto at = static_cast<std::size_t>(words_[read + 3].data() - line_.data());
      signal.description = readable(line_.substr(at));
    }
    header.signals.push_back(std::move(signal));
    return {};
  }

  std::int64_t expected() const { return expected_; }

 private:
  // "16", "212x4:3+24"
  Result<void> format(std::string_view text, SignalLine& signal) const {
    const auto take = [&text] {
      const auto end = std::min(text.find_first_of("x:+", 1), text.size());
      const auto piece = text.substr(0, end);
      text.remove_prefix(end);
      return piece;
    };
    const auto code = integer_of(take());
    if (!code || std::find(kFormats.begin(), kFormats.end(), *code) == kFormats.end()) {
      return bad("the signal format is none of 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524");
    }
    signal.format = static_cast<int>(*code);
    while (!text.empty()) {
      const auto piece = take();
      const auto value = integer_of(piece.substr(1));
      if (!value || *value < 0) return bad("samples a frame, skew or byte offset is no number");
      if (piece[0] == 'x') {
        if (*value < 1 || *value > 1000) return bad("samples a frame are not 1 to 1,000");
        signal.samples_per_frame = static_cast<std::uint32_t>(*value);
      } else if (piece[0] == ':') {
        if (*value > 1'000'000) return bad("the skew is beyond 1,000,000 frames");
        signal.skew_frames = static_cast<std::uint32_t>(*value);
      } else {
        signal.byte_offset = static_cast<std::uint64_t>(*value);
      }
    }
    return {};
  }

  // "200", "1000.0(0)/mV"
  Result<void> gain(std::string_view text, SignalLine& signal) const {
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
      signal.unit = readable(text.substr(slash + 1));
      text = text.substr(0, slash);
    }
    if (const auto open = text.find('('); open != std::string_view::npos) {
      const auto close = text.find(')', open);
      if (close == std::string_view::npos) return bad("the baseline's bracket does not close");
      const auto baseline = integer_of(text.substr(open + 1, close - open - 1));
      if (!baseline || std::abs(*baseline) > (std::int64_t{1} << 33)) return bad("the baseline is no 32-bit number");
      signal.baseline = *baseline;
      text = text.substr(0, open);
    }
    const auto gain = number_of(text);
    if (!gain) return bad("the gain is no number");
    signal.calibrated = *gain != 0.0;
    if (signal.calibrated) signal.gain = *gain;
    return {};
  }

  std::size_t number_;
  std::string_view line_;
  std::vector<std::string_view> words_;
  mutable std::int64_t expected_ = 0;
};

}  // namespace

Result<Header> parse_header(std::string_view text) {
  if (text.size() > kMaxText) {
    return fail(ErrorCode::kTooLarge, "BAD_WFDB_HEADER", "the header has {} bytes; 1 MiB is accepted", text.size());
  }
  Header header;
  std::int64_t expected = -1;
  std::size_t number = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) continue;
    if (line[0] == '#') {
      header.comments.push_back(readable(line.substr(1)));
      continue;
    }
    const LineParser parser(line, number);
    const auto have = static_cast<std::int64_t>(header.multi_segment ? header.segments.size() : header.signals.size());
    if (expected >= 0 && have >= expected) {
      ++header.surplus_lines;
      continue;
    }
    const bool first = expected < 0;
    const auto read = first                  ? parser.record(header)
                      : header.multi_segment ? parser.segment(header)
                                             : parser.signal(header);
    if (!read) return fail(read);
    if (first) expected = parser.expected();
  }
  const auto have = static_cast<std::int64_t>(header.multi_segment ? header.segments.size() : header.signals.size());
  if (expected < 0) return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "the header has no record line");
  if (have < expected) {
    return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "the first line announces {} lines, {} follow", expected, have);
  }
  return header;
}

void note_surplus_lines(const Header& header, Recording& recording) {
  if (header.surplus_lines == 0) return;
  recording.warnings.push_back(
      {"LINES_LEFT_OUT",
       fmt::format("the header has {} more lines than its first line announces", header.surplus_lines)});
}

}  // namespace rdc::ecg::wfdb
