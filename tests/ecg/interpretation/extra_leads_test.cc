// Leads beside the twelve (V3R, V4R, V7 to V9), and recordings that have few of the twelve or none of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

#include "ecg/interpretation/compare.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Morphology;

// A lead as a sum of recorded ones.
struct Mixed {
  Lead lead;
  Lead one;
  float share_of_one;
  Lead other;
  float share_of_other;
};
// Of an inferior infarct: ST of 70 to 80 uV in V7 to V9, 180 to 220 uV on the right.
constexpr Mixed kMixedV7{Lead::kV7, Lead::kV6, 0.8F, Lead::kII, 0.3F};
constexpr Mixed kMixedV8{Lead::kV8, Lead::kV6, 0.6F, Lead::kII, 0.3F};
constexpr Mixed kMixedV9{Lead::kV9, Lead::kV6, 0.4F, Lead::kII, 0.3F};
constexpr Mixed kMixedV3r{Lead::kV3R, Lead::kV1, 0.5F, Lead::kIII, 0.5F};
constexpr Mixed kMixedV4r{Lead::kV4R, Lead::kV1, 0.3F, Lead::kIII, 0.6F};

Recording with_leads(Morphology wall, std::initializer_list<Mixed> extra) {
  simulation::Request request;
  request.morphology = wall;
  request.infarct_hours = 2.0;
  request.seed = 3;
  auto recording = simulation::simulate(request).recording;
  recording.subject.sex = Sex::kMale;
  recording.subject.age_years = 60.0;
  auto& strip = recording.rhythm;
  for (const auto& mixed : extra) {
    Channel channel{mixed.lead, std::string(name_of(mixed.lead)), strip.find(mixed.one)->samples};
    const auto& other = strip.find(mixed.other)->samples;
    for (std::size_t i = 0; i < channel.samples.size(); ++i) {
      channel.samples[i] = mixed.share_of_one * channel.samples[i] + mixed.share_of_other * other[i];
    }
    strip.channels.push_back(std::move(channel));
  }
  return recording;
}

Recording only(Recording recording, std::initializer_list<Lead> leads) {
  std::erase_if(recording.rhythm.channels, [&](const Channel& channel) {
    return std::find(leads.begin(), leads.end(), channel.lead) == leads.end();
  });
  return recording;
}

Interpretation judged(const Recording& recording) { return interpret(recording, *measure(recording)); }

std::vector<Lead> asked_for(const Interpretation& said) {
  std::vector<Lead> out;
  for (const auto& request : said.leads_to_record) out.insert(out.end(), request.leads.begin(), request.leads.end());
  return out;
}

const Consideration& considered(const Interpretation& said, std::string_view rule) {
  return *std::find_if(said.considered.begin(), said.considered.end(), [&](const auto& c) { return c.rule == rule; });
}

TEST(ExtraLeads, ThatWereRecordedAreJudgedAndNotAskedForAgain) {
  const auto said =
      judged(with_leads(Morphology::kInferiorStemi, {kMixedV3r, kMixedV4r, kMixedV7, kMixedV8, kMixedV9}));
  EXPECT_NE(said.find("STEMI_RIGHT"), nullptr);
  EXPECT_NE(said.find("STEMI_POSTERIOR"), nullptr);
  EXPECT_TRUE(said.leads_to_record.empty());
}

TEST(ExtraLeads, OneSideRecordedLeavesTheOtherToBeAskedFor) {
  const auto back = judged(with_leads(Morphology::kInferiorStemi, {kMixedV8, kMixedV9}));
  EXPECT_EQ(asked_for(back), (std::vector{Lead::kV3R, Lead::kV4R, Lead::kV5R}));
  const auto right = judged(with_leads(Morphology::kInferiorStemi, {kMixedV3r, kMixedV4r}));
  EXPECT_EQ(asked_for(right), (std::vector{Lead::kV7, Lead::kV8, Lead::kV9}));
}

TEST(ExtraLeads, OneAloneIsSaidAndItsNeighboursAreAskedFor) {
  const auto said = judged(with_leads(Morphology::kInferiorStemi, {kMixedV4r, kMixedV8}));
  EXPECT_EQ(said.find("STEMI_RIGHT"), nullptr);
  EXPECT_EQ(asked_for(said), (std::vector{Lead::kV3R, Lead::kV5R, Lead::kV7, Lead::kV9}));
  const auto& right = considered(said, "stemi.right");
  ASSERT_EQ(right.facts.size(), 1U);
  EXPECT_EQ(right.facts.front().lead, Lead::kV4R);
  ASSERT_EQ(right.why_not.size(), 2U);
  EXPECT_NE(right.why_not.front().english.find("one lead alone is not enough"), std::string::npos);
  EXPECT_EQ(right.why_not.back().english, "V3R not recorded or not usable");
}

TEST(ExtraLeads, ARecordedLeadThatShowsNothingIsAskedForStill) {
  auto recording = with_leads(Morphology::kInferiorStemi, {kMixedV3r, kMixedV4r});
  for (auto& channel : recording.rhythm.channels) {
    if (channel.lead == Lead::kV4R) std::fill(channel.samples.begin(), channel.samples.end(), 0.0F);
  }
  const auto asked = asked_for(judged(recording));
  EXPECT_NE(std::find(asked.begin(), asked.end(), Lead::kV4R), asked.end());
}

TEST(ExtraLeads, AreComparedToo) {
  const auto before = with_leads(Morphology::kNormal, {kMixedV7, kMixedV8});
  const auto after = with_leads(Morphology::kInferiorStemi, {kMixedV8, kMixedV4r});
  const auto first = *measure(before), second = *measure(after);
  const auto said_first = interpret(before, first), said_second = interpret(after, second);
  const auto found = compare({first, said_first}, {second, said_second});
  EXPECT_TRUE(std::any_of(found.values.begin(), found.values.end(),
                          [](const auto& v) { return v.lead == Lead::kV8 && v.name == "J"; }));
  for (const char* lead : {"V7", "V4R"}) {
    EXPECT_NE(std::find(found.not_compared.begin(), found.not_compared.end(), lead), found.not_compared.end()) << lead;
  }
}

// CLINICAL.md section 2, by age and sex, at the limit and just below it.
TEST(ExtraLeads, HaveThresholdsOfTheirOwn) {
  struct BackAndRight {
    Sex sex;
    double age, of_v8, of_v4r;
  };
  for (const auto& [sex, age, of_v8, of_v4r] :
       {BackAndRight{Sex::kMale, 29.9, 100.0, 100.0}, BackAndRight{Sex::kMale, 30.0, 100.0, 50.0},
        BackAndRight{Sex::kMale, 39.9, 100.0, 50.0}, BackAndRight{Sex::kMale, 40.0, 50.0, 50.0},
        BackAndRight{Sex::kFemale, 20.0, 50.0, 50.0}}) {
    auto recording = with_leads(Morphology::kNormal, {kMixedV3r, kMixedV4r, kMixedV7, kMixedV8, kMixedV9});
    recording.subject = {"", "", "", sex, age};
    const auto measured = *measure(recording);
    const auto at = [&](double of_back, double of_right) {
      auto drawn = measured;
      for (auto& lead : drawn.medians.front().leads) {
        const bool back = lead.lead == Lead::kV8 || lead.lead == Lead::kV9;
        const bool right = lead.lead == Lead::kV3R || lead.lead == Lead::kV4R;
        if (back) lead.j_uv = of_back;
        if (right) lead.j_uv = of_right;
      }
      return interpret(recording, drawn);
    };
    EXPECT_TRUE(considered(at(of_v8, of_v4r), "stemi.posterior").met) << age;
    EXPECT_TRUE(considered(at(of_v8, of_v4r), "stemi.right").met) << age;
    EXPECT_FALSE(considered(at(of_v8 - 1.0, of_v4r - 1.0), "stemi.posterior").met) << age;
    EXPECT_FALSE(considered(at(of_v8 - 1.0, of_v4r - 1.0), "stemi.right").met) << age;
  }
}

// ---- Beside an earlier ECG -----------------------------------------------------------------------------------------

bool rises_between(const simulation::Request& earlier, const simulation::Request& later) {
  const auto before = simulation::simulate(earlier).recording, after = simulation::simulate(later).recording;
  const auto first = *measure(before), second = *measure(after);
  const auto said_first = interpret(before, first), said_second = interpret(after, second);
  return compare({first, said_first}, {second, said_second}).new_st_elevation;
}

TEST(NewElevation, IsNotSaidOfBeatsThatLiftStByThemselves) {
  simulation::Request healthy, infarct, block, paced, tachycardia;
  infarct.morphology = Morphology::kAnteriorStemi;
  block.morphology = Morphology::kLeftBundleBranchBlock;
  paced.rhythm = simulation::Rhythm::kVentricularPaced;
  tachycardia.rhythm = simulation::Rhythm::kVentricularTachycardia;
  tachycardia.heart_rate = 160.0;
  EXPECT_TRUE(rises_between(healthy, infarct));
  for (const auto& other : {block, paced, tachycardia}) {
    EXPECT_FALSE(rises_between(healthy, other));
    EXPECT_FALSE(rises_between(other, healthy));
  }
}

// ---- Few leads -----------------------------------------------------------------------------------------------------

TEST(FewLeads, OneLeadSaysWhatIsMissingAndNothingOfWallsItDoesNotSee) {
  const auto said = judged(only(with_leads(Morphology::kInferiorStemi, {}), {Lead::kII}));
  EXPECT_NE(said.find("LEADS_MISSING"), nullptr);
  EXPECT_FALSE(said.score.computed);
  for (const auto& statement : said.statements) EXPECT_NE(statement.category, Category::kInfarction) << statement.code;
  const auto& inferior = considered(said, "stemi.inferior");
  ASSERT_EQ(inferior.facts.size(), 1U);
  EXPECT_EQ(inferior.facts.front().lead, Lead::kII);
  EXPECT_EQ(inferior.why_not.back().english, "-aVR aVF III not recorded or not usable");
}

TEST(FewLeads, NoMimicIsDeniedByLeadsThatWereNotRecorded) {
  auto recording = with_leads(Morphology::kNormal, {kMixedV8, kMixedV9});
  recording = only(std::move(recording), {Lead::kV8, Lead::kV9});
  for (const auto& mimic : judged(recording).mimics) {
    EXPECT_FALSE(mimic.present) << mimic.code;
    // A narrow QRS alone says that there is no left bundle branch block.
    if (mimic.code == "LBBB") continue;
    EXPECT_NE(mimic.reason.english.find("not recorded"), std::string::npos) << mimic.code << mimic.reason.english;
  }
}

TEST(FewLeads, ARecordedLimbLeadThatShowsNothingIsNoNormalEcg) {
  ASSERT_NE(judged(with_leads(Morphology::kNormal, {})).find("NORMAL_ECG"), nullptr);
  for (const Lead flat : {Lead::kI, Lead::kAvf}) {
    auto recording = with_leads(Morphology::kNormal, {});
    for (auto& channel : recording.rhythm.channels) {
      if (channel.lead == flat) std::fill(channel.samples.begin(), channel.samples.end(), 0.0F);
    }
    const auto said = judged(recording);
    EXPECT_EQ(said.find("NORMAL_ECG"), nullptr);
    const auto* missing = said.find("LEADS_MISSING");
    ASSERT_NE(missing, nullptr);
    EXPECT_EQ(missing->evidence.leads, std::vector{flat});
    EXPECT_NE(missing->text.english.find("computed from the other limb leads"), std::string::npos);
    EXPECT_NE(missing->text.chinese.find("推算"), std::string::npos);
  }
}

}  // namespace
}  // namespace rdc::ecg
