// Simulated electrocardiograms, analysed.
#pragma once

#include "ecg/simulation/simulator.h"
#include "reading_station/ecg_view/ecg_analysis.h"

namespace rdc::station {

inline AnalysedEcg analysed(ecg::simulation::Morphology morphology, std::uint64_t seed = 1) {
  ecg::simulation::Request request;
  request.morphology = morphology;
  request.seed = seed;
  auto recording = ecg::simulation::simulate(request).recording;
  recording.subject.sex = ecg::Sex::kMale;
  recording.subject.age_years = 58;
  return analyse_here(std::move(recording));
}

}  // namespace rdc::station
