// ST deviations of every lead group and QRS widths over the simulator's whole range.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"
#include "tests/ecg/measurement/expect_beats.h"

namespace rdc::ecg::simulation {
std::ostream& operator<<(std::ostream& out, const StDeviation& c) { return out << name_of(c.lead) << " " << c.uv; }
}  // namespace rdc::ecg::simulation

namespace rdc::ecg {
namespace {

using simulation::Request;
using simulation::simulate;
using simulation::Simulation;
using simulation::StDeviation;

// CLINICAL.md section 3: 25 uV up to 500 uV, then 5 % or 40 uV; beside the noise of the level and of the point.
double allowed_level_uv(double truth, const Request& request) {
  return std::sqrt(2.0) * request.noise_uv + (std::abs(truth) <= 500.0 ? 25.0 : std::max(0.05 * std::abs(truth), 40.0));
}

void expect_st(const Simulation& made, const Measurements& got, const Request& request) {
  ASSERT_NE(got.dominant(), nullptr);
  for (const auto& truth : made.leads) {
    const auto* lead = got.dominant()->find(truth.lead);
    ASSERT_NE(lead, nullptr);
    ASSERT_TRUE(lead->j60_uv);
    EXPECT_NEAR(*lead->j60_uv, truth.j60_uv, allowed_level_uv(truth.j60_uv, request)) << name_of(truth.lead);
  }
}

// ---- ST ----------------------------------------------------------------------------------------------------------

// One lead of each group: septal, anterior, lateral, high lateral, inferior, and those whose mirror it is.
class StTruth : public ::testing::TestWithParam<StDeviation> {};

TEST_P(StTruth, IsRecoveredInEveryLead) {
  for (std::uint64_t person = 1; person <= 3; ++person) {
    SCOPED_TRACE(person);
    Request request;
    request.seed = person;
    request.st = GetParam();
    const auto made = simulate(request);
    const auto got = *measure(made.recording);
    expect_beats(made, got.beats, request.seconds);
    EXPECT_EQ(got.rhythm.ventricular, 0);
    expect_st(made, got, request);
    const auto& g = got.global;
    ASSERT_TRUE(g.qrs_ms && g.pr_ms);
    EXPECT_NEAR(*g.qrs_ms, mean_ms(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; }), 16.0);
    EXPECT_NEAR(*g.pr_ms, mean_ms(made, [](const auto& b) { return b.qrs_onset - b.p_onset; }), 26.0);
  }
}

// The asked level is the simulator's own truth too: nobody else changed it on the way.
TEST_P(StTruth, IsWhatWasAskedFor) {
  Request plain, deviated;
  deviated.st = GetParam();
  const auto before = simulate(plain).leads, after = simulate(deviated).leads;
  for (std::size_t l = 0; l < after.size(); ++l) {
    if (after[l].lead == GetParam().lead) {
      EXPECT_NEAR(after[l].j60_uv - before[l].j60_uv, GetParam().uv, 1.0);
    }
  }
}

std::vector<StDeviation> st_table() {
  std::vector<StDeviation> out;
  for (const Lead lead :
       {Lead::kV1, Lead::kV3, Lead::kV5, Lead::kV6, Lead::kAvl, Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr}) {
    for (const double uv : {-400.0, -300.0, -200.0, -100.0, -50.0, 50.0, 100.0, 200.0, 300.0, 400.0})
      out.push_back({lead, uv});
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(EveryGroup, StTruth, ::testing::ValuesIn(st_table()), [](const auto& tested) {
  return fmt::format("{}{}{:.0f}", name_of(tested.param.lead), tested.param.uv < 0 ? "Down" : "Up",
                     std::abs(tested.param.uv));
});

// ---- QRS width ---------------------------------------------------------------------------------------------------

struct Width {
  double qrs_ms;
  double sampling_hz;
};
std::ostream& operator<<(std::ostream& out, const Width& c) { return out << c.qrs_ms << " ms"; }
class WidthTruth : public ::testing::TestWithParam<Width> {};

TEST_P(WidthTruth, IntervalsAndLevelsAreRecovered) {
  for (std::uint64_t person = 1; person <= 3; ++person) {
    SCOPED_TRACE(person);
    Request request;
    request.seed = person;
    request.qrs_ms = GetParam().qrs_ms;
    request.rate_hz = GetParam().sampling_hz;
    const auto made = simulate(request);
    const auto got = *measure(made.recording);
    expect_beats(made, got.beats, request.seconds);
    expect_st(made, got, request);
    const auto& g = got.global;
    ASSERT_TRUE(g.p_ms && g.pr_ms && g.qrs_ms && g.qt_ms);
    const double qrs = mean_ms(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; });
    EXPECT_NEAR(qrs, GetParam().qrs_ms, 1.5);
    EXPECT_NEAR(*g.qrs_ms, qrs, 16.0);
    EXPECT_NEAR(*g.p_ms, mean_ms(made, [](const auto& b) { return b.p_offset - b.p_onset; }), 26.0);
    EXPECT_NEAR(*g.pr_ms, mean_ms(made, [](const auto& b) { return b.qrs_onset - b.p_onset; }), 26.0);
    EXPECT_NEAR(*g.qt_ms, mean_ms(made, [](const auto& b) { return b.t_offset - b.qrs_onset; }), 32.0);
  }
}

std::vector<Width> widths() {
  std::vector<Width> out;
  for (double ms = 60.0; ms <= 180.0; ms += 10.0) out.push_back({ms, 500.0});
  for (const double ms : {60.0, 120.0, 180.0}) {
    out.push_back({ms, 250.0});
    out.push_back({ms, 1000.0});
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(From60To180, WidthTruth, ::testing::ValuesIn(widths()), [](const auto& tested) {
  return fmt::format("Of{:.0f}At{:.0f}Hz", tested.param.qrs_ms, tested.param.sampling_hz);
});

// ---- Leads and length --------------------------------------------------------------------------------------------

struct Extent {
  std::size_t leads;
  double seconds, sampling_hz;
};
std::ostream& operator<<(std::ostream& out, const Extent& c) { return out << c.leads << " leads"; }
class ExtentTruth : public ::testing::TestWithParam<Extent> {};

// The first leads of a sheet; past the twelve the posterior ones, which the simulator does not know: copies of V6.
TEST_P(ExtentTruth, BeatsAndRateAreRightOrWhyNotIsSaid) {
  Request request;
  request.seconds = GetParam().seconds;
  request.rate_hz = GetParam().sampling_hz;
  auto made = simulate(request);
  auto& channels = made.recording.rhythm.channels;
  for (const Lead lead : {Lead::kV7, Lead::kV8, Lead::kV9}) {
    channels.push_back(channels[11]);
    channels.back().lead = lead;
  }
  channels.resize(GetParam().leads);
  const auto got = measure(made.recording);
  ASSERT_TRUE(got) << got.error().reason;
  expect_beats(made, got->beats, request.seconds);
  const auto& g = got->global;
  if (g.heart_rate_bpm) {
    EXPECT_NEAR(*g.heart_rate_bpm, request.heart_rate, 0.06 * request.heart_rate);
  } else {
    EXPECT_EQ(g.heart_rate_bpm.why(), Missing::kTooFewBeats);
  }
  if (g.qrs_ms) {
    EXPECT_NEAR(*g.qrs_ms, mean_ms(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; }), 26.0);
  }
  if (g.qt_ms) {
    EXPECT_NEAR(*g.qt_ms, mean_ms(made, [](const auto& b) { return b.t_offset - b.qrs_onset; }), 50.0);
  }
}

std::vector<Extent> extents() {
  std::vector<Extent> out;
  for (const std::size_t leads : {1U, 2U, 3U, 6U, 8U, 12U, 15U}) {
    for (const double seconds : {2.0, 3.0, 10.0, 60.0}) out.push_back({leads, seconds, 500.0});
    for (const double hz : {100.0, 2000.0}) out.push_back({leads, 10.0, hz});
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(OneTo15Leads, ExtentTruth, ::testing::ValuesIn(extents()), [](const auto& tested) {
  return fmt::format("Of{}LeadsFor{:.0f}sAt{:.0f}Hz", tested.param.leads, tested.param.seconds,
                     tested.param.sampling_hz);
});

}  // namespace
}  // namespace rdc::ecg
