// Wide beats without conducted P: ventricular until shown otherwise, and what shows it. Rates: CLINICAL.md section 3.
#include <algorithm>
#include <cmath>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rhythm_figures.h"
#include "ecg/measurement/left_bundle_start.h"

namespace rdc::ecg {
namespace {

constexpr double kSlowestSlowTachycardia = 119.0;
// Ours: bundle branch block of sinus rhythm above 100/min is at most 157 ms wide in four sets, 165 simulated.
constexpr double kWiderThanBlockMs = 180.0;

// What says that no P leads into fast wide beats.
struct NoSteadyP {
  bool by_change;  // a P at changing distances: from 119/min
  std::vector<Fact> facts;
};

std::optional<NoSteadyP> no_steady_p(const RuleContext& c, const RhythmFigures& f, double rate, bool very_wide) {
  const auto seen = [&f] { return shown("beats with P", kWholeTracing, f.p_fraction, ""); };
  if (f.p_fraction < 0.4) {
    return NoSteadyP{false, {fact("beats with P", kWholeTracing, f.p_fraction, "", "<", very_wide ? 0.2 : 0.4)}};
  }
  if (rate >= kSlowestSlowTachycardia && f.pr_span > 80.0) {
    return NoSteadyP{true, {seen(), fact("PR longest - shortest", kWholeTracing, f.pr_span, "ms", ">", 80)}};
  }
  // What looks like P in the T of such beats is none: its place cannot be read in their median.
  const auto& pr = c.measured.global.pr_ms;
  if (pr) return std::nullopt;
  if (c.qrs_ms() >= kWiderThanBlockMs) {
    return NoSteadyP{false, {seen(), fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", kWiderThanBlockMs)}};
  }
  const double axis = c.measured.global.qrs_axis_deg.value_or(0.0);
  if (pr.why() != Missing::kOverlap || c.qrs_ms() < 160.0 || axis > -90.0 || rate < 130.0) return std::nullopt;
  return NoSteadyP{false, {seen(), fact("QRS axis", kWholeTracing, axis, "deg", "<=", -90)}};
}

}  // namespace

bool right_block_of_conducted_beats(const RuleContext& c) {
  const auto* dominant = c.measured.dominant();
  if (dominant == nullptr) return false;
  const auto start = left_bundle_start(*dominant);
  return start.late_v1 && start.quick;
}

// Steady, wide, above 100/min and no P to be seen before the beats: ventricular until shown otherwise (ACC/AHA), and
// shown by a left ventricle that begins at full speed before a late right one. Width is safe: Wellens' 160 ms (Am J Med
// 1978;64:27) for either pattern, 140 ms where the rate is above the usual sinus tachycardia's (K).
bool wide_complex_tachycardia(RuleContext& c, const RhythmFigures& f) {
  const double rate = std::max(f.rate, f.steady ? f.usual_rate : 0.0);
  const bool very_wide = c.qrs_ms() >= 160.0 && f.p_fraction < 0.2;
  // Up to 120/min sinus rhythm with a bundle-branch block and a P in the T before it is common: there the QRS must be
  // wider than such a block's or point where no conducted beat does (-90 to -180 degrees).
  const bool northwest = c.measured.global.qrs_axis_deg.value_or(0.0) <= -90.0;
  const auto no_p = no_steady_p(c, f, rate, very_wide);
  const bool wider_than_block = very_wide || c.qrs_ms() >= kWiderThanBlockMs;
  const auto& limits = limits_of(c.person);
  const double sinus_to = std::max(kSlowestSlowTachycardia, limits.fast_bpm);
  const double whatever_p = std::max(180.0, limits.svt_bpm);
  const bool slow_enough_for_sinus = rate < sinus_to && !wider_than_block && !northwest;
  const bool flutter = !very_wide && f.irregularity >= 0.1 && flutter_line(f);
  const bool steady = rate > limits.fast_bpm && no_p && f.steady && !slow_enough_for_sinus && !flutter;
  if (!c.wide() || (!steady && rate < whatever_p)) return false;
  if (f.steady && right_block_of_conducted_beats(c)) return false;
  const bool vt = wider_than_block || (c.qrs_ms() >= 140.0 && rate >= 130.0);
  std::vector<Fact> facts = {rate >= whatever_p        ? fact("HR", kWholeTracing, rate, "1/min", ">=", whatever_p)
                             : vt && !wider_than_block ? fact("HR", kWholeTracing, rate, "1/min", ">=", 130)
                             : no_p && no_p->by_change ? fact("HR", kWholeTracing, rate, "1/min", ">=", sinus_to)
                                                       : fact("HR", kWholeTracing, rate, "1/min", ">", limits.fast_bpm),
                             fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=",
                                  wider_than_block ? 160
                                  : vt             ? 140
                                                   : limits.wide_qrs_ms)};
  if (steady) {
    facts.insert(facts.end(), no_p->facts.begin(), no_p->facts.end());
  } else {
    facts.push_back(shown("beats with P", kWholeTracing, f.p_fraction, ""));
  }
  c.say(vt ? "VENTRICULAR_TACHYCARDIA" : "WIDE_COMPLEX_TACHYCARDIA", Confidence::kPossible, "rhythm.wide_complex",
        kClinical3, {}, std::move(facts));
  return true;
}

// Slow (a ventricular escape rhythm beats 20 to 50/min, K), steady, wide, and nothing constant leads into the beats.
// Wider than a bundle-branch block makes a junctional beat (Wellens' 160 ms), or late in V1 without a left ventricle
// that begins at full speed.
bool ventricular_escape(RuleContext& c, const RhythmFigures& f) {
  constexpr double kFastestEscape = 50.0, kVentricularQrsMs = 160.0;
  if (f.irregularity >= 0.1 || std::round(f.rate) > kFastestEscape || !c.wide()) return false;
  const auto* dominant = c.measured.dominant();
  const auto start = dominant != nullptr ? left_bundle_start(*dominant) : LeftBundleStart{};
  if (start.quick) return false;
  const bool very_wide = c.qrs_ms() >= kVentricularQrsMs;
  // From 50/min on, and where width does not tell, a wave that leads into the beats is a P.
  if (constant_lead_in(f) && (!very_wide || f.rate >= 50.0)) return false;
  if (!very_wide && !start.late_v1) return false;
  c.say("IDIOVENTRICULAR_RHYTHM", Confidence::kPossible,
        very_wide ? "rhythm.ventricular_escape" : "rhythm.ventricular_escape_shape", kClinical3, {},
        {rate_fact(c, "<", kFastestEscape + 0.5),
         fact("QRS", kWholeTracing, c.qrs_ms(), "ms",
              ">=", very_wide ? kVentricularQrsMs : limits_of(c.person).wide_qrs_ms),
         fact("beats with P", kWholeTracing, f.p_fraction, "", "<", 0.5)});
  return true;
}

}  // namespace rdc::ecg
