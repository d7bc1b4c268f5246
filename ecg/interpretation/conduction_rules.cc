// Bundle-branch and fascicular blocks, pre-excitation, first-degree AV block. Thresholds: CLINICAL.md section 3.
#include <algorithm>
#include <cmath>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rule_context.h"
#include "ecg/measurement/delta_wave.h"
#include "ecg/measurement/left_bundle_start.h"

namespace rdc::ecg {
namespace {

// A late positive force in V1 or V2: rsR', or one broad R whose peak comes after 50 ms.
const LeadMeasurements* late_right_force(const RuleContext& c) {
  for (const Lead which : {Lead::kV1, Lead::kV2}) {
    const auto* lead = c.lead(which);
    if (lead == nullptr) continue;
    const LeadView view{lead};
    if (lead->r2 && lead->r2->amplitude_uv > 100.0) return lead;
    if (view.r() > view.s() && lead->r_peak_time_ms.value_or(0.0) >= 50.0) return lead;
  }
  return nullptr;
}

double broadest_lateral_s(const RuleContext& c, Lead& where) {
  double broadest = 0.0;
  for (const Lead which : {Lead::kI, Lead::kV6, Lead::kV5}) {
    const auto* lead = c.lead(which);
    if (lead == nullptr || !lead->s) continue;
    if (lead->s->duration_ms > broadest) {
      broadest = lead->s->duration_ms;
      where = which;
    }
  }
  return broadest;
}

bool right_bundle(RuleContext& c) {
  const auto* v1 = late_right_force(c);
  if (v1 == nullptr) return false;
  Lead lateral = Lead::kV6;
  const double s_ms = broadest_lateral_s(c, lateral);
  const double qrs = c.qrs_ms(), wide = limits_of(c.person).wide_qrs_ms, delayed = limits_of(c.person).delayed_qrs_ms;
  std::vector<Fact> facts = {fact("QRS", kWholeTracing, qrs, "ms", ">=", wide),
                             fact("S duration", lateral, s_ms, "ms", ">", 40),
                             shown("R'", v1->lead, LeadView{v1}.r(), "uV")};
  if (qrs >= wide && s_ms > 40.0) {
    c.say("RBBB", Confidence::kDefinite, "conduction.rbbb", kAha2009, {v1->lead, lateral}, std::move(facts));
    return true;
  }
  if (qrs >= wide && s_ms > 0.0) {
    facts[1] = shown("S duration", lateral, s_ms, "ms");
    c.say("RBBB", Confidence::kPossible, "conduction.rbbb", kAha2009, {v1->lead, lateral}, std::move(facts));
    return true;
  }
  if (qrs >= delayed && qrs < wide && v1->r2 && s_ms > 30.0) {
    facts[0] = fact("QRS", kWholeTracing, qrs, "ms", ">=", delayed);
    facts[1] = fact("S duration", lateral, s_ms, "ms", ">", 30);
    c.say("RBBB_INCOMPLETE", Confidence::kProbable, "conduction.rbbb_incomplete", kAha2009, {v1->lead},
          std::move(facts));
  }
  return false;
}

// Where QRS and T touch nothing has a width nor an amplitude; its start and the late R in V1 are seen all the same.
bool hidden_right_bundle(RuleContext& c) {
  if (c.measured.global.qrs_ms || !c.wide()) return false;
  const auto start = left_bundle_start(*c.beat);
  if (!start.late_v1 || !start.quick) return false;
  c.say("RBBB", Confidence::kPossible, "conduction.rbbb_hidden", kAha2009, {Lead::kV1, Lead::kII},
        {shown("R width at half its height", kWholeTracing, start.broadest_r_ms, "ms")});
  return true;
}

// Complete from 120 ms in adults; incomplete from 110 ms, where a late R peak must show it.
bool left_bundle(RuleContext& c) {
  const double qrs = c.qrs_ms(), wide = limits_of(c.person).wide_qrs_ms, delayed = limits_of(c.person).delayed_qrs_ms;
  if (qrs < delayed) return false;
  const auto* v1 = c.lead(Lead::kV1);
  const auto* v6 = c.lead(Lead::kV6);
  const auto* i = c.lead(Lead::kI);
  if (v1 == nullptr || v6 == nullptr || i == nullptr) return false;
  const LeadView right{v1}, left{v6}, first{i};
  const auto* v5 = c.lead(Lead::kV5);
  const double in_v6 = v6->r_peak_time_ms.value_or(0.0), in_v5 = v5 ? v5->r_peak_time_ms.value_or(0.0) : 0.0;
  const double late = std::max(in_v6, in_v5);
  const Lead latest = in_v6 >= in_v5 ? Lead::kV6 : Lead::kV5;
  const bool negative_v1 = right.s() > 2.0 * right.r();
  const bool no_septal_q = left.q_depth() < 50.0 || left.q_ms() < 15.0;
  if (!negative_v1 || !no_septal_q || first.r() <= first.s() || left.r() <= left.s()) return false;
  // An R in I without Q or S over 130 ms (adults) is one that climbs late, even where its first peak comes early
  // (notch).
  const bool monophasic = qrs >= wide + 10.0 && first.q_depth() < 50.0 && first.s() < 0.1 * first.r();
  if (late <= 60.0 && !monophasic) return false;
  const bool complete = qrs >= wide;
  if (!complete && (first.q_depth() >= 50.0 || left.q_depth() >= 50.0)) return false;
  std::vector<Fact> facts = {fact("QRS", kWholeTracing, qrs, "ms", ">=", complete ? wide : delayed)};
  if (late > 60.0) {
    facts.push_back(fact("R peak time", latest, late, "ms", ">", 60));
  } else {
    facts.push_back(fact("S/R", Lead::kI, first.s() / std::max(1.0, first.r()), "", "<", 0.1));
    facts.push_back(fact("Q depth", Lead::kI, first.q_depth(), "uV", "<", 50));
  }
  facts.push_back(shown("S", Lead::kV1, right.s(), "uV"));
  facts.push_back(shown("Q depth", Lead::kV6, left.q_depth(), "uV"));
  const auto confidence = complete && late > 60.0 && qrs >= wide + 10.0 ? Confidence::kDefinite : Confidence::kProbable;
  c.say(complete ? "LBBB" : "LBBB_INCOMPLETE", confidence, complete ? "conduction.lbbb" : "conduction.lbbb_incomplete",
        kAha2009, {Lead::kI, Lead::kV1, Lead::kV6}, std::move(facts));
  return complete;
}

void fascicular_blocks(RuleContext& c) {
  const auto measured_axis = c.ventricular_axis();
  const auto* avl = c.lead(Lead::kAvl);
  const auto* iii = c.lead(Lead::kIII);
  const auto* i = c.lead(Lead::kI);
  if (!measured_axis || avl == nullptr || iii == nullptr || i == nullptr || c.has("LBBB") || c.has("WPW")) return;
  const double axis = std::round(*measured_axis);
  const LeadView l{avl}, three{iii}, one{i};
  if (axis <= -45.0 && axis >= -90.0 && three.s() > three.r() && l.r() > l.s()) {
    const bool septal = avl->q.has_value() || i->q.has_value();
    c.say("LAFB", septal ? Confidence::kDefinite : Confidence::kProbable, "conduction.lafb", kAha2009,
          {Lead::kAvl, Lead::kIII},
          {fact(c.axis_name(), kWholeTracing, axis, "deg", "<=", -45), shown("R", Lead::kAvl, l.r(), "uV")});
  } else if (!is_child(c.person) && axis > 90.0 && axis <= 180.0 && one.s() > one.r() && iii->q &&
             three.r() > three.s()) {
    c.say("LPFB", Confidence::kPossible, "conduction.lpfb", kAha2009, {Lead::kI, Lead::kIII},
          {fact(c.axis_name(), kWholeTracing, axis, "deg", ">", 90),
           shown("Q depth", Lead::kIII, three.q_depth(), "uV")});
  }
}

// A slurred start: fewer than 8 uV/ms over the first 30 ms in most leads with a QRS worth the name (K).
bool pre_excitation(RuleContext& c) {
  const auto pr = c.measured.global.pr_ms;
  const auto& limits = limits_of(c.person);
  const double least_qrs = is_child(c.person) ? limits.delayed_qrs_ms : 100.0;
  if (!pr || *pr >= limits.pr_min_ms || c.qrs_ms() < least_qrs || c.paced()) return false;
  std::vector<Lead> slurred;
  int judged = 0;
  for (const auto& lead : c.beat->leads) {
    if (lead.lead == Lead::kUnknown || !lead.usable || !lead.delta_uv_ms || LeadView{&lead}.size() < 500.0) continue;
    ++judged;
    if (*lead.delta_uv_ms < 0.02 * LeadView{&lead}.size()) slurred.push_back(lead.lead);
  }
  if (judged < 4 || slurred.size() * 2 < static_cast<std::size_t>(judged)) return false;
  c.say("WPW", c.qrs_ms() >= limits.delayed_qrs_ms ? Confidence::kProbable : Confidence::kPossible, "conduction.wpw",
        kAha2009, slurred,
        {fact("PR", kWholeTracing, *pr, "ms", "<", limits.pr_min_ms),
         fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", least_qrs)});
  return true;
}

// All leads together move at less than half of the QRS's greatest speed for its first 42 ms or more, without a PR
// segment before it. A delta wave lasts some 30 to 60 ms; the limits are ours, by the emergency set's five, of which
// four are found, and the bundle-branch blocks there, whose slow start lasts 40 ms at most. No PR limit: the onset of a
// delta wave hides in the P, so that PR is often not measured.
bool delta_wave(RuleContext& c) {
  constexpr double kLeastSlowMs = 41.0, kLeastShare = 0.4, kMostSegmentMs = 45.0, kFastestBpm = 130.0;
  const double least_qrs = limits_of(c.person).delayed_qrs_ms;
  if (c.paced() || c.qrs_ms() < least_qrs || c.heart_rate() > kFastestBpm) return false;
  const auto start = start_of_qrs(*c.beat);
  if (!start || start->slow_ms < kLeastSlowMs || start->slow_share < kLeastShare) return false;
  if (c.beat->p && start->pr_segment_ms > kMostSegmentMs) return false;
  std::vector<Fact> facts = {fact("slow start of the QRS", kWholeTracing, start->slow_ms, "ms", ">=", kLeastSlowMs),
                             fact("its share of the QRS", kWholeTracing, start->slow_share, "", ">=", kLeastShare),
                             fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", least_qrs)};
  if (c.beat->p) facts.push_back(fact("P end to QRS", kWholeTracing, start->pr_segment_ms, "ms", "<=", kMostSegmentMs));
  c.say("WPW", Confidence::kPossible, "conduction.wpw_delta", kAha2009, {}, std::move(facts));
  return true;
}

// Median over the beats with P; 0 when there are none.
double usual_pr(const std::vector<Beat>& beats) {
  std::vector<double> pr;
  for (const auto& beat : beats) {
    if (beat.p && beat.qrs && !beat.ventricular()) pr.push_back(beat.qrs->onset_ms - beat.p->onset_ms);
  }
  if (pr.empty()) return 0.0;
  const auto middle = pr.begin() + static_cast<long>(pr.size() / 2);
  std::nth_element(pr.begin(), middle, pr.end());
  return *middle;
}

void first_degree(RuleContext& c) {
  for (const char* other :
       {"AV_BLOCK_3", "AV_BLOCK_2_WENCKEBACH", "AV_BLOCK_2_TO_1", "ATRIAL_FIBRILLATION", "ATRIAL_FLUTTER"}) {
    if (c.has(other)) return;
  }
  const auto pr = c.measured.global.pr_ms;
  const double limit = limits_of(c.person).pr_max_ms;
  const char* source = source_of_limits(c.person);
  if (pr && *pr > limit) {
    c.say("AV_BLOCK_1", *pr >= limit + 10.0 ? Confidence::kDefinite : Confidence::kProbable, "conduction.av_block_1",
          source, {}, {fact("PR", kWholeTracing, *pr, "ms", ">", limit)});
  }
  // The median shows no P, but single beats do, and all of them late; or most of them where the P begins in the T
  // before it and its onset cannot be read exactly.
  const auto shortest = c.measured.rhythm.pr_min_ms, longest = c.measured.rhythm.pr_max_ms;
  if (pr || !shortest || !longest || *longest - *shortest > 60.0) return;
  const bool overlap = pr.why() == Missing::kOverlap;
  const double late = overlap ? usual_pr(c.measured.beats) : *shortest;
  if (late <= limit) return;
  c.say("AV_BLOCK_1", Confidence::kPossible, "conduction.av_block_1_single_beats", source, {},
        {fact(overlap ? "median PR" : "shortest PR", kWholeTracing, late, "ms", ">", limit),
         fact("PR longest - shortest", kWholeTracing, *longest - *shortest, "ms", "<=", 60)});
}

}  // namespace

void judge_conduction(RuleContext& c) {
  if (c.beat == nullptr) return;
  first_degree(c);
  if (c.paced()) return;
  // A ventricular beat has no bundle branch to be blocked.
  if (c.has("VENTRICULAR_TACHYCARDIA") || c.has("IDIOVENTRICULAR_RHYTHM") || c.ventricular_escape_in_block()) return;
  // A long delta wave comes before the bundle branches: pre-excitation looks like their blocks. Otherwise a block's own
  // shape comes first: its slow start looks like a short delta wave.
  const bool delta = delta_wave(c);
  const bool bundle = !delta && (right_bundle(c) || left_bundle(c) || hidden_right_bundle(c));
  const bool wpw = delta || (!bundle && pre_excitation(c));
  const auto pr = c.measured.global.pr_ms;
  const auto& limits = limits_of(c.person);
  if (!wpw && pr && *pr < limits.pr_min_ms && (c.has("SINUS_RHYTHM") || c.has("SINUS_BRADYCARDIA"))) {
    c.say("SHORT_PR", Confidence::kProbable, "conduction.short_pr", source_of_limits(c.person), {},
          {fact("PR", kWholeTracing, *pr, "ms", "<", limits.pr_min_ms)});
  }
  if (wpw) return;
  if (!bundle && c.wide()) {
    c.say("IVCD", Confidence::kProbable, "conduction.ivcd", kAha2009, {},
          {fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", limits.wide_qrs_ms)});
  } else if (!bundle && !is_child(c.person) && c.measured.global.qrs_ms && c.qrs_ms() >= limits.delayed_qrs_ms &&
             !c.has("RBBB_INCOMPLETE") && !c.has("LBBB_INCOMPLETE")) {
    c.say("QRS_BORDERLINE", Confidence::kProbable, "conduction.qrs_borderline", kClinical3, {},
          {fact("QRS", kWholeTracing, c.qrs_ms(), "ms", ">=", limits.delayed_qrs_ms)});
  }
  fascicular_blocks(c);
}

}  // namespace rdc::ecg
