#include "ecg/simulation/rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rdc::ecg::simulation {
namespace {

constexpr double kLead = 1.0;  // seconds scheduled before and after the tracing

double next_interval(Rhythm rhythm, double mean, double t, double phase, SeededNoise& noise) {
  switch (rhythm) {
    case Rhythm::kAtrialFibrillation: {
      // Independent intervals, skewed to the long side, never shorter than the AV node's refractory time.
      const double drawn = mean * std::exp(0.20 * noise.normal() - 0.02);
      return std::max({drawn, 0.30, 0.45 * mean});
    }
    case Rhythm::kVentricularPaced:
      return mean;
    default:
      // Respiratory sinus arrhythmia at a quarter hertz, and a little randomness.
      return mean * (1.0 + 0.025 * std::sin(2 * std::numbers::pi * 0.25 * t + phase) + 0.006 * noise.normal());
  }
}

void insert_premature(std::vector<ScheduledBeat>& beats, SeededNoise& noise) {
  const std::size_t offset = 2 + static_cast<std::size_t>(noise.between(0.0, 2.0));
  for (std::size_t i = offset; i + 1 < beats.size(); i += 4) {
    // It comes early in place of the sinus beat; the next sinus beat keeps its time: the pause is fully compensatory.
    const double previous = beats[i - 1].r_time;
    const double early = previous + noise.between(0.58, 0.66) * (beats[i].r_time - previous);
    beats[i].r_time = early;
    beats[i].kind = BeatKind::kPremature;
    beats[i].has_p = false;
    beats[i].interval = beats[i + 1].r_time - early;
    beats[i - 1].interval = early - previous;
  }
}

}  // namespace

double SeededNoise::unit() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-53;
}

double SeededNoise::between(double low, double high) { return low + (high - low) * unit(); }

double SeededNoise::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
  return radius * std::cos(2 * std::numbers::pi * unit());
}

std::vector<ScheduledBeat> schedule(Rhythm rhythm, double heart_rate, double seconds, SeededNoise& noise) {
  const double mean = 60.0 / std::clamp(heart_rate, 20.0, 250.0);
  const double phase = noise.between(0.0, 2 * std::numbers::pi);
  std::vector<ScheduledBeat> beats;
  double t = -kLead - mean * noise.unit();
  while (t < seconds + kLead) {
    ScheduledBeat beat;
    beat.r_time = t;
    beat.interval = next_interval(rhythm, mean, t, phase, noise);
    beat.kind = rhythm == Rhythm::kVentricularPaced ? BeatKind::kPaced : BeatKind::kConducted;
    beat.has_p = rhythm == Rhythm::kSinus || rhythm == Rhythm::kPrematureVentricular;
    beats.push_back(beat);
    t += beat.interval;
  }
  if (rhythm == Rhythm::kPrematureVentricular) insert_premature(beats, noise);
  return beats;
}

}  // namespace rdc::ecg::simulation
