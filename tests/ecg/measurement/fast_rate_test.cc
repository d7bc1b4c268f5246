// Sinus rhythm from 100 to 250/min, where first the T and the next P meet, then the P lies in the T.
#include <gtest/gtest.h>

#include <cmath>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"
#include "tests/ecg/measurement/expect_beats.h"

namespace rdc::ecg {
namespace {

using simulation::Request;
using simulation::simulate;
using simulation::Simulation;

struct FastRate {
  const char* name;
  double rate;
  double sampling_hz = 500.0;
  double noise_uv = 6.0;
};
std::ostream& operator<<(std::ostream& out, const FastRate& c) { return out << c.name; }

constexpr std::uint64_t kPersons = 5;

Request of(const FastRate& c, std::uint64_t person) {
  Request request;
  request.seed = person;
  request.heart_rate = c.rate;
  request.rate_hz = c.sampling_hz;
  request.noise_uv = c.noise_uv;
  return request;
}

double mean_of(const Simulation& made, auto value) {
  double sum = 0.0;
  for (const auto& beat : made.beats) sum += 1000.0 * value(beat) / static_cast<double>(made.beats.size());
  return sum;
}

class FastSinus : public ::testing::TestWithParam<FastRate> {};

TEST_P(FastSinus, EveryBeatIsFound) {
  for (std::uint64_t person = 1; person <= kPersons; ++person) {
    SCOPED_TRACE(person);
    const auto request = of(GetParam(), person);
    const auto made = simulate(request);
    const auto got = *measure(made.recording);
    expect_beats(made, got.beats, request.seconds);
    ASSERT_TRUE(got.global.heart_rate_bpm);
    EXPECT_NEAR(*got.global.heart_rate_bpm, GetParam().rate, 0.04 * GetParam().rate);
    EXPECT_EQ(got.rhythm.ventricular, 0);
  }
}

// The calibration tolerances (CLINICAL.md section 3: mean plus two deviations for one tracing) or no number.
TEST_P(FastSinus, IntervalsAreRightOrSaidToBeNotMeasurable) {
  // To 140/min the P is seen, and so is what is T's; from 185 there is no number. Between: right or none.
  constexpr double kSurelyQt = 140.0, kFastestQt = 180.0;
  for (std::uint64_t person = 1; person <= kPersons; ++person) {
    SCOPED_TRACE(person);
    const auto made = simulate(of(GetParam(), person));
    const auto g = measure(made.recording)->global;
    const double qt = mean_of(made, [](const auto& b) { return b.t_offset - b.qrs_onset; });
    if (GetParam().rate <= kSurelyQt) {
      ASSERT_TRUE(g.qt_ms);
    }
    if (g.qt_ms) {
      EXPECT_NEAR(*g.qt_ms, qt, 32.0);
    }
    if (GetParam().rate >= kFastestQt + 5.0) {
      ASSERT_FALSE(g.qt_ms);
      EXPECT_EQ(g.qt_ms.why(), Missing::kOverlap);
      EXPECT_FALSE(g.qtc.fridericia_ms);
    }
    // Beyond 235/min the P joins the QRS behind it, whose onset would be found up to 45 ms early.
    constexpr double kFastestQrs = 235.0;
    if (GetParam().rate > kFastestQrs) {
      ASSERT_FALSE(g.qrs_ms);
      EXPECT_EQ(g.qrs_ms.why(), Missing::kOverlap);
      continue;
    }
    ASSERT_TRUE(g.qrs_ms);
    EXPECT_NEAR(*g.qrs_ms, mean_of(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; }), 16.0);
    if (g.p_ms) {
      EXPECT_NEAR(*g.p_ms, mean_of(made, [](const auto& b) { return b.p_offset - b.p_onset; }), 26.0);
    }
    if (g.pr_ms) {
      EXPECT_NEAR(*g.pr_ms, mean_of(made, [](const auto& b) { return b.qrs_onset - b.p_onset; }), 26.0);
    }
    if (GetParam().rate <= 140.0) {
      EXPECT_TRUE(g.p_ms && g.pr_ms);
    }
  }
}

TEST_P(FastSinus, IsNotCalledFibrillation) {
  for (std::uint64_t person = 1; person <= kPersons; ++person) {
    SCOPED_TRACE(person);
    const auto made = simulate(of(GetParam(), person));
    const auto said = interpret(made.recording, *measure(made.recording));
    for (const auto& statement : said.statements) {
      EXPECT_EQ(statement.code.find("FIBRILLATION"), std::string::npos) << statement.code;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    To250, FastSinus,
    ::testing::Values(FastRate{"At100", 100}, FastRate{"At110", 110}, FastRate{"At120", 120}, FastRate{"At130", 130},
                      FastRate{"At140", 140}, FastRate{"At150", 150}, FastRate{"At160", 160}, FastRate{"At170", 170},
                      FastRate{"At180", 180}, FastRate{"At190", 190}, FastRate{"At200", 200}, FastRate{"At210", 210},
                      FastRate{"At220", 220}, FastRate{"At230", 230}, FastRate{"At240", 240}, FastRate{"At250", 250},
                      FastRate{"At150Of250Hz", 150, 250.0}, FastRate{"At220Of250Hz", 220, 250.0},
                      FastRate{"At150Of1000Hz", 150, 1000.0}, FastRate{"At220Of1000Hz", 220, 1000.0},
                      FastRate{"At150Noisy", 150, 500.0, 20.0}, FastRate{"At220Noisy", 220, 500.0, 20.0}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
