#include "ecg/interpretation/child_chambers.h"

#include <algorithm>

#include "ecg/interpretation/age_limits.h"

namespace rdc::ecg {
namespace {

// "Upright" without doubt: one small square (ours).
constexpr double kUprightTUv = 100.0;

class Signs {
 public:
  explicit Signs(const RuleContext& context) : context_(context) {}
  void beyond(const char* name, Lead lead, std::optional<double> value, double limit) {
    if (!value || *value <= limit) return;
    facts_.push_back(fact(name, lead, *value, "uV", ">", limit));
    if (std::find(leads_.begin(), leads_.end(), lead) == leads_.end()) leads_.push_back(lead);
  }
  void say(const char* code, const char* rule) {
    if (facts_.empty()) return;
    const auto confidence = facts_.size() >= 2 ? Confidence::kProbable : Confidence::kPossible;
    context_.say(code, confidence, rule, source_of_limits(context_.person), std::move(leads_), std::move(facts_));
  }

 private:
  const RuleContext& context_;
  std::vector<Fact> facts_;
  std::vector<Lead> leads_;
};

}  // namespace

void judge_child_chambers(RuleContext& c) {
  const auto* v1 = c.lead(Lead::kV1);
  const auto* v6 = c.lead(Lead::kV6);
  const auto& limits = limits_of(c.person);
  const auto r = [](const LeadMeasurements* lead) {
    return lead == nullptr ? std::nullopt : std::optional(LeadView{lead}.r());
  };
  const auto s = [](const LeadMeasurements* lead) {
    return lead == nullptr ? std::nullopt : std::optional(LeadView{lead}.s());
  };
  Signs left(c), right(c);
  left.beyond("S", Lead::kV1, s(v1), limits.s_v1_uv);
  left.beyond("R", Lead::kV6, r(v6), limits.r_v6_uv);
  left.say("LVH", "hypertrophy.lvh_child");
  // The R' of a block is no voltage of the right ventricle.
  if (c.has("RBBB")) return;
  right.beyond("R", Lead::kV1, r(v1), limits.r_v1_uv);
  right.beyond("S", Lead::kV6, s(v6), limits.s_v6_uv);
  if (v1 != nullptr && v1->t_uv && upright_t_in_v1_is_abnormal(c.person))
    right.beyond("T", Lead::kV1, *v1->t_uv, kUprightTUv);
  right.say("RVH", "hypertrophy.rvh_child");
}

}  // namespace rdc::ecg
