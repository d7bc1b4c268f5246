// What is treated as STEMI without its thresholds, and two patterns that are urgent (ACC 2022; CLINICAL.md section 2).
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

// A value below its threshold, with no more digits than show that it is: 12, 0.4, 0.996.
std::string below(double value, double threshold) {
  for (int digits = std::abs(value) < 10.0 && value != std::round(value) ? 1 : 0; digits < 4; ++digits) {
    const std::string shown = fmt::format("{:.{}f}", value, digits);
    if (std::stod(shown) < threshold) return shown == "-0" ? "0" : shown;
  }
  return fmt::format("{:g}", value);
}

// Collects reasons against; met when there are none.
class Trial {
 public:
  Trial(const char* rule, Text name, const char* source) { out_ = {rule, std::move(name), false, {}, {}, source}; }
  void need(bool holds, Text otherwise) {
    if (!holds) out_.why_not.push_back(std::move(otherwise));
  }
  void add(Fact value) { out_.facts.push_back(std::move(value)); }
  // `value >= threshold`, and if not, says so.
  bool at_least(const char* name, Lead lead, double value, double threshold, const char* unit = "uV") {
    add(fact(name, lead, value, unit, ">=", threshold));
    if (value >= threshold) return true;
    const std::array<Lead, 1> one = {lead};
    const std::string where = lead == kWholeTracing ? "" : " " + list_of(one);
    const std::string space = *unit == '\0' ? "" : " ";
    const std::string amount = below(value, threshold) + space + unit,
                      least = fmt::format("{:g}{}{}", threshold, space, unit);
    out_.why_not.push_back({fmt::format("{}{} is {}, below {}", name, where, amount, least),
                            fmt::format("{}{} 为 {}，低于 {}", text_of_fact(name).chinese, where, amount, least)});
    return false;
  }
  // The same of a value that may not have been measured, which is said then instead of any number.
  bool at_least(const char* name, Lead lead, std::optional<double> value, double threshold, const char* unit = "uV") {
    if (value) return at_least(name, lead, *value, threshold, unit);
    const std::array<Lead, 1> one = {lead};
    out_.why_not.push_back(not_recorded(one));
    return false;
  }
  // Fewer than `least` of the leads can be judged: what they show is not known, and no number is given.
  bool has_leads(const RuleContext& c, std::span<const Lead> leads, std::size_t least) {
    std::vector<Lead> missing;
    for (const Lead lead : leads) {
      if (!c.j(lead)) missing.push_back(lead);
    }
    if (leads.size() - missing.size() >= least) return true;
    out_.why_not.push_back(not_recorded(missing));
    return false;
  }
  bool met() const { return out_.why_not.empty(); }
  const std::vector<Fact>& facts() const { return out_.facts; }
  void finish(RuleContext& c) {
    out_.met = met();
    c.out.considered.push_back(std::move(out_));
  }

 private:
  Consideration out_;
};

// Without an S there is no ratio: the least that counts as a wave (measurements.h) stands for it.
constexpr double kLeastWaveUv = 25.0;

bool elevation_said(const RuleContext& c) {
  return std::any_of(c.out.statements.begin(), c.out.statements.end(),
                     [](const Statement& s) { return s.code.starts_with("STEMI_"); });
}

double t_of(const RuleContext& c, Lead which) {
  const auto* lead = c.lead(which);
  return lead == nullptr ? 0.0 : lead->t_uv.value_or(0.0);
}

double deepest_j(const RuleContext& c, std::initializer_list<Lead> leads) {
  double deepest = 0.0;
  for (const Lead lead : leads) deepest = std::min(deepest, c.j(lead).value_or(0.0));
  return deepest;
}

void posterior_wall(RuleContext& c, Trial& trial) {
  static constexpr std::array<Lead, 3> kFront = {Lead::kV1, Lead::kV2, Lead::kV3};
  if (!trial.has_leads(c, kFront, 2)) return;
  std::vector<Lead> sunk;
  for (const Lead lead : kFront) {
    const auto* l = c.lead(lead);
    if (l != nullptr && l->j_uv.value_or(0.0) <= -50.0 && l->st_shape != StShape::kUpsloping) sunk.push_back(lead);
  }
  trial.at_least("leads V1-V3 with ST depression of 50 uV", kWholeTracing, static_cast<double>(sunk.size()), 2, "");
  const auto* v2 = c.lead(Lead::kV2);
  if (v2 != nullptr) {
    const LeadView view{v2};
    trial.at_least("R/S", Lead::kV2, view.r() / std::max(kLeastWaveUv, view.s()), 1.0, "");
    trial.at_least("T", Lead::kV2, v2->t_uv.value_or(0.0), 50.0);
    trial.at_least("R duration", Lead::kV2, v2->r ? v2->r->duration_ms : 0.0, 30.0, "ms");
  } else {
    trial.need(false, not_recorded(std::array{Lead::kV2}));
  }
  const double right = deepest_j(c, {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4});
  const double left = deepest_j(c, {Lead::kV5, Lead::kV6, Lead::kI, Lead::kII});
  trial.need(right < left, {"depression is deepest in the left leads: subendocardial rather than posterior",
                            "压低以左侧导联最深：更似心内膜下缺血"});
  trial.need(!c.has("RBBB"), {"right bundle branch block depresses ST in V1-V3", "右束支阻滞可致V1-V3压低"});
  trial.need(!c.wide(), {"QRS is wide", "QRS增宽"});
  // R/S > 1 in V2 comes with hours; horizontal depression deepest in V1-V3 asks for V7-V9 before that.
  if (trial.met())
    c.say("POSTERIOR_MI_SUSPECTED", Confidence::kProbable, "equivalent.posterior", kAcc2022, sunk, trial.facts());
  if (sunk.size() >= 2 && !c.wide()) {
    c.ask_to_record(kPosteriorLeads, kPosteriorLeads,
                    {"ST depression in V1-V3: posterior wall?", "V1-V3压低：是否正后壁梗死？"});
  }
}

void sgarbossa(RuleContext& c, Trial& trial) {
  const bool applies = c.has("LBBB") || c.paced();
  trial.need(applies, {"neither left bundle branch block nor paced", "非左束支阻滞或起搏心律"});
  std::vector<Lead> leads;
  for (const Lead lead : kTwelveLeads) {
    const auto* l = c.lead(lead);
    if (!applies || l == nullptr || !l->j_uv || !l->qrs_area_uv_ms) continue;
    const LeadView view{l};
    const double j = *l->j_uv;
    const bool upward = *l->qrs_area_uv_ms > 0.0;
    const bool right = lead == Lead::kV1 || lead == Lead::kV2 || lead == Lead::kV3;
    const double ratio = view.s() > 0.0 ? j / view.s() : 0.0;
    if (upward && j >= 100.0) {
      trial.add(fact("J, concordant", lead, j, "uV", ">=", 100));
    } else if (!upward && right && j <= -100.0) {
      trial.add(fact("J, concordant", lead, j, "uV", "<=", -100));
    } else if (!upward && j >= 100.0 && ratio >= 0.25) {
      trial.add(fact("J/S", lead, ratio, "", ">=", 0.25));
    } else {
      continue;
    }
    leads.push_back(lead);
  }
  if (applies) {
    trial.need(!leads.empty(), {"no concordant deviation of 100 uV and no discordant elevation of a quarter of S",
                                "无≥100 uV的同向偏移，亦无≥S波1/4的异向抬高"});
  }
  if (trial.met())
    c.say("SGARBOSSA_POSITIVE", leads.size() >= 2 ? Confidence::kProbable : Confidence::kPossible,
          "equivalent.sgarbossa", kAcc2022, leads, trial.facts());
}

void de_winter(RuleContext& c, Trial& trial) {
  if (!trial.has_leads(c, chest_chain(), 2)) return;
  std::vector<Lead> leads;
  for (const Lead lead : chest_chain()) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->j_uv || !l->t_uv) continue;
    const double rise = l->st_slope_uv_per_s.value_or(0.0);
    const bool tall = *l->t_uv >= 500.0 && *l->t_uv > 0.35 * LeadView{l}.size();
    if (*l->j_uv < -100.0 && rise > 0.0 && tall) {
      leads.push_back(lead);
      trial.add(fact("J", lead, *l->j_uv, "uV", "<", -100));
      trial.add(fact("T", lead, *l->t_uv, "uV", ">=", 500));
    }
  }
  trial.at_least("chest leads with up-sloping depression and tall T", kWholeTracing, static_cast<double>(leads.size()),
                 2, "");
  trial.at_least("J", Lead::kAvr, c.j(Lead::kAvr), 50.0);
  trial.need(c.heart_rate() < 130.0, {"rate 130 or more depresses J by itself", "心率≥130次/分本身可致J点压低"});
  if (trial.met()) c.say("DE_WINTER", Confidence::kProbable, "equivalent.de_winter", kAcc2022, leads, trial.facts());
}

// T taller than its R and than 0.75 of the QRS, broad, ST not below 30 uV: in two neighbours (K).
void hyperacute(RuleContext& c, Trial& trial) {
  if (!trial.has_leads(c, kTwelveLeads, 2)) return;
  const auto shows = [&](Lead lead) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->t_uv || !l->t_width_ms) return false;
    const LeadView view{l};
    return *l->t_uv >= 300.0 && *l->t_uv >= 0.75 * view.size() && *l->t_uv > view.r() && *l->t_width_ms >= 100.0 &&
           l->j_uv.value_or(-1e9) >= 30.0;
  };
  std::vector<Lead> leads;
  for (const auto wall : {std::span<const Lead>(chest_chain().subspan(1)), std::span<const Lead>(kInferiorLeads)}) {
    for (std::size_t i = 0; i + 1 < wall.size(); ++i) {
      if (!shows(wall[i]) || !shows(wall[i + 1])) continue;
      for (const Lead lead : {wall[i], wall[i + 1]}) {
        if (std::find(leads.begin(), leads.end(), lead) == leads.end()) leads.push_back(lead);
      }
    }
  }
  for (const Lead lead : leads) {
    trial.add(fact("T/QRS", lead, t_of(c, lead) / LeadView{c.lead(lead)}.size(), "", ">=", 0.75));
    trial.add(fact("T width", lead, *c.lead(lead)->t_width_ms, "ms", ">=", 100));
  }
  trial.need(!leads.empty(), {"no two neighbours with a broad T of 0.75 of the QRS", "无相邻两导联宽大T波达QRS的0.75"});
  trial.need(!is_child(c.person),
             {"under 16 years: tall T waves in chest leads are common", "未满16岁：胸导联T波高大常见"});
  trial.need(!c.wide(), {"QRS is wide", "QRS增宽"});
  trial.need(!c.has("HYPERKALAEMIA"), {"narrow tall T: potassium first", "T波高尖：先排除高钾"});
  if (trial.met())
    c.say("HYPERACUTE_T", Confidence::kPossible, "equivalent.hyperacute_t", kAcc2022, leads, trial.facts());
}

// Only for subtle elevation: where the definition is met and no mimic speaks against it, there is no question left.
void subtle_lad(RuleContext& c, Trial& trial) {
  trial.need(!is_child(c.person), {"under 16 years: the formula is of adults", "未满16岁：该公式仅适用于成人"});
  const auto* anterior = c.out.find("STEMI_ANTERIOR");
  trial.need(anterior == nullptr || anterior->confidence == Confidence::kPossible,
             {"the definition is met in the anterior wall", "前壁ST段抬高已达标准"});
  const auto* v2 = c.lead(Lead::kV2);
  const auto* v3 = c.lead(Lead::kV3);
  const auto* v4 = c.lead(Lead::kV4);
  const auto qtc = c.measured.global.qtc.bazett_ms;
  if (v2 == nullptr || v3 == nullptr || v4 == nullptr || !qtc || !v3->j60_uv) {
    trial.need(false, {"V2, V3, V4 or QT not measurable", "V2、V3、V4或QT不可测"});
  } else {
    const double value = 0.052 * *qtc - 0.151 * LeadView{v2}.size() / 100.0 - 0.268 * LeadView{v4}.r() / 100.0 +
                         1.062 * *v3->j60_uv / 100.0;
    trial.at_least("formula", kWholeTracing, value, 18.2, "");
    double raised = -1e9;
    for (const Lead lead : {Lead::kV2, Lead::kV3, Lead::kV4}) raised = std::max(raised, c.j(lead).value_or(0.0));
    trial.at_least("highest J V2-V4", kWholeTracing, raised, 100.0);
    trial.at_least("T", Lead::kV3, v3->t_uv.value_or(0.0), 100.0);
    trial.need(!c.wide() && !c.has("LVH") && !c.has("LVH_STRAIN"),
               {"not valid with a wide QRS or left ventricular hypertrophy", "QRS增宽或左室肥大时不适用"});
  }
  if (trial.met())
    c.say("LAD_SUBTLE", Confidence::kPossible, "equivalent.subtle_lad", kDriverSmith, {Lead::kV2, Lead::kV3, Lead::kV4},
          trial.facts());
}

void left_main(RuleContext& c, Trial& trial) {
  if (!trial.has_leads(c, kTwelveLeads, 7)) return;
  std::vector<Lead> sunk;
  for (const Lead lead : kTwelveLeads) {
    if (lead != Lead::kAvr && c.j(lead).value_or(0.0) <= -100.0) sunk.push_back(lead);
  }
  trial.at_least("J", Lead::kAvr, c.j(Lead::kAvr), 100.0);
  trial.at_least("leads with ST depression of 100 uV", kWholeTracing, static_cast<double>(sunk.size()), 6, "");
  trial.need(!c.paced() && !c.has("LBBB"), {"bundle branch block or paced", "束支阻滞或起搏"});
  if (trial.met())
    c.say("AVR_ELEVATION", c.heart_rate() < 130.0 ? Confidence::kProbable : Confidence::kPossible, "urgent.avr_diffuse",
          kAcc2022, sunk, trial.facts());
}

void wellens(RuleContext& c, Trial& trial) {
  static constexpr std::array<Lead, 2> kFront = {Lead::kV2, Lead::kV3};
  if (!trial.has_leads(c, kFront, 2)) return;
  std::vector<Lead> leads;
  bool level = true, no_q = true;
  for (const Lead lead : kFront) {
    const auto* l = c.lead(lead);
    if (l == nullptr || !l->t_uv) continue;
    const bool biphasic = l->t_shape == TShape::kBiphasicUpDown && l->t_second_uv.value_or(0.0) <= -100.0;
    const bool deep = *l->t_uv <= -250.0;
    if (biphasic || deep) {
      leads.push_back(lead);
      trial.add(shown(biphasic ? "T, second phase" : "T", lead, biphasic ? *l->t_second_uv : *l->t_uv, "uV"));
    }
    level = level && l->j_uv.value_or(0.0) < 100.0;
    no_q = no_q && !l->is_qs && !(l->q && l->q->duration_ms > 20.0);
  }
  trial.at_least("leads V2-V3 with biphasic or deep T", kWholeTracing, static_cast<double>(leads.size()), 2, "");
  trial.need(!elevation_said(c), {"ST elevation meets the definition: Wellens pattern is of the time without pain",
                                  "ST段抬高已达标准：Wellens图形见于无胸痛期"});
  trial.need(!is_child(c.person),
             {"under 16 years: T inversion in V1-V4 is normal", "未满16岁：V1-V4导联T波倒置属正常"});
  trial.need(level, {"ST in V2-V3 is 100 uV or more", "V2-V3导联ST段≥100 uV"});
  trial.need(no_q, {"Q waves in V2-V3", "V2-V3有Q波"});
  trial.need(!c.wide() && !c.has("LVH_STRAIN") && !c.has("RVH"),
             {"secondary T inversion (wide QRS or hypertrophy)", "继发性T波倒置"});
  if (trial.met()) {
    c.say("WELLENS", Confidence::kPossible, "urgent.wellens", kAcc2022, leads, trial.facts());
    c.out.assumptions.push_back(
        {"Wellens pattern counts only when the patient is free of pain", "Wellens综合征须在无胸痛时判定"});
  }
}

struct Equivalent {
  const char* rule;
  const char *english, *chinese;
  const char* source;
  void (*judge)(RuleContext&, Trial&);
};

constexpr std::array<Equivalent, 7> kEquivalents = {{
    {"equivalent.posterior", "posterior infarction by V1-V3", "V1-V3提示正后壁梗死", kAcc2022, posterior_wall},
    {"equivalent.sgarbossa", "modified Sgarbossa (Smith)", "改良Sgarbossa标准（Smith）", kAcc2022, sgarbossa},
    {"equivalent.de_winter", "de Winter pattern", "de Winter图形", kAcc2022, de_winter},
    {"equivalent.hyperacute_t", "hyperacute T waves", "超急性期T波", kAcc2022, hyperacute},
    {"equivalent.subtle_lad", "four-variable formula, LAD or early repolarisation", "四变量公式：前降支闭塞或早期复极",
     kDriverSmith, subtle_lad},
    {"urgent.avr_diffuse", "aVR elevation with diffuse depression", "aVR抬高伴广泛压低", kAcc2022, left_main},
    {"urgent.wellens", "Wellens pattern", "Wellens综合征", kAcc2022, wellens},
}};

// Why none of them can be judged; nullopt when they can.
std::optional<Text> why_none(const RuleContext& c) {
  if (c.beat == nullptr) return c.why_no_beat();
  if (c.has("VENTRICULAR_TACHYCARDIA")) {
    return Text{"the beats are ventricular: ST cannot be judged", "室性心搏：ST段不能评价"};
  }
  return std::nullopt;
}

}  // namespace

void judge_equivalents(RuleContext& c) {
  const auto none = why_none(c);
  for (const auto& equivalent : kEquivalents) {
    Trial trial(equivalent.rule, {equivalent.english, equivalent.chinese}, equivalent.source);
    if (none) {
      trial.need(false, *none);
    } else {
      equivalent.judge(c, trial);
    }
    trial.finish(c);
  }
}

}  // namespace rdc::ecg
