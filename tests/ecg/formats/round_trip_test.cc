// What is written is what is read, to the last bit of every sample.
#include <gmock/gmock.h>

#include "ecg/simulation/simulator.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

struct TripCase {
  const char* name;
  Format format;
  testing::Shape shape;
};
std::ostream& operator<<(std::ostream& out, const TripCase& c) { return out << c.name; }
class RoundTrip : public ::testing::TestWithParam<TripCase> {};

TEST_P(RoundTrip, EverySampleComesBackExactly) {
  const auto want = testing::recording_of(GetParam().shape);
  WriteOptions options;
  options.rounding = Rounding::kRefuse;
  const auto written = write(want, GetParam().format, options);
  ASSERT_TRUE(written) << written.error().message;
  const auto got = testing::read_written(*written);
  ASSERT_TRUE(got) << got.error().message;
  testing::expect_same_strip(got->rhythm, want.rhythm);
  // Noise over a format's whole range is no ECG, which is said; nothing else is.
  EXPECT_THAT(testing::reasons_of(got->warnings), ::testing::Each("IMPLAUSIBLE_RANGE"));
  EXPECT_EQ(got->acquired_at, want.acquired_at);
  EXPECT_EQ(got->subject.sex, Sex::kFemale);
  EXPECT_EQ(got->subject.age_years, 63.0);
  EXPECT_EQ(got->marks.back().value, want.marks.back().value);
  if (GetParam().format == Format::kWfdb) return;  // its header has no place for the rest
  EXPECT_EQ(got->subject.name, want.subject.name);
  EXPECT_EQ(got->subject.id, want.subject.id);
  EXPECT_EQ(got->device.high_pass_hz, want.device.high_pass_hz);
  EXPECT_EQ(got->device.low_pass_hz, want.device.low_pass_hz);
  EXPECT_EQ(got->device.manufacturer, want.device.manufacturer);
}

std::vector<TripCase> trips() {
  using testing::eight_leads;
  using testing::fifteen_leads;
  using testing::twelve_leads;
  const testing::Shape eight{eight_leads(), 500, 600, 2.5, 2000}, twelve{twelve_leads(), 1000, 700, 4.88, 30000};
  const testing::Shape slow{eight_leads(), 100, 300, 5.0, 900}, fast{twelve_leads(), 2000, 4001, 1.0, 32767};
  const testing::Shape many{fifteen_leads(), 500, 501, 1.25, 3000}, one{{Lead::kII}, 250, 750, 3.75, 2000};
  const testing::Shape frank{{Lead::kX, Lead::kY, Lead::kZ}, 500, 333, 0.5, 1000};
  const testing::Shape odd_rate{eight_leads(), 1e6 / 1667, 600, 3.75, 2000};
  const testing::Shape wide{{Lead::kI, Lead::kV1}, 360, 400, 5.0, 8'000'000};
  const testing::Shape widest{{Lead::kI}, 360, 400, 1.0, 16'000'000};
  return {{"ScpEight", Format::kScp, eight},
          {"ScpTwelveWide", Format::kScp, twelve},
          {"ScpSlow", Format::kScp, slow},
          {"ScpFast", Format::kScp, fast},
          {"ScpRightAndBack", Format::kScp, many},
          {"ScpFrank", Format::kScp, frank},
          {"ScpOddRate", Format::kScp, odd_rate},
          {"ScpOneLead", Format::kScp, one},
          {"AecgTwelve", Format::kAecg, twelve},
          {"AecgSlow", Format::kAecg, slow},
          {"AecgFast", Format::kAecg, fast},
          {"AecgRightAndBack", Format::kAecg, many},
          {"AecgOddRate", Format::kAecg, odd_rate},
          {"AecgWide", Format::kAecg, wide},
          {"DicomEight", Format::kDicom, eight},
          {"DicomTwelveWide", Format::kDicom, twelve},
          {"DicomAmbulatory", Format::kDicom, slow},
          {"DicomGeneral", Format::kDicom, many},
          {"DicomFrank", Format::kDicom, frank},
          {"DicomOddRate", Format::kDicom, odd_rate},
          {"WfdbEight", Format::kWfdb, eight},
          {"WfdbTwelveWide", Format::kWfdb, twelve},
          {"WfdbFast", Format::kWfdb, fast},
          {"WfdbRightAndBack", Format::kWfdb, many},
          {"WfdbOddRate", Format::kWfdb, odd_rate},
          {"WfdbTwentyFourBits", Format::kWfdb, wide},
          {"WfdbThirtyTwoBits", Format::kWfdb, widest},
          {"CsvTwelve", Format::kCsv, twelve},
          {"CsvOneLead", Format::kCsv, one},
          {"CsvFrank", Format::kCsv, frank},
          {"CsvWide", Format::kCsv, widest}};
}
INSTANTIATE_TEST_SUITE_P(Shapes, RoundTrip, ::testing::ValuesIn(trips()),
                         [](const auto& tested) { return tested.param.name; });

class Beats : public ::testing::TestWithParam<Format> {};

TEST_P(Beats, TheMedianBeatComesBackExactly) {
  auto want = testing::recording_of({testing::twelve_leads(), 500, 5000, 2.5, 1500});
  want.median = testing::strip_of({testing::twelve_leads(), 500, 599, 1.25, 1500});
  const auto written = write(want, GetParam(), {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"});
  ASSERT_TRUE(written) << written.error().message;
  const auto got = testing::read_written(*written);
  ASSERT_TRUE(got) << got.error().message;
  ASSERT_TRUE(got->median);
  testing::expect_same_strip(*got->median, *want.median);
}
INSTANTIATE_TEST_SUITE_P(Formats, Beats, ::testing::Values(Format::kScp, Format::kAecg, Format::kDicom),
                         [](const auto& tested) { return std::string(name_of(tested.param)).substr(0, 3); });

TEST(Writing, GapsSurviveWhereAFormatHasThemAndAreRefusedWhereItHasNot) {
  auto gappy = testing::recording_of({testing::eight_leads(), 500, 300, 5.0, 500});
  gappy.rhythm.channels[2].samples[17] = std::numeric_limits<float>::quiet_NaN();
  for (const Format format : {Format::kDicom, Format::kWfdb, Format::kCsv}) {
    const auto written = write(gappy, format);
    ASSERT_TRUE(written) << name_of(format);
    const auto got = testing::read_written(*written);
    ASSERT_TRUE(got) << got.error().message;
    testing::expect_same_strip(got->rhythm, gappy.rhythm);
  }
  for (const Format format : {Format::kScp, Format::kAecg}) EXPECT_EQ(write(gappy, format).error().reason, "NO_ROOM");
}

TEST(Writing, SamplesOnNoGridAreRoundedOnlyWithAWord) {
  const auto simulated = simulation::simulate({}).recording;
  for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb}) {
    EXPECT_EQ(write(simulated, format, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"}).error().reason, "INEXACT");
    const auto written = write(simulated, format);
    ASSERT_TRUE(written);
    EXPECT_THAT(testing::reasons_of(written->notes), Contains("ROUNDED"));
    const auto got = testing::read_written(*written);
    ASSERT_TRUE(got);
    const auto& want = simulated.rhythm.channels[1].samples;
    for (std::size_t i = 0; i < want.size(); ++i) {
      ASSERT_NEAR(got->rhythm.find(Lead::kII)->samples[i], want[i], 0.51) << name_of(format);
    }
  }
  EXPECT_TRUE(write(simulated, Format::kCsv, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"}));
}

TEST(Writing, ARateThatAFormatCannotStateIsSaid) {
  const auto recording = testing::recording_of({{Lead::kII}, 360, 720, 5.0, 300});  // 2777.78 microseconds
  EXPECT_EQ(write(recording, Format::kScp, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"}).error().reason,
            "INEXACT");
  EXPECT_THAT(testing::reasons_of(write(recording, Format::kScp)->notes), Contains("ROUNDED_RATE"));
}

TEST(Writing, AnUnknownTimeIsSaidWhereDicomRequiresOne) {
  auto recording = testing::recording_of({{Lead::kII}, 500, 500, 5.0, 300});
  recording.acquired_at.reset();
  EXPECT_THAT(testing::reasons_of(write(recording, Format::kDicom)->notes), Contains("TIME_LEFT_EMPTY"));
  recording.acquired_at = DeviceTime{std::chrono::hours{24 * 20'000}};
  EXPECT_THAT(testing::reasons_of(write(recording, Format::kDicom)->notes), Not(Contains("TIME_LEFT_EMPTY")));
}

TEST(Writing, DerivedLeadsAreLeftToTheReaderOrMarked) {
  auto recording = testing::recording_of({testing::eight_leads(), 500, 300, 5.0, 500});
  add_derived_limb_leads(recording);
  ASSERT_EQ(recording.rhythm.channels.size(), 12U);
  for (const DerivedLeads choice : {DerivedLeads::kLeaveOut, DerivedLeads::kWrite}) {
    for (const Format format : {Format::kDicom, Format::kCsv}) {
      const auto written = write(recording, format, {Rounding::kRefuse, choice, "ecg"});
      ASSERT_TRUE(written) << written.error().message;
      const auto got = testing::read_written(*written);
      ASSERT_TRUE(got);
      ASSERT_EQ(got->rhythm.channels.size(), 12U);
      for (const auto& channel : got->rhythm.channels) {
        const bool limb = channel.lead == Lead::kIII || channel.lead == Lead::kAvr || channel.lead == Lead::kAvl ||
                          channel.lead == Lead::kAvf;
        EXPECT_EQ(channel.derived, limb) << name_of(channel.lead);
      }
      testing::expect_same_strip(got->rhythm, recording.rhythm);
    }
  }
}

TEST(Writing, TheSameRecordingGivesTheSameBytes) {
  const auto recording = testing::recording_of({testing::twelve_leads(), 500, 500, 2.5, 500});
  for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb, Format::kCsv}) {
    EXPECT_EQ(write(recording, format)->files.front().bytes, write(recording, format)->files.front().bytes);
  }
  for (const Format format : {Format::kMuse, Format::kPhilips, Format::kMfer, Format::kEdf}) {
    EXPECT_EQ(write(recording, format).error().reason, "NOT_WRITABLE");
  }
}

TEST(Writing, ALeadBeyondSixtyFourKilobytesIsNoScp) {
  const auto recording = testing::recording_of({{Lead::kII}, 500, 40'000, 1.0, 32'000});
  EXPECT_EQ(write(recording, Format::kScp).error().reason, "TOO_LONG");
}

// Leads of no code, under labels that mean something else to a reader, or that stand twice.
TEST(RoundTrip, OddAndRepeatedLabelsKeepEverySample) {
  for (const std::vector<std::string>& labels : {std::vector<std::string>{"ECG", "ECG"},
                                                 {"", ""},
                                                 {"#", "# 2"},
                                                 {"time", "index"},
                                                 {"1", "2"},
                                                 {"-", "nan"},
                                                 {"a,b;c", "x(y)[z]"},
                                                 {"（胸前）", "采样点"},
                                                 {"say \"x\"", "<&>"},
                                                 {"I", "V1"}}) {
    auto want = testing::recording_of({{Lead::kI, Lead::kV1}, 500, 60, 2.5, 100});
    const bool known = labels[0] == "I";
    for (std::size_t c = 0; c < 2; ++c) {
      want.rhythm.channels[c].label = labels[c];
      if (!known) want.rhythm.channels[c].lead = Lead::kUnknown;
    }
    if (known) want.rhythm.channels[1].lead = Lead::kI;  // the same lead twice
    for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb, Format::kCsv}) {
      SCOPED_TRACE(std::string(name_of(format)) + " " + labels[0]);
      const auto written = write(want, format);
      ASSERT_TRUE(written) << written.error().message;
      const auto got = testing::read_written(*written);
      ASSERT_TRUE(got) << got.error().message;
      ASSERT_EQ(got->rhythm.channels.size(), 2U);
      for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_EQ(got->rhythm.channels[c].samples, want.rhythm.channels[c].samples);
        EXPECT_EQ(got->rhythm.channels[c].lead, want.rhythm.channels[c].lead);
      }
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
