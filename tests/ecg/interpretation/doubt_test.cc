// What noise, exchanged electrodes and missing leads leave uncertain is said, and evidence never contradicts itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "ecg/interpretation/critical_values.h"
#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Morphology;
using simulation::Request;
using simulation::Rhythm;

Interpretation interpretation_of(const Recording& recording) { return interpret(recording, *measure(recording)); }
Interpretation said_of_drawn(const Request& request) {
  return interpretation_of(simulation::simulate(request).recording);
}

bool about_waves(const Statement& s) { return s.category != Category::kRhythm && s.category != Category::kQuality; }

// ---- Noise -------------------------------------------------------------------------------------------------------

TEST(NoiseOfTheBeat, ThatHidesTheWavesLeavesNothingSaidOfThem) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Request request;
    request.seed = seed;
    request.noise_uv = 200.0;
    const auto said = said_of_drawn(request);
    for (const auto& s : said.statements) EXPECT_FALSE(about_waves(s)) << seed << " " << s.code;
    const auto* noisy = said.find("NOISY");
    ASSERT_NE(noisy, nullptr);
    EXPECT_EQ(noisy->evidence.rule, "quality.noise_of_the_beat");
    EXPECT_FALSE(said.score.computed);
    EXPECT_EQ(said.score.tier, AlertTier::kNone);
    for (const auto& rule : said.considered)

      EXPECT_EQ(rule.why_not.front().english, "noise hides the waves") << rule.rule;
  }
}

// The score by itself is not believed there; an infarct that meets the definition is.
TEST(NoiseOfTheBeat, MakesNoAlarmOfAHealthyHeartAndHidesNoInfarct) {
  int suspected = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Request request;
    request.seed = seed;
    request.noise_uv = 120.0;
    const auto healthy = said_of_drawn(request);
    EXPECT_LE(healthy.score.tier, AlertTier::kWatch) << seed;
    EXPECT_TRUE(healthy.critical.empty()) << seed;
    for (const auto& s : healthy.statements) {
      const bool doubtful = s.confidence == Confidence::kPossible;
      EXPECT_TRUE(!about_waves(s) || s.category == Category::kAxis || doubtful) << s.code;
    }
    request.morphology = Morphology::kAnteriorStemi;
    suspected += said_of_drawn(request).score.tier >= AlertTier::kSuspected ? 1 : 0;
  }
  EXPECT_GE(suspected, 9);
}

TEST(TooFewLeads, WithoutAScoreAreNoReasonToWatch) {
  auto recording = simulation::simulate({}).recording;
  recording.rhythm.channels = {recording.rhythm.channels[1]};
  const auto said = interpretation_of(recording);
  EXPECT_FALSE(said.score.computed);
  EXPECT_EQ(said.score.tier, AlertTier::kNone);
}

// ---- Electrodes --------------------------------------------------------------------------------------------------

TEST(ExchangedElectrodes, LeaveTheLimbLeadsPossibleNoMore) {
  for (const auto fault : {PlacementFault::kArmsReversed, PlacementFault::kRightArmLeftLeg,
                           PlacementFault::kRightArmRightLeg, PlacementFault::kArmsAndLegsCrossed}) {
    Request request;
    request.placement = fault;
    const auto said = said_of_drawn(request);
    int of_limbs = 0;
    for (const auto& s : said.statements) {
      if (!about_waves(s) || s.evidence.leads.empty() || s.evidence.leads.front() == Lead::kV1) continue;
      ++of_limbs;
      EXPECT_EQ(s.confidence, Confidence::kPossible) << name_of(fault) << " " << s.code;
    }
    EXPECT_GT(of_limbs, 0) << name_of(fault);
  }
}

// ---- Statements that exclude each other ----------------------------------------------------------------------------

struct Drawn {
  const char* name;
  Request request;
  std::vector<const char*> said, not_said;
};
std::ostream& operator<<(std::ostream& out, const Drawn& drawn) { return out << drawn.name; }
class DrawnEcg : public ::testing::TestWithParam<Drawn> {};

TEST_P(DrawnEcg, IsCalledWhatItIsAndNotWhatItIsNot) {
  const auto& c = GetParam();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Request request = c.request;
    request.seed = seed;
    const auto said = said_of_drawn(request);
    for (const char* code : c.said) EXPECT_NE(said.find(code), nullptr) << "seed " << seed << " misses " << code;
    for (const char* code : c.not_said) EXPECT_EQ(said.find(code), nullptr) << "seed " << seed << " says " << code;
  }
}

template <typename Draw>
Drawn drawn(const char* name, Draw draw, std::vector<const char*> said, std::vector<const char*> not_said) {
  Drawn out{name, {}, std::move(said), std::move(not_said)};
  draw(out.request);
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DrawnEcg,
    ::testing::Values(
        drawn("QrsOf115IsNotNormal", [](Request& r) { r.qrs_ms = 116.0; }, {"QRS_BORDERLINE"}, {"NORMAL_ECG", "IVCD"}),
        drawn("QrsOf100IsNormal", [](Request& r) { r.qrs_ms = 100.0; }, {"NORMAL_ECG"}, {"QRS_BORDERLINE"}),
        drawn("ShortPrInBradycardia",
              [](Request& r) {
                r.pr_ms = 100.0;
                r.heart_rate = 52.0;
              },
              {"SHORT_PR", "SINUS_BRADYCARDIA"}, {}),
        // Its broad S in I turns the axis of the whole QRS to the right.
        drawn("RightBlockHasTheAxisOfItsFirst60Ms",
              [](Request& r) { r.morphology = Morphology::kRightBundleBranchBlock; }, {"RBBB"},
              {"AXIS_RIGHT", "AXIS_EXTREME", "LPFB"}),
        drawn("LeftAnteriorBlockIsNoHypertrophyByAvl", [](Request& r) { r.axis_deg = -60.0; },
              {"LAFB", "AXIS_LEFT", "SINUS_RHYTHM"}, {"LVH", "ELECTRODES_SUSPECT", "ECTOPIC_ATRIAL_RHYTHM"}),
        drawn("VerticalHeartHasItsElectrodesInPlace", [](Request& r) { r.axis_deg = 95.0; }, {"AXIS_RIGHT"},
              {"ELECTRODES_SUSPECT"}),
        drawn("PacedBeatsHaveNoAneurysm", [](Request& r) { r.rhythm = Rhythm::kVentricularPaced; }, {"PACED_RHYTHM"},
              {"ANEURYSM"}),
        drawn("PosteriorInfarct",
              [](Request& r) {
                r.morphology = Morphology::kPosteriorStemi;
                r.infarct_hours = 6.0;
              },
              {"POSTERIOR_MI_SUSPECTED"}, {"WELLENS"}),
        drawn("OldInferiorInfarct",
              [](Request& r) {
                r.morphology = Morphology::kInferiorStemi;
                r.infarct_hours = 500.0;
              },
              {"OLD_MI_INFERIOR"}, {"STEMI_INFERIOR", "WELLENS"}),
        drawn("OldAnteriorInfarct",
              [](Request& r) {
                r.morphology = Morphology::kAnteriorStemi;
                r.infarct_hours = 500.0;
              },
              {"OLD_MI_ANTERIOR"}, {"STEMI_ANTERIOR"})),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(LateralWalls, MakeOneStatementWithTheLeadsOfBoth) {
  Request request;
  request.morphology = Morphology::kLateralStemi;
  const auto said = said_of_drawn(request);
  const auto of_code = [](const Statement& s) { return s.code == "STEMI_LATERAL"; };
  ASSERT_EQ(std::count_if(said.statements.begin(), said.statements.end(), of_code), 1);
  const auto& leads = said.find("STEMI_LATERAL")->evidence.leads;
  EXPECT_NE(std::find(leads.begin(), leads.end(), Lead::kAvl), leads.end());
  EXPECT_NE(std::find(leads.begin(), leads.end(), Lead::kV6), leads.end());
}

TEST(WideComplexTachycardia, CountsAsVentricularInTheCountyTable) {
  Measurements measured;
  measured.global.heart_rate_bpm = 170.0;
  Interpretation said;
  said.statements.push_back(
      {"WIDE_COMPLEX_TACHYCARDIA", Category::kRhythm, Severity::kCritical, Confidence::kPossible, {}, {}});
  const auto critical = critical_values(measured, 10.0, said, CriticalValueTable{});
  ASSERT_EQ(critical.size(), 1U);
  EXPECT_EQ(critical[0].code, "VENTRICULAR_TACHYCARDIA");
  measured.global.heart_rate_bpm = 140.0;
  EXPECT_TRUE(critical_values(measured, 10.0, said, CriticalValueTable{}).empty());
}

// ---- Evidence ----------------------------------------------------------------------------------------------------

bool holds(const Fact& fact) {
  if (!fact.threshold) return true;
  const double v = fact.value, t = *fact.threshold;
  if (fact.relation == "<") return v < t;
  if (fact.relation == "<=") return v <= t;
  if (fact.relation == ">") return v > t;
  return v >= t;
}

std::vector<Request> all_kinds() {
  std::vector<Request> out;
  for (int rhythm = 0; rhythm <= static_cast<int>(Rhythm::kDualPaced); ++rhythm) {
    for (const double rate : {45.0, 80.0, 150.0}) {
      out.emplace_back();
      out.back().rhythm = static_cast<Rhythm>(rhythm);
      out.back().heart_rate = rate;
    }
  }
  for (int wall = 0; wall <= static_cast<int>(Morphology::kRightBundleBranchBlock); ++wall) {
    for (const double hours : {0.5, 3.0, 24.0, 500.0}) {
      out.emplace_back();
      out.back().morphology = static_cast<Morphology>(wall);
      out.back().infarct_hours = hours;
    }
  }
  for (const double axis : {-150.0, -75.0, -40.0, 100.0, 150.0}) {
    out.emplace_back();
    out.back().axis_deg = axis;
    out.back().voltage = axis < 0.0 ? 2.0 : 0.4;
  }
  for (const double noise : {80.0, 150.0, 300.0}) {
    out.emplace_back();
    out.back().noise_uv = noise;
    out.back().mains_uv = noise;
  }
  for (const double qrs : {112.0, 125.0, 150.0, 180.0}) {
    out.emplace_back();
    out.back().qrs_ms = qrs;
  }
  return out;
}

TEST(Evidence, StatesNoThresholdThatIsNotPassedAndNothingTwice) {
  for (const auto& request : all_kinds()) {
    const auto said = said_of_drawn(request);
    std::set<std::pair<std::string, std::string>> once;
    for (const auto& s : said.statements) {
      EXPECT_TRUE(once.emplace(s.code, s.evidence.rule).second) << s.code << " twice";
      EXPECT_FALSE(s.evidence.facts.empty() && s.evidence.leads.empty() && about_waves(s)) << s.code;
      for (const auto& fact : s.evidence.facts) {
        EXPECT_TRUE(holds(fact)) << s.code << ": " << fact.name << " " << fact.value << " " << fact.relation << " "
                                 << fact.threshold.value_or(0.0);
      }
    }
    for (const auto& rule : said.considered) {
      EXPECT_EQ(rule.met, rule.why_not.empty()) << rule.rule;
      if (!rule.met) continue;
      for (const auto& fact : rule.facts) EXPECT_TRUE(holds(fact)) << rule.rule << ": " << fact.name;
    }
  }
}

TEST(Evidence, IsNamedInBothLanguages) {
  const auto chinese = [](const Text& text) {
    return std::any_of(text.chinese.begin(), text.chinese.end(),
                       [](char c) { return static_cast<signed char>(c) < 0; });
  };
  for (const auto& request : all_kinds()) {
    const auto said = said_of_drawn(request);
    for (const auto& s : said.statements) {
      EXPECT_TRUE(chinese(s.text)) << s.code;
      EXPECT_TRUE(chinese(text_of_source(s.evidence.source))) << s.evidence.source;
    }
    for (const auto& rule : said.considered) EXPECT_TRUE(chinese(text_of_source(rule.source))) << rule.source;
  }
}

}  // namespace
}  // namespace rdc::ecg
