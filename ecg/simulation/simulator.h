// Twelve-lead electrocardiograms of people who do not exist: for device simulators, demonstrations and tests.
// Not for clinical use. The same request gives the same samples on every machine with the same math library.
#pragma once

#include <cstdint>
#include <vector>

#include "ecg/recording.h"
#include "ecg/simulation/rhythm.h"

namespace rdc::ecg::simulation {

enum class Morphology { kNormal, kInferiorStemi, kAnteriorStemi };

struct Request {
  std::uint64_t seed = 1;  // the person (axis, voltage), the beat-to-beat irregularity and the noise
  Rhythm rhythm = Rhythm::kSinus;
  Morphology morphology = Morphology::kNormal;  // of conducted beats
  double heart_rate = 72.0;                     // 1/min, 20..250
  double seconds = 10.0;                        // 1..3600
  double rate_hz = 500.0;                       // 100..2000
  double noise_uv = 6.0;                        // muscle noise, root mean square
  double mains_uv = 0.0;                        // 50 Hz, amplitude
  double wander_uv = 35.0;                      // baseline moving with breathing, amplitude
};

// What is true of one beat, for whoever measures the tracing. Seconds from its start.
struct BeatTruth {
  BeatKind kind = BeatKind::kConducted;
  bool has_p = true;
  double qrs_onset = 0.0;
  double r_peak = 0.0;
  double qrs_offset = 0.0;
};

struct Simulation {
  Recording recording;           // I, II, III, aVR, aVL, aVF, V1 to V6; subject and time are for the caller to set
  std::vector<BeatTruth> beats;  // R peaks inside the tracing, in order
};

// Values outside the ranges above are brought to the nearest limit. Pure; 10 s at 500 Hz take a few milliseconds.
Simulation simulate(const Request& wanted);

}  // namespace rdc::ecg::simulation
