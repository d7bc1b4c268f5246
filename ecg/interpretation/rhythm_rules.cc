// The rhythm: what beats first, then what interrupts it. Rates and limits: CLINICAL.md section 3; how irregular is
// fibrillation: measurements.h.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {
namespace {

// Three atrially paced recordings of eleven paced ones have 2.6, 4.2 and 5.5, all unpaced ones at most 2.4 (ours).
constexpr double kLeastAtrialSpikeIsolation = 3.2;
constexpr double kNothingLeadsIn = 0.2;  // ours: fibrillation and complete block have about 0
constexpr double kAlikeLeadIn = 0.6;     // before the QRS (ours): fibrillation reaches 0.35 (atrial_rhythm_rules.cc)

// The ventricles' own disorder where the pacemaker does not step in: fibrillation under demand pacing. A pacemaker
// alone keeps order.
void fibrillation_under_pacing(RuleContext& c, const RhythmFigures& f) {
  if (f.p_fraction >= 0.25 || !f.entropy || *f.entropy <= kLeastEntropy || constant_lead_in(f)) return;
  std::vector<Fact> facts = {fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.25)};
  fibrillation_facts(f, facts);
  c.say("ATRIAL_FIBRILLATION", Confidence::kProbable, "rhythm.af_paced", kClinical3, {}, std::move(facts));
}

// Spikes that the recorder's filter left too small to see one by one.
bool faintly_paced(RuleContext& c, const RhythmFigures& f) {
  const auto& r = c.measured.rhythm;
  const double isolation = r.spike_isolation.value_or(0.0), share = r.spike_share.value_or(0.0);
  const double atrial = r.atrial_spike_isolation.value_or(0.0), atrial_share = r.atrial_spike_share.value_or(0.0);
  const bool before_p = atrial >= kLeastAtrialSpikeIsolation && atrial_share >= 0.5;
  std::vector<Fact> facts;
  if (before_p) {
    facts = {fact("sharp point before the P against its surroundings", kWholeTracing, atrial, "",
                  ">=", kLeastAtrialSpikeIsolation),
             fact("beats that show it", kWholeTracing, atrial_share, "", ">=", 0.5)};
  }
  if (isolation >= kLeastSpikeIsolation && share >= 0.5 && c.wide()) {
    facts.push_back(fact("sharp point before the QRS against its surroundings", kWholeTracing, isolation, "",
                         ">=", kLeastSpikeIsolation));
    facts.push_back(fact("beats that show it", kWholeTracing, share, "", ">=", 0.5));
    facts.push_back(fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", 120));
    c.say(before_p ? "PACED_DUAL" : "PACED_RHYTHM", Confidence::kProbable, "rhythm.paced_faint_spikes", kClinical3, {},
          std::move(facts));
    fibrillation_under_pacing(c, f);
    return true;
  }
  if (!before_p) return false;
  c.say("PACED_ATRIAL", Confidence::kPossible, "rhythm.paced_faint_atrial_spikes", kClinical3, {}, std::move(facts));
  return true;
}

bool paced_rhythm(RuleContext& c, const RhythmFigures& f) {
  const auto& r = c.measured.rhythm;
  const int ventricular = r.paced;
  const int beats = static_cast<int>(c.measured.beats.size());
  // Pacemakers do not drive ventricles above 150/min (upper rate limit, K); faster "spikes" are narrow QRS.
  if (c.heart_rate() > 150.0) return false;
  if (ventricular * 2 >= beats && ventricular >= 2 && !c.spikes_refuted()) {
    const auto atrial = std::count_if(c.measured.spikes.begin(), c.measured.spikes.end(),
                                      [](const auto& s) { return s.chamber == SpikeChamber::kAtrium; });
    c.say(atrial * 2 >= ventricular ? "PACED_DUAL" : "PACED_RHYTHM", Confidence::kDefinite, "rhythm.paced", kClinical3,
          {}, {shown("paced beats", kWholeTracing, ventricular, ""), shown("beats", kWholeTracing, beats, "")});
    fibrillation_under_pacing(c, f);
    return true;
  }
  return faintly_paced(c, f);
}

bool ventricular_rhythm(RuleContext& c, const RhythmFigures& f) {
  const auto& r = c.measured.rhythm;
  const double run_rate = r.ventricular_run_bpm.value_or(0.0);
  const int beats = static_cast<int>(c.measured.beats.size());
  if (r.longest_ventricular_run >= 3 && run_rate > 100.0) {
    const bool all = r.longest_ventricular_run * 2 > beats;
    c.say(all ? "VENTRICULAR_TACHYCARDIA" : "VENTRICULAR_RUN", Confidence::kProbable, "rhythm.vt", kClinical3, {},
          {fact("ventricular beats in a row", kWholeTracing, r.longest_ventricular_run, "", ">=", 3),
           fact("their rate", kWholeTracing, run_rate, "1/min", ">", 100)});
    if (all) return true;
  }
  if (wide_complex_tachycardia(c, f)) return true;
  if (c.qrs_ms() >= 120.0 && f.rate <= 110.0 && f.p_fraction < 0.2 && f.irregularity < 0.1 &&
      r.ventricular * 2 > beats) {
    c.say("IDIOVENTRICULAR_RHYTHM", Confidence::kPossible, "rhythm.idioventricular", kClinical3, {},
          {rate_fact(c, "<=", 110), fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", 120)});
    return true;
  }
  return false;
}

void without_conducted_p(RuleContext& c, const RhythmFigures& f) {
  // Irregular by early beats, and the others begin alike: a P that is too small or too near the T to be delineated.
  const bool hidden_p = f.irregularity >= 0.1 && f.constancy && *f.constancy >= kAlikeLeadIn && !c.wide();
  const auto& limits = limits_of(c.person);
  if (ventricular_escape(c, f)) return;
  if (f.rate >= limits.svt_bpm && !(hidden_p && f.rate < limits.svt_bpm + 10.0)) {
    c.say("SUPRAVENTRICULAR_TACHYCARDIA", c.wide() ? Confidence::kPossible : Confidence::kProbable, "rhythm.svt",
          kClinical3, {},
          {rate_fact(c, ">=", limits.svt_bpm), fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.5)});
  } else if (f.irregularity < 0.1 && f.rate <= 60.0) {
    c.say("JUNCTIONAL_RHYTHM", f.p_fraction < 0.2 ? Confidence::kProbable : Confidence::kPossible, "rhythm.junctional",
          kClinical3, {}, {rate_fact(c, "<=", 60), fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.5)});
  } else if (f.rate > 100.0 && (f.irregularity < 0.1 || hidden_p)) {
    // Regular, narrow, 100 to 140: the P is in the T before it more often than it is absent. Said as possible only.
    const bool fast = f.rate > limits.fast_bpm;
    std::vector<Fact> facts = {fast ? rate_fact(c, ">", limits.fast_bpm) : shown("HR", kWholeTracing, f.rate, "1/min"),
                               fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.5)};
    if (hidden_p) facts.push_back(fact("likeness before the QRS", kWholeTracing, *f.constancy, "", ">=", kAlikeLeadIn));
    c.say(fast ? "SINUS_TACHYCARDIA" : "SINUS_RHYTHM", Confidence::kPossible, "rhythm.sinus_hidden_p", kClinical3, {},
          std::move(facts));
  } else if (f.irregularity < 0.1 && f.constancy && *f.constancy >= kAlikeLeadIn) {
    // A wave too small to be delineated comes before every beat at the sinus node's rate.
    c.say("SINUS_RHYTHM", Confidence::kPossible, "rhythm.sinus_small_p", kClinical3, {},
          {shown("HR", kWholeTracing, f.rate, "1/min"), fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.5),
           fact("likeness before the QRS", kWholeTracing, *f.constancy, "", ">=", kAlikeLeadIn)});
  } else {
    c.say("RHYTHM_UNDETERMINED", Confidence::kPossible, "rhythm.none", kClinical3, {},
          {shown("HR", kWholeTracing, f.rate, "1/min"), shown("beats with P", kWholeTracing, f.p_fraction, "")});
  }
}

// A P before at least half of the beats, or before fewer at one distance: empty where neither holds.
std::vector<Fact> conducted_p(const RhythmFigures& f) {
  constexpr double kMostHaveP = 0.5, kSomeHaveP = 0.2, kSteadyPrMs = 45.0, kLeastPrMs = 90.0;
  if (f.p_fraction >= kMostHaveP) return {fact("beats with P", kWholeTracing, f.p_fraction, "", ">=", kMostHaveP)};
  if (f.p_fraction < kSomeHaveP || f.pr_span > kSteadyPrMs || f.pr_min < kLeastPrMs) return {};
  // Few P at one distance are chance where the beats are not alike before their QRS.
  if (f.constancy && *f.constancy < kNothingLeadsIn) return {};
  return {fact("beats with P", kWholeTracing, f.p_fraction, "", ">=", kSomeHaveP),
          fact("PR longest - shortest", kWholeTracing, f.pr_span, "ms", "<=", kSteadyPrMs),
          fact("shortest PR", kWholeTracing, f.pr_min, "ms", ">=", kLeastPrMs)};
}

void sinus_rhythm(RuleContext& c, const RhythmFigures& f, const std::vector<Fact>& p) {
  const auto axis = c.measured.global.p_axis_deg;
  // P upright in II: axis 0..75 is typical; beyond -30..110 the impulse starts elsewhere (K).
  if (axis && (*axis < -30.0 || *axis > 110.0) && c.measured.placement.empty()) {
    c.say("ECTOPIC_ATRIAL_RHYTHM", Confidence::kPossible, "rhythm.ectopic_atrial", kClinical3, {Lead::kII},
          {shown("P axis", kWholeTracing, *axis, "deg"), shown("HR", kWholeTracing, f.rate, "1/min")});
    return;
  }
  const auto confidence = f.p_fraction > 0.85 ? Confidence::kDefinite : Confidence::kProbable;
  // As the sheet shows it: 59.6 is 60/min, and no bradycardia.
  const auto& limits = limits_of(c.person);
  const bool slow = std::round(f.rate) < limits.slow_bpm;
  const bool fast = std::round(f.rate) > limits.fast_bpm;
  std::vector<Fact> facts = {slow   ? rate_fact(c, "<", limits.slow_bpm)
                             : fast ? rate_fact(c, ">", limits.fast_bpm)
                                    : shown("HR", kWholeTracing, f.rate, "1/min")};
  facts.insert(facts.end(), p.begin(), p.end());
  c.say(slow   ? "SINUS_BRADYCARDIA"
        : fast ? "SINUS_TACHYCARDIA"
               : "SINUS_RHYTHM",
        confidence, "rhythm.sinus", source_of_limits(c.person), {}, std::move(facts));
  // 160 ms between the longest and the shortest of normal intervals (K).
  const auto& r = c.measured.rhythm;
  const bool ectopic = r.atrial_premature + r.ventricular + r.unclassified > 0;
  const double span = r.rr_max_ms.value_or(0.0) - r.rr_min_ms.value_or(0.0);
  if (!ectopic && span > 160.0 && f.rr_spread > 0.15) {
    c.say("SINUS_ARRHYTHMIA", Confidence::kProbable, "rhythm.sinus_arrhythmia", kClinical3, {},
          {fact("RR longest - shortest", kWholeTracing, span, "ms", ">", 160)});
  }
}

// Root mean square about the mean of the usable lead that moves most.
double largest_movement_uv(const RuleContext& c) {
  double largest = 0.0;
  const auto& channels = c.recording.rhythm.channels;
  for (std::size_t i = 0; i < channels.size() && i < c.measured.quality.size(); ++i) {
    if (!c.measured.quality[i].usable() || c.measured.quality[i].has(LeadFault::kBaseline)) continue;
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (const float v : channels[i].samples) {
      if (!std::isfinite(v)) continue;
      sum += static_cast<double>(v);
      squares += static_cast<double>(v) * static_cast<double>(v);
      count += 1.0;
    }
    if (count > 0.0) largest = std::max(largest, std::sqrt(std::max(0.0, squares / count - sum * sum / count / count)));
  }
  return largest;
}

}  // namespace

void judge_rhythm(RuleContext& c) {
  // One complex in four seconds or more is no rhythm either: what else moves there must be looked at.
  const bool hardly_any = c.measured.beats.size() < 2 && c.recording.rhythm.seconds() >= 4.0;
  if (c.measured.beats.empty() || hardly_any) {
    const bool readable =
        std::any_of(c.measured.quality.begin(), c.measured.quality.end(), [](const auto& q) { return q.usable(); });
    // No complex can be told from the next, yet the leads move as much as QRS complexes do: ventricular tachycardia,
    // flutter or fibrillation. A resting baseline moves less than 100 uV (K).
    const double unrest = largest_movement_uv(c);
    if (readable && unrest >= 100.0) {
      c.say("VENTRICULAR_FIBRILLATION", Confidence::kPossible, "rhythm.no_separate_qrs", kClinical3, {},
            {fact("root mean square, largest lead", kWholeTracing, unrest, "uV", ">=", 100)});
    } else if (readable) {
      c.say("NO_QRS", Confidence::kPossible, "rhythm.no_qrs", kClinical3, {}, {});
    } else {
      c.say("NOT_MEASURABLE", Confidence::kDefinite, "quality.none", kClinical3, {}, {});
    }
    return;
  }
  const auto f = figures_of(c);
  if (!paced_rhythm(c, f) && !ventricular_rhythm(c, f) && !dissociated(c, f) && !blocked_rhythm(c, f) &&
      !block_by_pauses(c, f) && !slow_and_irregular(c, f) && !atrial_rhythm(c, f) && !two_to_one_in_t(c, f)) {
    if (const auto p = conducted_p(f); !p.empty()) {
      sinus_rhythm(c, f, p);
    } else {
      without_conducted_p(c, f);
    }
  }
  interruptions(c, f);
}

}  // namespace rdc::ecg
