// The developer recordings with reference beats, as the trainers use them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ecg/evaluation/annotations.h"
#include "ecg/recording.h"

namespace rdc::ecg::evaluation {

struct ReferenceRecord {
  std::string set, name;
  Strip strip;
  std::vector<double> beats_ms;
  std::vector<AamiClass> classes;
  std::vector<std::pair<double, double>> unscored_ms;  // fibrillation: no beats can be told; with 150 ms on both sides
  int fold = 0;                                        // of 9: a patient is in one fold only

  std::vector<std::span<const float>> leads() const;
  // False where the annotators did not look or no beats can be told.
  bool scored(double at_ms) const;
};

// mitdb (a fold each), cpsc2021-af, ludb (lead II's beats), cpsc2019.
std::vector<ReferenceRecord> load_reference_records(const std::filesystem::path& data);

}  // namespace rdc::ecg::evaluation
