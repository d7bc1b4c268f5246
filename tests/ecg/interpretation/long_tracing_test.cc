// A long tracing is summarised to its beats, pauses, runs and rhythms, and a gap is no pause.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ecg/interpretation/long_tracing.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

class InMemory final : public SampleSource {
 public:
  explicit InMemory(Recording recording) : whole_(std::move(recording.rhythm)) {
    description_ = std::move(recording);
    description_.rhythm.rate_hz = whole_.rate_hz;
    for (const auto& channel : whole_.channels) {
      description_.rhythm.channels.push_back({channel.lead, channel.label, {}, channel.step_uv, false});
    }
    length_ = whole_.length();
  }
  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip window{whole_.rate_hz, {}};
    const std::size_t begin = std::min<std::size_t>(first, whole_.length()),
                      end = std::min(begin + count, whole_.length());
    for (const auto& channel : whole_.channels) {
      window.channels.push_back(channel);
      window.channels.back().samples.assign(channel.samples.begin() + static_cast<long>(begin),
                                            channel.samples.begin() + static_cast<long>(end));
    }
    return window;
  }

 private:
  Strip whole_;
};

simulation::Simulation tracing(double seconds, simulation::Rhythm rhythm = simulation::Rhythm::kSinus) {
  simulation::Request request;
  request.seed = 11;
  request.seconds = seconds;
  request.rate_hz = 250;
  request.rhythm = rhythm;
  if (rhythm == simulation::Rhythm::kVentricularTachycardia) request.heart_rate = 170;
  auto made = simulation::simulate(request);
  auto& channels = made.recording.rhythm.channels;
  channels = {channels[1], channels[6], channels[10]};  // II, V1, V5
  return made;
}

template <typename Change>
void between(Recording& recording, double from_s, double to_s, Change change) {
  for (auto& channel : recording.rhythm.channels) {
    for (auto i = static_cast<std::size_t>(from_s * 250); i < static_cast<std::size_t>(to_s * 250); ++i) {
      change(channel, i);
    }
  }
}

LongTracing summary_of(Recording recording) {
  InMemory source(std::move(recording));
  auto found = summarise(source);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found.value_or(LongTracing{});
}

TEST(LongTracing, CountsEveryBeatAndNamesTheRhythm) {
  const auto made = tracing(700);
  InMemory source(made.recording);
  std::size_t beats = 0;
  double last = -1.0;
  const auto found = summarise(source, [&](const ClassifiedBeat& beat) {
    EXPECT_GT(beat.at_ms, last);
    last = beat.at_ms;
    ++beats;
  });
  ASSERT_TRUE(found);
  EXPECT_EQ(beats, found->total.beats);
  EXPECT_NEAR(static_cast<double>(beats), static_cast<double>(made.beats.size()), 1.0);
  EXPECT_NEAR(found->mean_bpm, 72.0, 1.5);
  EXPECT_EQ(found->length_ms, 700'000.0);
  EXPECT_EQ(found->pause_count, 0U);
  EXPECT_EQ(found->run_count, 0U);
  ASSERT_EQ(found->hours.size(), 1U);
  EXPECT_NEAR(found->hours[0].slowest_bpm, 72.0, 4.0);
  EXPECT_GE(found->hours[0].fastest_bpm, found->hours[0].slowest_bpm);
  // Spans follow each other without a hole to the very end.
  double at = 0.0, sinus = 0.0;
  for (const auto& span : found->rhythms) {
    EXPECT_EQ(span.begin_ms, at);
    at = span.end_ms;
    if (span.code.starts_with("SINUS")) sinus += span.end_ms - span.begin_ms;
  }
  EXPECT_EQ(at, 700'000.0);
  EXPECT_GT(sinus, 600'000.0);
}

TEST(LongTracing, AGapIsNoPause) {
  auto made = tracing(120);
  between(made.recording, 40, 44,
          [](Channel& channel, std::size_t i) { channel.samples[i] = std::numeric_limits<float>::quiet_NaN(); });
  const auto found = summary_of(made.recording);
  EXPECT_NEAR(found.unrecorded_ms, 4'000.0, 5.0);
  EXPECT_NEAR(static_cast<double>(found.total.beats), static_cast<double>(made.beats.size()) - 4.8, 2.0);
  EXPECT_EQ(found.pause_count, 0U);
  EXPECT_NEAR(found.mean_bpm, 72.0, 2.0);
}

TEST(LongTracing, APauseIsFoundWithItsPlaceAndLength) {
  auto made = tracing(120);
  between(made.recording, 40, 44,
          [](Channel& channel, std::size_t i) { channel.samples[i] = channel.samples[40 * 250]; });
  const auto found = summary_of(made.recording);
  ASSERT_EQ(found.pause_count, 1U);
  EXPECT_NEAR(found.pauses[0].begin_ms, 39'600.0, 600.0);
  EXPECT_GE(found.pauses[0].length_ms, 4'000.0);
  EXPECT_LE(found.pauses[0].length_ms, 5'700.0);
}

TEST(LongTracing, AVentricularRunIsFound) {
  auto made = tracing(120);
  const auto run = tracing(10, simulation::Rhythm::kVentricularTachycardia);
  for (std::size_t c = 0; c < 3; ++c) {
    std::copy(run.recording.rhythm.channels[c].samples.begin(), run.recording.rhythm.channels[c].samples.end(),
              made.recording.rhythm.channels[c].samples.begin() + 60 * 250);
  }
  const auto found = summary_of(made.recording);
  ASSERT_GE(found.run_count, 1U);
  EXPECT_GE(found.ventricular_runs[0].beats, 10U);
  EXPECT_NEAR(found.ventricular_runs[0].bpm, 170.0, 12.0);
  EXPECT_NEAR(found.ventricular_runs[0].begin_ms, 60'500.0, 3'000.0);
}

TEST(LongTracing, RefusesWhatCannotBeMeasured) {
  auto brief = tracing(10);
  for (auto& channel : brief.recording.rhythm.channels) channel.samples.resize(250);
  InMemory source(brief.recording);
  EXPECT_EQ(summarise(source).error().reason, "LENGTH_NOT_MEASURABLE");
  auto slow = tracing(10);
  slow.recording.rhythm.rate_hz = 50;
  InMemory slow_source(slow.recording);
  EXPECT_EQ(summarise(slow_source).error().reason, "BAD_RATE");
}

}  // namespace
}  // namespace rdc::ecg
