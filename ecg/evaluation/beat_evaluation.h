// Beat detection and classification against reference annotations, by the rules of ANSI/AAMI EC57.
#pragma once

#include <string>
#include <vector>

#include "ecg/evaluation/annotations.h"
#include "ecg/evaluation/matching.h"
#include "ecg/measurement/beat_classifier.h"

namespace rdc::ecg::evaluation {

struct BeatRules {
  double window_ms = 150.0;
  double learning_ms = 0.0;  // EC57: 300,000. The published gqrs figures leave nothing out
  // Beats within this of the strip's ends are not scored where annotators left them out (LUDB, CPSC-2019).
  bool inside_annotated_span = false;
};

struct BeatCounts {
  std::size_t found = 0, missed = 0, extra = 0;        // QRS
  std::size_t v_found = 0, v_missed = 0, v_extra = 0;  // ventricular; F and Q are not counted
  BeatCounts& operator+=(const BeatCounts& other);

  Proportion sensitivity() const { return {found, found + missed}; }
  Proportion predictivity() const { return {found, found + extra}; }
  Proportion v_sensitivity() const { return {v_found, v_found + v_missed}; }
  Proportion v_predictivity() const { return {v_found, v_found + v_extra}; }
};

// Ventricular fibrillation and flutter ("[" to "]") are left out with 150 ms on both sides.
BeatCounts score_beats(const std::vector<Annotation>& reference, double rate_hz,
                       const std::vector<ClassifiedBeat>& detected, const BeatRules& rules);

}  // namespace rdc::ecg::evaluation
