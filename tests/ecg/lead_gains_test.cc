#include "ecg/lead_gains.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

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
  Recording read = stretched();
  restore_common_gain(read);
  ASSERT_EQ(read.warnings.size(), 1U);
  EXPECT_EQ(read.warnings.front().reason, kGainsContradicted);
  for (std::size_t lead = 0; lead < 12; ++lead) {
    EXPECT_DOUBLE_EQ(read.rhythm.channels[lead].step_uv, kStepUv);
    for (std::size_t i = 0; i < read.rhythm.length(); i += 50)
      EXPECT_NEAR(read.rhythm.channels[lead].samples[i], as_recorded.rhythm.channels[lead].samples[i], 0.01);
  }
}

TEST(LeadGains, ThatAgreeStayAsTheyAre) {
  Recording read = in_steps();
  restore_common_gain(read);
  EXPECT_TRUE(read.warnings.empty());
  EXPECT_EQ(read.rhythm.channels[1].samples, in_steps().rhythm.channels[1].samples);
}

// Different steps of leads that obey the law in microvolts are the recorder's own.
TEST(LeadGains, OfUnlikeStepsThatAreTrueStayAsTheyAre) {
  Recording read = in_steps();
  for (std::size_t lead = 0; lead < 12; ++lead) read.rhythm.channels[lead].step_uv = lead % 2 == 0 ? 0.5 : 1.0;
  restore_common_gain(read);
  EXPECT_TRUE(read.warnings.empty());
}

// A lead turned over breaks the law in steps, too: that is no matter of gains.
TEST(LeadGains, AreNotBlamedForALeadTurnedOver) {
  Recording read = stretched();
  for (float& sample : read.rhythm.channels[2].samples) sample = -sample;
  restore_common_gain(read);
  EXPECT_TRUE(read.warnings.empty());
}

TEST(LeadGains, OfTwoLimbLeadsCannotContradictEachOther) {
  Recording read = stretched();
  read.rhythm.channels[2].derived = true;
  restore_common_gain(read);
  EXPECT_TRUE(read.warnings.empty());
}

}  // namespace
}  // namespace rdc::ecg
