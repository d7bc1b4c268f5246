// Electrodes, missing leads, noise: what limits everything else.
#include <algorithm>

#include <fmt/format.h>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

constexpr const char* kQualitySource = "limits of this program for signal quality and electrodes";

// Ten seconds are the standard resting ECG (AHA/ACC/HRS 2007, K); carts cut some samples off. Eight beats are what they
// hold of a slow rhythm that is read every day, 45 to 50/min (ours).
constexpr double kStandardSeconds = 9.5;
constexpr int kFewestBeats = 8;

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

// Recorded limb leads that show nothing and were computed from two others: the tracing as shown lacks them.
std::vector<Lead> replaced_leads(const Measurements& measured) {
  std::vector<Lead> out;
  for (const auto& q : measured.quality) {
    const bool of_twelve = std::find(kTwelveLeads.begin(), kTwelveLeads.end(), q.lead) != kTwelveLeads.end();
    const auto& missing = measured.missing_leads;
    const bool said = std::find(missing.begin(), missing.end(), q.lead) != missing.end();
    if (of_twelve && !q.usable() && !said) out.push_back(q.lead);
  }
  return out;
}

void state_missing(RuleContext& c) {
  const auto& missing = c.measured.missing_leads;
  const auto replaced = replaced_leads(c.measured);
  if (missing.empty() && replaced.empty()) return;
  auto leads = missing;
  leads.insert(leads.end(), replaced.begin(), replaced.end());
  auto& said = c.say("LEADS_MISSING", Confidence::kDefinite, "quality.missing", kQualitySource, leads, {});
  said.text.english += ": " + list_of(leads);
  said.text.chinese += "：" + list_of(leads);
  if (replaced.empty()) return;
  said.text.english += fmt::format(" ({} computed from the other limb leads)", list_of(replaced));
  said.text.chinese += fmt::format("（{} 由其他肢体导联推算）", list_of(replaced));
}

std::vector<Fact> facts_of(const PlacementSuspicion& suspicion) {
  std::vector<Fact> out{fact("confidence", kWholeTracing, suspicion.confidence, "", ">=", 0.5)};
  if (!suspicion.foretold) return out;
  const auto& why = *suspicion.foretold;
  out.push_back(fact("log odds of the exchange", kWholeTracing, why.log_odds, "", ">=", why.least_log_odds));
  out.push_back(shown("likeness to what the other leads foretell", kWholeTracing, why.likeness, ""));
  out.push_back(shown("difference of the two in the QRS, recorded", kWholeTracing, why.recorded_uv, "uV"));
  out.push_back(shown("the same as the other leads foretell it", kWholeTracing, why.foretold_uv, "uV"));
  return out;
}

}  // namespace

void judge_quality(RuleContext& c) {
  for (const auto& suspicion : c.measured.placement) {
    const auto text = text_of_fault(suspicion.fault);
    auto& said =
        c.say("ELECTRODES_SUSPECT", suspicion.confidence >= 0.8 ? Confidence::kProbable : Confidence::kPossible,
              fmt::format("quality.placement.{}", name_of(suspicion.fault)), kQualitySource, suspicion.leads,
              facts_of(suspicion));
    said.text.english = fmt::format("{}: {}", said.text.english, text.english);
    said.text.chinese = fmt::format("{}：{}", said.text.chinese, text.chinese);
    if (suspicion.fault != PlacementFault::kChestOrder) continue;
    said.text.english += fmt::format(" ({})", list_of(suspicion.leads));
    said.text.chinese += fmt::format("（{}）", list_of(suspicion.leads));
  }
  state_missing(c);
  std::vector<Lead> noisy;
  std::vector<Fact> facts;
  for (const auto& q : c.measured.quality) {
    if (q.has(LeadFault::kNoise)) facts.push_back(fact("noise", q.lead, q.noise_uv, "uV", ">", kNoiseLimitUv));
    if (q.has(LeadFault::kMains)) facts.push_back(fact("mains", q.lead, q.mains_uv, "uV", ">", kMainsLimitUv));
    if (q.has(LeadFault::kBaseline)) {
      facts.push_back(fact("baseline wander", q.lead, q.wander_uv, "uV", ">", kWanderLimitUv));
    }
    if (!facts.empty() && facts.back().lead == q.lead) noisy.push_back(q.lead);
  }
  const bool unreadable = c.beat != nullptr && c.beat->noise_uv > kUnreadableNoiseUv;
  if (noisy.size() >= 3 && !unreadable) {
    c.say("NOISY", Confidence::kDefinite, "quality.noise", kQualitySource, std::move(noisy), std::move(facts));
  }
}

void judge_length(RuleContext& c) {
  const double seconds = c.recording.rhythm.seconds();
  const auto beats = static_cast<int>(c.measured.beats.size());
  if (seconds >= kStandardSeconds || beats >= kFewestBeats) return;
  c.say("STRIP_SHORT", Confidence::kDefinite, "quality.length", kQualitySource, {},
        {fact("beats", kWholeTracing, beats, "", "<", kFewestBeats),
         fact("recorded", kWholeTracing, seconds, "s", "<", kStandardSeconds)});
  // Without two differences of intervals nothing is known to be regular. What must be told at once is told all the
  // same.
  const auto surest = c.measured.rhythm.rr_irregularity ? Confidence::kProbable : Confidence::kPossible;
  for (auto& s : c.out.statements) {
    if (s.category != Category::kRhythm || s.severity >= Severity::kUrgent) continue;
    s.confidence = std::min(s.confidence, surest);
  }
}

void judge_readability(RuleContext& c) {
  if (c.beat == nullptr || c.beat->noise_uv <= kUnreadableNoiseUv) return;
  auto& said =
      c.say("NOISY", Confidence::kDefinite, "quality.noise_of_the_beat", kQualitySource, {},
            {fact("noise of the averaged beat", kWholeTracing, c.beat->noise_uv, "uV", ">", kUnreadableNoiseUv)});
  said.severity = Severity::kAbnormal;
  said.text = {"Noise hides the waves: blocks, Q, ST and T not judged, repeat",
               "干扰掩盖波形：传导阻滞、Q波、ST段及T波未判定，请重做"};
  c.beat = nullptr;
  c.too_noisy = true;
}

void doubt_what_faults_draw(RuleContext& c) {
  bool limbs = false, chest = false;
  for (const auto& suspicion : c.measured.placement) {
    const bool mirrored = suspicion.fault == PlacementFault::kDextrocardia;
    limbs = limbs || mirrored || suspicion.fault != PlacementFault::kChestOrder;
    chest = chest || mirrored || suspicion.fault == PlacementFault::kChestOrder;
  }
  const auto drawn = [&](Lead lead) {
    const auto chain = chest_chain();
    const bool of_chest = std::find(chain.begin(), chain.end(), lead) != chain.end();
    const auto limb = frontal_chain();
    const bool of_limbs = lead == Lead::kAvr || std::find(limb.begin(), limb.end(), lead) != limb.end();
    return (chest && of_chest) || (limbs && of_limbs);
  };
  for (auto& s : c.out.statements) {
    if (s.category == Category::kRhythm || s.category == Category::kQuality) continue;
    const auto& leads = s.evidence.leads;
    const bool noise = c.noisy_beat() && s.category != Category::kAxis;
    if (noise || std::any_of(leads.begin(), leads.end(), drawn)) s.confidence = Confidence::kPossible;
  }
}

}  // namespace rdc::ecg
