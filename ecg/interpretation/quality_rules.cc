// Electrodes, missing leads, noise: what limits everything else.
#include <algorithm>

#include <fmt/format.h>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

constexpr const char* kQualitySource = "quality.h, measurements.h (K)";

Text text_of_fault(PlacementFault fault) {
  switch (fault) {
    case PlacementFault::kArmsReversed:
      return {"arm electrodes exchanged", "左右上肢电极接反"};
    case PlacementFault::kRightArmRightLeg:
      return {"right arm and right leg exchanged", "右上肢与右下肢电极接反"};
    case PlacementFault::kLeftArmRightLeg:
      return {"left arm and right leg exchanged", "左上肢与右下肢电极接反"};
    case PlacementFault::kRightArmLeftLeg:
      return {"right arm and left leg exchanged", "右上肢与左下肢电极接反"};
    case PlacementFault::kLeftArmLeftLeg:
      return {"left arm and left leg exchanged", "左上肢与左下肢电极接反"};
    case PlacementFault::kArmsAndLegsCrossed:
      return {"arms and legs crossed", "上下肢电极交叉"};
    case PlacementFault::kChestOrder:
      return {"chest electrodes out of order", "胸导联电极顺序错误"};
    case PlacementFault::kDextrocardia:
      return {"dextrocardia or arms exchanged", "右位心或上肢电极接反"};
    case PlacementFault::kLimbLeadsInconsistent:
      return {"limb leads contradict each other", "肢体导联相互矛盾"};
  }
  return {};
}

}  // namespace

void judge_quality(RuleContext& c) {
  for (const auto& suspicion : c.measured.placement) {
    const auto text = text_of_fault(suspicion.fault);
    auto& said =
        c.say("ELECTRODES_SUSPECT", suspicion.confidence >= 0.8 ? Confidence::kProbable : Confidence::kPossible,
              fmt::format("quality.placement.{}", name_of(suspicion.fault)), kQualitySource, suspicion.leads,
              {fact("confidence", kWholeTracing, suspicion.confidence, "", ">=", 0.5)});
    said.text.english = fmt::format("{}: {}", said.text.english, text.english);
    said.text.chinese = fmt::format("{}:{}", said.text.chinese, text.chinese);
  }
  if (!c.measured.missing_leads.empty()) {
    auto& said =
        c.say("LEADS_MISSING", Confidence::kDefinite, "quality.missing", kQualitySource, c.measured.missing_leads, {});
    said.text.english += ": " + list_of(c.measured.missing_leads);
    said.text.chinese += ":" + list_of(c.measured.missing_leads);
  }
  std::vector<Lead> noisy;
  std::vector<Fact> facts;
  for (const auto& q : c.measured.quality) {
    if (!q.has(LeadFault::kNoise) && !q.has(LeadFault::kBaseline) && !q.has(LeadFault::kMains)) continue;
    noisy.push_back(q.lead);
    facts.push_back(fact("noise", q.lead, q.noise_uv, "uV", ">", 50));
  }
  if (noisy.size() >= 3) {
    c.say("NOISY", Confidence::kDefinite, "quality.noise", kQualitySource, std::move(noisy), std::move(facts));
  }
}

}  // namespace rdc::ecg
