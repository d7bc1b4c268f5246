// What every tracing of known beats must satisfy.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/measurements.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {

// Every beat well inside the strip is found, and nothing where there is none: a QRS cut by the strip's end may go
// either way.
inline void expect_beats(const simulation::Simulation& made, const std::vector<Beat>& got, double seconds) {
  constexpr double kEdgeMs = 200.0;
  std::vector<double> reference, found;
  for (const auto& beat : made.beats) reference.push_back(1000 * beat.r_peak);
  for (const auto& beat : got) found.push_back(beat.r_ms);
  const auto inside = [&](double t) { return t > kEdgeMs && t < 1000 * seconds - kEdgeMs; };
  constexpr double kInsideQrsMs = 90.0;  // the largest deflection of a wide QRS may be far from the simulator's centre
  const auto matching = evaluation::match(reference, found, kInsideQrsMs);
  for (const auto r : matching.missed) EXPECT_FALSE(inside(reference[r])) << "missed at " << reference[r] << " ms";
  for (const auto d : matching.extra) EXPECT_FALSE(inside(found[d])) << "invented at " << found[d] << " ms";
}

// The mean over the beats of what `value` makes of each, seconds, in ms.
inline double mean_ms(const simulation::Simulation& made, auto value) {
  double sum = 0.0;
  for (const auto& beat : made.beats) sum += 1000.0 * value(beat) / static_cast<double>(made.beats.size());
  return sum;
}

}  // namespace rdc::ecg
