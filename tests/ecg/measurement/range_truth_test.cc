// Two of the simulator's parameters at a time over their whole range: every interval is right or has no number.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"
#include "tests/ecg/measurement/expect_beats.h"

namespace rdc::ecg {
namespace {

using simulation::Request;
using simulation::simulate;
using simulation::Simulation;

struct Pair {
  std::string name;
  Request request;
};
std::ostream& operator<<(std::ostream& out, const Pair& c) { return out << c.name; }

double of_beats(const Simulation& made, auto value) {
  double sum = 0.0;
  for (const auto& beat : made.beats) sum += 1000.0 * value(beat) / static_cast<double>(made.beats.size());
  return sum;
}

// A number within the tolerance, or the reason why another wave or noise leaves none.
void expect_right_or_hidden(const Measure& got, double truth, double tolerance, const char* what) {
  if (got) {
    EXPECT_NEAR(*got, truth, tolerance) << what;
    return;
  }
  const bool hidden = got.why() == Missing::kOverlap || got.why() == Missing::kNoise || got.why() == Missing::kNoWave ||
                      got.why() == Missing::kRhythm;
  EXPECT_TRUE(hidden) << what << " " << name_of(got.why());
}

class TwoParameters : public ::testing::TestWithParam<Pair> {};

// Tolerances of single calibration signals (CLINICAL.md section 3: mean difference plus two deviations).
TEST_P(TwoParameters, GiveNoWrongNumber) {
  const auto made = simulate(GetParam().request);
  const auto got = *measure(made.recording);
  expect_beats(made, got.beats, GetParam().request.seconds);
  const auto& g = got.global;
  ASSERT_TRUE(g.heart_rate_bpm);
  EXPECT_NEAR(*g.heart_rate_bpm, GetParam().request.heart_rate, 0.04 * GetParam().request.heart_rate);
  expect_right_or_hidden(g.p_ms, of_beats(made, [](const auto& b) { return b.p_offset - b.p_onset; }), 26.0, "P");
  expect_right_or_hidden(g.pr_ms, of_beats(made, [](const auto& b) { return b.qrs_onset - b.p_onset; }), 26.0, "PR");
  expect_right_or_hidden(g.qrs_ms, of_beats(made, [](const auto& b) { return b.qrs_offset - b.qrs_onset; }), 16.0,
                         "QRS");
  expect_right_or_hidden(g.qt_ms, of_beats(made, [](const auto& b) { return b.t_offset - b.qrs_onset; }), 32.0, "QT");
  if (g.qrs_axis_deg) {
    // An unseen P that may stand on the QRS is said beside it.
    EXPECT_NEAR(std::remainder(*g.qrs_axis_deg - made.qrs_axis_deg, 360.0), 0.0, g.p_unseen ? 20.0 : 12.0);
  }
}

// What must have a number: where T, P and QRS stand apart.
TEST_P(TwoParameters, AreMeasuredWhereNothingOverlaps) {
  const auto& request = GetParam().request;
  const auto made = simulate(request);
  const auto& beat = made.beats[made.beats.size() / 2 - 1];
  const auto& next = made.beats[made.beats.size() / 2];
  constexpr double kApart = 0.060;  // seconds; the intervals of sinus rhythm change by 3 %
  const bool apart = next.p_onset - beat.t_offset > kApart && request.noise_uv <= 6.0;
  if (!apart) return;
  const auto g = measure(made.recording)->global;
  EXPECT_TRUE(g.p_ms && g.pr_ms && g.qrs_ms && g.qt_ms && g.qrs_axis_deg);
}

std::vector<Pair> pairs() {
  std::vector<Pair> out;
  const auto add = [&out](std::string name, auto change) {
    Request request;
    request.seed = 1 + out.size() % 5;
    change(request);
    out.push_back({std::move(name), request});
  };
  for (const double rate :
       {30, 50, 72, 90, 100, 105, 110, 115, 120, 125, 130, 135, 140, 145, 150, 160, 175, 200, 230}) {
    for (const double pr : {100.0, 150.0, 200.0, 240.0, 280.0, 320.0}) {
      add(fmt::format("Rate{:.0f}Pr{:.0f}", rate, pr), [&](Request& r) {
        r.heart_rate = rate;
        r.pr_ms = pr;
      });
    }
    for (const double qt : {0.75, 1.3, 1.5}) {
      add(fmt::format("Rate{:.0f}QtTimes{:.0f}Percent", rate, 100.0 * qt), [&](Request& r) {
        r.heart_rate = rate;
        r.qt_scale = qt;
      });
    }
  }
  for (const double rate : {50.0, 90.0, 120.0, 130.0, 140.0}) {
    for (const double width : {80.0, 120.0, 160.0}) {
      add(fmt::format("Rate{:.0f}Qrs{:.0f}", rate, width), [&](Request& r) {
        r.heart_rate = rate;
        r.qrs_ms = width;
      });
    }
  }
  for (const double voltage : {0.2, 0.5, 1.0, 3.0}) {
    for (const double noise : {25.0, 40.0, 60.0}) {
      if (voltage < 0.4 && noise < 40.0) continue;  // of so small a QRS 20 uV, the truth's own limit, is no edge
      add(fmt::format("Voltage{:.0f}PercentNoise{:.0f}", 100.0 * voltage, noise), [&](Request& r) {
        r.voltage = voltage;
        r.noise_uv = noise;
      });
    }
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(WholeRange, TwoParameters, ::testing::ValuesIn(pairs()),
                         [](const auto& tested) { return tested.param.name; });

// ---- Amplitudes ------------------------------------------------------------------------------------------------

TEST(HiddenQrsOnset, LeavesNoLevelNoWidthAndNoAxis) {
  Request request;
  request.heart_rate = 190;
  request.qt_scale = 1.5;  // the T of each beat reaches the QRS of the next
  const auto got = *measure(simulate(request).recording);
  ASSERT_NE(got.dominant(), nullptr);
  EXPECT_FALSE(got.global.qrs_ms);
  EXPECT_FALSE(got.global.qrs_axis_deg);
  for (const auto& lead : got.dominant()->leads) {
    EXPECT_FALSE(lead.j_uv || lead.j60_uv || lead.t_uv || lead.r) << name_of(lead.lead);
    EXPECT_EQ(lead.j_uv.why(), Missing::kOverlap);
  }
}

TEST(ShortPr, DoesNotTakeTheFirstQrsWaveForP) {
  for (std::uint64_t person = 1; person <= 5; ++person) {
    Request request;
    request.seed = person;
    request.pr_ms = 100.0;
    const auto made = simulate(request);
    const auto got = *measure(made.recording);
    for (const auto& truth : made.leads) {
      const auto* lead = got.dominant()->find(truth.lead);
      ASSERT_NE(lead, nullptr);
      if (lead->p_uv) {
        EXPECT_NEAR(*lead->p_uv, truth.p_uv, 40.0) << person << " " << name_of(truth.lead);
      }
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
