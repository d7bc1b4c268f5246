// Flutter, fibrillation, and the blocks between atria and ventricles.
#include <cmath>

#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {

// A line at a whole multiple of the ventricles' rate below 250/min may be that rate's own harmonic.
bool flutter_line(const RhythmFigures& f) {
  if (f.flutter_hz < 3.3 || f.flutter_hz > 6.5 || f.p_fraction >= 0.6) return false;
  const double ratio = f.flutter_hz * 60.0 / std::max(f.rate, 1.0);
  const double off = std::abs(ratio - std::round(ratio));
  // Slow flutter (200 to 220/min, under drugs or in large atria) must be a clear line of its own.
  if (f.flutter_hz < 3.7) return f.atrial_regularity > 0.55 && off > 0.1;
  return off > 0.06 || f.flutter_hz * 60.0 >= 250.0;
}

bool atrial_rhythm(RuleContext& c, const RhythmFigures& f) {
  if (flutter_line(f)) {
    c.say("ATRIAL_FLUTTER", f.atrial_regularity > 0.5 ? Confidence::kProbable : Confidence::kPossible, "rhythm.flutter",
          kClinical3, {},
          {fact("atrial frequency", kWholeTracing, f.flutter_hz * 60.0, "1/min", ">=", 222),
           fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.6)});
    return true;
  }
  // Fibrillation: no constant P and intervals that keep no order. Limits by the emergency set's eight (measurements.h
  // gives 0.15 as typical).
  const int ectopics = c.measured.rhythm.ventricular + c.measured.rhythm.atrial_premature;
  const double least = f.p_fraction < 0.05 && ectopics == 0 ? 0.125 : 0.145;
  if (f.irregularity <= least || c.measured.beats.size() < 5) return false;
  // P waves seen here and there, at no constant distance, are fibrillation's own.
  const bool stray_p =
      f.p_fraction < 0.5 && f.pr_span > 60.0 && f.irregularity > 0.2 && f.rate >= 55.0 && ectopics <= 1;
  const double most_p = stray_p ? 0.5 : f.irregularity > 0.25 && f.pr_span > 40.0 ? 0.35 : 0.25;
  if (f.p_fraction >= most_p) return false;
  std::vector<Fact> facts = {fact("RR rmssd / mean", kWholeTracing, f.irregularity, "", ">", least),
                             fact("beats with P", kWholeTracing, f.p_fraction, "", "<", most_p),
                             shown("TQ activity 4-10 Hz", kWholeTracing, f.fibrillation_uv, "uV")};
  // Some P with a long PR before irregular beats: second-degree block with hidden P.
  if (f.p_fraction >= 0.1 && f.pr_min >= 170.0 && f.rate <= 80.0) {
    facts.push_back(fact("shortest PR", kWholeTracing, f.pr_min, "ms", ">=", 170.0));
    c.say("AV_BLOCK_2_WENCKEBACH", Confidence::kPossible, "rhythm.av_block_2_hidden_p", kClinical3, {},
          std::move(facts));
    return true;
  }
  c.say("ATRIAL_FIBRILLATION", ectopics <= 2 && f.irregularity > 0.2 ? Confidence::kDefinite : Confidence::kProbable,
        "rhythm.af", kClinical3, {}, std::move(facts));
  return true;
}

// Slow, regular, with P waves that keep no distance to the QRS.
bool dissociated(RuleContext& c, const RhythmFigures& f) {
  const bool escape = f.rate < 50.0 && f.irregularity < 0.1 && f.p_fraction >= 0.4 && f.p_fraction < 0.9;
  const bool slow_wide = f.rate < 40.0 && c.qrs_ms() >= 120.0 && f.p_fraction >= 0.4;
  if ((!escape && !slow_wide) || f.pr_span <= 60.0) return false;
  c.say("AV_BLOCK_3", slow_wide ? Confidence::kProbable : Confidence::kPossible, "rhythm.av_block_3_dissociated",
        kClinical3, {},
        {rate_fact(c, "<", 50), fact("PR longest - shortest", kWholeTracing, f.pr_span, "ms", ">", 60),
         shown("beats with P", kWholeTracing, f.p_fraction, "")});
  return true;
}

bool blocked_rhythm(RuleContext& c, const RhythmFigures& f) {
  if (f.p_per_qrs < 1.15 || f.atrial_rate <= 0.0 || f.atrial_rate > 200.0 || f.atrial_regularity < 0.3) return false;
  const double pr_span = usual_pr_span(c.measured.beats);
  std::vector<Fact> facts = {shown("atrial rate", kWholeTracing, f.atrial_rate, "1/min"),
                             fact("P for each QRS", kWholeTracing, f.p_per_qrs, "", ">=", 1.15),
                             shown("PR longest - shortest", kWholeTracing, pr_span, "ms")};
  const bool regular = f.irregularity < 0.1;
  if (std::abs(f.p_per_qrs - 2.0) < 0.12 && pr_span <= 40.0 && regular && f.p_fraction > 0.7) {
    c.say("AV_BLOCK_2_TO_1", Confidence::kProbable, "rhythm.av_block_2_to_1", kClinical3, {}, std::move(facts));
    return true;
  }
  if (regular && f.rate <= 60.0 && (pr_span > 60.0 || f.p_fraction < 0.7)) {
    facts.push_back(rate_fact(c, "<=", 60));
    c.say("AV_BLOCK_3", f.rate < 50.0 ? Confidence::kProbable : Confidence::kPossible, "rhythm.av_block_3", kClinical3,
          {}, std::move(facts));
    return true;
  }
  if (!regular && f.p_per_qrs < 1.7 && f.p_fraction > 0.6) {
    const bool grows = pr_span >= 40.0;
    c.say(grows ? "AV_BLOCK_2_WENCKEBACH" : "AV_BLOCK_2_MOBITZ2", grows ? Confidence::kProbable : Confidence::kPossible,
          "rhythm.av_block_2", kClinical3, {}, std::move(facts));
    return true;
  }
  return false;
}

}  // namespace rdc::ecg
