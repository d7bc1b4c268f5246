// Twelve-lead electrocardiograms of people who do not exist: for device simulators, demonstrations and tests.
// Not for clinical use. The same request gives the same samples on every machine with the same math library.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"
#include "ecg/simulation/rhythm.h"

namespace rdc::ecg::simulation {

// Of conducted beats. The infarcts are acute; `infarct_hours` says how old.
enum class Morphology {
  kNormal,
  kInferiorStemi,
  kAnteriorStemi,
  kLateralStemi,
  kPosteriorStemi,
  kLeftBundleBranchBlock,
  kRightBundleBranchBlock,
};

struct LeadDamage {
  Lead lead = Lead::kII;
  LeadFault fault = LeadFault::kFlat;  // kBaseline: 1 mV of slow wander; kMains: 0.2 mV; kNoise: 0.1 mV
};

// A current of injury along one lead: the leads beside it show it in proportion, those opposite reversed.
struct StDeviation {
  Lead lead = Lead::kV2;  // of the twelve
  double uv = 100.0;      // -1000..1000, the level it adds to ST there
};

struct Request {
  std::uint64_t seed = 1;  // the person (axis, voltage), the beat-to-beat irregularity and the noise
  Rhythm rhythm = Rhythm::kSinus;
  Morphology morphology = Morphology::kNormal;       // of conducted beats
  double heart_rate = 72.0;                          // 1/min, 20..250
  double seconds = 10.0;                             // 1..3600
  double rate_hz = 500.0;                            // 100..2000
  double noise_uv = 6.0;                             // muscle noise, root mean square; 0..1000
  double mains_uv = 0.0;                             // amplitude; 0..5000
  double wander_uv = 35.0;                           // baseline moving with breathing, amplitude; 0..5000
  double mains_hz = 50.0;                            // 40..70
  double infarct_hours = 3.0;                        // 0..1000
  std::optional<double> axis_deg;                    // of the QRS in the frontal plane; else the person's own
  std::optional<double> pr_ms;                       // 80..400, P onset to QRS onset; else about 145
  std::optional<double> qrs_ms;                      // 60..180, of conducted beats; else the shape's own
  std::optional<StDeviation> st;                     // of conducted beats, beside the morphology's own
  double qt_scale = 1.0;                             // 0.7..1.6: stretches ST and T
  double voltage = 1.0;                              // 0.2..3: scales every wave
  std::optional<PlacementFault> placement;           // electrodes exchanged; kChestOrder exchanges V2 and V4;
                                                     // kLimbLeadsInconsistent turns III over after it was derived
  std::vector<std::array<Lead, 2>> chest_exchanges;  // of V1 to V6, two by two, beside `placement`
  std::vector<LeadDamage> damage;
};

// What is true of one beat, for whoever measures the tracing. Seconds from its start.
struct BeatTruth {
  BeatKind kind = BeatKind::kConducted;
  bool has_p = true;
  double qrs_onset = 0.0;
  double r_peak = 0.0;
  double qrs_offset = 0.0;
  double p_onset = 0.0;  // meaningless without P
  double p_offset = 0.0;
  double t_peak = 0.0;
  double t_offset = 0.0;
};

// Amplitudes of the rhythm's usual beat (conducted; paced or ventricular where most are) without noise or electrode
// faults, microvolts against the level at QRS onset.
struct LeadTruth {
  Lead lead = Lead::kUnknown;
  double p_uv = 0.0;  // largest deflection, signed
  double qrs_highest_uv = 0.0;
  double qrs_lowest_uv = 0.0;
  double j_uv = 0.0;
  double j60_uv = 0.0;
  double t_uv = 0.0;  // at the T peak
};

struct Simulation {
  Recording recording;           // I, II, III, aVR, aVL, aVF, V1 to V6; subject and time are for the caller to set
  std::vector<BeatTruth> beats;  // R peaks inside the tracing, in order
  std::vector<double> lone_p;    // peaks of P waves that were not conducted, seconds
  std::vector<LeadTruth> leads;  // of the usual beats at their mean interval, the twelve in order
  double qrs_axis_deg = 0.0;     // net area of the usual beats' QRS in I and aVF, injury included
};

// Values outside the ranges above are brought to the nearest limit, what is no number to the usual value. Pure; 10 s at
// 500 Hz take a few milliseconds.
Simulation simulate(const Request& wanted);

}  // namespace rdc::ecg::simulation
