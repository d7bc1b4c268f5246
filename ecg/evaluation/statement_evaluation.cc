#include "ecg/evaluation/statement_evaluation.h"

#include <algorithm>

namespace rdc::ecg::evaluation {

void StatementTally::count(const std::string& target, bool holds, bool called) {
  auto& score = scores_[target];
  auto& proportion = holds ? score.sensitivity : score.specificity;
  proportion.of += 1;
  proportion.hits += called == holds ? 1U : 0U;
}

void StatementTally::add(const ReferenceLabels& reference, const Interpretation& said) {
  if (reference.rhythm_and_conduction) {
    for (const auto& target : label_targets()) {
      if (target.codes.empty()) continue;
      const bool called = std::any_of(target.codes.begin(), target.codes.end(),
                                      [&](std::string_view code) { return said.find(code) != nullptr; });
      count(std::string(target.name), reference.targets.contains(target.name), called);
    }
  }
  if (!reference.infarction) return;
  const bool holds = reference.targets.contains("STEMI");
  const bool bare = std::any_of(said.considered.begin(), said.considered.end(),
                                [](const auto& rule) { return rule.met && rule.rule.starts_with("stemi."); });
  count("STEMI, tier suspected or alarm", holds, said.score.tier >= AlertTier::kSuspected);
  count("STEMI, tier alarm", holds, said.score.tier == AlertTier::kAlarm);
  count("STEMI, tier watch or above", holds, said.score.tier >= AlertTier::kWatch);
  count("STEMI, bare rule", holds, bare);
}

}  // namespace rdc::ecg::evaluation
