// Pauses that tell what the atria do where not all of their waves are seen: Wenckebach's block, an escape pacemaker
// that conducted beats come before, and fibrillation of so few beats that disorder has no figure.
#include <algorithm>
#include <cmath>

#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {
namespace {

std::optional<double> pr_of(const Beat& beat) {
  if (!beat.p || !beat.qrs) return std::nullopt;
  return beat.qrs->onset_ms - beat.p->onset_ms;
}

// Beats whose interval before them is a pause that leaves out one atrial beat: longer than the usual, not twice it,
// with no early beat before it. Empty where a ventricular beat or a pause of another kind is among them.
std::vector<std::size_t> behind_pauses(const std::vector<Beat>& beats) {
  constexpr double kPause = 1.3, kLongestPause = 2.0, kEarly = 0.85;
  if (beats.size() < 6) return {};
  const double usual = usual_interval(beats);
  std::vector<std::size_t> out;
  for (std::size_t n = 1; n < beats.size(); ++n) {
    const double interval = beats[n].r_ms - beats[n - 1].r_ms;
    if (beats[n].ventricular() || interval > kLongestPause * usual || interval < kEarly * usual) return {};
    if (interval >= kPause * usual) out.push_back(n);
  }
  return out;
}

void say_wenckebach(RuleContext& c, const char* rule, std::vector<Fact> facts) {
  c.say("AV_BLOCK_2_WENCKEBACH", Confidence::kPossible, rule, kClinical3, {}, std::move(facts));
}

// PR is shortest behind the pause, and grows again with the next beat by more than it was out before.
bool pr_starts_anew(RuleContext& c, const std::vector<std::size_t>& behind) {
  constexpr double kLeastFallMs = 8.0, kLeastGrowthMs = 20.0;
  const auto& beats = c.measured.beats;
  double least_fall = 1e9;
  for (const std::size_t n : behind) {
    const auto before = pr_of(beats[n - 1]), first = pr_of(beats[n]);
    const auto next = n + 1 < beats.size() ? pr_of(beats[n + 1]) : std::nullopt;
    if (!before || !first || !next || *next - *first < kLeastGrowthMs) return false;
    least_fall = std::min(least_fall, *before - *first);
  }
  if (least_fall < kLeastFallMs) return false;
  say_wenckebach(c, "rhythm.av_block_2_pr_falls",
                 {fact("pauses", kWholeTracing, static_cast<double>(behind.size()), "", ">=", 2),
                  fact("PR fall over the pauses, least", kWholeTracing, least_fall, "ms", ">=", kLeastFallMs)});
  return true;
}

// P at one distance behind each pause, and hardly any elsewhere: the others, later each time, stand in the T.
bool p_behind_pauses_alone(RuleContext& c, const std::vector<std::size_t>& behind) {
  constexpr double kMostSpanMs = 25.0, kMostElsewhere = 0.15;
  const auto& beats = c.measured.beats;
  std::vector<double> pr;
  for (const std::size_t n : behind) {
    const auto one = pr_of(beats[n]);
    if (!one) return false;
    pr.push_back(*one);
  }
  const auto with_p = std::count_if(beats.begin(), beats.end(), [](const Beat& beat) { return beat.p.has_value(); });
  const auto elsewhere = static_cast<double>(with_p) - static_cast<double>(pr.size());
  if (elsewhere > kMostElsewhere * static_cast<double>(beats.size() - pr.size())) return false;
  const auto [shortest, longest] = std::minmax_element(pr.begin(), pr.end());
  if (*longest - *shortest > kMostSpanMs) return false;
  say_wenckebach(
      c, "rhythm.av_block_2_p_behind_pauses",
      {fact("pauses", kWholeTracing, static_cast<double>(behind.size()), "", ">=", 2),
       fact("PR behind the pauses, longest - shortest", kWholeTracing, *longest - *shortest, "ms", "<=", kMostSpanMs)});
  return true;
}

}  // namespace

bool block_by_pauses(RuleContext& c, const RhythmFigures& f) {
  if (f.irregularity < 0.1) return false;
  const auto behind = behind_pauses(c.measured.beats);
  if (behind.size() < 2) return false;
  return pr_starts_anew(c, behind) || p_behind_pauses_alone(c, behind);
}

// Limits ours, on simulated fibrillation of 50/min; three recordings of four sets are that slow and irregular without
// a constant lead-in: two junctional escape rhythms and a sinoatrial block, whose intervals repeat.
bool slow_and_irregular(RuleContext& c, const RhythmFigures& f) {
  constexpr int kFewest = 6, kLeastEscape = 3;
  constexpr double kLeastIrregularFew = 0.2, kMostAgreement = 0.2, kMostAlike = 0.25, kSlowestConductedMs = 1000.0;
  if (f.entropy || f.irregularity < kLeastIrregularFew || !f.agreement || *f.agreement >= kMostAgreement) return false;
  const auto few = few_intervals(c.measured.beats);
  if (few.count < kFewest || f.ectopics > 0) return false;
  std::vector<Fact> facts = {
      fact("RR rmssd / mean", kWholeTracing, f.irregularity, "", ">=", kLeastIrregularFew),
      fact("likeness of every two beats before the QRS", kWholeTracing, *f.agreement, "", "<", kMostAgreement)};
  if (few.like_longest >= kLeastEscape && few.longest_ms > kSlowestConductedMs && !c.wide()) {
    facts.push_back(fact("intervals like the longest", kWholeTracing, few.like_longest, "", ">=", kLeastEscape));
    facts.push_back(fact("longest RR", kWholeTracing, few.longest_ms, "ms", ">", kSlowestConductedMs));
    c.say("JUNCTIONAL_RHYTHM", Confidence::kPossible, "rhythm.junctional_escape", kClinical3, {}, std::move(facts));
    return true;
  }
  if (few.alike > kMostAlike) return false;
  facts.push_back(fact("share of intervals alike", kWholeTracing, few.alike, "", "<=", kMostAlike));
  c.say("ATRIAL_FIBRILLATION", Confidence::kPossible, "rhythm.af_few_beats", kClinical3, {}, std::move(facts));
  return true;
}

}  // namespace rdc::ecg
