#include "ecg/evaluation/beat_evaluation.h"

#include <algorithm>

namespace rdc::ecg::evaluation {
namespace {

constexpr int kFibrillationOn = 32, kFibrillationOff = 33;

struct Reference {
  std::vector<double> beats_ms;
  std::vector<AamiClass> classes;
  std::vector<std::pair<double, double>> left_out;
};

Reference reference_of(const std::vector<Annotation>& annotations, double rate_hz, const BeatRules& rules) {
  Reference out;
  if (rules.learning_ms > 0.0) out.left_out.emplace_back(-1e9, rules.learning_ms);
  double on = -1.0;
  for (const auto& annotation : annotations) {
    const double t = 1000.0 * static_cast<double>(annotation.sample) / rate_hz;
    if (annotation.code == kFibrillationOn) on = t;
    if (annotation.code == kFibrillationOff && on >= 0.0) {
      out.left_out.emplace_back(on - rules.window_ms, t + rules.window_ms);
      on = -1.0;
    }
    if (const auto kind = aami_class(annotation.code)) {
      out.beats_ms.push_back(t);
      out.classes.push_back(*kind);
    }
  }
  if (on >= 0.0) out.left_out.emplace_back(on - rules.window_ms, 1e12);
  if (rules.inside_annotated_span && !out.beats_ms.empty()) {
    out.left_out.emplace_back(-1e9, out.beats_ms.front() - rules.window_ms);
    out.left_out.emplace_back(out.beats_ms.back() + rules.window_ms, 1e12);
  }
  return out;
}

}  // namespace

BeatCounts& BeatCounts::operator+=(const BeatCounts& other) {
  found += other.found;
  missed += other.missed;
  extra += other.extra;
  v_found += other.v_found;
  v_missed += other.v_missed;
  v_extra += other.v_extra;
  return *this;
}

BeatCounts score_beats(const std::vector<Annotation>& reference, double rate_hz,
                       const std::vector<ClassifiedBeat>& detected, const BeatRules& rules) {
  const Reference truth = reference_of(reference, rate_hz, rules);
  std::vector<double> times;
  times.reserve(detected.size());
  for (const auto& beat : detected) times.push_back(beat.at_ms);
  const auto scored = [&](double t) {
    return std::none_of(truth.left_out.begin(), truth.left_out.end(),
                        [t](const auto& span) { return t > span.first && t < span.second; });
  };
  const auto is_v = [&](std::size_t d) { return detected[d].kind == BeatClass::kVentricularPremature; };
  BeatCounts out;
  const auto matching = match(truth.beats_ms, times, rules.window_ms);
  for (const auto& [r, d] : matching.pairs) {
    if (!scored(truth.beats_ms[r])) continue;
    ++out.found;
    const auto kind = truth.classes[r];
    if (kind == AamiClass::kV) {
      ++(is_v(d) ? out.v_found : out.v_missed);
    } else if (is_v(d) && kind != AamiClass::kF && kind != AamiClass::kQ) {
      ++out.v_extra;
    }
  }
  for (const std::size_t r : matching.missed) {
    if (!scored(truth.beats_ms[r])) continue;
    ++out.missed;
    if (truth.classes[r] == AamiClass::kV) ++out.v_missed;
  }
  for (const std::size_t d : matching.extra) {
    if (!scored(times[d])) continue;
    ++out.extra;
    if (is_v(d)) ++out.v_extra;
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
