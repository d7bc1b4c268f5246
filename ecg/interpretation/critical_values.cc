#include "ecg/interpretation/critical_values.h"

#include <algorithm>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

class CriticalList {
 public:
  CriticalList(const CriticalValueTable& table, std::vector<CriticalValue>& out) : table_(table), out_(out) {}
  void add_if(bool holds, const char* code, Text text, Fact value) {
    if (!holds) return;
    out_.push_back({code, std::move(text), std::move(value), table_.name + " " + table_.version, table_.source});
  }

 private:
  const CriticalValueTable& table_;
  std::vector<CriticalValue>& out_;
};

}  // namespace

std::vector<CriticalValue> critical_values(const Measurements& measured, double seconds, const Interpretation& said,
                                           const CriticalValueTable& table) {
  std::vector<CriticalValue> out;
  CriticalList list(table, out);
  const auto stated = [&](const char* code) { return said.find(code) != nullptr; };
  const double rate = measured.global.heart_rate_bpm.value_or(0.0);
  const double pause = measured.rhythm.longest_pause_ms.value_or(0.0);
  const auto rate_against = [&](const char* relation, double limit) {
    return fact("HR", kWholeTracing, rate, "1/min", relation, limit);
  };
  // The rate where a statement is what is critical: with the limit only when it is beyond that, too.
  const auto rate_below = [&](double limit) {
    return rate < limit ? rate_against("<", limit) : shown("HR", kWholeTracing, rate, "1/min");
  };
  list.add_if(said.score.tier >= AlertTier::kSuspected, "ACUTE_MI",
              {"acute myocardial infarction suspected", "疑似急性心肌梗死"},
              shown("score", kWholeTracing, said.score.points, ""));
  list.add_if(pause >= table.pause_ms, "PAUSE", {"RR interval at or beyond the limit", "R-R间期达到危急值"},
              fact("longest RR", kWholeTracing, pause, "ms", ">=", table.pause_ms));
  list.add_if(rate > 0.0 && rate < table.slow_bpm, "SLOW", {"ventricular rate below the limit", "心室率低于危急值"},
              rate_against("<", table.slow_bpm));
  // Whether it is new only a prior ECG tells: until then any is reported, the slow ones whatever the prior.
  list.add_if(stated("AV_BLOCK_3"), "COMPLETE_BLOCK",
              {"third-degree AV block, new or slow", "三度房室传导阻滞（新发或过缓）"},
              rate_below(table.complete_block_bpm));
  // A wide-complex tachycardia is ventricular until proven otherwise.
  const bool tachycardia = stated("VENTRICULAR_TACHYCARDIA") || stated("WIDE_COMPLEX_TACHYCARDIA");
  const double run_rate = std::max(measured.rhythm.ventricular_run_bpm.value_or(0.0), tachycardia ? rate : 0.0);
  // A tracing shorter than the limit that is tachycardia from end to end may well be sustained.
  const bool sustained = tachycardia && (seconds < table.ventricular_tachycardia_s ||
                                         measured.rhythm.longest_ventricular_run / std::max(run_rate, 1.0) * 60.0 >=
                                             table.ventricular_tachycardia_s);
  list.add_if(sustained && run_rate >= table.ventricular_tachycardia_bpm, "VENTRICULAR_TACHYCARDIA",
              stated("VENTRICULAR_TACHYCARDIA")
                  ? Text{"sustained ventricular tachycardia", "持续性室性心动过速"}
                  : Text{"wide-complex tachycardia at the limit of ventricular tachycardia",
                         "宽QRS心动过速，频率达到室性心动过速危急值"},
              fact("rate of the run", kWholeTracing, run_rate, "1/min", ">=", table.ventricular_tachycardia_bpm));
  // A list names it; what it is, runs of ventricular beats over a long QT, is general knowledge (K).
  const double qtc = measured.global.qtc.fridericia_ms.value_or(0.0);
  const bool runs =
      stated("VENTRICULAR_RUN") || stated("VENTRICULAR_TACHYCARDIA") || stated("VENTRICULAR_FIBRILLATION");
  list.add_if(runs && qtc >= table.torsade_qtc_ms, "TORSADE",
              {"ventricular run with a long QT: torsade de pointes?", "QT延长伴室性连发：疑尖端扭转型室性心动过速"},
              fact("QTcF", kWholeTracing, qtc, "ms", ">=", table.torsade_qtc_ms));
  list.add_if(stated("VENTRICULAR_FIBRILLATION") || stated("NO_QRS"), "NO_CIRCULATION",
              {"ventricular fibrillation or no QRS", "心室颤动或无QRS波"}, rate_below(table.slow_bpm));
  list.add_if(stated("SUPRAVENTRICULAR_TACHYCARDIA") && rate >= table.supraventricular_bpm, "FAST_SVT",
              {"supraventricular tachycardia at or beyond the limit", "室上性心动过速达到危急值"},
              rate_against(">=", table.supraventricular_bpm));
  const bool fibrillates = stated("ATRIAL_FIBRILLATION");
  list.add_if(fibrillates && rate >= table.fibrillation_bpm, "FAST_AF",
              {"atrial fibrillation at or beyond the limit", "心房颤动心室率达到危急值"},
              rate_against(">=", table.fibrillation_bpm));
  const double shortest = measured.rhythm.rr_min_ms.value_or(1e9);
  const MedianBeat* beat = measured.dominant();
  const bool wide = beat != nullptr && beat->qrs && beat->qrs->duration_ms() >= 120.0;
  list.add_if(fibrillates && wide && shortest < table.preexcited_rr_ms, "PREEXCITED_AF",
              {"irregular wide beats closer than the limit: pre-excited atrial fibrillation?",
               "不规则宽QRS且R-R过短：疑预激伴房颤"},
              fact("shortest RR", kWholeTracing, shortest, "ms", "<", table.preexcited_rr_ms));
  return out;
}

}  // namespace rdc::ecg
