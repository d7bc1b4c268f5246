#include "ecg/simulation/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace rdc::ecg::simulation {
namespace {

Request quiet(Rhythm rhythm, Morphology morphology = Morphology::kNormal) {
  Request request;
  request.rhythm = rhythm;
  request.morphology = morphology;
  request.noise_uv = 0.0;
  request.wander_uv = 0.0;
  return request;
}

// Microvolts in the lead, `seconds` after the third beat's R peak, against the moment before its QRS.
float level(const Simulation& made, Lead lead, double seconds) {
  const auto samples = *samples_of(made.recording.rhythm, lead);
  const BeatTruth& beat = made.beats.at(2);
  const auto at = [&](double t) {
    return samples.at(static_cast<std::size_t>(std::lround(t * made.recording.rhythm.rate_hz)));
  };
  return at(beat.r_peak + seconds) - at(beat.qrs_onset - 0.008);
}

float highest(const Simulation& made, Lead lead) {
  const auto samples = *samples_of(made.recording.rhythm, lead);
  return *std::max_element(samples.begin(), samples.end());
}
float lowest(const Simulation& made, Lead lead) {
  const auto samples = *samples_of(made.recording.rhythm, lead);
  return *std::min_element(samples.begin(), samples.end());
}

TEST(Simulator, GivesTheSameSamplesForTheSameSeedOnly) {
  Request request;
  request.seed = 42;
  const auto first = simulate(request);
  const auto again = simulate(request);
  request.seed = 43;
  const auto other = simulate(request);
  EXPECT_EQ(first.recording.rhythm.channels[1].samples, again.recording.rhythm.channels[1].samples);
  EXPECT_NE(first.recording.rhythm.channels[1].samples, other.recording.rhythm.channels[1].samples);
}

TEST(Simulator, MakesTwelveLeadsThatObeyEinthoven) {
  const auto made = simulate({});
  ASSERT_TRUE(check(made.recording));
  ASSERT_EQ(made.recording.rhythm.channels.size(), 12U);
  EXPECT_EQ(made.recording.rhythm.length(), 5000U);
  const auto i = *samples_of(made.recording.rhythm, Lead::kI);
  const auto ii = *samples_of(made.recording.rhythm, Lead::kII);
  const auto iii = *samples_of(made.recording.rhythm, Lead::kIII);
  for (std::size_t n = 0; n < i.size(); ++n) ASSERT_NEAR(ii[n] - i[n], iii[n], 0.01);
}

TEST(Simulator, NormalBeatHasTheUsualPolarities) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Request request = quiet(Rhythm::kSinus);
    request.seed = seed;
    const auto made = simulate(request);
    EXPECT_GT(highest(made, Lead::kII), 600.0F) << seed;   // R upright in II
    EXPECT_LT(lowest(made, Lead::kAvr), -400.0F) << seed;  // aVR negative
    EXPECT_LT(lowest(made, Lead::kV1), -500.0F) << seed;   // rS in V1
    EXPECT_GT(highest(made, Lead::kV5), 800.0F) << seed;   // tall R in V5
    EXPECT_GT(highest(made, Lead::kV5), highest(made, Lead::kV1)) << seed;
    for (const Lead lead : kTwelveLeads) {
      const bool v2_or_v3 = lead == Lead::kV2 || lead == Lead::kV3;
      EXPECT_LT(std::abs(level(made, lead, 0.055)), v2_or_v3 ? 150.0F : 100.0F)
          << name_of(lead) << seed;  // no ST shift
    }
  }
}

class RateOfSinusRhythm : public ::testing::TestWithParam<double> {};

TEST_P(RateOfSinusRhythm, IsTheOneAsked) {
  Request request = quiet(Rhythm::kSinus);
  request.heart_rate = GetParam();
  request.seconds = 60.0;
  const auto made = simulate(request);
  EXPECT_NEAR(static_cast<double>(made.beats.size()), GetParam(), 0.03 * GetParam() + 1.5);
}
INSTANTIATE_TEST_SUITE_P(Rates, RateOfSinusRhythm, ::testing::Values(30.0, 45.0, 72.0, 110.0, 160.0, 220.0));

TEST(Simulator, FibrillationIsIrregularAndHasNoP) {
  Request request = quiet(Rhythm::kAtrialFibrillation);
  request.heart_rate = 95;
  request.seconds = 60;
  const auto made = simulate(request);
  std::vector<double> intervals;
  for (std::size_t i = 1; i < made.beats.size(); ++i)
    intervals.push_back(made.beats[i].r_peak - made.beats[i - 1].r_peak);
  const double mean = std::accumulate(intervals.begin(), intervals.end(), 0.0) / static_cast<double>(intervals.size());
  double squares = 0.0;
  for (const double interval : intervals) squares += (interval - mean) * (interval - mean);
  EXPECT_GT(std::sqrt(squares / static_cast<double>(intervals.size())) / mean, 0.12);
  EXPECT_TRUE(std::none_of(made.beats.begin(), made.beats.end(), [](const BeatTruth& beat) { return beat.has_p; }));
}

TEST(Simulator, PrematureBeatsAreWideEarlyAndPaused) {
  const auto made = simulate(quiet(Rhythm::kPrematureVentricular));
  const auto premature = std::find_if(made.beats.begin() + 1, made.beats.end(),
                                      [](const BeatTruth& b) { return b.kind == BeatKind::kPremature; });
  ASSERT_LT(premature, made.beats.end() - 1);
  EXPECT_GT(premature->qrs_offset - premature->qrs_onset, 0.12);
  EXPECT_LT(premature->r_peak - (premature - 1)->r_peak, 0.7 * ((premature + 1)->r_peak - premature->r_peak));
}

TEST(Simulator, InferiorInfarctionRaisesTheInferiorLeadsAndLowersAvl) {
  const auto made = simulate(quiet(Rhythm::kSinus, Morphology::kInferiorStemi));
  for (const Lead lead : {Lead::kII, Lead::kIII, Lead::kAvf})
    EXPECT_GT(level(made, lead, 0.06), 100.0F) << name_of(lead);
  EXPECT_LT(level(made, Lead::kAvl, 0.06), -50.0F);
}

TEST(Simulator, AnteriorInfarctionRaisesV2ToV4AndLowersTheInferiorLeads) {
  const auto made = simulate(quiet(Rhythm::kSinus, Morphology::kAnteriorStemi));
  for (const Lead lead : {Lead::kV2, Lead::kV3, Lead::kV4}) EXPECT_GT(level(made, lead, 0.06), 250.0F) << name_of(lead);
  EXPECT_LT(level(made, Lead::kIII, 0.06), -50.0F);
}

// The truth is of the beats that are there: what a lead shows at the usual beat's J point and T peak.
class TruthOfLeads : public ::testing::TestWithParam<int> {};

TEST_P(TruthOfLeads, IsWhatTheSamplesShow) {
  for (const double rate : {40.0, 75.0, 100.0}) {
    Request request = quiet(static_cast<Rhythm>(GetParam()));
    request.heart_rate = rate;
    request.rate_hz = 2000.0;
    if (request.rhythm == Rhythm::kAtrialFibrillation || request.rhythm == Rhythm::kAtrialFlutter) continue;
    const auto made = simulate(request);
    const auto usual = usual_kind(request.rhythm);
    const auto beat =
        std::find_if(made.beats.begin() + 1, made.beats.end(), [usual](const BeatTruth& b) { return b.kind == usual; });
    ASSERT_LT(beat, made.beats.end() - 1);
    const auto lone = [&](double t) {  // a P of its own may lie anywhere
      return std::any_of(made.lone_p.begin(), made.lone_p.end(), [t](double p) { return std::abs(p - t) < 0.12; });
    };
    if (lone(beat->qrs_onset) || lone(beat->qrs_offset)) continue;
    // The level before the QRS: at its onset it has begun already. A P that lasts so long lies on it.
    const double before = beat->qrs_onset - 0.012;
    if (beat->has_p && beat->p_offset > before) continue;
    for (const auto& truth : made.leads) {
      const auto samples = *samples_of(made.recording.rhythm, truth.lead);
      const auto at = [&](double t) { return samples.at(static_cast<std::size_t>(std::lround(t * 2000.0))); };
      EXPECT_NEAR(at(beat->qrs_offset) - at(before), truth.j_uv, 30.0) << name_of(truth.lead) << " " << rate;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Rhythms, TruthOfLeads, ::testing::Range(0, static_cast<int>(Rhythm::kDualPaced) + 1));

TEST(Simulator, TheAxisIsThatOfTheBeatsThatAreThere) {
  const auto paced = simulate(quiet(Rhythm::kVentricularPaced));
  EXPECT_LT(paced.qrs_axis_deg, -30.0);  // from the apex upwards
  EXPECT_LT(paced.leads.at(1).qrs_lowest_uv, -500.0);
}

// What was asked for is the truth, whatever the voltage; and no bundle branch block has the PR of a pre-excitation.
TEST(Simulator, KeepsTheIntervalsThatWereAskedFor) {
  for (const double voltage : {0.2, 0.5, 1.0, 3.0}) {
    for (const double width : {60.0, 120.0, 180.0}) {
      for (const double pr : {200.0, 360.0, 400.0}) {
        Request request;
        request.voltage = voltage;
        request.qrs_ms = width;
        request.pr_ms = pr;
        const auto beat = simulate(request).beats.at(2);
        EXPECT_NEAR(1000.0 * (beat.qrs_offset - beat.qrs_onset), width, 1.5) << voltage;
        EXPECT_NEAR(1000.0 * (beat.qrs_onset - beat.p_onset), pr, 1.5) << width;
      }
    }
  }
  const auto block = simulate(quiet(Rhythm::kSinus, Morphology::kLeftBundleBranchBlock)).beats.at(2);
  EXPECT_GT(block.qrs_onset - block.p_onset, 0.120);
}

TEST(Simulator, WhatIsNoNumberOrOutOfRangeIsBroughtToOne) {
  const double none = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
  Request request;
  request.heart_rate = request.seconds = request.rate_hz = request.noise_uv = request.wander_uv = none;
  request.mains_uv = request.infarct_hours = request.qt_scale = request.voltage = none;
  request.axis_deg = request.pr_ms = none;
  const auto usual = simulate({});
  EXPECT_EQ(simulate(request).recording.rhythm.channels[1].samples, usual.recording.rhythm.channels[1].samples);
  request = {};
  request.noise_uv = request.mains_uv = endless;
  request.wander_uv = -endless;
  request.axis_deg = endless;
  const auto made = simulate(request);
  for (const float sample : made.recording.rhythm.channels[1].samples) ASSERT_TRUE(std::isfinite(sample));
}

}  // namespace
}  // namespace rdc::ecg::simulation
