// Axis, ventricular and atrial enlargement, voltage. Thresholds: CLINICAL.md section 3, where each is named.
#include <algorithm>
#include <array>
#include <cmath>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/child_chambers.h"
#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

double r_of(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  return lead == nullptr ? 0.0 : LeadView{lead}.r();
}

double s_of(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  return lead == nullptr ? 0.0 : LeadView{lead}.s();
}

void frontal_axis(RuleContext& c) {
  const auto axis = c.ventricular_axis();
  const std::string rule = "axis.frontal";
  const auto& limits = limits_of(c.person);
  if (!axis) {
    if (axis.why() == Missing::kNoWave)
      c.say("AXIS_INDETERMINATE", Confidence::kProbable, rule, kClinical3, {Lead::kI, Lead::kAvf}, {});
    return;
  }
  const auto add = [&](const char* code, const char* relation, double threshold) {
    c.say(code, Confidence::kDefinite, rule, source_of_limits(c.person), {Lead::kI, Lead::kAvf},
          {fact(c.axis_name(), kWholeTracing, *axis, "deg", relation, threshold)});
  };
  if (*axis < -90.0) {
    add("AXIS_EXTREME", "<", -90.0);
  } else if (*axis < limits.axis_left) {
    add("AXIS_LEFT", "<", limits.axis_left);
  } else if (*axis > limits.axis_right) {
    add("AXIS_RIGHT", ">", limits.axis_right);
  }
}

// ST depression and a T that goes the other way than a tall R, in a left lead.
bool left_strain(const RuleContext& c, std::vector<Lead>& leads) {
  for (const Lead which : {Lead::kI, Lead::kAvl, Lead::kV5, Lead::kV6}) {
    const auto* lead = c.lead(which);
    if (lead == nullptr || LeadView{lead}.r() < 800.0) continue;
    if (lead->j60_uv.value_or(0.0) <= -50.0 && lead->t_uv.value_or(0.0) <= -50.0) leads.push_back(which);
  }
  return leads.size() >= 2;
}

// The criteria of left ventricular voltage that are met, and the leads that show them.
struct VoltageCriteria {
  std::vector<Fact> met;
  std::vector<Lead> leads;
};

Lead taller_of(const RuleContext& c, Lead a, Lead b) { return r_of(c, a) >= r_of(c, b) ? a : b; }

VoltageCriteria left_voltage(const RuleContext& c) {
  VoltageCriteria out;
  const auto test = [&](Fact value, bool holds, std::initializer_list<Lead> shown_by) {
    if (!holds) return;
    out.met.push_back(std::move(value));
    for (const Lead lead : shown_by) {
      if (std::find(out.leads.begin(), out.leads.end(), lead) == out.leads.end()) out.leads.push_back(lead);
    }
  };
  const Lead lateral = taller_of(c, Lead::kV5, Lead::kV6);
  const double sokolow = s_of(c, Lead::kV1) + r_of(c, lateral), avl = r_of(c, Lead::kAvl);
  test(fact("Sokolow-Lyon S V1 + R V5/V6", kWholeTracing, sokolow, "uV", ">=", 3500.0), sokolow >= 3500.0,
       {Lead::kV1, lateral});
  // A left anterior fascicular block makes R tall in aVL by itself (AHA 2009, part V).
  const bool turned = c.has("LAFB");
  test(fact("R aVL", Lead::kAvl, avl, "uV", ">", 1100.0), avl > 1100.0 && !turned, {Lead::kAvl});
  const double cornell = s_of(c, Lead::kV3) + avl, cornell_limit = c.person.female ? 2000.0 : 2800.0;
  test(fact("Cornell S V3 + R aVL", kWholeTracing, cornell, "uV", ">", cornell_limit),
       cornell > cornell_limit && !turned, {Lead::kV3, Lead::kAvl});
  const LeadMeasurements* deepest = nullptr;
  for (const Lead which : kTwelveLeads) {
    const auto* lead = c.lead(which);
    if (lead != nullptr && (deepest == nullptr || LeadView{lead}.s() > LeadView{deepest}.s())) deepest = lead;
  }
  if (deepest == nullptr) return out;
  const double peguero = LeadView{deepest}.s() + s_of(c, Lead::kV4), peguero_limit = c.person.female ? 2300.0 : 2800.0;
  test(fact("Peguero-Lo Presti deepest S + S V4", kWholeTracing, peguero, "uV", ">=", peguero_limit),
       peguero >= peguero_limit, {deepest->lead, Lead::kV4});
  return out;
}

void left_ventricle(RuleContext& c) {
  auto [met, leads] = left_voltage(c);
  if (met.empty()) return;
  std::vector<Lead> strained;
  const bool strains = left_strain(c, strained);
  auto confidence = met.size() >= 3 || strains ? Confidence::kProbable : Confidence::kPossible;
  if (met.size() >= 2 && strains) confidence = Confidence::kDefinite;
  c.say(strains ? "LVH_STRAIN" : "LVH", confidence, "hypertrophy.lvh", kClinical3,
        strains ? std::move(strained) : std::move(leads), std::move(met));
}

void right_ventricle(RuleContext& c) {
  const auto axis = c.measured.global.qrs_axis_deg;
  const double r1 = r_of(c, Lead::kV1), s1 = s_of(c, Lead::kV1);
  const double sum = r1 + std::max(s_of(c, Lead::kV5), s_of(c, Lead::kV6));
  if (!axis || *axis <= 90.0 || c.has("RBBB") || r1 <= s1) return;
  if (r1 < 700.0 && sum < 1050.0) return;
  std::vector<Fact> facts = {shown("R", Lead::kV1, r1, "uV"),
                             fact("R/S", Lead::kV1, r1 / std::max(1.0, s1), "", ">", 1.0),
                             fact("QRS axis", kWholeTracing, *axis, "deg", ">", 90.0)};
  if (r1 >= 700.0) facts.front() = fact("R", Lead::kV1, r1, "uV", ">=", 700.0);
  if (sum >= 1050.0) facts.push_back(fact("R V1 + S V5/V6", kWholeTracing, sum, "uV", ">=", 1050.0));
  // The axis is a part of it: what exchanged limb electrodes draw of that is in doubt, too.
  c.say("RVH", Confidence::kProbable, "hypertrophy.rvh", kClinical3, {Lead::kV1, Lead::kI, Lead::kAvf},
        std::move(facts));
}

void atrial_enlargement(RuleContext& c) {
  if (!c.measured.global.p_ms || c.measured.rhythm.p_fraction.value_or(0.0) < 0.7) return;
  const double p_ms = *c.measured.global.p_ms;
  const auto* v1 = c.lead(Lead::kV1);
  const auto* ii = c.lead(Lead::kII);
  // Morris: the product of depth and time of P's second phase in V1 is 4,000 uV ms (1 mm x 40 ms) or more.
  const double terminal = v1 != nullptr && v1->p_terminal_uv.value_or(0.0) < 0.0
                              ? -*v1->p_terminal_uv * v1->p_terminal_ms.value_or(0.0)
                              : 0.0;
  if (p_ms >= 120.0 && terminal >= 4000.0) {
    c.say("LEFT_ATRIAL_ENLARGEMENT", Confidence::kProbable, "hypertrophy.left_atrium", kAha2009, {Lead::kV1},
          {fact("P", kWholeTracing, p_ms, "ms", ">=", 120.0),
           fact("P terminal force", Lead::kV1, terminal, "uV ms", ">=", 4000)});
  }
  if (ii != nullptr && ii->p_uv.value_or(0.0) > 250.0) {
    c.say("RIGHT_ATRIAL_ENLARGEMENT", Confidence::kProbable, "hypertrophy.right_atrium", kAha2009, {Lead::kII},
          {fact("P", Lead::kII, *ii->p_uv, "uV", ">", 250.0)});
  }
}

void low_voltage(RuleContext& c) {
  double limb = 0.0, chest = 0.0;
  int limbs = 0, chests = 0;
  static constexpr std::array<Lead, 6> kLimbs = {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf};
  const std::vector<Lead> limb_leads(kLimbs.begin(), kLimbs.end());
  const std::vector<Lead> chest_leads(chest_chain().begin(), chest_chain().end());
  for (const Lead which : kTwelveLeads) {
    const auto* lead = c.lead(which);
    if (lead == nullptr || !lead->qrs_peak_to_peak_uv) continue;
    const auto chain = chest_chain();
    const bool of_chest = std::find(chain.begin(), chain.end(), which) != chain.end();
    (of_chest ? chest : limb) = std::max(of_chest ? chest : limb, *lead->qrs_peak_to_peak_uv);
    ++(of_chest ? chests : limbs);
  }
  if (limbs == 6 && limb < 500.0) {
    c.say("LOW_VOLTAGE", chests == 6 && chest < 1000.0 ? Confidence::kDefinite : Confidence::kProbable, "voltage.limb",
          kClinical3, limb_leads, {fact("largest QRS, limb leads", kWholeTracing, limb, "uV", "<", 500.0)});
  } else if (chests == 6 && chest < 1000.0) {
    c.say("LOW_VOLTAGE", Confidence::kProbable, "voltage.chest", kClinical3, chest_leads,
          {fact("largest QRS, chest leads", kWholeTracing, chest, "uV", "<", 1000.0)});
  }
}

}  // namespace

void judge_axis_and_chambers(RuleContext& c) {
  if (c.beat == nullptr || c.paced() || c.has("VENTRICULAR_TACHYCARDIA")) return;
  frontal_axis(c);
  low_voltage(c);
  atrial_enlargement(c);
  // Voltage criteria are not valid in these (AHA 2009, part V).
  if (c.has("LBBB") || c.has("WPW") || c.has("IDIOVENTRICULAR_RHYTHM") || c.ventricular_escape_in_block()) return;
  if (is_child(c.person)) {
    judge_child_chambers(c);
    return;
  }
  left_ventricle(c);
  right_ventricle(c);
}

}  // namespace rdc::ecg
