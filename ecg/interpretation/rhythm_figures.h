// The figures that the rhythm rules share, and the rules that stand in files of their own. Internal to the
// interpretation.
#pragma once

#include <optional>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {

struct RhythmFigures {
  double rate = 0, irregularity = 0, p_fraction = 0, p_per_qrs = 0, atrial_rate = 0, atrial_regularity = 0;
  double flutter_hz = 0, fibrillation_uv = 0;
  double rr_spread = 0;            // (longest - shortest) / mean
  double pr_min = 0, pr_span = 0;  // of the beats with P; 0 when there are none
  double usual_rate = 0;           // 1/min, by the median interval: a missed beat does not slow it
  bool steady = false;             // most intervals alike: neither does a missed or invented beat make it irregular
  std::optional<double> entropy, constancy;  // as measured (measurements.h); nullopt where too little can be seen
  double flutter_likeness = 0, flutter_wave_bpm = 0;  // 0 where not measured
  std::optional<double> flutter_memory;
  std::optional<double> agreement;  // lead_in_agreement
  std::optional<double> locked;     // locked_flutter_likeness
  int locked_waves = 0;             // a beat; 0 where not measured
  int ectopics = 0;                 // ventricular and atrial premature beats
  bool wide = false;                // as RuleContext::wide()
};
// Median, ms; 0 with fewer than two beats.
double usual_interval(const std::vector<Beat>& beats);

// What a handful of intervals tells, where the entropy of eight is not to be had.
struct FewIntervals {
  int count = 0;
  int like_longest = 0;  // within 6 % of the longest, that one included: an escape pacemaker's
  double alike = 0;      // share of all pairs within 4 % of their larger one: fibrillation's have about a tenth
  double longest_ms = 0;
};
FewIntervals few_intervals(const std::vector<Beat>& beats);

// Lake and Moorman (rr_entropy.h): above it fibrillation is likelier than any other rhythm of a dozen beats.
inline constexpr double kLeastEntropy = -1.4;

RhythmFigures figures_of(const RuleContext& context);

Fact rate_fact(const RuleContext& context, const char* relation, double limit);

// Longest less shortest PR, without the one that is farthest from the median: one P misplaced at the strip's edge is no
// changing PR.
double usual_pr_span(const std::vector<Beat>& beats);

// Whether one atrial wave comes again and again at flutter's rate: by its line in the spectrum, or wave by wave.
bool flutter_line(const RhythmFigures& figures);
bool flutter_waves(const RhythmFigures& figures);
// How often they come, 1/min, by whichever of these says so, or by the waves that keep step with the QRS; only where
// flutter was said.
double flutter_bpm(const RhythmFigures& figures);

// Whether the same wave leads into most beats: a P at a constant distance, seen or too small to be delineated.
bool constant_lead_in(const RhythmFigures& figures);
// Intervals as disorderly as fibrillation's, whatever leads into the beats.
bool disorderly_intervals(const RhythmFigures& figures);

// Whether the intervals keep no order and nothing constant leads into the beats: fibrillation whatever takes its waves
// for P.
bool disorder(const RhythmFigures& figures);

// What tells of fibrillation beside the P waves, for its statement.
void fibrillation_facts(const RhythmFigures& figures, std::vector<Fact>& facts);

// Whether the dominant beats, late on the right, begin through the left bundle (left_bundle_start.h): right bundle
// branch block of supraventricular beats, whatever leads into them.
bool right_block_of_conducted_beats(const RuleContext& context);

// Premature beats and pauses, beside what the rhythm is.
void interruptions(RuleContext& context, const RhythmFigures& figures);

// Each says the rhythm and returns true where it holds.
bool wide_complex_tachycardia(RuleContext& context, const RhythmFigures& figures);
bool ventricular_escape(RuleContext& context, const RhythmFigures& figures);
bool atrial_rhythm(RuleContext& context, const RhythmFigures& figures);       // flutter, fibrillation
bool block_by_pauses(RuleContext& context, const RhythmFigures& figures);     // Wenckebach without its blocked P
bool slow_and_irregular(RuleContext& context, const RhythmFigures& figures);  // too few beats for the entropy
bool dissociated(RuleContext& context, const RhythmFigures& figures);     // complete block by P that keep no distance
bool blocked_rhythm(RuleContext& context, const RhythmFigures& figures);  // second- and third-degree block
// 2:1 block whose second P stands in the T; after flutter, whose waves are alike half-way, too.
bool two_to_one_in_t(RuleContext& context, const RhythmFigures& figures);

}  // namespace rdc::ecg
