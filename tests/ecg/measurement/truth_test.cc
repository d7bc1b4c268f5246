#include "ecg/measurement/measure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ecg/simulation/simulator.h"
#include "tests/ecg/measurement/expect_beats.h"

namespace rdc::ecg {
namespace {

using simulation::Morphology;
using simulation::Request;
using simulation::simulate;
using simulation::Simulation;

// ---- The simulator's truth is recovered --------------------------------------------------------------------------

struct Truth {
  const char* name;
  Request request;
};
std::ostream& operator<<(std::ostream& out, const Truth& c) { return out << c.name; }

Request with(auto change) {
  Request request;
  change(request);
  return request;
}
std::vector<Truth> sinus_range() {
  std::vector<Truth> out;
  out.push_back({"Usual", {}});
  out.push_back({"Rate30", with([](Request& r) { r.heart_rate = 30; })});
  out.push_back({"Rate45", with([](Request& r) { r.heart_rate = 45; })});
  out.push_back({"Rate100", with([](Request& r) { r.heart_rate = 100; })});
  out.push_back({"Rate130", with([](Request& r) { r.heart_rate = 130; })});
  out.push_back({"At100Hz", with([](Request& r) { r.rate_hz = 100; })});
  out.push_back({"At250Hz", with([](Request& r) { r.rate_hz = 250; })});
  out.push_back({"At1000Hz", with([](Request& r) { r.rate_hz = 1000; })});
  out.push_back({"At2000Hz", with([](Request& r) { r.rate_hz = 2000; })});
  out.push_back({"LongPr", with([](Request& r) { r.pr_ms = 240; })});
  out.push_back({"Pr200", with([](Request& r) { r.pr_ms = 200; })});
  out.push_back({"Pr280", with([](Request& r) { r.pr_ms = 280; })});
  out.push_back({"Pr320", with([](Request& r) { r.pr_ms = 320; })});
  out.push_back({"Pr100", with([](Request& r) { r.pr_ms = 100; })});
  out.push_back({"ShortPr", with([](Request& r) { r.pr_ms = 125; })});
  out.push_back({"LongQt", with([](Request& r) { r.qt_scale = 1.2; })});
  out.push_back({"LowVoltage", with([](Request& r) { r.voltage = 0.5; })});
  out.push_back({"HighVoltage", with([](Request& r) { r.voltage = 2.0; })});
  out.push_back({"AxisLeft", with([](Request& r) { r.axis_deg = -50; })});
  out.push_back({"AxisUp", with([](Request& r) { r.axis_deg = -90; })});
  out.push_back({"AxisBackwards", with([](Request& r) { r.axis_deg = 180; })});
  out.push_back({"AxisRight", with([](Request& r) { r.axis_deg = 110; })});
  out.push_back({"Noisy", with([](Request& r) { r.noise_uv = 25; })});
  out.push_back({"Wandering", with([](Request& r) { r.wander_uv = 250; })});
  out.push_back({"Mains", with([](Request& r) { r.mains_uv = 60; })});
  out.push_back({"AnotherPerson", with([](Request& r) { r.seed = 77; })});
  out.push_back({"Anterior", with([](Request& r) { r.morphology = Morphology::kAnteriorStemi; })});
  out.push_back({"Inferior", with([](Request& r) { r.morphology = Morphology::kInferiorStemi; })});
  out.push_back({"Lateral", with([](Request& r) { r.morphology = Morphology::kLateralStemi; })});
  out.push_back({"Posterior", with([](Request& r) { r.morphology = Morphology::kPosteriorStemi; })});
  out.push_back({"Lbbb", with([](Request& r) { r.morphology = Morphology::kLeftBundleBranchBlock; })});
  out.push_back({"Rbbb", with([](Request& r) { r.morphology = Morphology::kRightBundleBranchBlock; })});
  return out;
}

double mean_of_beats(const Simulation& made, auto value) {
  double sum = 0.0;
  for (const auto& beat : made.beats) sum += 1000.0 * value(beat) / static_cast<double>(made.beats.size());
  return sum;
}

class SinusTruth : public ::testing::TestWithParam<Truth> {};

TEST_P(SinusTruth, EveryBeatIsFound) {
  const auto made = simulate(GetParam().request);
  const auto got = *measure(made.recording);
  expect_beats(made, got.beats, GetParam().request.seconds);
  EXPECT_EQ(got.rhythm.ventricular, 0);
}

// Tolerances of single calibration signals (CLINICAL.md section 3: mean difference plus two deviations).
TEST_P(SinusTruth, IntervalsAreWithinTheCalibrationTolerances) {
  const auto made = simulate(GetParam().request);
  const auto got = *measure(made.recording);
  const auto& g = got.global;
  ASSERT_TRUE(g.p_ms && g.pr_ms && g.qrs_ms && g.qt_ms);
  EXPECT_NEAR(*g.p_ms, mean_of_beats(made, [](const auto& b) { return b.p_offset - b.p_onset; }), 26.0);
  EXPECT_NEAR(*g.pr_ms, mean_of_beats(made, [](const auto& b) { return b.qrs_onset - b.p_onset; }), 26.0);
  EXPECT_NEAR(*g.qrs_ms, mean_of_beats(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; }), 16.0);
  EXPECT_NEAR(*g.qt_ms, mean_of_beats(made, [](const auto& b) { return b.t_offset - b.qrs_onset; }), 32.0);
  EXPECT_NEAR(*g.heart_rate_bpm, GetParam().request.heart_rate, 0.04 * GetParam().request.heart_rate);
}

double allowed_uv(double truth, const Request& request) {
  const double noise = std::sqrt(2.0) * request.noise_uv;        // of the peak and of the level it is measured against
  const double unsure_j = request.rate_hz < 200.0 ? 25.0 : 0.0;  // 10 ms from sample to sample
  return noise + unsure_j + (std::abs(truth) <= 500.0 ? 25.0 : std::max(0.05 * std::abs(truth), 40.0));
}

// What a slow sampler lets through of a peak: of each beat its highest (`sign` 1) or lowest (-1) sample within the QRS,
// without noise; the least of the beats, against the last sample before the QRS.
double sampled_extreme(const Simulation& quiet, Lead lead, double sign) {
  const auto samples = *samples_of(quiet.recording.rhythm, lead);
  const double rate = quiet.recording.rhythm.rate_hz;
  double least = 1e9;
  for (std::size_t n = 1; n + 1 < quiet.beats.size(); ++n) {
    const auto from = static_cast<std::size_t>(std::ceil(quiet.beats[n].qrs_onset * rate));
    const auto to = static_cast<std::size_t>(quiet.beats[n].qrs_offset * rate);
    double most = 0.0;
    for (std::size_t i = from; i <= to; ++i)
      most = std::max(most, sign * static_cast<double>(samples.at(i) - samples.at(from - 1)));
    least = std::min(least, most);
  }
  return sign * least;
}

// A peak may be as high as it is, or as low as its samples: between the two, give or take the tolerance.
void expect_peak(double got, double truth, double sampled, double allowed, Lead lead) {
  EXPECT_GE(got, std::min(truth, sampled) - allowed) << name_of(lead);
  EXPECT_LE(got, std::max(truth, sampled) + allowed) << name_of(lead);
}

TEST_P(SinusTruth, AmplitudesAndStAreWithinTheCalibrationTolerances) {
  const auto& request = GetParam().request;
  const auto made = simulate(request);
  auto without_noise = request;
  without_noise.noise_uv = without_noise.wander_uv = without_noise.mains_uv = 0.0;
  const auto quiet = simulate(without_noise);
  const bool slow = request.rate_hz < 300.0;  // a sample every 4 ms or more cuts peaks
  const auto got = *measure(made.recording);
  ASSERT_NE(got.dominant(), nullptr);
  for (const auto& truth : made.leads) {
    const auto* lead = got.dominant()->find(truth.lead);
    ASSERT_NE(lead, nullptr);
    double highest = 0.0, lowest = 0.0;
    for (const auto& wave : {lead->q, lead->r, lead->s, lead->r2, lead->s2}) {
      if (!wave) continue;
      highest = std::max(highest, wave->amplitude_uv);
      lowest = std::min(lowest, wave->amplitude_uv);
    }
    // An R or S that ends on a J point of its own height cannot be told from ST deviation.
    const auto apart = [&](double extreme) { return std::abs(extreme - truth.j_uv) > 40.0; };
    if (apart(truth.qrs_highest_uv)) {
      const double true_peak = std::max(0.0, truth.qrs_highest_uv);
      expect_peak(highest, true_peak, slow ? sampled_extreme(quiet, truth.lead, 1.0) : true_peak,
                  allowed_uv(truth.qrs_highest_uv, request), truth.lead);
    }
    if (apart(truth.qrs_lowest_uv)) {
      const double true_peak = std::min(0.0, truth.qrs_lowest_uv);
      expect_peak(lowest, true_peak, slow ? sampled_extreme(quiet, truth.lead, -1.0) : true_peak,
                  allowed_uv(truth.qrs_lowest_uv, request), truth.lead);
    }
    ASSERT_TRUE(lead->j60_uv);
    EXPECT_NEAR(*lead->j60_uv, truth.j60_uv, allowed_uv(truth.j60_uv, request)) << name_of(truth.lead);
  }
}

TEST_P(SinusTruth, TheAxisIsRecovered) {
  const auto made = simulate(GetParam().request);
  const auto got = *measure(made.recording);
  ASSERT_TRUE(got.global.qrs_axis_deg);
  EXPECT_NEAR(std::remainder(*got.global.qrs_axis_deg - made.qrs_axis_deg, 360.0), 0.0, 12.0);
}

INSTANTIATE_TEST_SUITE_P(WholeRange, SinusTruth, ::testing::ValuesIn(sinus_range()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
