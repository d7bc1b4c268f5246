#include "ecg/interpretation/interpret.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ecg/interpretation/catalogue.h"
#include "ecg/interpretation/compare.h"
#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/stemi_features.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Morphology;
using simulation::Request;
using simulation::Rhythm;
using simulation::simulate;

struct Read {
  Measurements measured;
  Interpretation said;
};

Read read_as_a_reader_would(const Request& request, std::optional<double> age = 60.0, Sex sex = Sex::kMale) {
  auto made = simulate(request);
  made.recording.subject.age_years = age;
  made.recording.subject.sex = sex;
  auto measured = *measure(made.recording);
  auto said = interpret(made.recording, measured);
  return {std::move(measured), std::move(said)};
}

std::string codes_of(const Interpretation& said) {
  std::string out;
  for (const auto& s : said.statements) out += s.code + " ";
  return out;
}

// ---- A simulated rhythm is named ---------------------------------------------------------------------------------

struct Named {
  const char* name;
  Rhythm rhythm;
  Morphology morphology;
  double rate;
  const char* want;
};
std::ostream& operator<<(std::ostream& out, const Named& c) { return out << c.name; }
class SimulatedEcg : public ::testing::TestWithParam<Named> {};

TEST_P(SimulatedEcg, IsCalledWhatItIs) {
  const auto& c = GetParam();
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Request request;
    request.seed = seed;
    request.rhythm = c.rhythm;
    request.morphology = c.morphology;
    request.heart_rate = c.rate;
    const auto got = read_as_a_reader_would(request);
    EXPECT_NE(got.said.find(c.want), nullptr) << "seed " << seed << ": " << codes_of(got.said);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rhythms, SimulatedEcg,
    ::testing::Values(Named{"Sinus", Rhythm::kSinus, Morphology::kNormal, 72, "SINUS_RHYTHM"},
                      Named{"Bradycardia", Rhythm::kSinus, Morphology::kNormal, 48, "SINUS_BRADYCARDIA"},
                      Named{"Tachycardia", Rhythm::kSinus, Morphology::kNormal, 115, "SINUS_TACHYCARDIA"},
                      Named{"Fibrillation", Rhythm::kAtrialFibrillation, Morphology::kNormal, 90,
                            "ATRIAL_FIBRILLATION"},
                      Named{"Supraventricular", Rhythm::kSupraventricularTachycardia, Morphology::kNormal, 180,
                            "SUPRAVENTRICULAR_TACHYCARDIA"},
                      Named{"Paced", Rhythm::kVentricularPaced, Morphology::kNormal, 70, "PACED_RHYTHM"},
                      Named{"FirstDegree", Rhythm::kFirstDegreeBlock, Morphology::kNormal, 70, "AV_BLOCK_1"},
                      Named{"Wenckebach", Rhythm::kWenckebach, Morphology::kNormal, 80, "AV_BLOCK_2_WENCKEBACH"},
                      Named{"Mobitz", Rhythm::kMobitzTwo, Morphology::kNormal, 70, "AV_BLOCK_2_MOBITZ2"},
                      Named{"TwoToOne", Rhythm::kTwoToOneBlock, Morphology::kNormal, 40, "AV_BLOCK_2_TO_1"},
                      Named{"LeftBundle", Rhythm::kSinus, Morphology::kLeftBundleBranchBlock, 72, "LBBB"},
                      Named{"RightBundle", Rhythm::kSinus, Morphology::kRightBundleBranchBlock, 72, "RBBB"},
                      Named{"Inferior", Rhythm::kSinus, Morphology::kInferiorStemi, 80, "STEMI_INFERIOR"},
                      Named{"Anterior", Rhythm::kSinus, Morphology::kAnteriorStemi, 80, "STEMI_ANTERIOR"}),
    [](const auto& tested) { return tested.param.name; });

// Also where the measurement cannot tell single complexes apart (170/min).
TEST(VentricularTachycardia, IsAlwaysCritical) {
  for (const double rate : {110.0, 120.0, 130.0, 150.0, 170.0, 200.0, 240.0}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Request request;
      request.seed = seed;
      request.rhythm = Rhythm::kVentricularTachycardia;
      request.heart_rate = rate;
      const auto got = read_as_a_reader_would(request);
      ASSERT_FALSE(got.said.statements.empty());
      EXPECT_EQ(got.said.statements.front().severity, Severity::kCritical)
          << rate << "/min, seed " << seed << ": " << codes_of(got.said);
      EXPECT_EQ(got.said.find("SINUS_RHYTHM"), nullptr) << rate;
    }
  }
}

// Bundle-branch block with a P before every beat is sinus tachycardia, however wide its QRS.
TEST(VentricularTachycardia, IsNotSaidOfSinusTachycardiaWithBlockAndVisibleP) {
  for (const auto block : {Morphology::kLeftBundleBranchBlock, Morphology::kRightBundleBranchBlock}) {
    for (const double rate : {105.0, 115.0, 125.0}) {
      for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Request request;
        request.seed = seed;
        request.morphology = block;
        request.heart_rate = rate;
        const auto got = read_as_a_reader_would(request);
        EXPECT_EQ(got.said.find("VENTRICULAR_TACHYCARDIA"), nullptr) << rate << " " << seed << codes_of(got.said);
        EXPECT_EQ(got.said.find("WIDE_COMPLEX_TACHYCARDIA"), nullptr) << rate << " " << seed << codes_of(got.said);
      }
    }
  }
}

// ---- Alarms ------------------------------------------------------------------------------------------------------

TEST(Alarm, RisesForSimulatedInfarctsAndNotForNormals) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    Request request;
    request.seed = seed;
    EXPECT_EQ(read_as_a_reader_would(request).said.score.tier, AlertTier::kNone) << seed;
    for (const auto wall : {Morphology::kInferiorStemi, Morphology::kAnteriorStemi}) {
      request.morphology = wall;
      EXPECT_GE(read_as_a_reader_would(request).said.score.tier, AlertTier::kSuspected) << seed;
    }
    request.morphology = Morphology::kNormal;
  }
}

TEST(Alarm, ForAnInfarctIsACriticalValueOfTheCountyTable) {
  Request request;
  request.morphology = Morphology::kInferiorStemi;
  const auto got = read_as_a_reader_would(request);
  const auto& list = got.said.critical;
  const auto found = std::find_if(list.begin(), list.end(), [](const auto& v) { return v.code == "ACUTE_MI"; });
  ASSERT_NE(found, list.end());
  EXPECT_FALSE(found->source.empty());
  EXPECT_FALSE(found->table.empty());
}

TEST(Alarm, AsksForTheLeadsThatAnInferiorInfarctLeavesOpen) {
  Request request;
  request.morphology = Morphology::kInferiorStemi;
  const auto got = read_as_a_reader_would(request);
  std::set<Lead> asked;
  for (const auto& ask : got.said.leads_to_record) asked.insert(ask.leads.begin(), ask.leads.end());
  EXPECT_TRUE(asked.contains(Lead::kV4R));
  EXPECT_TRUE(asked.contains(Lead::kV8));
}

// ---- Explanations ------------------------------------------------------------------------------------------------

TEST(Score, PointsAddUpToTheLastDigit) {
  for (const auto wall : {Morphology::kNormal, Morphology::kInferiorStemi, Morphology::kLeftBundleBranchBlock}) {
    Request request;
    request.morphology = wall;
    const auto& score = read_as_a_reader_would(request).said.score;
    ASSERT_TRUE(score.computed);
    double sum = score.base;
    for (const auto& item : score.items) {
      sum += item.points;
      EXPECT_FALSE(item.reason.english.empty());
      EXPECT_FALSE(item.reason.chinese.empty());
    }
    EXPECT_NEAR(sum, score.points, 1e-9);
    EXPECT_NEAR(score.probability, 1.0 / (1.0 + std::exp(-score.points)), 1e-12);
  }
}

TEST(Score, GivesEachReasonItsValue) {
  Request request;
  request.morphology = Morphology::kInferiorStemi;
  const auto& score = read_as_a_reader_would(request).said.score;
  ASSERT_FALSE(score.items.empty());
  for (const auto& item : score.items) {
    const bool whole = item.feature == "heart_rate" || item.feature == "qrs" || item.feature == "qtc";
    const auto value = fmt::format("{:.{}f}", item.value, whole ? 0 : 2);
    EXPECT_NE(item.reason.english.find(value), std::string::npos) << item.feature;
    EXPECT_NE(item.reason.chinese.find(value), std::string::npos) << item.feature;
  }
}

TEST(Score, NamesEachFeatureOnce) {
  std::set<std::string_view> names;
  for (const auto& feature : stemi_feature_table()) {
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    EXPECT_FALSE(feature.english.empty() || feature.chinese.empty()) << feature.name;
  }
}

TEST(Explanation, EveryRuleIsMetOrSaysWhyNot) {
  for (const auto wall : {Morphology::kNormal, Morphology::kAnteriorStemi, Morphology::kLeftBundleBranchBlock}) {
    Request request;
    request.morphology = wall;
    const auto got = read_as_a_reader_would(request);
    EXPECT_GE(got.said.considered.size(), 13U);
    for (const auto& rule : got.said.considered) {
      EXPECT_NE(rule.met, !rule.why_not.empty()) << rule.rule;
      EXPECT_FALSE(rule.source.empty()) << rule.rule;
    }
  }
}

TEST(Explanation, EveryStatementHasBothTextsARuleAVersionAndASource) {
  for (const auto rhythm : {Rhythm::kSinus, Rhythm::kAtrialFibrillation, Rhythm::kVentricularPaced}) {
    Request request;
    request.rhythm = rhythm;
    for (const auto& s : read_as_a_reader_would(request).said.statements) {
      EXPECT_NE(catalogue_entry(s.code), nullptr) << s.code;
      EXPECT_FALSE(s.text.english.empty() || s.text.chinese.empty()) << s.code;
      EXPECT_FALSE(s.evidence.rule.empty() || s.evidence.source.empty()) << s.code;
      EXPECT_EQ(s.evidence.version, kRuleSetVersion);
    }
  }
}

std::vector<Fact> facts_of(const Interpretation& said) {
  std::vector<Fact> out;
  const auto add = [&](const std::vector<Fact>& facts) { out.insert(out.end(), facts.begin(), facts.end()); };
  for (const auto& s : said.statements) add(s.evidence.facts);
  for (const auto& rule : said.considered) add(rule.facts);
  for (const auto& value : said.critical) out.push_back(value.fact);
  return out;
}

TEST(Explanation, EveryFactHasAChineseName) {
  for (int rhythm = 0; rhythm <= static_cast<int>(Rhythm::kDualPaced); ++rhythm) {
    for (int morphology = 0; morphology <= static_cast<int>(Morphology::kRightBundleBranchBlock); ++morphology) {
      Request request;
      request.rhythm = static_cast<Rhythm>(rhythm);
      request.morphology = static_cast<Morphology>(morphology);
      for (const auto& fact : facts_of(read_as_a_reader_would(request).said)) {
        EXPECT_NE(text_of_fact(fact.name).chinese, fact.name);
      }
    }
  }
}

TEST(Explanation, AScoreFactKeepsItsValueInBothLanguages) {
  const auto both = text_of_fact("ST for the QRS in V3 0.21");
  EXPECT_EQ(both.english, "ST for the QRS in V3 0.21");
  EXPECT_EQ(both.chinese, "V3 ST/QRS振幅 0.21");
}

TEST(Explanation, AFactThatNoRuleHereGivesKeepsItsName) {
  EXPECT_EQ(text_of_fact("of a newer router").chinese, "of a newer router");
}

TEST(Explanation, UnknownAgeAndSexAreSaid) {
  EXPECT_TRUE(read_as_a_reader_would({}).said.assumptions.empty());
  EXPECT_EQ(read_as_a_reader_would({}, std::nullopt, Sex::kUnknown).said.assumptions.size(), 2U);
}

TEST(Catalogue, CodesAreUnique) {
  std::set<std::string_view> codes;
  for (const auto& entry : catalogue()) EXPECT_TRUE(codes.insert(entry.code).second) << entry.code;
}

// ---- Thresholds by age and sex (Fourth Universal Definition), on hand-made measurements --------------------------

struct Threshold {
  const char* name;
  Sex sex;
  double age, j_uv;
  bool met;
};
std::ostream& operator<<(std::ostream& out, const Threshold& c) { return out << c.name; }
class ElevationInV2V3 : public ::testing::TestWithParam<Threshold> {};

TEST_P(ElevationInV2V3, DependsOnAgeAndSex) {
  const auto& c = GetParam();
  Recording recording;
  recording.rhythm = simulate({}).recording.rhythm;
  recording.subject.sex = c.sex;
  recording.subject.age_years = c.age;
  auto measured = *measure(recording);
  for (auto& lead : measured.medians.front().leads) {
    lead.j_uv = lead.lead == Lead::kV2 || lead.lead == Lead::kV3 ? c.j_uv : 0.0;
  }
  const auto said = interpret(recording, measured);
  EXPECT_EQ(said.find("STEMI_ANTERIOR") != nullptr, c.met) << codes_of(said);
}

INSTANTIATE_TEST_SUITE_P(Definition, ElevationInV2V3,
                         ::testing::Values(Threshold{"ManOf50At200", Sex::kMale, 50, 200, true},
                                           Threshold{"ManOf50Below200", Sex::kMale, 50, 199, false},
                                           Threshold{"ManOf30At200", Sex::kMale, 30, 200, false},
                                           Threshold{"ManOf30At250", Sex::kMale, 30, 250, true},
                                           Threshold{"WomanOf50At150", Sex::kFemale, 50, 150, true},
                                           Threshold{"WomanOf50Below150", Sex::kFemale, 50, 149, false},
                                           Threshold{"UnknownSexCountsAsMan", Sex::kUnknown, 50, 199, false}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Elevation, InOneLeadAloneIsNotEnough) {
  Recording recording;
  recording.rhythm = simulate({}).recording.rhythm;
  auto measured = *measure(recording);
  for (auto& lead : measured.medians.front().leads) lead.j_uv = lead.lead == Lead::kIII ? 300.0 : 0.0;
  EXPECT_EQ(interpret(recording, measured).find("STEMI_INFERIOR"), nullptr);
}

TEST(Elevation, OfAMissingChestStripIsSaidToBeUnknown) {
  auto made = simulate({});
  std::erase_if(made.recording.rhythm.channels,
                [](const auto& c) { return c.lead >= Lead::kV1 && c.lead <= Lead::kV6; });
  const auto measured = *measure(made.recording);
  const auto said = interpret(made.recording, measured);
  EXPECT_FALSE(said.score.computed);
  EXPECT_FALSE(said.score.why_not.english.empty());
  EXPECT_NE(said.find("LEADS_MISSING"), nullptr);
}

// ---- Critical values ---------------------------------------------------------------------------------------------

TEST(CriticalValues, FollowTheCountysOwnTable) {
  Request request;
  request.heart_rate = 45;
  auto made = simulate(request);
  const auto measured = *measure(made.recording);
  EXPECT_TRUE(interpret(made.recording, measured).critical.empty());
  InterpretOptions options;
  options.critical.slow_bpm = 50.0;
  options.critical.name = "another county";
  const auto said = interpret(made.recording, measured, options);
  ASSERT_EQ(said.critical.size(), 1U);
  EXPECT_EQ(said.critical[0].code, "SLOW");
  EXPECT_EQ(said.critical[0].table, "another county 1");
}

// ---- Comparison --------------------------------------------------------------------------------------------------

TEST(Comparison, OfAnEcgWithItselfFindsNothing) {
  const auto a = read_as_a_reader_would({});
  const auto found = compare({a.measured, a.said}, {a.measured, a.said});
  EXPECT_TRUE(found.statements.empty());
  EXPECT_TRUE(found.values.empty());
  EXPECT_FALSE(found.new_st_elevation);
}

TEST(Comparison, NamesTheLeadsThatOnlyOneOfThemHas) {
  auto made = simulate({});
  const auto whole = *measure(made.recording);
  std::erase_if(made.recording.rhythm.channels, [](const auto& c) { return c.lead == Lead::kV2; });
  const auto partial = *measure(made.recording);
  const auto a = interpret(made.recording, whole), b = interpret(made.recording, partial);
  EXPECT_EQ(compare({whole, a}, {partial, b}).not_compared, std::vector<std::string>{"V2"});
  EXPECT_EQ(compare({partial, b}, {whole, a}).not_compared, std::vector<std::string>{"V2"});
}

TEST(Comparison, ShowsANewInfarctAndItsWayBack) {
  Request request;
  const auto before = read_as_a_reader_would(request);
  request.morphology = Morphology::kInferiorStemi;
  const auto after = read_as_a_reader_would(request);
  const auto found = compare({before.measured, before.said}, {after.measured, after.said});
  EXPECT_TRUE(found.new_st_elevation);
  EXPECT_TRUE(std::any_of(found.statements.begin(), found.statements.end(), [](const auto& c) {
    return c.change == Change::kNew && c.statement.code == "STEMI_INFERIOR";
  }));
  EXPECT_TRUE(std::any_of(found.values.begin(), found.values.end(),
                          [](const auto& v) { return v.name == "J" && v.lead == Lead::kIII && v.delta() > 100.0; }));
  const auto back = compare({after.measured, after.said}, {before.measured, before.said});
  EXPECT_FALSE(back.new_st_elevation);
  EXPECT_TRUE(std::any_of(back.statements.begin(), back.statements.end(), [](const auto& c) {
    return c.change == Change::kGone && c.statement.code == "STEMI_INFERIOR";
  }));
}

}  // namespace
}  // namespace rdc::ecg
