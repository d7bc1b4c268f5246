// What looks like an acute infarction and may be something else: named, with what speaks for or against it.
// CLINICAL.md section 2 names them; their thresholds are textbook values (K).
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

constexpr const char* kMimicSource = "common clinical criterion, thresholds not checked against a source";

struct MimicName {
  const char* code;
  const char *english, *chinese;
};
constexpr MimicName kPericarditis = {"PERICARDITIS", "pericarditis", "心包炎"};
constexpr MimicName kEarlyRepolarisation = {"EARLY_REPOLARISATION", "early repolarisation", "早期复极"};
constexpr MimicName kBrugada = {"BRUGADA", "Brugada pattern", "Brugada图形"};
constexpr MimicName kHyperkalaemia = {"HYPERKALAEMIA", "hyperkalaemia", "高钾血症"};
constexpr MimicName kAneurysm = {"ANEURYSM", "old infarction with aneurysm", "陈旧梗死、室壁瘤"};
constexpr MimicName kStrain = {"LVH_STRAIN", "left ventricular strain", "左心室劳损"};
constexpr MimicName kLeftBlock = {"LBBB", "left bundle branch block", "左束支传导阻滞"};

void consider_mimic(RuleContext& c, const MimicName& mimic, bool present, Text reason) {
  c.out.mimics.push_back({mimic.code, {mimic.english, mimic.chinese}, present, std::move(reason)});
}

int elevated_leads(const RuleContext& c, std::span<const Lead> leads, double at_least_uv) {
  return static_cast<int>(std::count_if(leads.begin(), leads.end(), [&](Lead lead) {
    const auto j = c.j(lead);
    return j && *j >= at_least_uv;
  }));
}

double deepest_but_avr_v1(const RuleContext& c) {
  double deepest = 0.0;
  for (const Lead lead : kTwelveLeads) {
    if (lead == Lead::kAvr || lead == Lead::kV1) continue;
    deepest = std::min(deepest, c.j(lead).value_or(0.0));
  }
  return deepest;
}

// Fewer of the leads than a pattern needs can be judged: that is said, and none of its numbers.
bool too_few(RuleContext& c, const MimicName& mimic, std::span<const Lead> leads, std::size_t least) {
  std::vector<Lead> missing;
  for (const Lead lead : leads) {
    if (!c.j(lead)) missing.push_back(lead);
  }
  if (leads.size() - missing.size() >= least) return false;
  consider_mimic(c, mimic, false, not_recorded(missing));
  return true;
}

void pericarditis(RuleContext& c) {
  constexpr std::array<Lead, 8> kDiffuse = {Lead::kI,  Lead::kII, Lead::kAvf, Lead::kV2,
                                            Lead::kV3, Lead::kV4, Lead::kV5,  Lead::kV6};
  if (too_few(c, kPericarditis, kDiffuse, 5)) return;
  const int raised = elevated_leads(c, kDiffuse, 50.0);
  const double deepest = deepest_but_avr_v1(c);
  int pr_low = 0;
  for (const Lead lead : {Lead::kII, Lead::kAvf, Lead::kV4, Lead::kV5, Lead::kV6}) {
    const auto* l = c.lead(lead);
    if (l != nullptr && l->pr_segment_uv.value_or(0.0) <= -40.0) ++pr_low;
  }
  const bool both = elevated_leads(c, std::array{Lead::kII, Lead::kAvf}, 50.0) > 0 &&
                    elevated_leads(c, std::array{Lead::kV4, Lead::kV5, Lead::kV6}, 50.0) >= 2;
  const bool iii_higher = c.j(Lead::kIII).value_or(0.0) > c.j(Lead::kII).value_or(0.0);
  const bool present = raised >= 5 && both && deepest > -50.0 && pr_low >= 2 && !iii_higher && !c.wide();
  Text reason;
  if (present) {
    reason = {
        fmt::format("elevation in {} leads, PR depression in {}, no reciprocal depression but aVR", raised, pr_low),
        fmt::format("{} 个导联抬高，{} 个导联PR段压低，除aVR外无对应性压低", raised, pr_low)};
    c.say("PERICARDITIS", Confidence::kPossible, "mimic.pericarditis", kMimicSource, {kDiffuse.begin(), kDiffuse.end()},
          {fact("leads with J >= 50 uV", Lead::kUnknown, raised, "", ">=", 5),
           fact("leads with PR depression", Lead::kUnknown, pr_low, "", ">=", 2),
           fact("deepest J but aVR, V1", Lead::kUnknown, deepest, "uV", ">", -50)});
  } else if (raised < 5 || !both) {
    reason = {fmt::format("elevation in {} of 8 leads: not diffuse", raised),
              fmt::format("8个导联中 {} 个抬高：非弥漫性", raised)};
  } else if (deepest <= -50.0) {
    reason = {fmt::format("reciprocal depression of {:.0f} uV", deepest),
              fmt::format("存在对应性压低 {:.0f} uV", deepest)};
  } else if (iii_higher) {
    reason = {"ST is higher in III than in II", "III导联抬高大于II导联"};
  } else {
    reason = {fmt::format("PR depression in {} leads only", pr_low), fmt::format("仅 {} 个导联PR段压低", pr_low)};
  }
  consider_mimic(c, kPericarditis, present, std::move(reason));
}

void early_repolarisation(RuleContext& c) {
  constexpr std::array<Lead, 8> kLeads = {Lead::kI,   Lead::kAvl, Lead::kII, Lead::kAvf,
                                          Lead::kIII, Lead::kV4,  Lead::kV5, Lead::kV6};
  if (too_few(c, kEarlyRepolarisation, kLeads, 2)) return;
  std::vector<Lead> notched;
  for (const Lead lead : kLeads) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->j_uv || !l->t_uv) continue;
    // Concave: ST half-way lies below the chord from J to T; T at least three times J.
    const bool concave = l->st_t_uv.value_or(0.0) < (*l->j_uv + *l->t_uv) / 2.0;
    if (*l->j_uv >= 100.0 && *l->t_uv >= 3.0 * *l->j_uv && concave && l->r && l->r->amplitude_uv > 500.0)
      notched.push_back(lead);
  }
  const double deepest = deepest_but_avr_v1(c);
  const bool present = notched.size() >= 2 && deepest > -50.0 && !c.wide() && c.heart_rate() < 110.0;
  if (present) {
    std::vector<Fact> facts;
    for (const Lead lead : notched) facts.push_back(fact("J", lead, *c.j(lead), "uV", ">=", 100));
    facts.push_back(fact("deepest J but aVR, V1", Lead::kUnknown, deepest, "uV", ">", -50));
    c.say("EARLY_REPOLARISATION", Confidence::kPossible, "mimic.early_repolarisation", kMimicSource, notched,
          std::move(facts));
  }
  consider_mimic(
      c, kEarlyRepolarisation, present,
      present ? Text{"concave elevation with tall T and R, no reciprocal depression",
                     "凹面向上抬高，T波及R波高，无对应性压低"}
              : Text{fmt::format("{} leads with concave elevation below a third of T; deepest ST {:.0f} uV",
                                 notched.size(), deepest),
                     fmt::format("{} 个导联呈凹面抬高且小于T波三分之一；最深ST {:.0f} uV", notched.size(), deepest)});
}

void brugada(RuleContext& c) {
  constexpr std::array<Lead, 2> kLeads = {Lead::kV1, Lead::kV2};
  if (too_few(c, kBrugada, kLeads, 1)) return;
  std::vector<Lead> coved;
  for (const Lead lead : kLeads) {
    const auto* l = c.lead(lead);
    if (l == nullptr || l->j_uv.value_or(0.0) < 200.0 || l->t_uv.value_or(0.0) > -50.0) continue;
    if (l->j80_uv.value_or(0.0) < l->j_uv.value_or(0.0)) coved.push_back(lead);
  }
  const bool present = !coved.empty() && elevated_leads(c, std::array{Lead::kV4, Lead::kV5, Lead::kV6}, 100.0) == 0;
  if (present) {
    c.say("BRUGADA", Confidence::kPossible, "mimic.brugada", kMimicSource, coved,
          {fact("J", coved.front(), *c.j(coved.front()), "uV", ">=", 200),
           fact("T", coved.front(), *c.lead(coved.front())->t_uv, "uV", "<", -50)});
  }
  consider_mimic(
      c, kBrugada, present,
      present ? Text{"coved elevation falling into a negative T in V1-V2", "V1-V2穹隆样抬高下行至倒置T波"}
              : Text{"no coved elevation of 200 uV with negative T in V1-V2", "V1-V2无≥200 uV的穹隆样抬高伴T波倒置"});
}

void hyperkalaemia(RuleContext& c) {
  constexpr std::array<Lead, 5> kLeads = {Lead::kII, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5};
  std::vector<Lead> peaked;
  for (const Lead lead : kLeads) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->t_uv || !l->t_width_ms) continue;
    if (*l->t_uv >= 700.0 && *l->t_width_ms <= 75.0) peaked.push_back(lead);
  }
  const bool flat_p = c.measured.rhythm.p_fraction.value_or(1.0) < 0.5;
  const bool sine = c.qrs_ms() >= 140.0 && flat_p && c.heart_rate() < 100.0 && !c.paced() && !c.has("LBBB") &&
                    !c.has("RBBB") && !c.ventricular_escape_in_block();
  if (!sine && too_few(c, kHyperkalaemia, kLeads, 2)) return;
  const bool present = peaked.size() >= 2 || sine;
  if (present) {
    std::vector<Fact> facts;
    for (const Lead lead : peaked) {
      facts.push_back(fact("T", lead, *c.lead(lead)->t_uv, "uV", ">=", 700));
      facts.push_back(fact("T width", lead, *c.lead(lead)->t_width_ms, "ms", "<=", 75));
    }
    if (sine) facts.push_back(fact("QRS", Lead::kUnknown, c.qrs_ms(), "ms", ">=", 140));
    c.say("HYPERKALAEMIA", sine && !peaked.empty() ? Confidence::kProbable : Confidence::kPossible,
          "mimic.hyperkalaemia", kMimicSource, peaked, std::move(facts));
  }
  consider_mimic(c, kHyperkalaemia, present,
                 present
                     ? Text{"tall narrow T or wide QRS without P: measure potassium", "T波高尖或宽QRS无P波：请测血钾"}
                     : Text{"no tall narrow T waves", "无高尖T波"});
}

void aneurysm(RuleContext& c) {
  if (too_few(c, kAneurysm, chest_chain().first(4), 2)) return;
  std::vector<Lead> old;
  double largest = 0.0;
  for (const Lead lead : chest_chain().first(4)) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->t_uv) continue;
    largest = std::max(largest, *l->t_uv / LeadView{l}.size());
    if (l->is_qs && c.j(lead).value_or(0.0) >= 100.0) old.push_back(lead);
  }
  // T/QRS above 0.36 in any of V1-V4 speaks for an acute infarct (Smith 2005, K).
  // Without septal activation QS and elevation are the rule.
  const bool present = old.size() >= 2 && largest < 0.36 && !c.paced() && !c.has("LBBB") && !c.has("WPW");
  if (present) {
    c.say("ANEURYSM", Confidence::kPossible, "mimic.aneurysm", kMimicSource, old,
          {fact("largest T/QRS V1-V4", Lead::kUnknown, largest, "", "<", 0.36)});
  }
  consider_mimic(c, kAneurysm, present,
                 present
                     ? Text{fmt::format("QS with elevation, T/QRS {:.2f} < 0.36", largest),
                            fmt::format("QS波伴抬高，T/QRS {:.2f} < 0.36", largest)}
                     : Text{fmt::format("{} leads with QS and elevation, largest T/QRS {:.2f}", old.size(), largest),
                            fmt::format("{} 个导联QS伴抬高，最大T/QRS {:.2f}", old.size(), largest)});
}

void strain(RuleContext& c) {
  constexpr std::array<Lead, 4> kLeft = {Lead::kI, Lead::kAvl, Lead::kV5, Lead::kV6};
  const bool present = c.has("LVH_STRAIN");
  if (!present && too_few(c, kStrain, kLeft, 2)) return;
  consider_mimic(c, kStrain, present,
                 present ? Text{"voltage criteria with ST-T opposite to R", "电压达标且ST-T与R波反向"}
                         : Text{"no voltage criterion with strain", "未见高电压伴劳损"});
}

void left_block(RuleContext& c) {
  constexpr std::array<Lead, 2> kShowing = {Lead::kV1, Lead::kV6};
  const bool present = c.has("LBBB");
  // A narrow QRS is none whatever the leads; a wide one is judged by its shape in them.
  if (!present && c.wide() && too_few(c, kLeftBlock, kShowing, 2)) return;
  const std::string qrs = fmt::format("QRS {:.0f} ms", c.qrs_ms());
  Text reason{qrs, qrs};
  if (!c.measured.global.qrs_ms) {
    reason = {"QRS not measurable", "QRS时限不可测"};
  } else if (!present && c.wide()) {
    reason = {qrs + ", not of its shape", qrs + "，形态不符"};
  }
  consider_mimic(c, kLeftBlock, present, std::move(reason));
}

}  // namespace

void judge_mimics(RuleContext& c) {
  if (c.beat == nullptr) {
    for (const auto& mimic :
         {kPericarditis, kEarlyRepolarisation, kBrugada, kHyperkalaemia, kAneurysm, kStrain, kLeftBlock}) {
      consider_mimic(c, mimic, false, c.why_no_beat());
    }
    return;
  }
  pericarditis(c);
  early_repolarisation(c);
  brugada(c);
  hyperkalaemia(c);
  aneurysm(c);
  strain(c);
  left_block(c);
}

}  // namespace rdc::ecg
