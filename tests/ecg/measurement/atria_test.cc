// What atria, pacemakers and accessory pathways leave in a tracing, on drawn signals with known answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "ecg/measurement/delta_wave.h"
#include "ecg/measurement/faint_spikes.h"
#include "ecg/measurement/locked_flutter.h"
#include "ecg/measurement/rr_entropy.h"

namespace rdc::ecg {
namespace {

// ---- Disorder of intervals ---------------------------------------------------------------------------------------

struct Series {
  const char* name;
  std::vector<double> rr_ms;
  bool disorder;  // above the paper's -1.4
};
std::ostream& operator<<(std::ostream& out, const Series& c) { return out << c.name; }
class SampleEntropy : public ::testing::TestWithParam<Series> {};

TEST_P(SampleEntropy, IsHighWhereIntervalsKeepNoOrder) {
  const auto& c = GetParam();
  const auto got = sample_entropy_coefficient(c.rr_ms);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(*got > -1.4, c.disorder) << *got;
}

INSTANTIATE_TEST_SUITE_P(
    Drawn, SampleEntropy,
    ::testing::Values(
        Series{"Sinus", {830, 836, 842, 838, 830, 826, 832, 840, 842, 834, 828, 832}, false},
        Series{"Bigeminy", {520, 1080, 524, 1076, 518, 1084, 522, 1078, 526, 1080, 520, 1082}, false},
        Series{"OneEarlyBeat", {800, 804, 798, 480, 1120, 802, 806, 800, 796, 804, 800, 798}, false},
        Series{"TwoEarlyBeats", {800, 804, 480, 1120, 802, 806, 800, 796, 490, 1100, 804, 798, 800}, false},
        Series{"Wenckebach", {840, 780, 750, 1180, 842, 782, 752, 1178, 838, 778, 748, 1182}, false},
        Series{"Fibrillation", {612, 840, 705, 1010, 560, 780, 930, 655, 745, 1120, 590, 870}, true},
        Series{"FastFibrillation", {380, 512, 430, 610, 350, 470, 560, 400, 445, 690, 365, 530, 415, 600, 340}, true}),
    [](const auto& tested) { return tested.param.name; });

TEST(SampleEntropy, OfAFewIntervalsIsUnknown) {
  const std::vector<double> few = {612, 840, 705, 1010, 560, 780, 930};
  EXPECT_FALSE(sample_entropy_coefficient(few).has_value());
}

TEST(SampleEntropy, DoesNotDependOnTheRateAlone) {
  std::vector<double> slow = {612, 840, 705, 1010, 560, 780, 930, 655, 745, 1120, 590, 870}, fast;
  for (const double rr : slow) fast.push_back(0.5 * rr);
  EXPECT_NEAR(*sample_entropy_coefficient(slow), *sample_entropy_coefficient(fast), 1e-9);
}

// ---- Slow starts ----------------------------------------------------------------------------------------------------

// Three leads at 500 Hz: a start of `slow_ms` at 3 uV a ms, then 30 uV a ms up and down.
MedianBeat beat_with_start(double slow_ms) {
  constexpr double kRate = 500.0, kOnsetMs = -60.0, kTopMs = 20.0;
  MedianBeat out;
  out.r_index = 200;
  out.strip.rate_hz = kRate;
  for (const Lead lead : {Lead::kI, Lead::kII, Lead::kV2}) {
    Samples samples(400, 0.0F);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double ms = 1000.0 * (static_cast<double>(i) - 200.0) / kRate - kOnsetMs;
      const double slow = std::clamp(ms, 0.0, slow_ms), quick = std::clamp(ms - slow_ms, 0.0, kTopMs),
                   fall = std::clamp(ms - slow_ms - kTopMs, 0.0, 2.0 * kTopMs);
      samples[i] = static_cast<float>(3.0 * slow + 30.0 * (quick - 0.5 * fall));
    }
    out.strip.channels.push_back({lead, "", std::move(samples)});
    LeadMeasurements measured;
    measured.lead = lead;
    measured.usable = true;
    out.leads.push_back(measured);
  }
  out.qrs = Wave{kOnsetMs, 0.0, kOnsetMs + slow_ms + 3.0 * kTopMs};
  return out;
}

TEST(StartOfQrs, IsAsSlowAsItWasDrawn) {
  for (const double slow_ms : {0.0, 20.0, 40.0, 60.0}) {
    const auto got = start_of_qrs(beat_with_start(slow_ms));
    ASSERT_TRUE(got.has_value());
    EXPECT_NEAR(got->slow_ms, slow_ms, 8.0) << slow_ms;
    EXPECT_NEAR(got->slow_share, 3.0 * slow_ms / (3.0 * slow_ms + 600.0), 0.25) << slow_ms;
  }
}

TEST(StartOfQrs, OfOneLeadIsUnknown) {
  auto beat = beat_with_start(40.0);
  beat.leads[0].usable = beat.leads[1].usable = false;
  EXPECT_FALSE(start_of_qrs(beat).has_value());
}

// ---- Faint spikes ---------------------------------------------------------------------------------------------------

// Ten wide beats in two leads with 4 uV of noise; `spike_uv` in one sample so long before each onset.
struct Spiked {
  Strip strip;
  std::vector<Beat> beats;
};
Spiked with_spikes(float spike_uv, std::size_t before_ms = 10, float noise_uv = 4.0F) {
  Spiked out;
  out.strip.rate_hz = 500.0;
  std::uint32_t state = 1;
  for (const Lead lead : {Lead::kII, Lead::kV1}) {
    Samples samples(5000);
    for (float& x : samples) {
      state = state * 1664525U + 1013904223U;
      x = noise_uv * (static_cast<float>(state >> 8) / 8388608.0F - 1.0F);
    }
    for (std::size_t beat = 0; beat < 10; ++beat) {
      const std::size_t onset = 200 + 450 * beat;
      for (std::size_t i = 0; i < 80; ++i)
        samples[onset + i] +=
            400.0F * (1.0F - static_cast<float>(std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / 80.0)));
      samples[onset - before_ms / 2] += spike_uv;
    }
    out.strip.channels.push_back({lead, "", std::move(samples)});
  }
  for (std::size_t n = 0; n < 10; ++n) {
    Beat beat;
    const double onset_ms = 400.0 + 900.0 * static_cast<double>(n);
    beat.r_ms = onset_ms + 80.0;
    beat.qrs = Wave{onset_ms, onset_ms + 80.0, onset_ms + 160.0};
    out.beats.push_back(beat);
  }
  return out;
}

TEST(FaintSpikes, AreSeenAboveTheNoiseAtTheirPlace) {
  const auto drawn = with_spikes(60.0F);
  const auto got = find_faint_spike(drawn.strip, drawn.beats, 0);
  ASSERT_TRUE(got.has_value());
  EXPECT_NEAR(got->before_qrs_ms, 10.0, 3.0);
  EXPECT_GT(got->times_noise, 4.0);
  EXPECT_GE(got->share, 0.9);
}

TEST(FaintSpikes, AreNotInvented) {
  const auto drawn = with_spikes(0.0F);
  const auto got = find_faint_spike(drawn.strip, drawn.beats, 0);
  if (got) {
    EXPECT_LT(got->times_noise, 2.2);
  }
  EXPECT_FALSE(find_faint_spike(drawn.strip, std::span(drawn.beats).first(2), 0).has_value());
}

TEST(FaintSpikes, OfTheAtriaAreSeenBeforeTheP) {
  for (const std::size_t before_ms : {90U, 160U, 250U, 330U}) {
    const auto drawn = with_spikes(60.0F, before_ms);
    const auto got = find_faint_atrial_spike(drawn.strip, drawn.beats, 0);
    ASSERT_TRUE(got.has_value()) << before_ms;
    EXPECT_NEAR(got->before_qrs_ms, static_cast<double>(before_ms), 3.0);
    EXPECT_GT(got->times_noise, 4.0);
    EXPECT_GE(got->share, 0.9);
  }
}

TEST(FaintSpikes, OfTheAtriaAreNotInvented) {
  auto drawn = with_spikes(60.0F);  // those of the ventricles are too near
  const auto got = find_faint_atrial_spike(drawn.strip, drawn.beats, 0);
  if (got) {
    EXPECT_LT(got->times_noise, 3.2);
  }
  // At any sampling rate, and not where the last QRS would be looked at.
  for (const double rate : {250.0, 257.0, 325.0, 360.0, 1000.0}) {
    drawn.strip.rate_hz = rate;
    (void)find_faint_atrial_spike(drawn.strip, drawn.beats, 0);
  }
  for (auto& beat : drawn.beats) beat.r_ms *= 0.6;
  EXPECT_FALSE(find_faint_atrial_spike(drawn.strip, drawn.beats, 0).has_value());
}

// In a tracing without noise the least notch of a P stands out of what is around it.
TEST(FaintSpikes, OfTheAtriaAreNoNotchOfAP) {
  const auto notched = with_spikes(10.0F, 160, 0.5F);
  EXPECT_FALSE(find_faint_atrial_spike(notched.strip, notched.beats, 0).has_value());
  const auto paced = with_spikes(25.0F, 160, 0.5F);
  EXPECT_TRUE(find_faint_atrial_spike(paced.strip, paced.beats, 0).has_value());
}

// ---- Flutter that keeps its place against the QRS -------------------------------------------------------------------

// Eight leads: a T of one direction in space, and `waves` sines a beat of another (1: one P); the QRS left out.
Spiked with_waves(double rr_ms, int waves, double wave_uv) {
  constexpr std::array kLeads = {Lead::kI, Lead::kII, Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
  Spiked out;
  out.strip.rate_hz = 500.0;
  for (std::size_t l = 0; l < kLeads.size(); ++l) {
    Samples samples(5000);
    const double t_uv = 300.0 * std::cos(static_cast<double>(l)),
                 a_uv = wave_uv * std::sin(2.0 * static_cast<double>(l));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double ms = std::fmod(2.0 * static_cast<double>(i), rr_ms);
      const double t = (ms - 20.0 - 270.0 * std::sqrt(rr_ms / 1000.0)) / 40.0;
      const double phase = waves > 1 ? std::fmod(ms, rr_ms / waves) / (rr_ms / waves) : (ms - rr_ms + 160.0) / 200.0;
      const double wave =
          phase < 0.0 || phase > 1.0 ? 0.0 : std::sin((waves > 1 ? 2.0 : 1.0) * std::numbers::pi * phase);
      samples[i] = static_cast<float>(t_uv * std::exp(-0.5 * t * t) + a_uv * wave);
    }
    out.strip.channels.push_back({kLeads[l], "", std::move(samples)});
  }
  for (double r = rr_ms; r < 9900.0; r += rr_ms) {
    Beat beat;
    beat.r_ms = r;
    out.beats.push_back(beat);
  }
  return out;
}

std::optional<LockedFlutter> locked(const Spiked& drawn) {
  CleanStrip clean;
  clean.rate_hz = drawn.strip.rate_hz;
  clean.channels = drawn.strip.channels;
  clean.derived.assign(clean.channels.size(), false);
  MedianBeat median;
  median.qrs = Wave{-40.0, 0.0, 45.0};
  return find_locked_flutter(clean, drawn.beats, median);
}

TEST(LockedFlutter, ShowsTheSameWaveTwiceOrThriceABeat) {
  for (const auto& [rr_ms, waves] : {std::pair{400.0, 2}, std::pair{480.0, 2}, std::pair{760.0, 3}}) {
    const auto got = locked(with_waves(rr_ms, waves, 80.0));
    ASSERT_TRUE(got.has_value()) << rr_ms;
    EXPECT_EQ(got->waves_per_beat, waves);
    EXPECT_GT(got->likeness, 0.75) << rr_ms;
    EXPECT_GT(got->balance, 0.5) << rr_ms;
    EXPECT_GT(got->size_uv, 4.0) << rr_ms;
  }
}

TEST(LockedFlutter, IsNotASinglePBeforeTheQrs) {
  for (const double rr_ms : {400.0, 480.0, 600.0, 760.0}) {
    const auto got = locked(with_waves(rr_ms, 1, 80.0));
    ASSERT_TRUE(got.has_value()) << rr_ms;
    EXPECT_FALSE(got->likeness > 0.6 && got->balance > 0.5) << rr_ms << ": " << got->likeness << " " << got->balance;
  }
}

TEST(LockedFlutter, NeedsItsRatesAndFourLeads) {
  EXPECT_FALSE(locked(with_waves(330.0, 2, 80.0)).has_value());
  EXPECT_FALSE(locked(with_waves(840.0, 3, 80.0)).has_value());
  auto few = with_waves(400.0, 2, 80.0);
  few.strip.channels.resize(3);
  EXPECT_FALSE(locked(few).has_value());
}

}  // namespace
}  // namespace rdc::ecg
