// What is normal at which age (age_limits.h): the same tracing is read by the limits of the child's age, and an adult's
// where no age is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

constexpr double kDay = 1.0 / 365.25, kMonth = 1.0 / 12.0;

using ChildDraw = void (*)(Measurements&);

Interpretation said_at(double age, const simulation::Request& request, ChildDraw draw = nullptr) {
  auto made = simulation::simulate(request);
  made.recording.subject.age_years = age;
  made.recording.subject.sex = Sex::kMale;
  auto measured = *measure(made.recording);
  if (draw != nullptr) draw(measured);
  return interpret(made.recording, measured);
}

struct RateCase {
  const char* name;
  double age, rate;
  const char* code;
};
std::ostream& operator<<(std::ostream& out, const RateCase& c) { return out << c.name; }
class ChildRate : public ::testing::TestWithParam<RateCase> {};

TEST_P(ChildRate, IsNormalSlowOrFastByAge) {
  const auto& c = GetParam();
  simulation::Request request;
  request.heart_rate = c.rate;
  request.qrs_ms = 80.0;
  request.pr_ms = 110.0;
  const auto said = said_at(c.age, request);
  for (const char* code : {"SINUS_RHYTHM", "SINUS_BRADYCARDIA", "SINUS_TACHYCARDIA"})
    EXPECT_EQ(said.find(code) != nullptr, std::string_view(code) == c.code) << code;
}

INSTANTIATE_TEST_SUITE_P(Ages, ChildRate,
                         ::testing::Values(RateCase{"NewbornAt150", 3 * kDay, 150, "SINUS_RHYTHM"},
                                           RateCase{"NewbornAt80", 3 * kDay, 80, "SINUS_BRADYCARDIA"},
                                           RateCase{"InfantAt150", 6 * kMonth, 150, "SINUS_RHYTHM"},
                                           RateCase{"InfantAt100", 6 * kMonth, 100, "SINUS_BRADYCARDIA"},
                                           RateCase{"OfTwoAt150", 2, 150, "SINUS_RHYTHM"},
                                           RateCase{"OfFourAt130", 4, 130, "SINUS_RHYTHM"},
                                           RateCase{"OfFourAt150", 4, 150, "SINUS_TACHYCARDIA"},
                                           RateCase{"OfFourAt66", 4, 66, "SINUS_BRADYCARDIA"},
                                           RateCase{"OfTenAt120", 10, 120, "SINUS_RHYTHM"},
                                           RateCase{"OfFifteenAt120", 15, 120, "SINUS_RHYTHM"},
                                           RateCase{"OfSixteenAt120", 16, 120, "SINUS_TACHYCARDIA"}),
                         ::testing::PrintToStringParamName());

struct ChildPr {
  double age, pr;
  const char* code;  // "" for neither
};
class ChildInterval : public ::testing::TestWithParam<ChildPr> {};

TEST_P(ChildInterval, PrIsJudgedByAge) {
  const auto& c = GetParam();
  simulation::Request request;
  request.heart_rate = 95.0;
  request.pr_ms = c.pr;
  const auto said = said_at(c.age, request);
  for (const char* code : {"AV_BLOCK_1", "SHORT_PR"})
    EXPECT_EQ(said.find(code) != nullptr, std::string_view(code) == c.code) << code;
}

INSTANTIATE_TEST_SUITE_P(Ages, ChildInterval,
                         ::testing::Values(ChildPr{3, 185, "AV_BLOCK_1"}, ChildPr{10, 185, "AV_BLOCK_1"},
                                           ChildPr{14, 175, ""}, ChildPr{30, 185, ""}, ChildPr{3, 105, ""},
                                           ChildPr{10, 105, ""}, ChildPr{30, 105, "SHORT_PR"}));

TEST(Child, QrsIsWideFromLess) {
  simulation::Request request;
  request.heart_rate = 95.0;
  request.qrs_ms = 112.0;
  EXPECT_TRUE(said_at(6, request).find("IVCD") != nullptr || said_at(6, request).find("RBBB") != nullptr);
  EXPECT_EQ(said_at(30, request).find("IVCD"), nullptr);
}

struct ChildAxis {
  double age, axis;
  const char* code;
};
class FrontalAxisOfChild : public ::testing::TestWithParam<ChildAxis> {};

TEST_P(FrontalAxisOfChild, IsJudgedByAge) {
  const auto& c = GetParam();
  simulation::Request request;
  request.axis_deg = c.axis;
  request.heart_rate = 95.0;
  const auto said = said_at(c.age, request);
  for (const char* code : {"AXIS_LEFT", "AXIS_RIGHT", "LPFB"})
    EXPECT_EQ(said.find(code) != nullptr, std::string_view(code) == c.code) << code;
}

INSTANTIATE_TEST_SUITE_P(Ages, FrontalAxisOfChild,
                         ::testing::Values(ChildAxis{2 * kDay, 120, ""}, ChildAxis{2 * kDay, 40, "AXIS_LEFT"},
                                           ChildAxis{2, 100, ""}, ChildAxis{2, 120, "AXIS_RIGHT"},
                                           ChildAxis{2, -12, "AXIS_LEFT"}, ChildAxis{10, -10, ""}));

LeadMeasurements& lead_in(Measurements& measured, Lead which) {
  auto& leads = measured.medians.front().leads;
  return *std::find_if(leads.begin(), leads.end(), [which](const auto& lead) { return lead.lead == which; });
}

Deflection peak(double amplitude_uv) {
  Deflection out;
  out.amplitude_uv = amplitude_uv;
  out.duration_ms = 30.0;
  return out;
}

struct Ventricles {
  const char* name;
  double age;
  ChildDraw draw;
  const char* code;  // "" for neither
  Confidence confidence;
};
std::ostream& operator<<(std::ostream& out, const Ventricles& c) { return out << c.name; }
class ChildVentricles : public ::testing::TestWithParam<Ventricles> {};

TEST_P(ChildVentricles, AreJudgedByTheVoltagesOfTheirAge) {
  const auto& c = GetParam();
  simulation::Request request;
  request.heart_rate = 95.0;
  const auto said = said_at(c.age, request, c.draw);
  for (const char* code : {"LVH", "RVH"}) {
    const auto* found = said.find(code);
    ASSERT_EQ(found != nullptr, std::string_view(code) == c.code) << code;
    if (found == nullptr) continue;
    EXPECT_EQ(found->confidence, c.confidence);
  }
}

// A V1 as a child's: R as tall as S, T down.
void childlike(Measurements& m) {
  lead_in(m, Lead::kV1).r = peak(900);
  lead_in(m, Lead::kV1).s = peak(-900);
  lead_in(m, Lead::kV1).t_uv = -200.0;
  lead_in(m, Lead::kV6).s = peak(-200);
}

INSTANTIATE_TEST_SUITE_P(Ages, ChildVentricles,
                         ::testing::Values(Ventricles{"TallRInV1IsNormalInAnInfant", 0.5, &childlike, "",
                                                      Confidence::kPossible},
                                           Ventricles{"TwentyMillimetresInV1", 0.5,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).r = peak(2050);
                                                      },
                                                      "RVH", Confidence::kPossible},
                                           Ventricles{"UprightTInV1At3Years", 3,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).t_uv = 150.0;
                                                      },
                                                      "RVH", Confidence::kPossible},
                                           Ventricles{"UprightTInV1At9Years", 9,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).t_uv = 150.0;
                                                      },
                                                      "", Confidence::kPossible},
                                           Ventricles{"UprightTAndDeepSInV6", 3,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).t_uv = 150.0;
                                                        lead_in(m, Lead::kV6).s = peak(-700);
                                                      },
                                                      "RVH", Confidence::kProbable},
                                           Ventricles{"SokolowOfAnAdultIsNormalInABoy", 10,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).s = peak(-1800);
                                                        lead_in(m, Lead::kV6).r = peak(2300);
                                                      },
                                                      "", Confidence::kPossible},
                                           Ventricles{"BeyondBothLimits", 10,
                                                      [](Measurements& m) {
                                                        childlike(m);
                                                        lead_in(m, Lead::kV1).s = peak(-2600);
                                                        lead_in(m, Lead::kV6).r = peak(2600);
                                                      },
                                                      "LVH", Confidence::kProbable}),
                         ::testing::PrintToStringParamName());

// Down in V1 to V4 is normal, and neither ischaemia nor Wellens' pattern; beyond V4 it is not normal.
TEST(Child, TWavesPointDownInTheRightChestLeads) {
  const auto turn = [](Measurements& m) {
    for (const Lead lead : {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4}) lead_in(m, lead).t_uv = -300.0;
  };
  for (const auto& [age, abnormal] : {std::pair{8.0, false}, {40.0, true}}) {
    const auto said = said_at(age, {}, turn);
    EXPECT_EQ(said.find("ISCHAEMIA_T_INVERSION") != nullptr, abnormal) << age;
    EXPECT_EQ(said.find("WELLENS") != nullptr, abnormal) << age;
  }
  const auto lateral = [](Measurements& m) {
    for (const Lead lead : {Lead::kV5, Lead::kV6}) lead_in(m, lead).t_uv = -300.0;
  };
  EXPECT_NE(said_at(8.0, {}, lateral).find("ISCHAEMIA_T_INVERSION"), nullptr);
}

// The score knows adults only; ST elevation by the definition still rings, and says what is likelier.
TEST(Child, AnInfarctIsSuspectedByTheDefinitionAlone) {
  simulation::Request request;
  request.morphology = simulation::Morphology::kAnteriorStemi;
  request.heart_rate = 95.0;
  const auto said = said_at(12.0, request);
  EXPECT_FALSE(said.score.computed);
  EXPECT_TRUE(said.score.why_not.english.starts_with("under 16 years"));
  EXPECT_NE(said.find("STEMI_ANTERIOR"), nullptr);
  EXPECT_EQ(said.score.tier, AlertTier::kSuspected);
}

TEST(Child, IsNormalWhereAllIsNormalForTheAge) {
  simulation::Request request;
  request.heart_rate = 110.0;
  request.pr_ms = 120.0;
  request.qrs_ms = 76.0;
  const auto said = said_at(6.0, request);
  EXPECT_NE(said.find("NORMAL_ECG"), nullptr);
  ASSERT_FALSE(said.assumptions.empty());
  EXPECT_TRUE(said.assumptions.front().english.starts_with("under 16 years"));
  EXPECT_EQ(said_at(40.0, request).find("NORMAL_ECG"), nullptr) << "tachycardia in an adult";
}

// No P to be seen: what the rate alone makes of it.
TEST(Child, SupraventricularTachycardiaStartsAtTheRateOfTheAge) {
  simulation::Request request;
  request.rhythm = simulation::Rhythm::kSupraventricularTachycardia;
  request.heart_rate = 190.0;
  request.qrs_ms = 70.0;
  EXPECT_NE(said_at(10.0, request).find("SUPRAVENTRICULAR_TACHYCARDIA"), nullptr);
  EXPECT_EQ(said_at(0.3, request).find("SUPRAVENTRICULAR_TACHYCARDIA"), nullptr);
  EXPECT_NE(said_at(0.3, request).find("SINUS_TACHYCARDIA"), nullptr);
}

}  // namespace
}  // namespace rdc::ecg
