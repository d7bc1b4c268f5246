// Rates 100 to 2000 Hz, 1 to 15 leads, 2 s and longer, 8 to 32 bit: written and read back exactly, or refused for a
// reason that is the format's own.
#include <gmock/gmock.h>

#include <map>

#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

struct Extent {
  double rate_hz;
  std::size_t leads;
  double seconds;
  std::int32_t largest_step;  // what it takes: 127 is 8 bit, 2000 12 bit, 32'000 16 bit, 8'000'000 24 bit
};
std::ostream& operator<<(std::ostream& out, const Extent& e) {
  return out << e.leads << " leads, " << e.rate_hz << " Hz, " << e.seconds << " s, +-" << e.largest_step;
}

std::vector<Lead> leads_of(std::size_t count) {
  auto leads = testing::fifteen_leads();
  leads.resize(count);
  return leads;
}

// Why a format may refuse an extent; "" when it must take it.
std::string refusal(Format format, const Extent& e) {
  const double samples = std::round(e.rate_hz * e.seconds);
  const bool whole_microseconds = std::abs(1e6 / e.rate_hz - std::round(1e6 / e.rate_hz)) < 1e-9;
  switch (format) {
    case Format::kScp:
      if (e.largest_step > 32'767) return "NO_ROOM";
      if (samples * 2 > 65'535) return "TOO_LONG";  // plain samples; shorter where they compress
      return whole_microseconds ? "" : "INEXACT";
    case Format::kDicom:
      if (e.largest_step > 32'767) return "INEXACT";  // 16-bit samples are written
      // ambulatory up to 12 leads, else general, which begins at 200 Hz (PS3.3 A.34)
      return e.rate_hz > 1000 || (e.rate_hz < 200 && e.leads > 12) ? "INCOMPLETE_WAVEFORM" : "";
    default:
      return "";
  }
}

class Extents : public ::testing::TestWithParam<Extent> {};

TEST_P(Extents, EveryWriterGivesItBackOrRefusesWithItsReason) {
  const Extent& e = GetParam();
  testing::Shape shape{leads_of(e.leads), e.rate_hz, static_cast<std::size_t>(std::round(e.rate_hz * e.seconds)), 1.0,
                       e.largest_step};
  const auto recording = testing::recording_of(shape);
  for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb, Format::kCsv}) {
    SCOPED_TRACE(name_of(format));
    const auto written = write(recording, format, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"});
    const std::string reason = refusal(format, e);
    if (!written) {
      EXPECT_EQ(written.error().reason, reason) << written.error().message;
      EXPECT_FALSE(written.error().message.empty());
      continue;
    }
    EXPECT_TRUE(reason.empty() || reason == "TOO_LONG") << "taken, though " << reason;
    const auto back = testing::read_written(*written);
    ASSERT_TRUE(back) << back.error().reason << ": " << back.error().message;
    testing::expect_same_strip(back->rhythm, recording.rhythm);
  }
}

std::vector<Extent> extents() {
  std::vector<Extent> all;
  for (const double rate : {100.0, 125.0, 200.0, 250.0, 257.0, 360.0, 500.0, 600.0, 800.0, 1000.0, 2000.0}) {
    for (const std::size_t leads : {1U, 2U, 3U, 8U, 12U, 15U}) all.push_back({rate, leads, 2.0, 2000});
  }
  for (const std::int32_t largest : {127, 2000, 32'000, 8'000'000, 16'000'000}) {
    all.push_back({500.0, 12, 2.0, largest});
    all.push_back({1000.0, 1, 10.0, largest});
  }
  for (const double seconds : {2.0, 10.0, 60.0, 300.0}) all.push_back({250.0, 3, seconds, 2000});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Table, Extents, ::testing::ValuesIn(extents()));

struct Beyond {
  const char* name;
  const char* csv;
  const char* reason;
};
std::ostream& operator<<(std::ostream& out, const Beyond& beyond) { return out << beyond.name; }

class BeyondLimits : public ::testing::TestWithParam<Beyond> {};

TEST_P(BeyondLimits, AreRefusedByName) {
  const auto recording = testing::read_text(GetParam().csv);
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, GetParam().reason) << recording.error().message;
}

INSTANTIATE_TEST_SUITE_P(Csv, BeyondLimits,
                         ::testing::Values(Beyond{"Slow", "# rate_hz: 49\n# unit: uV\nI,II\n1,2\n", "BAD_RATE"},
                                           Beyond{"Fast", "# rate_hz: 16001\n# unit: uV\nI,II\n1,2\n", "BAD_RATE"},
                                           Beyond{"NoNumber", "# rate_hz: nan\n# unit: uV\nI,II\n1,2\n",
                                                  "CSV_NOT_DESCRIBED"}),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace rdc::ecg
