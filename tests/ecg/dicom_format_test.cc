#include "ecg/formats/dicom_format.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

dicom::Waveform one_channel(std::string unit, double sensitivity, double correction, double baseline) {
  dicom::Waveform waveform;
  dicom::MultiplexGroup group;
  group.rate_hz = 500;
  dicom::WaveformChannel channel;
  channel.source = {"2:2", "MDC", "Lead II"};
  channel.sensitivity = sensitivity;
  channel.sensitivity_correction = correction;
  channel.baseline = baseline;
  channel.unit = std::move(unit);
  channel.samples = {0, 100, -200};
  group.channels.push_back(channel);
  waveform.groups.push_back(group);
  return waveform;
}

struct ScalingCase {
  const char* name;
  const char* unit;
  double sensitivity, correction, baseline;
  float zero, hundred;
};
std::ostream& operator<<(std::ostream& out, const ScalingCase& c) { return out << c.name; }
class Scaling : public ::testing::TestWithParam<ScalingCase> {};

TEST_P(Scaling, FollowsTheStandardsFormula) {
  const auto& c = GetParam();
  const auto recording = from_dicom(one_channel(c.unit, c.sensitivity, c.correction, c.baseline));
  ASSERT_TRUE(recording) << recording.error().message;
  const auto& samples = recording->rhythm.channels.front().samples;
  EXPECT_FLOAT_EQ(samples[0], c.zero);
  EXPECT_FLOAT_EQ(samples[1], c.hundred);
}
INSTANTIATE_TEST_SUITE_P(HandWorked, Scaling,
                         ::testing::Values(ScalingCase{"Microvolts", "uV", 1.25, 1.0, 0.0, 0.0F, 125.0F},
                                           ScalingCase{"CorrectionMultiplies", "uV", 1.25, 2.0, 0.0, 0.0F, 250.0F},
                                           ScalingCase{"BaselineIsInUnitsNotSteps", "uV", 5.0, 1.0, 10.0, 10.0F,
                                                       510.0F},
                                           ScalingCase{"Millivolts", "mV", 0.005, 1.0, 0.1, 100.0F, 600.0F}),
                         [](const auto& tested) { return tested.param.name; });

TEST(DicomFormat, ChannelsThatAreNoVoltagesAreLeftOut) {
  EXPECT_EQ(from_dicom(one_channel("mm[Hg]", 1, 1, 0)).error().reason, "NO_ECG");
}

TEST(DicomFormat, ASensitivityOfNothingDrawsNoFlatLine) {
  for (const auto& [sensitivity, correction] : {std::pair{0.0, 1.0}, std::pair{5.0, 0.0}}) {
    auto waveform = one_channel("uV", sensitivity, correction, 0);
    EXPECT_EQ(from_dicom(waveform).error().reason, "NO_ECG");
    waveform.groups[0].channels.push_back(one_channel("uV", 5, 1, 0).groups[0].channels[0]);
    const auto recording = from_dicom(waveform);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.channels.size(), 1U);
    ASSERT_FALSE(recording->warnings.empty());
    EXPECT_EQ(recording->warnings[0].reason, "NO_SENSITIVITY");
  }
}

TEST(DicomFormat, PaddingIsAGapAndSkewIsEvenedOut) {
  auto waveform = one_channel("uV", 1, 1, 0);
  waveform.groups[0].padding = -200;
  waveform.groups[0].channels[0].sample_skew = 1;
  const auto samples = from_dicom(waveform)->rhythm.channels.front().samples;
  EXPECT_TRUE(std::isnan(samples[0]));
  EXPECT_FLOAT_EQ(samples[1], 0.0F);
  EXPECT_FLOAT_EQ(samples[2], 100.0F);
}

dicom::MultiplexGroup group_of(std::vector<Lead> leads, double offset_ms, std::vector<std::int32_t> samples) {
  dicom::MultiplexGroup group;
  group.rate_hz = 500;
  group.time_offset_ms = offset_ms;
  for (const Lead lead : leads) {
    dicom::WaveformChannel channel;
    channel.source = {"2:" + std::to_string(static_cast<int>(lead)), "MDC", ""};
    channel.sensitivity = 1.0;
    channel.unit = "uV";
    channel.samples = samples;
    group.channels.push_back(std::move(channel));
  }
  return group;
}

std::string shown(const Recording& recording, Lead lead) {
  std::string out;
  const auto* channel = recording.rhythm.find(lead);
  if (channel == nullptr) return "none";
  for (const float sample : channel->samples)
    out += std::isnan(sample) ? "- " : std::to_string(static_cast<int>(sample)) + " ";
  return out;
}

// The sheet of four times three leads, each for a while, over one lead that runs through.
TEST(DicomFormat, GroupsLieAtTheirTimes) {
  dicom::Waveform waveform;
  waveform.groups = {group_of({Lead::kI, Lead::kII}, 100, {1, 2}), group_of({Lead::kV1, Lead::kV2}, 104, {3, 4}),
                     group_of({Lead::kV4}, 110, {5, 6}), group_of({Lead::kII}, 100, {1, 2, 7, 8, 9, 9, 9})};
  const auto recording = from_dicom(waveform);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_FALSE(recording->median);
  EXPECT_EQ(shown(*recording, Lead::kI), "1 2 - - - - - ");
  EXPECT_EQ(shown(*recording, Lead::kV1), "- - 3 4 - - - ");
  EXPECT_EQ(shown(*recording, Lead::kV4), "- - - - - 5 6 ");
  EXPECT_EQ(shown(*recording, Lead::kII), "1 2 7 8 9 9 9 ");
}

TEST(DicomFormat, GroupsBesideEachOtherAreOneStripAndACopyIsNone) {
  dicom::Waveform waveform;
  waveform.groups = {group_of({Lead::kI, Lead::kII}, 0, {1, 2}), group_of({Lead::kV1}, 0, {3, 4}),
                     group_of({Lead::kI}, 0, {8, 8})};
  const auto recording = from_dicom(waveform);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.channels.size(), 3U);
  EXPECT_EQ(shown(*recording, Lead::kI), "1 2 ");
  EXPECT_EQ(recording->others.size(), 1U);
}

TEST(DicomFormat, GroupsMayBeListedInAnyOrder) {
  dicom::Waveform waveform;
  waveform.groups = {group_of({Lead::kV1}, 104, {3, 4}), group_of({Lead::kI}, 100, {1, 2})};
  const auto recording = from_dicom(waveform);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(shown(*recording, Lead::kI), "1 2 - - ");
  EXPECT_EQ(shown(*recording, Lead::kV1), "- - 3 4 ");
  EXPECT_TRUE(recording->others.empty());
}

// A beat that came first would else be the tracing, with the tracing's end behind it.
TEST(DicomFormat, ABeatOrACopyBeforeTheTracingIsNeverTheTracing) {
  struct Before {
    const char* label;
    const char* originality;
    std::vector<std::int32_t> samples;
    bool beat;
  };
  for (const auto& before :
       {Before{"AVERAGE BEAT", "DERIVED", {9, 9}, true}, Before{"Average beat", "", {9, 9}, true},
        Before{"", "DERIVED", {9, 9}, true}, Before{"FILTERED", "DERIVED", {9, 9, 9, 9, 9}, false}}) {
    dicom::Waveform waveform;
    waveform.groups = {group_of({Lead::kI}, 0, before.samples), group_of({Lead::kI}, 0, {1, 2, 3, 4, 5})};
    waveform.groups[0].label = before.label;
    waveform.groups[0].originality = before.originality;
    waveform.groups[1].originality = "ORIGINAL";
    const auto recording = from_dicom(waveform);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(shown(*recording, Lead::kI), "1 2 3 4 5 ") << before.label;
    EXPECT_EQ(recording->median.has_value(), before.beat) << before.label;
    EXPECT_EQ(recording->others.size(), before.beat ? 0U : 1U) << before.label;
  }
}

TEST(DicomFormat, AGroupFarAwayOrOfAnotherRateIsKeptApart) {
  for (const double offset : {1e7, -1e7, 1e300, -1e300}) {
    dicom::Waveform waveform;
    waveform.groups = {group_of({Lead::kI}, 0, {1, 2}), group_of({Lead::kV1}, offset, {3, 4})};
    const auto recording = from_dicom(waveform);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.length(), 2U) << offset;
    EXPECT_EQ(recording->others.size(), 1U) << offset;
  }
}

TEST(DicomFormat, AnInfantsAgeIsNoYearOfZero) {
  auto made = simulation::simulate({}).recording;
  for (const auto& [years, text] :
       {std::pair{63.7, "063Y"}, {2.0, "002Y"}, {1.5, "018M"}, {0.5, "006M"}, {0.02, "007D"}}) {
    made.subject.age_years = years;
    EXPECT_EQ(to_dicom(made)->age, text);
    EXPECT_NEAR(from_dicom(*to_dicom(made))->subject.age_years.value_or(-1), years < 2 ? years : std::floor(years),
                0.01);
  }
}

TEST(DicomFormat, SimulatedEcgSurvivesTheTripWithinAMicrovolt) {
  auto made = simulation::simulate({}).recording;
  made.subject = {"P1", "王晓民", "19630512", Sex::kFemale, 63.0};
  made.acquired_at = DeviceTime(std::chrono::local_days(std::chrono::year{2026} / 11 / 24)) + std::chrono::hours(9);
  const auto waveform = to_dicom(made);
  ASSERT_TRUE(waveform);
  EXPECT_EQ(waveform->age, "063Y");
  EXPECT_EQ(waveform->acquisition_datetime, "20261124090000.000000");
  const auto back = from_dicom(*waveform);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->acquired_at, made.acquired_at);
  EXPECT_EQ(back->subject.age_years, 63.0);
  ASSERT_EQ(back->rhythm.channels.size(), 12U);
  for (std::size_t c = 0; c < 12; ++c) {
    EXPECT_EQ(back->rhythm.channels[c].lead, made.rhythm.channels[c].lead);
    for (std::size_t i = 0; i < made.rhythm.length(); ++i) {
      ASSERT_NEAR(back->rhythm.channels[c].samples[i], made.rhythm.channels[c].samples[i], 0.51);
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
