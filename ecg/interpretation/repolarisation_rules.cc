// QTc, old infarction, ischaemia. Thresholds: CLINICAL.md sections 2 and 3.
#include <algorithm>
#include <array>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

// CLINICAL.md section 3 (AHA 2009, K); milliseconds, QTc by Fridericia.
constexpr double kShortQt = 390.0, kSurelyShortQt = 360.0;
// A prominent R (CLINICAL.md section 2 names none): the limit of low voltage in limb leads (K). Microvolts.
constexpr double kProminentR = 500.0;

// Leads that satisfy `shows` and have a neighbour in the chain that does too.
template <typename Shows>
std::vector<Lead> contiguous(std::span<const Lead> chain, Shows shows) {
  std::vector<bool> hit;
  for (const Lead lead : chain) hit.push_back(shows(lead));
  std::vector<Lead> out;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool neighbour = (i > 0 && hit[i - 1]) || (i + 1 < chain.size() && hit[i + 1]);
    if (hit[i] && neighbour) out.push_back(chain[i]);
  }
  return out;
}

void corrected_qt_limits(RuleContext& c) {
  const auto& g = c.measured.global;
  const auto qtc = g.qtc.fridericia_ms;
  if (!qtc || !g.qt_ms || c.has("ATRIAL_FLUTTER") || c.paced()) return;
  const double limit = c.person.female ? 460.0 : 450.0;
  std::vector<Fact> facts = {shown("QT", kWholeTracing, *g.qt_ms, "ms"),
                             shown("QTcB", kWholeTracing, g.qtc.bazett_ms.value_or(0), "ms"),
                             shown("QTcFra", kWholeTracing, g.qtc.framingham_ms.value_or(0), "ms"),
                             shown("QTcH", kWholeTracing, g.qtc.hodges_ms.value_or(0), "ms")};
  if (g.qt_wide_qrs) facts.push_back(fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", 120.0));
  const auto confidence = g.qt_wide_qrs || g.qt_irregular ? Confidence::kPossible : Confidence::kProbable;
  const auto add = [&](const char* code, const char* relation, double threshold) -> Statement& {
    facts.insert(facts.begin(), fact("QTcF", kWholeTracing, *qtc, "ms", relation, threshold));
    return c.say(code, confidence, "repolarisation.qtc_fridericia", kAha2009, {}, std::move(facts));
  };
  if (*qtc >= 500.0) {
    add("QT_VERY_LONG", ">=", 500.0);
  } else if (*qtc >= limit) {
    add("QT_LONG", ">=", limit);
  } else if (*qtc <= kShortQt && c.heart_rate() <= 100.0) {
    auto& said = add("QT_SHORT", "<=", kShortQt);
    // The limit marks about one healthy person in ten: above 360 ms it makes no ECG abnormal (K).
    if (*qtc > kSurelyShortQt) {
      said.confidence = Confidence::kPossible;
      said.severity = Severity::kNormal;
      said.text = {"QTc in the low normal range", "QTc间期处于正常低限"};
    }
  }
}

bool pathological_q(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  if (lead == nullptr || !lead->q) return false;
  const LeadView view{lead};
  if (which == Lead::kV2 || which == Lead::kV3) return lead->is_qs || (view.q_ms() > 20.0 && view.q_depth() >= 50.0);
  return view.q_ms() >= 30.0 && view.q_depth() >= 100.0;
}

void old_infarction(RuleContext& c, const char* code, const char* rule, std::span<const Lead> chain) {
  const auto leads = contiguous(chain, [&](Lead lead) { return pathological_q(c, lead); });
  if (leads.empty()) return;
  std::vector<Fact> facts;
  bool deep = true;
  for (const Lead lead : leads) {
    const LeadView view{c.lead(lead)};
    const bool early_chest = lead == Lead::kV2 || lead == Lead::kV3;
    facts.push_back(fact(view.lead->is_qs ? "QS duration" : "Q duration", lead, view.q_ms(), "ms",
                         early_chest ? ">" : ">=", early_chest ? 20.0 : 30.0));
    facts.push_back(fact("Q depth", lead, view.q_depth(), "uV", ">=", early_chest ? 50.0 : 100.0));
    deep = deep && view.q_depth() > 0.25 * view.r();
  }
  // QS in V1 and V2 alone is often normal, or of electrodes placed too high: the definition asks for V2 and V3.
  if (leads.back() == Lead::kV2) deep = false;
  // Deep Q waves are common in children, and infarcts are not.
  if (is_child(c.person)) deep = false;
  c.say(code, deep ? Confidence::kProbable : Confidence::kPossible, rule, kUdmi, leads, std::move(facts));
}

bool depressed(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  if (lead == nullptr || !lead->j_uv || which == Lead::kAvr) return false;
  // Horizontal or down-sloping: J+60 is no higher than J, give or take the noise.
  return *lead->j_uv <= -50.0 && lead->j60_uv.value_or(0.0) <= -50.0 && lead->st_shape != StShape::kUpsloping;
}

bool inverted(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  if (lead == nullptr || t_inversion_is_normal(c.person, which)) return false;
  const LeadView view{lead};
  return lead->t_uv.value_or(0.0) < -100.0 && (view.r() > view.s() || view.r() >= kProminentR);
}

template <typename Shows>
std::vector<Lead> in_either_chain(Shows shows) {
  static constexpr std::array<Lead, 5> kLimb = {Lead::kAvl, Lead::kI, Lead::kII, Lead::kAvf, Lead::kIII};
  auto leads = contiguous(kLimb, shows);
  const auto chest = contiguous(chest_chain(), shows);
  leads.insert(leads.end(), chest.begin(), chest.end());
  return leads;
}

bool secondary_repolarisation(const RuleContext& c) {
  return c.paced() || c.has("LBBB") || c.has("WPW") || c.has("VENTRICULAR_TACHYCARDIA") || c.has("RBBB") ||
         c.has("WIDE_COMPLEX_TACHYCARDIA") || c.has("IDIOVENTRICULAR_RHYTHM") || c.ventricular_escape_in_block();
}

}  // namespace

void judge_repolarisation(RuleContext& c) {
  if (c.beat != nullptr) corrected_qt_limits(c);
}

void judge_old_infarction(RuleContext& c) {
  // Q waves mean nothing when the ventricles are not activated from the septum's left side first.
  if (c.beat == nullptr || c.paced() || c.has("LBBB") || c.has("WPW") || c.has("VENTRICULAR_TACHYCARDIA") ||
      c.has("IDIOVENTRICULAR_RHYTHM") || c.ventricular_escape_in_block()) {
    return;
  }
  old_infarction(c, "OLD_MI_ANTERIOR", "infarction.q_anterior", kAnteriorLeads);
  old_infarction(c, "OLD_MI_INFERIOR", "infarction.q_inferior", kInferiorLeads);
  old_infarction(c, "OLD_MI_LATERAL", "infarction.q_high_lateral", kHighLateralLeads);
  if (c.has("OLD_MI_LATERAL")) return;
  old_infarction(c, "OLD_MI_LATERAL", "infarction.q_low_lateral", kLowLateralLeads);
  // Neighbours across the border of the walls: V4 and V5.
  static constexpr std::array<Lead, 2> kBorder = {Lead::kV4, Lead::kV5};
  if (!c.has("OLD_MI_LATERAL") && !c.has("OLD_MI_ANTERIOR"))
    old_infarction(c, "OLD_MI_LATERAL", "infarction.q_low_lateral", kBorder);
}

void judge_ischaemia(RuleContext& c) {
  if (c.beat == nullptr || secondary_repolarisation(c)) return;
  const bool strained = c.has("LVH_STRAIN");
  const auto low = in_either_chain([&](Lead lead) { return depressed(c, lead); });
  if (!low.empty()) {
    std::vector<Fact> facts;
    for (const Lead lead : low) facts.push_back(fact("J", lead, *c.j(lead), "uV", "<=", -50.0));
    auto& said = c.say("ISCHAEMIA_ST_DEPRESSION", strained ? Confidence::kPossible : Confidence::kProbable,
                       "ischaemia.st_depression", kUdmi, low, std::move(facts));
    if (strained) said.severity = Severity::kAbnormal;
  }
  const auto turned = in_either_chain([&](Lead lead) { return inverted(c, lead); });
  if (turned.empty()) return;
  std::vector<Fact> facts;
  for (const Lead lead : turned) facts.push_back(fact("T", lead, *c.lead(lead)->t_uv, "uV", "<", -100.0));
  c.say("ISCHAEMIA_T_INVERSION", strained || !low.empty() ? Confidence::kPossible : Confidence::kProbable,
        "ischaemia.t_inversion", kUdmi, turned, std::move(facts));
}

}  // namespace rdc::ecg
