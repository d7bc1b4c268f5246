// The explained score and the tier of its alarm. Weights: stemi_weights.h. Tiers never hide what the rules say: a tier
// is only how loudly it is said (CLINICAL.md section 2: filters are tiers, never a gate).
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rule_context.h"
#include "ecg/interpretation/stemi_features.h"
#include "ecg/interpretation/stemi_weights.h"

namespace rdc::ecg {
namespace {

bool definition_met(const RuleContext& c) {
  return std::any_of(c.out.considered.begin(), c.out.considered.end(),
                     [](const auto& r) { return r.met && r.rule.starts_with("stemi."); });
}

bool equivalent_met(const RuleContext& c) {
  for (const char* code : {"POSTERIOR_MI_SUSPECTED", "SGARBOSSA_POSITIVE", "DE_WINTER"}) {
    if (c.has(code)) return true;
  }
  return false;
}

// CLINICAL.md section 2: rate < 130, QRS < 100 ms and no artefact leave hardly any false alarm.
bool free_of_false_alarms(const RuleContext& c, std::vector<Text>& reasons) {
  bool clean = true;
  const auto doubt = [&](bool holds, Text reason) {
    if (!holds) return;
    clean = false;
    reasons.push_back(std::move(reason));
  };
  doubt(c.heart_rate() >= 130.0, {fmt::format("rate {:.0f}: not at full tier", c.heart_rate()),
                                  fmt::format("心率 {:.0f} 次/分：不作最高级报警", c.heart_rate())});
  doubt(c.wide(), {fmt::format("QRS {:.0f} ms: not at full tier", c.qrs_ms()),
                   fmt::format("QRS {:.0f} ms：不作最高级报警", c.qrs_ms())});
  doubt(c.has("NOISY"), {"noise: not at full tier", "干扰：不作最高级报警"});
  doubt(c.has("ELECTRODES_SUSPECT"), {"electrodes suspect: not at full tier", "电极可疑：不作最高级报警"});
  for (const auto& mimic : c.out.mimics) {
    doubt(mimic.present, {fmt::format("may be {}: not at full tier", mimic.name.english),
                          fmt::format("可能为{}：不作最高级报警", mimic.name.chinese)});
  }
  return clean;
}

void choose_tier(RuleContext& c, StemiScore& score) {
  const bool definition = definition_met(c), by_flutter = flutter_explains_st(c);
  if (by_flutter) {
    score.tier_reasons.push_back(
        {"ST exceeds the flutter waves in no two neighbouring leads: watch at most, repeat the ECG when the rhythm "
         "changes",
         "各相邻导联ST偏移均可由扑动波解释：至多作观察，心律改变后请重做心电图"});
  }
  if (score.computed && score.points >= kStemiWatch) score.tier = AlertTier::kWatch;
  if (definition) {
    score.tier = AlertTier::kWatch;
    score.tier_reasons.push_back(
        {"ST thresholds of the Fourth Universal Definition are met", "达到第四版心肌梗死通用定义ST阈值"});
  }
  for (const char* code : {"HYPERACUTE_T", "LAD_SUBTLE", "AVR_ELEVATION", "WELLENS"}) {
    if (c.has(code) && score.tier == AlertTier::kNone) score.tier = AlertTier::kWatch;
  }
  if (equivalent_met(c)) {
    score.tier = AlertTier::kSuspected;
    score.tier_reasons.push_back({"a STEMI equivalent is met", "符合STEMI等同改变"});
  }
  if (score.computed && score.points >= kStemiSuspected) {
    const bool by_noise = c.noisy_beat() && !definition;
    score.tier = std::max(score.tier, by_noise || by_flutter ? AlertTier::kWatch : AlertTier::kSuspected);
    if (by_noise) {
      score.tier_reasons.push_back(
          {"the score rests on a noisy beat: watch, repeat the ECG", "评分所据心搏干扰明显：仅作观察，请重做心电图"});
    }
    score.tier_reasons.push_back({fmt::format("score {:.2f}, working point {:.2f}", score.points, kStemiSuspected),
                                  fmt::format("评分 {:.2f}，工作点 {:.2f}", score.points, kStemiSuspected)});
  }
  // Without a score the definition alone must do.
  if (!score.computed && definition && !by_flutter) score.tier = AlertTier::kSuspected;
  if (score.computed && score.points >= kStemiAlarm) {
    std::vector<Text> doubts;
    if (free_of_false_alarms(c, doubts) && !c.noisy_beat() && !by_flutter) {
      score.tier = AlertTier::kAlarm;
      score.tier_reasons.push_back(
          {fmt::format("score above {:.2f}, rate, QRS and quality in order, no mimic", kStemiAlarm),
           fmt::format("评分高于 {:.2f}，心率、QRS及质量正常，无相似改变", kStemiAlarm)});
    } else {
      score.tier_reasons.insert(score.tier_reasons.end(), doubts.begin(), doubts.end());
    }
  }
}

// "ST for the QRS in V3 0.21", "sum of ST in V1-V4 0.64 mV".
Text words_of(const StemiFeature& feature, double value) {
  const bool whole = feature.unit == "ms" || feature.unit == "1/min";
  const std::string shown =
      fmt::format("{:.{}f}{}{}", value, whole ? 0 : 2, feature.unit.empty() ? "" : " ", feature.unit);
  return {fmt::format("{} {}", feature.english, shown), fmt::format("{} {}", feature.chinese, shown)};
}

// A criterion that is met where the score sees hardly any sign of occlusion stays said, but less loudly.
void temper(RuleContext& c, const StemiScore& score) {
  if (!score.computed || score.tier >= AlertTier::kSuspected) return;
  for (auto& statement : c.out.statements) {
    if (!statement.code.starts_with("STEMI_")) continue;
    statement.severity = Severity::kUrgent;
    statement.confidence = Confidence::kPossible;
  }
}

}  // namespace

void judge_score(RuleContext& c) {
  auto& score = c.out.score;
  StemiFeatures features;
  const bool child = is_child(c.person);
  score.computed = !c.too_noisy && !child && stemi_features(c.measured, features) && !c.has("VENTRICULAR_TACHYCARDIA");
  if (score.computed) {
    score.base = kStemiBase;
    score.points = kStemiBase;
    const auto& table = stemi_feature_table();
    StemiFeatures points;
    for (std::size_t i = 0; i < kStemiFeatures; ++i) points[i] = -kStemiTypical[i];
    for (const auto& step : kStemiSteps)
      points[step.feature] += features[step.feature] > step.above ? step.points : 0.0;
    for (std::size_t i = 0; i < kStemiFeatures; ++i) {
      if (std::abs(points[i]) < 1e-9) continue;  // as on the median ECG without STEMI
      score.points += points[i];
      score.items.push_back({table[i].name, features[i], points[i], words_of(table[i], features[i])});
    }
    std::stable_sort(score.items.begin(), score.items.end(),
                     [](const auto& a, const auto& b) { return std::abs(a.points) > std::abs(b.points); });
    score.probability = 1.0 / (1.0 + std::exp(-score.points));
  } else if (c.too_noisy) {
    score.why_not = c.why_no_beat();
  } else if (child) {
    score.why_not = {
        "under 16 years: the score is made of adults' ECGs; infarction is rare, myocarditis and pericarditis "
        "come first",
        "未满16岁：评分仅依据成人心电图；梗死罕见，应先考虑心肌炎、心包炎"};
  } else {
    score.why_not = {"needs measurable beats of no ventricular tachycardia in six limb and four chest leads",
                     "需要六个肢体导联和至少四个胸导联的可测量心搏，且非室性心动过速"};
  }
  choose_tier(c, score);
  temper(c, score);
  if (score.computed && score.points >= kStemiSuspected && !definition_met(c) && !equivalent_met(c)) {
    std::vector<Fact> facts = {fact("score", kWholeTracing, score.points, "", ">=", kStemiSuspected)};
    for (const auto& item : score.items) {
      if (item.points > 0.0 && facts.size() < 6)
        facts.push_back(shown(item.reason.english, kWholeTracing, item.points, "points"));
    }
    auto& said = c.say("OCCLUSION_SCORE", score.points >= kStemiAlarm ? Confidence::kProbable : Confidence::kPossible,
                       "score.occlusion", "docs/ecg-stemi-score.md, points in stemi_weights.h", {}, std::move(facts));
    if (c.noisy_beat()) said.severity = Severity::kUrgent;
    if (!flutter_explains_st(c)) return;
    said.severity = Severity::kUrgent;
    said.confidence = Confidence::kPossible;
  }
}

}  // namespace rdc::ecg
