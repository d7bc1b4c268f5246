#include "ecg/calibration_pulse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ecg/formats/read.h"
#include "ecg/formats/write.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

// 50 samples flat, 100 of the pulse, 50 flat, behind the tracing or before it.
Recording with_pulse(bool behind, float height = 1000.0F, float ripple = 0.0F) {
  auto recording = simulation::simulate({}).recording;
  for (auto& channel : recording.rhythm.channels) {
    Samples pulse(200, 0.0F);
    std::fill(pulse.begin() + 50, pulse.begin() + 150, height);
    for (std::size_t i = 0; i < pulse.size(); i += 7) pulse[i] += ripple;
    channel.samples.insert(behind ? channel.samples.end() : channel.samples.begin(), pulse.begin(), pulse.end());
  }
  return recording;
}

TEST(CalibrationPulse, IsFoundBeforeAndBehindTheTracing) {
  for (const float ripple : {0.0F, 5.0F, -5.0F}) {
    const auto behind = calibration_pulse(with_pulse(true, 1000.0F, ripple).rhythm);
    ASSERT_TRUE(behind);
    EXPECT_NEAR(static_cast<double>(behind->begin), 5000.0, 3.0);
    EXPECT_EQ(behind->end, 5200U);
    const auto before = calibration_pulse(with_pulse(false, 1000.0F, ripple).rhythm);
    ASSERT_TRUE(before);
    EXPECT_EQ(before->begin, 0U);
    EXPECT_NEAR(static_cast<double>(before->end), 200.0, 3.0);
  }
}

TEST(CalibrationPulse, SeveralAreOneRange) {
  auto recording = with_pulse(true);
  for (auto& channel : recording.rhythm.channels) {
    const Samples pulse(channel.samples.end() - 200, channel.samples.end());
    for (int i = 0; i < 3; ++i) channel.samples.insert(channel.samples.end(), pulse.begin(), pulse.end());
  }
  const auto found = calibration_pulse(recording.rhythm);
  ASSERT_TRUE(found);
  EXPECT_NEAR(static_cast<double>(found->begin), 5000.0, 3.0);
  EXPECT_EQ(found->end, 5800U);
}

TEST(CalibrationPulse, IsNoneWhereAHeartCouldHaveMadeIt) {
  EXPECT_FALSE(calibration_pulse(simulation::simulate({}).recording.rhythm));
  EXPECT_FALSE(calibration_pulse(with_pulse(true, 300.0F).rhythm)) << "too low";
  auto one_differs = with_pulse(true);
  for (std::size_t i = 5000; i < 5200; ++i) one_differs.rhythm.channels[4].samples[i] = 0.0F;
  EXPECT_FALSE(calibration_pulse(one_differs.rhythm));
  auto single = with_pulse(true);
  single.rhythm.channels.resize(1);
  EXPECT_FALSE(calibration_pulse(single.rhythm));
  EXPECT_FALSE(calibration_pulse({}));
}

TEST(CalibrationPulse, ChangesNoMeasurement) {
  const auto plain = measure(simulation::simulate({}).recording), marked = measure(with_pulse(true));
  ASSERT_TRUE(plain && marked);
  EXPECT_EQ(marked->beats.size(), plain->beats.size());
  EXPECT_NEAR(*marked->global.qrs_ms, *plain->global.qrs_ms, 4.0);
  EXPECT_NEAR(*marked->global.qt_ms, *plain->global.qt_ms, 8.0);
  for (const auto& quality : marked->quality) EXPECT_TRUE(quality.faults.empty()) << name_of(quality.lead);
}

TEST(CalibrationPulse, IsKeptByTheReaderWhoSaysIt) {
  const auto recording = with_pulse(true);
  const auto written = write(recording, Format::kCsv);
  ASSERT_TRUE(written);
  const auto back = read(Bytes(written->files.front().bytes));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rhythm.channels[0].samples, recording.rhythm.channels[0].samples);
  ASSERT_EQ(back->warnings.size(), 1U);
  EXPECT_EQ(back->warnings.front().reason, "CALIBRATION_PULSE");
  EXPECT_NE(back->warnings.front().message.find("from 10.0"), std::string::npos) << back->warnings.front().message;
}

}  // namespace
}  // namespace rdc::ecg
