#include "ecg/simulation/rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rdc::ecg::simulation {
namespace {

constexpr double kFlutterCycle = 0.2;  // seconds: 300/min
constexpr double kLead = 1.0;          // seconds scheduled before and after the tracing

double next_interval(Rhythm rhythm, double mean, double t, double phase, SeededNoise& noise) {
  switch (rhythm) {
    case Rhythm::kAtrialFibrillation: {
      // Independent intervals, skewed to the long side, never shorter than the AV node's refractory time.
      const double drawn = mean * std::exp(0.20 * noise.normal() - 0.02);
      return std::max({drawn, 0.30, 0.45 * mean});
    }
    case Rhythm::kVentricularPaced:
    case Rhythm::kDualPaced:
    case Rhythm::kAtrialFlutter:
      return mean;
    case Rhythm::kSupraventricularTachycardia:
    case Rhythm::kJunctional:
    case Rhythm::kVentricularTachycardia:
    case Rhythm::kCompleteBlock:
      return mean * (1.0 + 0.004 * noise.normal());
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

namespace {

bool conducts_with_p(Rhythm rhythm) {
  switch (rhythm) {
    case Rhythm::kAtrialFibrillation:
    case Rhythm::kVentricularPaced:
    case Rhythm::kAtrialFlutter:
    case Rhythm::kSupraventricularTachycardia:
    case Rhythm::kJunctional:
    case Rhythm::kVentricularTachycardia:
    case Rhythm::kCompleteBlock:
      return false;
    default:
      return true;
  }
}

double mean_interval(Rhythm rhythm, double heart_rate) {
  const double mean = 60.0 / std::clamp(heart_rate, 20.0, 250.0);
  if (rhythm == Rhythm::kCompleteBlock) return std::max(mean, 1.2);
  if (rhythm == Rhythm::kAtrialFlutter) return std::clamp(std::round(mean / kFlutterCycle), 1.0, 6.0) * kFlutterCycle;
  return mean;
}

void insert_atrial_premature(std::vector<ScheduledBeat>& beats, SeededNoise& noise) {
  for (std::size_t i = 3; i + 1 < beats.size(); i += 5) {
    const double interval = beats[i].r_time - beats[i - 1].r_time;
    const double shift = noise.between(0.28, 0.36) * interval;
    beats[i].kind = BeatKind::kAtrialPremature;
    // The sinus node is reset: all that follows comes earlier by the same time.
    for (std::size_t k = i; k < beats.size(); ++k) beats[k].r_time -= shift;
    beats[i - 1].interval = beats[i].r_time - beats[i - 1].r_time;
  }
}

// Drops beats by a cycle of `length`, the last of which is blocked, and lengthens PR as the cycle says.
void block(Schedule& schedule, std::size_t length, double pr_growth) {
  std::vector<ScheduledBeat> conducted;
  for (std::size_t i = 0; i < schedule.beats.size(); ++i) {
    auto beat = schedule.beats[i];
    const std::size_t place = i % length;
    if (place + 1 == length) {
      schedule.lone_p.push_back(beat.r_time);
      continue;
    }
    // The P keeps the sinus node's time; the QRS is late.
    beat.pr_extra = pr_growth * static_cast<double>(place);
    beat.r_time += beat.pr_extra;
    conducted.push_back(beat);
  }
  for (std::size_t i = 0; i + 1 < conducted.size(); ++i)
    conducted[i].interval = conducted[i + 1].r_time - conducted[i].r_time;
  schedule.beats = std::move(conducted);
}

}  // namespace

BeatKind usual_kind(Rhythm rhythm) {
  if (rhythm == Rhythm::kVentricularPaced || rhythm == Rhythm::kDualPaced) return BeatKind::kPaced;
  if (rhythm == Rhythm::kVentricularTachycardia || rhythm == Rhythm::kCompleteBlock) return BeatKind::kVentricular;
  return BeatKind::kConducted;
}

Schedule schedule(Rhythm rhythm, double heart_rate, double seconds, SeededNoise& noise) {
  const double asked = mean_interval(rhythm, heart_rate);
  const double mean = rhythm == Rhythm::kTwoToOneBlock ? std::max(asked / 2, 0.5) : asked;
  const double phase = noise.between(0.0, 2 * std::numbers::pi);
  Schedule out;
  double t = -kLead - mean * noise.unit();
  while (t < seconds + 2 * kLead) {
    ScheduledBeat beat;
    beat.r_time = t;
    beat.interval = next_interval(rhythm, mean, t, phase, noise);
    beat.kind = usual_kind(rhythm);
    beat.has_p = conducts_with_p(rhythm);
    if (rhythm == Rhythm::kFirstDegreeBlock) beat.pr_extra = 0.12;
    out.beats.push_back(beat);
    t += beat.interval;
  }
  if (rhythm == Rhythm::kPrematureVentricular) insert_premature(out.beats, noise);
  if (rhythm == Rhythm::kAtrialPremature) insert_atrial_premature(out.beats, noise);
  if (rhythm == Rhythm::kWenckebach) block(out, 5, 0.06);
  if (rhythm == Rhythm::kMobitzTwo) block(out, 4, 0.0);
  if (rhythm == Rhythm::kTwoToOneBlock) block(out, 2, 0.0);
  if (rhythm == Rhythm::kCompleteBlock) {
    // The sinus node keeps its own rate, 65 to 95/min, which no whole number ties to the escape rhythm's.
    const double atrial = 60.0 / noise.between(65.0, 95.0);
    double p = -kLead - atrial * noise.unit();
    while (p < seconds + kLead) {
      out.lone_p.push_back(p);
      p += atrial * (1.0 + 0.01 * noise.normal());
    }
  }
  return out;
}

}  // namespace rdc::ecg::simulation
