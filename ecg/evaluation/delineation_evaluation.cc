#include "ecg/evaluation/delineation_evaluation.h"

#include <algorithm>

namespace rdc::ecg::evaluation {
namespace {

constexpr int kOpen = 39, kClose = 40, kP = 24, kT = 27, kN = 1;
constexpr double kWindowMs = 150.0;

}  // namespace

std::array<std::vector<ReferenceWave>, 3> waves_of(const std::vector<Annotation>& annotations, double rate_hz) {
  std::array<std::vector<ReferenceWave>, 3> out;
  const auto ms = [&](std::size_t n) { return 1000.0 * static_cast<double>(annotations[n].sample) / rate_hz; };
  for (std::size_t n = 0; n < annotations.size(); ++n) {
    const int code = annotations[n].code;
    if (code != kP && code != kN && code != kT) continue;
    ReferenceWave wave{ms(n), std::nullopt, std::nullopt};
    if (n > 0 && annotations[n - 1].code == kOpen) wave.onset_ms = ms(n - 1);
    if (n + 1 < annotations.size() && annotations[n + 1].code == kClose) wave.offset_ms = ms(n + 1);
    out[code == kP ? 0 : code == kN ? 1 : 2].push_back(wave);
  }
  return out;
}

void WaveScore::add(const WaveScore& other) {
  found += other.found;
  missed += other.missed;
  extra += other.extra;
  onset_errors_ms.insert(onset_errors_ms.end(), other.onset_errors_ms.begin(), other.onset_errors_ms.end());
  offset_errors_ms.insert(offset_errors_ms.end(), other.offset_errors_ms.begin(), other.offset_errors_ms.end());
}

double WaveScore::f1() const {
  const auto all = static_cast<double>(2 * found + missed + extra);
  return all > 0.0 ? 2.0 * static_cast<double>(found) / all : 0.0;
}

WaveScore score_waves(const std::vector<ReferenceWave>& reference, const std::vector<Wave>& detected,
                      const std::vector<ReferenceWave>& reference_qrs, WaveKind kind) {
  WaveScore out;
  if (reference_qrs.empty()) return out;
  std::vector<double> wanted, got;
  for (const auto& wave : reference) wanted.push_back(wave.peak_ms);
  for (const auto& wave : detected) got.push_back(wave.peak_ms);
  const auto matching = match(wanted, got, kWindowMs);
  for (const auto& [r, d] : matching.pairs) {
    ++out.found;
    if (reference[r].onset_ms) out.onset_errors_ms.push_back(detected[d].onset_ms - *reference[r].onset_ms);
    if (reference[r].offset_ms) out.offset_errors_ms.push_back(detected[d].offset_ms - *reference[r].offset_ms);
  }
  out.missed = matching.missed.size();
  // P before the first and T after the last annotated QRS belong to beats that may not be annotated.
  const double slack = kind == WaveKind::kQrs ? kWindowMs : -10.0;
  const double first = reference_qrs.front().peak_ms - (kind == WaveKind::kT ? 0.0 : slack);
  const double last = reference_qrs.back().peak_ms + (kind == WaveKind::kP ? 0.0 : slack);
  for (const std::size_t d : matching.extra) out.extra += got[d] > first && got[d] < last ? 1U : 0U;
  return out;
}

std::array<std::vector<Wave>, 3> waves_of_lead(const std::vector<std::vector<BeatWaves>>& beats, std::size_t lead) {
  std::array<std::vector<Wave>, 3> found;
  for (const auto& beat : beats) {
    if (beat[lead].p) found[0].push_back(*beat[lead].p);
    if (beat[lead].qrs) found[1].push_back(*beat[lead].qrs);
    if (beat[lead].t) found[2].push_back(*beat[lead].t);
  }
  return found;
}

}  // namespace rdc::ecg::evaluation
