#include "ecg/measurement/global_measurements.h"

#include "ecg/measurement/intervals.h"

namespace rdc::ecg {
namespace {

constexpr double kIrregularRr = 0.15;  // rr_irregularity: as in atrial fibrillation, QT differs from beat to beat
constexpr double kWideQrsMs = 120.0;   // AHA/ACCF/HRS 2009: complete bundle branch block
// Of I and aVF, below which the direction of a wave is chance (ours).
constexpr double kLeastPForAxisUv = 25.0, kLeastTForAxisUv = 50.0, kLeastQrsForAxisUvMs = 1000.0;
constexpr double kPBeforeBeats = 0.5;  // share of beats with a P from which P belongs to the rhythm

void measure_p_and_qt(GlobalMeasurements& g, const MedianBeat& median, const Overlap& overlap, double with_p) {
  if (!median.p || !median.qrs) {
    g.p_ms = g.pr_ms = Missing::kNoWave;
  } else if (overlap.p_hidden) {
    g.p_ms = g.pr_ms = Missing::kOverlap;
  } else if (with_p < kPBeforeBeats) {
    g.p_ms = g.pr_ms = Missing::kRhythm;
  } else {
    g.p_ms = median.p->duration_ms();
    g.pr_ms = median.qrs->onset_ms - median.p->onset_ms;
  }
  if (!median.qrs || !median.t) {
    g.qt_ms = Missing::kNoWave;
  } else if (overlap.t_end_hidden || overlap.t_end_unsure || overlap.qrs_unsure || overlap.qrs_hidden) {
    g.qt_ms = Missing::kOverlap;
    if (!overlap.t_end_hidden && g.rr_ms)
      g.seen_qtc_ms = corrected_qt(median.t->offset_ms - median.qrs->onset_ms, *g.rr_ms).bazett_ms;
  } else {
    g.qt_ms = median.t->offset_ms - median.qrs->onset_ms;
  }
  if (g.qt_ms && g.rr_ms) {
    g.qtc = corrected_qt(*g.qt_ms, *g.rr_ms);
  } else {
    const Measure none(g.qt_ms ? g.rr_ms.why() : g.qt_ms.why());
    g.qtc = {none, none, none, none};
  }
}

void measure_axes(GlobalMeasurements& g, const MedianBeat& median) {
  const auto* one = median.find(Lead::kI);
  const auto* avf = median.find(Lead::kAvf);
  if (one == nullptr || avf == nullptr) {
    g.p_axis_deg = g.qrs_axis_deg = g.t_axis_deg = Missing::kLeadNotRecorded;
    return;
  }
  const auto axis = [](const Measure& i, const Measure& f, double least) {
    return i && f ? frontal_axis_deg(*i, *f, least) : Measure(i ? f.why() : i.why());
  };
  g.p_axis_deg = g.pr_ms ? axis(one->p_uv, avf->p_uv, kLeastPForAxisUv) : Measure(g.pr_ms.why());
  const bool hidden = !g.qrs_ms && g.qrs_ms.why() == Missing::kOverlap;
  g.qrs_axis_deg = hidden ? g.qrs_ms : axis(one->qrs_area_uv_ms, avf->qrs_area_uv_ms, kLeastQrsForAxisUvMs);
  g.t_axis_deg = axis(one->t_uv, avf->t_uv, kLeastTForAxisUv);
}

}  // namespace

void measure_globally(Measurements& out, const Overlap& of_dominant_family) {
  auto& g = out.global;
  const MedianBeat* median = out.dominant();
  if (median == nullptr) {
    const Measure none(out.beats.empty() ? Missing::kNoWave : Missing::kTooFewBeats);
    g.heart_rate_bpm = g.rr_ms = g.p_ms = g.pr_ms = g.qrs_ms = g.qt_ms = none;
    g.qtc = {none, none, none, none};
    g.p_axis_deg = g.qrs_axis_deg = g.t_axis_deg = none;
    return;
  }
  g.rr_ms = out.rhythm.rr_mean_ms;
  g.heart_rate_bpm = g.rr_ms ? Measure(60000.0 / *g.rr_ms) : Measure(g.rr_ms.why());
  g.qrs_ms = median->qrs ? Measure(median->qrs->duration_ms()) : Measure(Missing::kNoWave);
  g.qt_irregular = out.rhythm.rr_irregularity.value_or(0.0) > kIrregularRr;
  g.qt_wide_qrs = g.qrs_ms.value_or(0.0) >= kWideQrsMs;
  const Overlap overlap = median->family == 0 ? of_dominant_family : Overlap{};
  if (g.qrs_ms && (overlap.qrs_hidden || overlap.qrs_unsure)) g.qrs_ms = Missing::kOverlap;
  g.p_unseen = overlap.p_unseen;
  measure_p_and_qt(g, *median, overlap, out.rhythm.p_fraction.value_or(0.0));
  measure_axes(g, *median);
  if (!drowns_in_noise(*median)) return;
  const Measure noise(Missing::kNoise);
  g.p_ms = g.pr_ms = g.qrs_ms = g.qt_ms = noise;
  g.qtc = {noise, noise, noise, noise};
  g.p_axis_deg = g.qrs_axis_deg = g.t_axis_deg = noise;
}

}  // namespace rdc::ecg
