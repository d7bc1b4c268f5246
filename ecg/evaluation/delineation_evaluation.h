// Wave boundaries against per-lead reference annotations (LUDB's form: "(" wave ")").
#pragma once

#include <array>
#include <vector>

#include "ecg/evaluation/annotations.h"
#include "ecg/evaluation/matching.h"
#include "ecg/measurement/delineator.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg::evaluation {

enum class WaveKind : std::uint8_t { kP, kQrs, kT };

struct ReferenceWave {
  double peak_ms = 0.0;
  std::optional<double> onset_ms, offset_ms;
};

// By kind, ascending.
std::array<std::vector<ReferenceWave>, 3> waves_of(const std::vector<Annotation>& annotations, double rate_hz);

struct WaveScore {
  std::size_t found = 0, missed = 0, extra = 0;
  std::vector<double> onset_errors_ms, offset_errors_ms;  // detected minus reference

  void add(const WaveScore& other);
  double f1() const;
};

// What was detected in one lead, by kind (WaveKind), in time. `beats`: of each beat, each lead.
std::array<std::vector<Wave>, 3> waves_of_lead(const std::vector<std::vector<BeatWaves>>& beats, std::size_t lead);

// Peaks match within 150 ms. Detected waves outside the span of the reference QRS complexes are not counted: LUDB
// leaves the first and last beats of a strip unannotated.
WaveScore score_waves(const std::vector<ReferenceWave>& reference, const std::vector<Wave>& detected,
                      const std::vector<ReferenceWave>& reference_qrs, WaveKind kind);

}  // namespace rdc::ecg::evaluation
