#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "ecg/signal/filters.h"
#include "ecg/signal/order_statistics.h"
#include "ecg/signal/pacing_spikes.h"
#include "ecg/signal/quality.h"
#include "ecg/signal/wide_loops.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Request;
using simulation::simulate;

constexpr double kTau = 2 * std::numbers::pi;

TEST(OrderStatistics, AreThoseOfSorting) {
  std::uint32_t state = 7;
  for (const std::size_t count : {1U, 2U, 5U, 833U, 2500U}) {
    Samples values;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 1664525U + 1013904223U;
      // From 0 and the smallest to large ones, many of them alike.
      values.push_back(std::ldexp(static_cast<float>(state >> 29), static_cast<int>((state >> 20) & 63U) - 40));
    }
    Samples sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t n : {std::size_t{0}, count / 3, count / 2, count - 1}) {
      EXPECT_EQ(nth_smallest(values, n), sorted[n]) << count << " " << n;
    }
  }
}

// Trivial on a processor without AVX2.
TEST(WideLoops, GiveTheSameBitsOnEveryProcessor) {
  constexpr std::size_t kInputs = 3, kHidden = 4, kPlaces = 32;
  const auto &here = wide_loops(), &anywhere = portable_loops();
  std::uint32_t state = 11;
  const auto drawn = [&state] {
    state = state * 1664525U + 1013904223U;
    return static_cast<float>(state >> 8) / 16777216.0F;
  };
  for (std::size_t count = kInputs * kPlaces; count < kInputs * kPlaces + 11; ++count) {
    Samples a(count), b(count), weights(kHidden * (kInputs + 1)), output(kHidden + 1);
    for (auto* values : {&a, &b, &weights, &output}) std::generate(values->begin(), values->end(), drawn);
    EXPECT_EQ(here.product(a.data(), b.data(), count), anywhere.product(a.data(), b.data(), count));
    const auto limit = std::bit_cast<std::int32_t>(0.3F);
    const auto below = std::count_if(a.begin(), a.end(), [](float x) { return x < 0.3F; });
    EXPECT_EQ(here.count_below(a.data(), count, limit), static_cast<std::size_t>(below));
    EXPECT_EQ(anywhere.count_below(a.data(), count, limit), static_cast<std::size_t>(below));
    const PlaceScoring scoring{a.data(), kPlaces, kInputs, weights.data(), output.data(), kHidden};
    Samples scores(kPlaces), other_scores(kPlaces);
    here.scores(scoring, kPlaces, scores.data());
    anywhere.scores(scoring, kPlaces, other_scores.data());
    EXPECT_EQ(scores, other_scores);
    Samples logs = a, other_logs = a;
    here.logs(logs.data(), kPlaces, 3.0F, 0.5F);
    anywhere.logs(other_logs.data(), kPlaces, 3.0F, 0.5F);
    EXPECT_EQ(logs, other_logs);
    EXPECT_NEAR(logs.front(), std::log((a.front() + 3.0F) * 0.5F), 1e-3);
    Samples rows = a, other_rows = a;
    const RowExchange exchange{0, 3};
    here.exchange(rows.data(), &exchange, 1);
    anywhere.exchange(other_rows.data(), &exchange, 1);
    EXPECT_EQ(rows, other_rows);
    EXPECT_NE(rows, a);
  }
}

TEST(Filters, BridgeGapsWithStraightLines) {
  const float off = std::numeric_limits<float>::quiet_NaN();
  Samples samples = {off, 2.0F, off, off, 8.0F, off};
  fill_gaps(samples);
  EXPECT_EQ(samples, (Samples{2.0F, 2.0F, 4.0F, 6.0F, 8.0F, 8.0F}));
  Samples nothing = {off, off};
  fill_gaps(nothing);
  EXPECT_EQ(nothing, (Samples{0.0F, 0.0F}));
}

// An ST step of 200 uV for 300 ms in every second stays 200 uV against the level before it.
TEST(Filters, LeaveTheStSegmentWhereItIs) {
  constexpr double kRate = 500.0;
  Samples samples(5000, 0.0F);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t phase = i % 500;
    if (phase >= 200 && phase < 350) samples[i] = 200.0F;
  }
  high_pass(samples, kRate, 0.05);
  for (std::size_t beat = 1; beat < 9; ++beat) {
    EXPECT_NEAR(samples[beat * 500 + 340] - samples[beat * 500 + 190], 200.0F, 10.0F) << beat;
  }
}

struct MainsCase {
  const char* name;
  double rate_hz, mains_hz, drift_hz;
};
std::ostream& operator<<(std::ostream& out, const MainsCase& c) { return out << c.name; }
class Mains : public ::testing::TestWithParam<MainsCase> {};

TEST_P(Mains, AreTakenOutWithoutRingingAfterTheQrs) {
  const auto& [name, rate_hz, mains_hz, drift_hz] = GetParam();
  Request request;
  request.rate_hz = rate_hz;
  request.noise_uv = 0.0;
  request.wander_uv = 0.0;
  const auto quiet = simulate(request).recording.rhythm.channels[1].samples;
  auto noisy = quiet;
  for (std::size_t i = 0; i < noisy.size(); ++i) {
    noisy[i] += static_cast<float>(100.0 * std::sin(kTau * (mains_hz + drift_hz) * static_cast<double>(i) / rate_hz));
  }
  EXPECT_NEAR(remove_mains(noisy, rate_hz, mains_hz), 100.0, 12.0);
  double squares = 0.0, worst = 0.0;
  const auto edge = static_cast<std::size_t>(rate_hz);
  for (std::size_t i = edge; i + edge < noisy.size(); ++i) {
    const double away = std::abs(static_cast<double>(noisy[i] - quiet[i]));
    squares += away * away / static_cast<double>(noisy.size());
    worst = std::max(worst, away);
  }
  EXPECT_LT(std::sqrt(squares), 10.0);
  EXPECT_LT(worst, 30.0);
}
INSTANTIATE_TEST_SUITE_P(Lines, Mains,
                         ::testing::Values(MainsCase{"Fifty", 500, 50, 0}, MainsCase{"FiftyDrifting", 500, 50, 0.1},
                                           MainsCase{"Sixty", 500, 60, 0}, MainsCase{"FiftyAt1000", 1000, 50, 0},
                                           MainsCase{"FiftyAt250", 250, 50, 0}),
                         [](const auto& tested) { return tested.param.name; });

struct FaultCase {
  const char* name;
  LeadFault fault;
  bool usable;
};
std::ostream& operator<<(std::ostream& out, const FaultCase& c) { return out << c.name; }
class Faults : public ::testing::TestWithParam<FaultCase> {};

TEST_P(Faults, AreNamedInTheDamagedLeadOnly) {
  Request request;
  request.damage = {{Lead::kV3, GetParam().fault}};
  const auto quality = assess_quality(simulate(request).recording.rhythm);
  ASSERT_EQ(quality.size(), 12U);
  for (const auto& lead : quality) {
    EXPECT_EQ(lead.has(GetParam().fault), lead.lead == Lead::kV3) << name_of(lead.lead);
    EXPECT_EQ(lead.usable(), lead.lead != Lead::kV3 || GetParam().usable) << name_of(lead.lead);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Leads, Faults,
    ::testing::Values(FaultCase{"Off", LeadFault::kOff, false}, FaultCase{"Flat", LeadFault::kFlat, false},
                      FaultCase{"Saturated", LeadFault::kSaturated, false}, FaultCase{"Mains", LeadFault::kMains, true},
                      FaultCase{"Baseline", LeadFault::kBaseline, true}, FaultCase{"Noise", LeadFault::kNoise, true}),
    [](const auto& tested) { return tested.param.name; });

struct StayCase {
  const char* name;
  std::vector<std::size_t> starts;
  std::size_t samples;
  bool saturated;
};
std::ostream& operator<<(std::ostream& out, const StayCase& c) { return out << c.name; }
class StaysAtTheEnd : public ::testing::TestWithParam<StayCase> {};

TEST_P(StaysAtTheEnd, SaturateALeadWhenTheyComeAgainOrLast) {
  auto strip = simulate(Request{}).recording.rhythm;  // 10 s, 500 Hz
  auto& samples = strip.channels[1].samples;
  const float lowest = *std::min_element(samples.begin(), samples.end()) - 50.0F;
  for (const auto start : GetParam().starts)
    std::fill_n(samples.begin() + static_cast<long>(start), GetParam().samples, lowest);
  const auto quality = assess_quality(strip);
  EXPECT_EQ(quality[1].has(LeadFault::kSaturated), GetParam().saturated);
  EXPECT_EQ(quality[1].usable(), !GetParam().saturated);
}
INSTANTIATE_TEST_SUITE_P(Leads, StaysAtTheEnd,
                         ::testing::Values(StayCase{"OnceAtTheStart", {10}, 150, false},
                                           StayCase{"Twice", {10, 2000}, 75, true},
                                           StayCase{"OnceForLonger", {1000}, 600, true}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Quality, NoiseFigureFollowsTheNoise) {
  for (const double noise_uv : {5.0, 20.0, 60.0}) {
    Request request;
    request.noise_uv = noise_uv;
    const auto quality = assess_quality(simulate(request).recording.rhythm);
    // The simulator's muscle noise has 0.87 of its power above 40 Hz at 500 Hz, within a third.
    EXPECT_NEAR(quality[7].noise_uv, noise_uv, 0.45 * noise_uv) << noise_uv;
  }
}

TEST(PacingSpikes, AreFoundBeforePacedBeatsAndNowhereElse) {
  Request request;
  request.rhythm = simulation::Rhythm::kVentricularPaced;
  const auto paced = simulate(request);
  const auto spikes = find_pacing_spikes(paced.recording.rhythm);
  std::size_t near = 0;
  for (const auto& beat : paced.beats) {
    for (const auto& spike : spikes) near += std::abs(spike.at_ms - 1000 * beat.qrs_onset) < 40.0 ? 1U : 0U;
  }
  EXPECT_EQ(near, paced.beats.size());
  EXPECT_LE(spikes.size(), paced.beats.size() + 1);
  request.rhythm = simulation::Rhythm::kSinus;
  request.voltage = 2.0;
  EXPECT_TRUE(find_pacing_spikes(simulate(request).recording.rhythm).empty());
}

}  // namespace
}  // namespace rdc::ecg
