#include "ecg/lead_gains.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "ecg/formats/write.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

constexpr double kStepUv = 1.0;  // of the recorder

// A tracing in whole steps of one size, as a recorder keeps it.
Recording in_steps() {
  Recording recording = simulation::simulate({}).recording;
  auto& channels = recording.rhythm.channels;
  for (auto& channel : channels) {
    channel.step_uv = kStepUv;
    for (float& sample : channel.samples) sample = std::round(sample / static_cast<float>(kStepUv));
  }
  for (std::size_t i = 0; i < recording.rhythm.length(); ++i)
    channels[2].samples[i] = channels[1].samples[i] - channels[0].samples[i];
  return recording;
}

// As a converter leaves it that stretched each lead to the full range: another gain for each.
Recording stretched() {
  Recording recording = in_steps();
  constexpr std::array<double, 12> kGain = {0.73, 1.13, 1.21, 0.93, 0.95, 2.54, 0.86, 0.78, 0.72, 0.97, 1.10, 0.83};
  for (std::size_t lead = 0; lead < kGain.size(); ++lead) {
    auto& channel = recording.rhythm.channels[lead];
    channel.step_uv = kStepUv * kGain[lead];
    for (float& sample : channel.samples) sample *= static_cast<float>(kGain[lead]);
  }
  return recording;
}

TEST(LeadGains, ThatContradictEachOtherBecomeOne) {
  const Recording as_recorded = in_steps();
  const Recording read = stretched();
  ASSERT_EQ(common_step_uv(read.rhythm), kStepUv);
  const Strip made_one = with_common_step(read.rhythm, kStepUv);
  for (std::size_t lead = 0; lead < 12; ++lead) {
    EXPECT_DOUBLE_EQ(made_one.channels[lead].step_uv, kStepUv);
    for (std::size_t i = 0; i < made_one.length(); i += 50)
      EXPECT_NEAR(made_one.channels[lead].samples[i], as_recorded.rhythm.channels[lead].samples[i], 0.01);
  }
}

TEST(LeadGains, ThatATargetDoesNotKeepAreSaid) {
  for (const auto format : {Format::kScp, Format::kCsv, Format::kAecg, Format::kDicom, Format::kWfdb}) {
    const auto of_contradicting = write(stretched(), format), of_plain = write(in_steps(), format);
    ASSERT_TRUE(of_contradicting && of_plain);
    const auto says = [](const Written& written) {
      return std::any_of(written.notes.begin(), written.notes.end(),
                         [](const Warning& note) { return note.reason == "GAINS_NOT_KEPT"; });
    };
    EXPECT_EQ(says(*of_contradicting), format == Format::kScp || format == Format::kCsv) << name_of(format);
    EXPECT_FALSE(says(*of_plain)) << name_of(format);
  }
}

// What the file says stays what the reader gives: a copy in another format has the same samples.
TEST(LeadGains, AreMadeOneForMeasurementsAlone) {
  const Recording as_recorded = in_steps(), read = stretched();
  const auto expected = measure(as_recorded), measured = measure(read);
  ASSERT_TRUE(expected && measured);
  EXPECT_EQ(measured->common_step_uv, kStepUv);
  EXPECT_FALSE(expected->common_step_uv);
  ASSERT_TRUE(measured->dominant() != nullptr && expected->dominant() != nullptr);
  for (const Lead lead : {Lead::kI, Lead::kAvf, Lead::kV4}) {
    const auto* is = measured->dominant()->find(lead);
    const auto* should = expected->dominant()->find(lead);
    ASSERT_TRUE(is != nullptr && should != nullptr);
    EXPECT_NEAR(*is->qrs_peak_to_peak_uv, *should->qrs_peak_to_peak_uv, 1.0) << name_of(lead);
  }
  const auto said = interpret(read, *measured);
  EXPECT_TRUE(std::any_of(said.assumptions.begin(), said.assumptions.end(), [](const auto& assumption) {
    return assumption.english.find("gains contradict") != std::string::npos;
  }));
}

TEST(LeadGains, ThatAgreeStayAsTheyAre) {
  const Recording read = in_steps();
  EXPECT_FALSE(common_step_uv(read.rhythm));
}

// Different steps of leads that obey the law in microvolts are the recorder's own.
TEST(LeadGains, OfUnlikeStepsThatAreTrueStayAsTheyAre) {
  Recording read = in_steps();
  for (std::size_t lead = 0; lead < 12; ++lead) read.rhythm.channels[lead].step_uv = lead % 2 == 0 ? 0.5 : 1.0;
  EXPECT_FALSE(common_step_uv(read.rhythm));
}

// A lead turned over breaks the law in steps, too: that is no matter of gains.
TEST(LeadGains, AreNotBlamedForALeadTurnedOver) {
  Recording read = stretched();
  for (float& sample : read.rhythm.channels[2].samples) sample = -sample;
  EXPECT_FALSE(common_step_uv(read.rhythm));
}

TEST(LeadGains, OfTwoLimbLeadsCannotContradictEachOther) {
  Recording read = stretched();
  read.rhythm.channels[2].derived = true;
  EXPECT_FALSE(common_step_uv(read.rhythm));
}

}  // namespace
}  // namespace rdc::ecg
