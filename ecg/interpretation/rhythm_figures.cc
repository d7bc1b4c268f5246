#include "ecg/interpretation/rhythm_figures.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {
namespace {

std::optional<double> known(const Measure& value) { return value ? std::optional(*value) : std::nullopt; }

// A tenth to either side of the median holds nine of ten intervals of a steady rhythm, four of ten in fibrillation (K).
constexpr double kLikeMedian = 0.10, kSteadyShare = 0.7;

std::vector<double> intervals_of(const std::vector<Beat>& beats) {
  std::vector<double> intervals;
  for (std::size_t n = 1; n < beats.size(); ++n) intervals.push_back(beats[n].r_ms - beats[n - 1].r_ms);
  return intervals;
}

double median_of(std::vector<double> intervals) {
  if (intervals.empty()) return 0.0;
  const auto middle = intervals.begin() + static_cast<long>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  return *middle;
}

void judge_steadiness(RhythmFigures& out, const std::vector<Beat>& beats) {
  const auto intervals = intervals_of(beats);
  if (intervals.size() < 2) return;
  const double median = std::max(1.0, median_of(intervals));
  // Twice as long is a beat that was not found.
  const auto alike = std::count_if(intervals.begin(), intervals.end(), [median](double rr) {
    return std::abs(rr - median) <= kLikeMedian * median || std::abs(rr - 2.0 * median) <= kLikeMedian * median;
  });
  out.usual_rate = 60000.0 / median;
  out.steady = out.steady || static_cast<double>(alike) >= kSteadyShare * static_cast<double>(intervals.size());
}

}  // namespace

double usual_interval(const std::vector<Beat>& beats) { return median_of(intervals_of(beats)); }

FewIntervals few_intervals(const std::vector<Beat>& beats) {
  constexpr double kLikeLongest = 0.06, kAlikePair = 0.04;
  const auto intervals = intervals_of(beats);
  FewIntervals out;
  out.count = static_cast<int>(intervals.size());
  if (intervals.size() < 2) return out;
  out.longest_ms = *std::max_element(intervals.begin(), intervals.end());
  double pairs = 0.0, alike = 0.0;
  for (std::size_t a = 0; a < intervals.size(); ++a) {
    out.like_longest += intervals[a] >= (1.0 - kLikeLongest) * out.longest_ms ? 1 : 0;
    for (std::size_t b = a + 1; b < intervals.size(); ++b) {
      pairs += 1.0;
      alike += std::abs(intervals[a] - intervals[b]) <= kAlikePair * std::max(intervals[a], intervals[b]) ? 1.0 : 0.0;
    }
  }
  out.alike = alike / pairs;
  return out;
}

double usual_pr_span(const std::vector<Beat>& beats) {
  std::vector<double> pr;
  for (const auto& beat : beats) {
    if (beat.p && beat.qrs && !beat.ventricular()) pr.push_back(beat.qrs->onset_ms - beat.p->onset_ms);
  }
  std::sort(pr.begin(), pr.end());
  if (pr.size() < 2) return 0.0;
  if (pr.size() >= 5) {
    const double median = pr[pr.size() / 2];
    pr.erase(median - pr.front() > pr.back() - median ? pr.begin() : pr.end() - 1);
  }
  return pr.back() - pr.front();
}

RhythmFigures figures_of(const RuleContext& c) {
  const auto& r = c.measured.rhythm;
  const double mean = std::max(1.0, r.rr_mean_ms.value_or(1.0));
  RhythmFigures out{c.heart_rate(),
                    r.rr_irregularity.value_or(0.0),
                    r.p_fraction.value_or(0.0),
                    r.p_per_qrs.value_or(1.0),
                    r.atrial_rate_bpm.value_or(0.0),
                    r.atrial_regularity.value_or(0.0),
                    r.flutter_hz.value_or(0.0),
                    r.fibrillation_uv.value_or(0.0),
                    (r.rr_max_ms.value_or(mean) - r.rr_min_ms.value_or(mean)) / mean,
                    r.pr_min_ms.value_or(0.0),
                    r.pr_max_ms.value_or(0.0) - r.pr_min_ms.value_or(0.0),
                    c.heart_rate(),
                    r.rr_irregularity.value_or(1.0) < 0.1,
                    known(r.rr_entropy),
                    known(r.p_constancy),
                    r.flutter_likeness.value_or(0.0),
                    r.flutter_wave_bpm.value_or(0.0),
                    known(r.flutter_memory),
                    known(r.lead_in_agreement),
                    known(r.locked_flutter_likeness),
                    r.locked_flutter_waves,
                    r.ventricular + r.atrial_premature,
                    c.wide()};
  judge_steadiness(out, c.measured.beats);
  return out;
}

Fact rate_fact(const RuleContext& c, const char* relation, double limit) {
  return fact("HR", kWholeTracing, c.heart_rate(), "1/min", relation, limit);
}

}  // namespace rdc::ecg
