#include "ecg/interpretation/interpret.h"

#include <algorithm>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

void state_assumptions(RuleContext& c) {
  if (c.measured.common_step_uv) {
    c.out.assumptions.push_back(
        {"the file's gains contradict each other, measurements take one for all leads: voltages and ST levels may be "
         "wrong as a whole, and are not those of the tracing as shown",
         "文件中各导联增益相互矛盾，测量按统一增益进行：电压及ST段绝对值可能有误，且与所示波形不一致"});
  }
  if (!c.person.sex_known) {
    c.out.assumptions.push_back({"sex unknown: limits for men were used (ST in V2-V3, QTc, voltage)",
                                 "性别不详：按男性阈值判定（V2-V3 ST、QTc、电压）"});
  }
  if (!c.person.age_known) {
    c.out.assumptions.push_back({"age unknown: limits for 40 years or more were used (ST in V2-V3, V7-V9, V3R-V4R)",
                                 "年龄不详：按40岁及以上阈值判定（V2-V3、V7-V9、V3R-V4R ST）"});
  } else if (is_child(c.person)) {
    c.out.assumptions.push_back(
        {"under 16 years: rate, PR, QRS, axis, voltages and T waves are judged by age; ST, Q waves, P waves and QTc by "
         "the limits of adults",
         "未满16岁：心率、PR、QRS、电轴、电压及T波按年龄判定；ST、Q波、P波及QTc按成人阈值判定"});
  }
  if (c.measured.global.p_unseen) {
    c.out.assumptions.push_back(
        {"P is not seen apart at this rate and may stand on QRS, ST or T: axis, voltages and ST are judged as if it "
         "did "
         "not",
         "此心率下P波无法单独辨认，可能与QRS、ST段或T波重叠：电轴、电压及ST按无重叠判定"});
  }
}

void state_normal(RuleContext& c) {
  const auto* sinus = c.out.find("SINUS_RHYTHM");
  if (c.beat == nullptr || c.out.score.tier != AlertTier::kNone || sinus == nullptr) return;
  // Whose P was not measured, nor PR with it, is not known to be normal; nor are beats that came early.
  const auto& r = c.measured.rhythm;
  if (sinus->confidence == Confidence::kPossible || r.atrial_premature + r.ventricular > 0) return;
  if (second_p_possible(c)) return;
  // Flutter's waves read as P point elsewhere than the sinus node's, 0 to 75 degrees (K); of the normal ECGs of four
  // sets none is beyond 79.
  constexpr double kLeftmostP = -30.0, kRightmostP = 90.0;
  const double p_axis = c.measured.global.p_axis_deg.value_or(0.0);
  if (p_axis < kLeftmostP || p_axis > kRightmostP) return;
  const bool clean = std::all_of(c.out.statements.begin(), c.out.statements.end(),
                                 [](const auto& s) { return s.severity == Severity::kNormal; });
  if (clean && c.measured.missing_leads.empty()) {
    const auto& g = c.measured.global;
    std::vector<Fact> facts = {shown("HR", kWholeTracing, c.heart_rate(), "1/min")};
    const auto add = [&](const char* name, const Measure& value, const char* unit) {
      if (value) facts.push_back(shown(name, kWholeTracing, *value, unit));
    };
    add("PR", g.pr_ms, "ms");
    add("QRS", g.qrs_ms, "ms");
    add("QTcF", g.qtc.fridericia_ms, "ms");
    add("QRS axis", g.qrs_axis_deg, "deg");
    c.say("NORMAL_ECG", Confidence::kProbable, "overall.normal", kClinical3, {}, std::move(facts));
  }
}

}  // namespace

Interpretation interpret(const Recording& recording, const Measurements& measured, const InterpretOptions& options) {
  Interpretation out;
  RuleContext context{recording, measured, measured.dominant(), person_of(recording.subject), out};
  state_assumptions(context);
  judge_quality(context);
  judge_rhythm(context);
  judge_length(context);
  judge_readability(context);
  judge_conduction(context);
  judge_axis_and_chambers(context);
  judge_repolarisation(context);
  judge_old_infarction(context);
  judge_mimics(context);
  judge_st_elevation(context);
  judge_equivalents(context);
  judge_ischaemia(context);
  judge_score(context);
  doubt_what_faults_draw(context);
  state_normal(context);
  out.critical = critical_values(measured, recording.rhythm.seconds(), out, options.critical);
  std::stable_sort(out.statements.begin(), out.statements.end(),
                   [](const auto& a, const auto& b) { return a.severity > b.severity; });
  return out;
}

}  // namespace rdc::ecg
