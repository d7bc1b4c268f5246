// From the heart's vector to what the electrodes give: projection, noise, wrong places, damaged leads.
#pragma once

#include <vector>

#include "ecg/simulation/cardiac_vector.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg::simulation {

struct Breath {
  double hz = 0.25;
  double phase = 0.0;
};

// The twelve leads, in the order a sheet prints them. Noise enters at I, II and the chest electrodes: limb leads are
// differences.
Strip record(const Request& request, const std::vector<HeartVector>& heart, Breath breath, SeededNoise& noise);

}  // namespace rdc::ecg::simulation
