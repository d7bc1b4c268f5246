// When the heart beats: a schedule of beats for a rhythm. Deterministic by its noise source.
#pragma once

#include <cstdint>
#include <vector>

namespace rdc::ecg::simulation {

enum class Rhythm {
  kSinus,                 // any rate: brady- and tachycardia by `heart_rate`
  kAtrialFibrillation,    // no P, fibrillating baseline, irregularly irregular
  kPrematureVentricular,  // sinus with a ventricular extrasystole about every fourth beat, full compensatory pause
  kVentricularPaced,      // pacing spike, wide QRS, regular
};

enum class BeatKind { kConducted, kPremature, kPaced };

struct ScheduledBeat {
  double r_time = 0.0;    // seconds from the start of the tracing; may lie just outside it
  double interval = 1.0;  // to the next R peak, seconds
  BeatKind kind = BeatKind::kConducted;
  bool has_p = true;
};

// Reproducible on every machine: splitmix64, no standard-library distribution. Not thread-safe.
class SeededNoise {
 public:
  explicit SeededNoise(std::uint64_t seed) : state_(seed) {}
  double unit();                            // [0, 1)
  double between(double low, double high);  // uniform
  double normal();                          // mean 0, deviation 1

 private:
  std::uint64_t state_;
};

// Covers [-1 s, seconds + 1 s], so that waves reach into both ends. heart_rate in 1/min, 20..250.
std::vector<ScheduledBeat> schedule(Rhythm rhythm, double heart_rate, double seconds, SeededNoise& noise);

}  // namespace rdc::ecg::simulation
