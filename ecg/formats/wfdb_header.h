// The text header of a WFDB record (PhysioNet, "header(5)"): how its signals lie in which files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::wfdb {

struct SignalLine {
  std::string file;
  int format = 16;                      // 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524; 0: no samples
  std::uint32_t samples_per_frame = 1;  // 1..1000
  std::uint32_t skew_frames = 0;        // the signal lies this much later in the file than it happened
  std::uint64_t byte_offset = 0;
  double gain = 200.0;  // steps a unit; 200 when the header says 0 or nothing
  bool calibrated = false;
  std::int64_t baseline = 0;  // the step that is zero
  std::string unit = "mV";
  std::int64_t initial = 0;  // before the first difference of format 8
  std::optional<std::uint16_t> checksum;
  std::string description;
};

struct SegmentLine {
  std::string record;  // "~": nothing was recorded
  std::uint64_t frames = 0;
};

struct Header {
  std::string record;
  bool multi_segment = false;
  double frame_rate_hz = 250.0;
  std::optional<std::uint64_t> frames;
  std::optional<DeviceTime> start;
  std::vector<SignalLine> signals;
  std::vector<SegmentLine> segments;
  std::vector<std::string> comments;  // without their '#'
  std::size_t surplus_lines = 0;      // beyond those that the first line announces: no part of the record
};

// At most 1 MiB of text, 1,024 signals, 100,000 segments. kInvalid BAD_WFDB_HEADER with the line number.
Result<Header> parse_header(std::string_view text);
// Warning LINES_LEFT_OUT for surplus lines.
void note_surplus_lines(const Header& header, Recording& recording);

}  // namespace rdc::ecg::wfdb
