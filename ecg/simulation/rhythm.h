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
  kAtrialPremature,       // sinus with an early P and QRS about every fifth beat, pause not compensatory
  kAtrialFlutter,         // sawtooth at 300/min in II, III, aVF; conducted 2:1 to 4:1 as heart_rate comes nearest
  kSupraventricularTachycardia,  // regular, narrow, no P to be seen; heart_rate as given, usually 150..220
  kJunctional,                   // regular, narrow, no P
  kVentricularTachycardia,       // regular, wide, from the first to the last beat; heart_rate as given
  kFirstDegreeBlock,             // sinus, PR 280 ms
  kWenckebach,                   // PR grows over four beats, the fifth P is not conducted
  kMobitzTwo,                    // PR constant, every fourth P is not conducted
  kTwoToOneBlock,                // every second P is not conducted; heart_rate is the ventricles'
  kCompleteBlock,                // P at 65 to 95/min, wide escape at heart_rate (at most 50), independent
  kDualPaced,                    // spikes before P and QRS
};

enum class BeatKind { kConducted, kPremature, kPaced, kAtrialPremature, kVentricular };

struct ScheduledBeat {
  double r_time = 0.0;    // seconds from the start of the tracing; may lie just outside it
  double interval = 1.0;  // to the next R peak, seconds
  BeatKind kind = BeatKind::kConducted;
  bool has_p = true;
  double pr_extra = 0.0;  // seconds that the P comes earlier than usual
};

// Beats, and P waves that belong to none: blocked or dissociated. Times of the QRS that would have followed normally.
struct Schedule {
  std::vector<ScheduledBeat> beats;
  std::vector<double> lone_p;
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

// What most beats of the rhythm are: conducted, paced or ventricular.
BeatKind usual_kind(Rhythm rhythm);

// Covers [-1 s, seconds + 1 s], so that waves reach into both ends. heart_rate in 1/min, 20..250.
Schedule schedule(Rhythm rhythm, double heart_rate, double seconds, SeededNoise& noise);

}  // namespace rdc::ecg::simulation
