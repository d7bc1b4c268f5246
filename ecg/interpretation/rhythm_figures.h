// The figures that the rhythm rules share, and the rules that stand in files of their own. Internal to the
// interpretation.
#pragma once

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {

struct RhythmFigures {
  double rate, irregularity, p_fraction, p_per_qrs, atrial_rate, atrial_regularity, flutter_hz, fibrillation_uv;
  double rr_spread;        // (longest - shortest) / mean
  double pr_min, pr_span;  // of the beats with P; 0 when there are none
  double usual_rate;       // 1/min, by the median interval: a missed beat does not slow it
  bool steady;             // most intervals alike: neither does a missed or invented beat make it irregular
};
RhythmFigures figures_of(const RuleContext& context);

Fact rate_fact(const RuleContext& context, const char* relation, double limit);

// Longest less shortest PR, without the one that is farthest from the median: one P misplaced at the strip's edge is no
// changing PR.
double usual_pr_span(const std::vector<Beat>& beats);

// Whether one atrial wave comes again and again at flutter's rate.
bool flutter_line(const RhythmFigures& figures);

// Each says the rhythm and returns true where it holds.
bool atrial_rhythm(RuleContext& context, const RhythmFigures& figures);   // flutter, fibrillation
bool dissociated(RuleContext& context, const RhythmFigures& figures);     // complete block by P that keep no distance
bool blocked_rhythm(RuleContext& context, const RhythmFigures& figures);  // second- and third-degree block

}  // namespace rdc::ecg
