#include "ecg/simulation/simulator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ecg/simulation/cardiac_vector.h"

namespace rdc::ecg::simulation {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

// How this person differs from the textbook.
struct Person {
  double axis = 0.0;  // radians
  double voltage = 1.0;
  double t_voltage = 1.0;
  double breath_hz = 0.25;
  double breath_phase = 0.0;
  std::array<double, 3> flutter_hz = {5.1, 6.3, 7.6};
  std::array<double, 3> flutter_phase{};
};

Person draw_person(SeededNoise& noise) {
  Person person;
  person.axis = noise.between(-0.22, 0.17);
  person.voltage = noise.between(0.88, 1.15);
  person.t_voltage = noise.between(0.85, 1.15);
  person.breath_hz = noise.between(0.2, 0.3);
  person.breath_phase = noise.between(0.0, kTau);
  for (double& hz : person.flutter_hz) hz += noise.between(-0.5, 0.5);
  for (double& phase : person.flutter_phase) phase = noise.between(0.0, kTau);
  return person;
}

BeatShape fitted_to(BeatShape shape, const Person& person) {
  for (auto* waves : {&shape.p, &shape.qrs, &shape.t}) {
    for (auto& wave : *waves) wave.peak = person.voltage * rotate_frontal(wave.peak, person.axis);
  }
  for (auto& wave : shape.t) wave.peak = person.t_voltage * wave.peak;
  return shape;
}

struct Shapes {
  BeatShape conducted;
  BeatShape premature;
  BeatShape paced;

  const BeatShape& of(BeatKind kind) const {
    if (kind == BeatKind::kPremature) return premature;
    return kind == BeatKind::kPaced ? paced : conducted;
  }
};

Shapes shapes_for(Morphology morphology, const Person& person) {
  BeatShape conducted = normal_shape();
  if (morphology == Morphology::kInferiorStemi) conducted = inferior_stemi_shape();
  if (morphology == Morphology::kAnteriorStemi) conducted = anterior_stemi_shape();
  return {fitted_to(conducted, person), fitted_to(premature_ventricular_shape(), person),
          fitted_to(ventricular_paced_shape(), person)};
}

// Fibrillating atria: three slow oscillations whose beat never repeats; largest in V1 and II.
HeartVector fibrillation_at(const Person& person, double t) {
  double level = 0.0;
  for (int i = 0; i < 3; ++i) {
    const double wobble = 0.6 * std::sin(kTau * 0.31 * (i + 1) * t + person.flutter_phase[i]);
    level += std::sin(kTau * person.flutter_hz[i] * t + wobble + person.flutter_phase[i]);
  }
  return (0.028 * level) * HeartVector{0.15, 0.75, -1.0};
}

// A pacing spike is shorter than a sample: one sample wide, its size lost in the device's filter.
HeartVector spike_at(const BeatShape& shape, double t, double rate_hz) {
  const double from_spike = t - (shape.qrs_onset - 0.004);
  return from_spike >= 0.0 && from_spike < 1.0 / rate_hz ? HeartVector{0.9, -1.5, 0.5} : HeartVector{};
}

std::vector<HeartVector> heart(const Request& request, const std::vector<ScheduledBeat>& beats, const Shapes& shapes,
                               const Person& person, std::size_t length) {
  std::vector<HeartVector> out(length);
  for (const auto& beat : beats) {
    const BeatShape& shape = shapes.of(beat.kind);
    // QT follows the square root of the interval (Bazett), within what an interval has room for.
    const double stretch = std::clamp(std::sqrt(beat.interval), 0.55, 1.25);
    const auto first = static_cast<long>(std::floor((beat.r_time - 0.30) * request.rate_hz));
    const auto last = static_cast<long>(std::ceil((beat.r_time + 0.90) * request.rate_hz));
    for (long i = std::max(0L, first); i < std::min(static_cast<long>(length), last); ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double t = static_cast<double>(i) / request.rate_hz - beat.r_time;
      out[at] = out[at] + ventricles_at(shape, t, stretch);
      // Faster hearts conduct a little faster: P keeps clear of the T before it.
      if (beat.has_p) out[at] = out[at] + atria_at(shape, t / std::clamp(stretch, 0.75, 1.05));
      if (beat.kind == BeatKind::kPaced) out[at] = out[at] + spike_at(shape, t, request.rate_hz);
    }
  }
  if (request.rhythm == Rhythm::kAtrialFibrillation) {
    for (std::size_t i = 0; i < length; ++i) {
      out[i] = out[i] + fibrillation_at(person, static_cast<double>(i) / request.rate_hz);
    }
  }
  return out;
}

// The electrodes' own share. Limb leads are differences, so noise enters at I, II and the chest electrodes only.
void add_leads(Strip& strip, const Request& request, const std::vector<HeartVector>& vectors, const Person& person,
               SeededNoise& noise) {
  for (const Lead lead : kTwelveLeads) {
    if (lead == Lead::kIII || lead == Lead::kAvr || lead == Lead::kAvl || lead == Lead::kAvf) {
      strip.channels.push_back({lead, std::string(name_of(lead)), {}});
      continue;
    }
    Channel channel{lead, std::string(name_of(lead)), Samples(vectors.size())};
    const double wander = request.wander_uv * noise.between(0.4, 1.0);
    const double mains_phase = noise.between(0.0, kTau);
    double muscle = 0.0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      const double t = static_cast<double>(i) / request.rate_hz;
      const double breath = std::sin(kTau * person.breath_hz * t + person.breath_phase);
      muscle = 0.6 * muscle + 0.8 * noise.normal();
      channel.samples[i] =
          static_cast<float>(1000.0 * (1.0 + 0.02 * breath) * project(vectors[i], lead) + wander * breath +
                             request.noise_uv * muscle + request.mains_uv * std::sin(kTau * 50.0 * t + mains_phase));
    }
    strip.channels.push_back(std::move(channel));
  }
  // samples_of() looks for recorded channels first, so the derived ones are made on a strip that lacks them.
  Strip recorded{strip.rate_hz, {strip.channels[0], strip.channels[1]}};
  for (auto& channel : strip.channels) {
    if (channel.samples.empty()) channel.samples = *samples_of(recorded, channel.lead);
  }
}

Request within_limits(Request request) {
  request.heart_rate = std::clamp(request.heart_rate, 20.0, 250.0);
  request.seconds = std::clamp(request.seconds, 1.0, 3600.0);
  request.rate_hz = std::clamp(request.rate_hz, 100.0, 2000.0);
  return request;
}

}  // namespace

Simulation simulate(const Request& wanted) {
  const Request request = within_limits(wanted);
  SeededNoise noise(request.seed);
  const Person person = draw_person(noise);
  const Shapes shapes = shapes_for(request.morphology, person);
  const auto beats = schedule(request.rhythm, request.heart_rate, request.seconds, noise);
  const auto length = static_cast<std::size_t>(std::llround(request.seconds * request.rate_hz));

  Simulation simulation;
  simulation.recording.rhythm.rate_hz = request.rate_hz;
  simulation.recording.device = {"Reference simulator", "cardiac vector", "", 0.05, 150.0, std::nullopt};
  add_leads(simulation.recording.rhythm, request, heart(request, beats, shapes, person, length), person, noise);
  for (const auto& beat : beats) {
    if (beat.r_time < 0.0 || beat.r_time >= request.seconds) continue;
    const BeatShape& shape = shapes.of(beat.kind);
    simulation.beats.push_back(
        {beat.kind, beat.has_p, beat.r_time + shape.qrs_onset, beat.r_time, beat.r_time + shape.qrs_offset});
  }
  return simulation;
}

}  // namespace rdc::ecg::simulation
