#include "ecg/interpretation/compare.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {
namespace {

// Beyond this, two recordings of one person at rest differ by more than their measurement does (K).
constexpr double kRateStep = 15.0, kIntervalStep = 20.0, kQtStep = 40.0, kAxisStep = 30.0, kStStep = 50.0,
                 kTStep = 200.0;

class ValueList {
 public:
  explicit ValueList(Comparison& out) : out_(out) {}
  void add(const char* name, Lead lead, const Measure& before, const Measure& after, const char* unit, double step,
           bool wraps = false) {
    const std::array<Lead, 1> one = {lead};
    const std::string where = lead == kWholeTracing ? name : fmt::format("{} {}", name, list_of(one));
    if (!before || !after) {
      if (before.has_value() != after.has_value()) out_.not_compared.push_back(where);
      return;
    }
    double change = *after - *before;
    if (wraps) change = std::remainder(change, 360.0);
    if (std::abs(change) < step) return;
    out_.values.push_back({name,
                           lead,
                           *before,
                           *after,
                           unit,
                           {fmt::format("{} {:.0f} -> {:.0f} {} ({:+.0f})", where, *before, *after, unit, change),
                            fmt::format("{} {:.0f} → {:.0f} {}({:+.0f})", where, *before, *after, unit, change)}});
  }

 private:
  Comparison& out_;
};

bool rose(const Measurements& before, const Measurements& after, Lead lead) {
  const auto* a = before.dominant() ? before.dominant()->find(lead) : nullptr;
  const auto* b = after.dominant() ? after.dominant()->find(lead) : nullptr;
  return a != nullptr && b != nullptr && a->j_uv && b->j_uv && *b->j_uv - *a->j_uv >= 100.0;
}

bool new_elevation(const Measurements& before, const Measurements& after) {
  for (const auto chain :
       {chest_chain(), std::span<const Lead>(kInferiorLeads), std::span<const Lead>(kHighLateralLeads),
        std::span<const Lead>(kPosteriorLeads), std::span<const Lead>(kRightWallLeads)}) {
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      if (rose(before, after, chain[i]) && rose(before, after, chain[i + 1])) return true;
    }
  }
  return false;
}

// Ventricles that are activated from elsewhere lift and sink ST by themselves: against another such beat, or a narrow
// one, a higher J is no news of the coronary arteries.
bool moves_st(const Interpreted& ecg) {
  const auto* beat = ecg.measured.dominant();
  const std::array kCodes = {"LBBB",
                             "WPW",
                             "PACED_RHYTHM",
                             "PACED_DUAL",
                             "VENTRICULAR_TACHYCARDIA",
                             "WIDE_COMPLEX_TACHYCARDIA",
                             "IDIOVENTRICULAR_RHYTHM"};
  return (beat != nullptr && beat->kind == BeatClass::kPaced) ||
         std::any_of(kCodes.begin(), kCodes.end(), [&](const char* code) { return ecg.said.find(code) != nullptr; });
}

void compare_statements(const Interpretation& before, const Interpretation& after, Comparison& out) {
  for (const auto& now : after.statements) {
    const auto* then = before.find(now.code);
    if (then == nullptr) {
      out.statements.push_back({Change::kNew, now});
    } else if (then->severity != now.severity || then->confidence != now.confidence ||
               then->evidence.leads != now.evidence.leads) {
      out.statements.push_back({Change::kChanged, now});
    }
  }
  for (const auto& then : before.statements) {
    if (after.find(then.code) == nullptr) out.statements.push_back({Change::kGone, then});
  }
}

// Known leads of either: the twelve as a sheet prints them, then others (V7, V4R ...).
std::vector<Lead> leads_of(const MedianBeat& before, const MedianBeat& after) {
  std::vector<Lead> out;
  for (const Lead lead : kTwelveLeads) {
    if (before.find(lead) != nullptr || after.find(lead) != nullptr) out.push_back(lead);
  }
  for (const auto* beat : {&before, &after}) {
    for (const auto& one : beat->leads) {
      if (one.lead != Lead::kUnknown && std::find(out.begin(), out.end(), one.lead) == out.end())
        out.push_back(one.lead);
    }
  }
  return out;
}

}  // namespace

Comparison compare(const Interpreted& before, const Interpreted& after) {
  Comparison out;
  compare_statements(before.said, after.said, out);
  ValueList list(out);
  const auto &a = before.measured.global, &b = after.measured.global;
  list.add("HR", kWholeTracing, a.heart_rate_bpm, b.heart_rate_bpm, "1/min", kRateStep);
  list.add("PR", kWholeTracing, a.pr_ms, b.pr_ms, "ms", kIntervalStep);
  list.add("QRS", kWholeTracing, a.qrs_ms, b.qrs_ms, "ms", kIntervalStep);
  list.add("QTcF", kWholeTracing, a.qtc.fridericia_ms, b.qtc.fridericia_ms, "ms", kQtStep);
  list.add("QRS axis", kWholeTracing, a.qrs_axis_deg, b.qrs_axis_deg, "deg", kAxisStep, true);
  const auto *first = before.measured.dominant(), *second = after.measured.dominant();
  if (first == nullptr || second == nullptr) {
    if (first != second) out.not_compared.emplace_back("J, T");
    return out;
  }
  for (const Lead lead : leads_of(*first, *second)) {
    const auto *x = first->find(lead), *y = second->find(lead);
    if (x == nullptr || y == nullptr) {
      out.not_compared.emplace_back(name_of(lead));
      continue;
    }
    list.add("J", lead, x->j_uv, y->j_uv, "uV", kStStep);
    list.add("T", lead, x->t_uv, y->t_uv, "uV", kTStep);
  }
  out.new_st_elevation = !moves_st(before) && !moves_st(after) && new_elevation(before.measured, after.measured);
  return out;
}

}  // namespace rdc::ecg
