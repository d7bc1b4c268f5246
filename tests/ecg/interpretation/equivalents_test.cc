// The patterns that stand for a STEMI, drawn on the measurements of a simulated normal ECG: each is found, and is not
// when the one feature that makes it is taken away, with a reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <vector>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using Draw = std::function<void(Measurements&)>;

LeadMeasurements& lead_of(Measurements& measured, Lead which) {
  for (auto& lead : measured.medians.front().leads) {
    if (lead.lead == which) return lead;
  }
  return measured.medians.front().leads.front();
}

void draw_de_winter(Measurements& m) {
  for (const Lead which : {Lead::kV2, Lead::kV3, Lead::kV4}) {
    auto& lead = lead_of(m, which);
    lead.j_uv = -150.0;
    lead.st_slope_uv_per_s = 2000.0;
    lead.t_uv = 1200.0;
    lead.qrs_peak_to_peak_uv = 1500.0;
  }
  lead_of(m, Lead::kAvr).j_uv = 70.0;
}

void draw_wellens(Measurements& m) {
  for (const Lead which : {Lead::kV2, Lead::kV3}) {
    auto& lead = lead_of(m, which);
    lead.j_uv = 20.0;
    lead.t_uv = -400.0;
    lead.t_shape = TShape::kInverted;
    lead.q.reset();
    lead.is_qs = false;
  }
}

void draw_left_main(Measurements& m) {
  for (const Lead which : {Lead::kI, Lead::kII, Lead::kAvl, Lead::kV4, Lead::kV5, Lead::kV6}) {
    lead_of(m, which).j_uv = -150.0;
  }
  lead_of(m, Lead::kAvr).j_uv = 150.0;
}

struct Pattern {
  const char* name;
  const char* code;
  const char* rule;
  Draw draw, spoil;
};
std::ostream& operator<<(std::ostream& out, const Pattern& p) { return out << p.name; }

class Equivalent : public ::testing::TestWithParam<Pattern> {
 protected:
  static Interpretation said_of(const std::vector<Draw>& drawings) {
    auto made = simulation::simulate({});
    made.recording.subject.age_years = 60.0;
    made.recording.subject.sex = Sex::kMale;
    auto measured = *measure(made.recording);
    for (const auto& draw : drawings) draw(measured);
    return interpret(made.recording, measured);
  }
};

TEST_P(Equivalent, IsFoundWhenDrawn) { EXPECT_NE(said_of({GetParam().draw}).find(GetParam().code), nullptr); }

TEST_P(Equivalent, IsNotSaidOfANormalEcg) { EXPECT_EQ(said_of({}).find(GetParam().code), nullptr); }

TEST_P(Equivalent, SaysWhyItIsNotMetWhenOneFeatureIsMissing) {
  const auto said = said_of({GetParam().draw, GetParam().spoil});
  EXPECT_EQ(said.find(GetParam().code), nullptr);
  const auto found = std::find_if(said.considered.begin(), said.considered.end(),
                                  [](const auto& c) { return c.rule == GetParam().rule; });
  ASSERT_NE(found, said.considered.end());
  EXPECT_FALSE(found->met);
  ASSERT_FALSE(found->why_not.empty());
  EXPECT_FALSE(found->why_not.front().chinese.empty());
}

TEST(Wellens, IsNotSaidBesideAnInfarctThatMeetsTheDefinition) {
  simulation::Request request;
  request.morphology = simulation::Morphology::kInferiorStemi;
  const auto made = simulation::simulate(request);
  auto measured = *measure(made.recording);
  draw_wellens(measured);
  const auto said = interpret(made.recording, measured);
  EXPECT_NE(said.find("STEMI_INFERIOR"), nullptr);
  EXPECT_EQ(said.find("WELLENS"), nullptr);
}

// "Subtle" beside a definite anterior infarct would be no question any more.
TEST(SubtleLad, IsNotAskedWhereTheDefinitionIsMetWithoutAMimic) {
  simulation::Request request;
  request.morphology = simulation::Morphology::kAnteriorStemi;
  request.infarct_hours = 2.0;
  for (request.seed = 1; request.seed <= 5; ++request.seed) {
    const auto made = simulation::simulate(request);
    const auto said = interpret(made.recording, *measure(made.recording));
    ASSERT_NE(said.find("STEMI_ANTERIOR"), nullptr);
    EXPECT_EQ(said.find("LAD_SUBTLE"), nullptr) << request.seed;
  }
}

// What was not recorded is said, and never stands as a number.
TEST(MissingLeads, AreNamedAsTheReasonAndGiveNoNumber) {
  for (const std::vector<Lead>& kept : {std::vector<Lead>{Lead::kII}, {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr}}) {
    auto made = simulation::simulate({});
    std::erase_if(made.recording.rhythm.channels,
                  [&](const Channel& c) { return std::find(kept.begin(), kept.end(), c.lead) == kept.end(); });
    const auto said = interpret(made.recording, *measure(made.recording));
    for (const auto& rule : said.considered) {
      if (rule.rule == "equivalent.sgarbossa") continue;  // asks for a bundle branch block first
      EXPECT_FALSE(rule.met) << rule.rule;
      ASSERT_FALSE(rule.why_not.empty()) << rule.rule;
      for (const auto& fact : rule.facts) {
        EXPECT_FALSE(fact.lead >= Lead::kV1 && fact.lead <= Lead::kV6) << rule.rule << " " << fact.name;
      }
      for (const auto& why : rule.why_not) EXPECT_EQ(why.english.find("is 0.00"), std::string::npos) << why.english;
    }
    const auto posterior = std::find_if(said.considered.begin(), said.considered.end(),
                                        [](const auto& c) { return c.rule == "equivalent.posterior"; });
    ASSERT_NE(posterior, said.considered.end());
    EXPECT_EQ(posterior->why_not.front().english, "V1 V2 V3 not recorded or not usable");
    EXPECT_EQ(posterior->why_not.front().chinese, "V1 V2 V3 未记录或不可用");
  }
}

TEST(Consideration, IsNeverSilentWhateverTheRhythm) {
  simulation::Request tachycardia;
  tachycardia.rhythm = simulation::Rhythm::kVentricularTachycardia;
  tachycardia.heart_rate = 180;
  auto ventricular = simulation::simulate(tachycardia).recording;
  Recording nothing = simulation::simulate({}).recording;
  for (auto& channel : nothing.rhythm.channels) std::fill(channel.samples.begin(), channel.samples.end(), 0.0F);
  for (const auto& recording : {ventricular, nothing}) {
    const auto said = interpret(recording, *measure(recording));
    EXPECT_EQ(said.considered.size(), 13U);
    EXPECT_EQ(said.mimics.size(), 7U);
    for (const auto& rule : said.considered) EXPECT_NE(rule.met, !rule.why_not.empty()) << rule.rule;
    for (const auto& mimic : said.mimics) EXPECT_FALSE(mimic.reason.english.empty() || mimic.reason.chinese.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Patterns, Equivalent,
                         ::testing::Values(Pattern{"DeWinter", "DE_WINTER", "equivalent.de_winter", draw_de_winter,
                                                   [](Measurements& m) { lead_of(m, Lead::kAvr).j_uv = 0.0; }},
                                           Pattern{"Wellens", "WELLENS", "urgent.wellens", draw_wellens,
                                                   [](Measurements& m) { lead_of(m, Lead::kV3).j_uv = 120.0; }},
                                           Pattern{"LeftMain", "AVR_ELEVATION", "urgent.avr_diffuse", draw_left_main,
                                                   [](Measurements& m) { lead_of(m, Lead::kV6).j_uv = 0.0; }}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
