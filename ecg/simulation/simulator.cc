#include "ecg/simulation/simulator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ecg/measurement/intervals.h"
#include "ecg/simulation/cardiac_vector.h"
#include "ecg/simulation/electrodes.h"

namespace rdc::ecg::simulation {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

// How this person differs from the textbook.
struct Person {
  double axis = 0.0;  // radians
  double voltage = 1.0;
  double t_voltage = 1.0;
  Breath breath;
  std::array<double, 3> flutter_hz = {5.1, 6.3, 7.6};
  std::array<double, 3> flutter_phase{};
};

Person draw_person(SeededNoise& noise) {
  Person person;
  person.axis = noise.between(-0.22, 0.17);
  person.voltage = noise.between(0.88, 1.15);
  person.t_voltage = noise.between(0.85, 1.15);
  person.breath.hz = noise.between(0.2, 0.3);
  person.breath.phase = noise.between(0.0, kTau);
  for (double& hz : person.flutter_hz) hz += noise.between(-0.5, 0.5);
  for (double& phase : person.flutter_phase) phase = noise.between(0.0, kTau);
  return person;
}

// Net QRS area along the axes of I and aVF, degrees.
double axis_of(const BeatShape& shape) {
  double one = 0.0, avf = 0.0;
  for (const auto& wave : shape.qrs) {
    one += (wave.rise + wave.fall) * project(wave.peak, Lead::kI);
    avf += (wave.rise + wave.fall) * project(wave.peak, Lead::kAvf);
  }
  return frontal_axis_deg(one, avf, 0.0).value_or(0.0);
}

// The same of the tracing: the current of injury sets in before the J point.
double axis_with_injury(const BeatShape& shape) {
  const auto edges = boundaries_of(shape);
  double one = 0.0, avf = 0.0;
  const HeartVector level = ventricles_at(shape, edges.qrs_onset, 1.0);
  each_step(edges.qrs_onset, edges.qrs_offset, 0.0005, [&](double t) {
    const HeartVector v = ventricles_at(shape, t, 1.0) + -1.0 * level;
    one += project(v, Lead::kI);
    avf += project(v, Lead::kAvf);
  });
  return frontal_axis_deg(one, avf, 0.0).value_or(0.0);
}

BeatShape turned(BeatShape shape, double radians) {
  for (auto* waves : {&shape.p, &shape.qrs, &shape.t}) {
    for (auto& wave : *waves) wave.peak = rotate_frontal(wave.peak, radians);
  }
  return shape;
}

// The torso's projection bends angles: the turn that gives the wanted axis is found by bisection on its error. The
// atria stay where they are.
BeatShape with_axis(const BeatShape& shape, double wanted_deg) {
  double turn = (wanted_deg - axis_of(shape)) * std::numbers::pi / 180.0;
  for (int i = 0; i < 30; ++i) {
    const double error = std::remainder(wanted_deg - axis_of(turned(shape, turn)), 360.0);
    turn += 0.7 * error * std::numbers::pi / 180.0;
  }
  BeatShape out = turned(shape, turn);
  out.p = shape.p;
  return out;
}

// A P as long as usual would run into the QRS when PR is short: it is made as short as PR asks, as in children.
void make_room(BeatShape& shape, double pr) {
  constexpr double kSegment = 0.012;  // seconds of silence before the QRS
  const auto edges = boundaries_of(shape);
  const double shrink = std::min(1.0, (pr - kSegment) / (edges.p_offset - edges.p_onset));
  for (auto& wave : shape.p) {
    wave.centre = edges.p_onset + shrink * (wave.centre - edges.p_onset);
    wave.rise *= shrink;
    wave.fall *= shrink;
  }
}

BeatShape fitted_to(BeatShape shape, const Person& person, const Request& request) {
  if (request.qrs_ms) shape = with_qrs_width(std::move(shape), *request.qrs_ms / 1000.0);
  shape = turned(std::move(shape), person.axis);
  if (request.axis_deg) shape = with_axis(shape, *request.axis_deg);
  shape.voltage = request.voltage * person.voltage;
  for (auto* waves : {&shape.p, &shape.qrs, &shape.t}) {
    for (auto& wave : *waves) wave.peak = shape.voltage * wave.peak;
  }
  for (auto& wave : shape.t) wave.peak = person.t_voltage * wave.peak;
  shape.injury.level = request.voltage * shape.injury.level;
  if (request.st) shape.injury.level = shape.injury.level + along(request.st->lead, request.st->uv / 1000.0);
  if (request.pr_ms) {
    make_room(shape, *request.pr_ms / 1000.0);
    const auto edges = boundaries_of(shape);
    const double shift = edges.qrs_onset - *request.pr_ms / 1000.0 - edges.p_onset;
    for (auto& wave : shape.p) wave.centre += shift;
  }
  return shape;
}

BeatShape conducted_shape(const Request& request) {
  switch (request.morphology) {
    case Morphology::kInferiorStemi:
      return evolved(inferior_stemi_shape(), request.infarct_hours);
    case Morphology::kAnteriorStemi:
      return evolved(anterior_stemi_shape(), request.infarct_hours);
    case Morphology::kLateralStemi:
      return evolved(lateral_stemi_shape(), request.infarct_hours);
    case Morphology::kPosteriorStemi:
      return evolved(posterior_stemi_shape(), request.infarct_hours);
    case Morphology::kLeftBundleBranchBlock:
      return left_bundle_branch_block_shape();
    case Morphology::kRightBundleBranchBlock:
      return right_bundle_branch_block_shape();
    case Morphology::kNormal:
      break;
  }
  return normal_shape();
}

struct Shapes {
  BeatShape conducted;
  BeatShape premature;
  BeatShape paced;

  const BeatShape& of(BeatKind kind) const {
    if (kind == BeatKind::kPremature || kind == BeatKind::kVentricular) return premature;
    return kind == BeatKind::kPaced ? paced : conducted;
  }
};

// Fibrillating atria: three slow oscillations whose beat never repeats; largest in V1 and II.
HeartVector fibrillation_at(const Person& person, double t) {
  double level = 0.0;
  for (std::size_t i = 0; i < person.flutter_hz.size(); ++i) {
    const double wobble = 0.6 * std::sin(kTau * 0.31 * static_cast<double>(i + 1) * t + person.flutter_phase[i]);
    level += std::sin(kTau * person.flutter_hz[i] * t + wobble + person.flutter_phase[i]);
  }
  return (0.028 * level) * HeartVector{0.15, 0.75, -1.0};
}

// Typical flutter: a slow fall and a quick rise in II, III, aVF, five times a second.
HeartVector flutter_at(const Person& person, double t) {
  const double cycle = t * 5.0 + person.flutter_phase[0] / kTau;
  const double phase = cycle - std::floor(cycle);
  const double saw = phase < 0.65 ? 0.5 - phase / 0.65 : -0.5 + (phase - 0.65) / 0.35;
  return (0.16 * saw) * HeartVector{0.1, 1.0, -0.5};
}

// A pacing spike is shorter than a sample: one sample wide, its size lost in the device's filter.
HeartVector spike(double since, double rate_hz) {
  return since >= 0.0 && since < 1.0 / rate_hz ? HeartVector{0.9, -1.5, 0.5} : HeartVector{};
}

// QT follows the square root of the interval (Bazett), within what an interval has room for.
double stretch_of(const Request& request, double interval) {
  return request.qt_scale * std::clamp(std::sqrt(interval), 0.55, 1.25);
}

// Faster hearts conduct a little faster: P keeps clear of the T before it. A PR that was asked for is kept.
double p_shift(const Request& request, const BeatShape& shape, double interval, double extra) {
  if (request.pr_ms) return extra;
  const double shrink = std::clamp(std::sqrt(interval), 0.75, 1.05);
  return extra + (shrink - 1.0) * -shape.p.front().centre;
}

struct Heart {
  std::vector<HeartVector> vectors;

  void add(const Request& request, double from, double to, const auto& value) {
    const auto first = static_cast<long>(std::floor(from * request.rate_hz));
    const auto last = static_cast<long>(std::ceil(to * request.rate_hz));
    for (long i = std::max(0L, first); i < std::min(static_cast<long>(vectors.size()), last); ++i) {
      auto& v = vectors[static_cast<std::size_t>(i)];
      v = v + value(static_cast<double>(i) / request.rate_hz);
    }
  }
};

std::vector<HeartVector> beating(const Request& request, const Schedule& schedule, const Shapes& shapes,
                                 const Person& person, std::size_t length) {
  Heart heart{std::vector<HeartVector>(length)};
  for (const auto& beat : schedule.beats) {
    const BeatShape& shape = shapes.of(beat.kind);
    const double stretch = stretch_of(request, beat.interval);
    const double early = beat.has_p ? p_shift(request, shape, beat.interval, beat.pr_extra) : 0.0;
    heart.add(request, beat.r_time - 0.30, beat.r_time + 1.4,
              [&](double t) { return ventricles_at(shape, t - beat.r_time, stretch); });
    if (beat.has_p) {
      heart.add(request, beat.r_time - 0.9, beat.r_time,
                [&](double t) { return atria_at(shape, t - beat.r_time + early); });
    }
    const double before_qrs = beat.r_time + shape.qrs_onset - 0.004;
    if (beat.kind != BeatKind::kPaced) continue;
    heart.add(request, before_qrs, before_qrs + 0.02, [&](double t) { return spike(t - before_qrs, request.rate_hz); });
    if (request.rhythm != Rhythm::kDualPaced) continue;
    const double before_p = beat.r_time + boundaries_of(shape).p_onset - early - 0.010;
    heart.add(request, before_p, before_p + 0.02, [&](double t) { return 0.6 * spike(t - before_p, request.rate_hz); });
  }
  for (const double lone : schedule.lone_p) {
    heart.add(request, lone - 0.9, lone, [&](double t) { return atria_at(shapes.conducted, t - lone); });
  }
  if (request.rhythm == Rhythm::kAtrialFibrillation) {
    heart.add(request, 0.0, request.seconds, [&](double t) { return fibrillation_at(person, t); });
  }
  if (request.rhythm == Rhythm::kAtrialFlutter) {
    heart.add(request, 0.0, request.seconds, [&](double t) { return flutter_at(person, t); });
  }
  return std::move(heart.vectors);
}

BeatTruth truth_of(const Request& request, const ScheduledBeat& beat, const BeatShape& shape) {
  const auto edges = boundaries_of(shape);
  const double stretch = stretch_of(request, beat.interval);
  const double early = beat.has_p ? p_shift(request, shape, beat.interval, beat.pr_extra) : 0.0;
  // As ventricles_at stretches: time after the shape's own J point.
  const auto late = [&](double t) { return shape.qrs_offset + (t - shape.qrs_offset) * stretch; };
  return {beat.kind,
          beat.has_p,
          beat.r_time + edges.qrs_onset,
          beat.r_time,
          beat.r_time + edges.qrs_offset,
          beat.r_time + edges.p_onset - early,
          beat.r_time + edges.p_offset - early,
          beat.r_time + late(edges.t_peak),
          beat.r_time + late(edges.t_offset)};
}

std::vector<LeadTruth> lead_truths(const Request& request, const BeatShape& shape, double interval, bool has_p) {
  const auto edges = boundaries_of(shape);
  const double stretch = stretch_of(request, interval);
  std::vector<LeadTruth> out;
  for (const Lead lead : kTwelveLeads) {
    const auto at = [&](double t) { return 1000.0 * project(ventricles_at(shape, t, stretch), lead); };
    LeadTruth truth{lead};
    // Turning points: where the QRS ends on a raised J point, that level is no wave.
    constexpr double kStep = 0.0005;
    each_step(edges.qrs_onset, edges.qrs_offset, kStep, [&](double t) {
      const double v = at(t), before = at(t - kStep), after = at(t + kStep);
      if (v > before && v >= after) truth.qrs_highest_uv = std::max(truth.qrs_highest_uv, v);
      if (v < before && v <= after) truth.qrs_lowest_uv = std::min(truth.qrs_lowest_uv, v);
    });
    each_step(edges.p_onset, edges.p_offset, kStep, [&](double t) {
      const double p = 1000.0 * project(atria_at(shape, t), lead);
      if (has_p && std::abs(p) > std::abs(truth.p_uv)) truth.p_uv = p;
    });
    truth.j_uv = at(edges.qrs_offset);
    truth.j60_uv = at(edges.qrs_offset + 0.060);
    // Of T with the ST segment that it goes over into, as it is measured.
    each_step(edges.qrs_offset + 0.060, shape.qrs_offset + (edges.t_offset - shape.qrs_offset) * stretch, kStep,
              [&](double t) {
                if (std::abs(at(t)) > std::abs(truth.t_uv)) truth.t_uv = at(t);
              });
    out.push_back(truth);
  }
  return out;
}

Request within_limits(Request request) {
  const Request usual{};
  const auto limit = [&](double Request::*field, double least, double most) {
    double& value = request.*field;
    value = std::isnan(value) ? usual.*field : std::clamp(value, least, most);
  };
  limit(&Request::heart_rate, 20.0, 250.0);
  limit(&Request::seconds, 1.0, 3600.0);
  limit(&Request::rate_hz, 100.0, 2000.0);
  limit(&Request::noise_uv, 0.0, 1000.0);
  limit(&Request::mains_uv, 0.0, 5000.0);
  limit(&Request::wander_uv, 0.0, 5000.0);
  limit(&Request::mains_hz, 40.0, 70.0);
  limit(&Request::infarct_hours, 0.0, 1000.0);
  limit(&Request::qt_scale, 0.7, 1.6);
  limit(&Request::voltage, 0.2, 3.0);
  if (request.pr_ms && std::isnan(*request.pr_ms)) request.pr_ms.reset();
  if (request.qrs_ms && std::isnan(*request.qrs_ms)) request.qrs_ms.reset();
  if (request.qrs_ms) request.qrs_ms = std::clamp(*request.qrs_ms, 60.0, 180.0);
  if (request.st && std::isnan(request.st->uv)) request.st.reset();
  if (request.st) request.st->uv = std::clamp(request.st->uv, -1000.0, 1000.0);
  if (request.pr_ms) request.pr_ms = std::clamp(*request.pr_ms, 80.0, 400.0);
  const auto of_chest = [](Lead lead) {
    return lead >= Lead::kV1 && lead <= Lead::kV6;  // in the order of their codes
  };
  std::erase_if(request.chest_exchanges, [&](const auto& two) { return !of_chest(two[0]) || !of_chest(two[1]); });
  if (request.axis_deg && !std::isfinite(*request.axis_deg)) request.axis_deg.reset();
  return request;
}

// Seconds; of the beats that are like most.
double mean_interval_of(const Schedule& schedule, BeatKind kind) {
  double sum = 0.0, count = 0.0;
  for (const auto& beat : schedule.beats) {
    if (beat.kind != kind) continue;
    sum += beat.interval;
    count += 1.0;
  }
  return count > 0.0 ? sum / count : 1.0;
}

}  // namespace

Simulation simulate(const Request& wanted) {
  const Request request = within_limits(wanted);
  SeededNoise noise(request.seed);
  const Person person = draw_person(noise);
  Request own = request;  // the asked axis, QRS and ST are the conducted beats'
  own.axis_deg.reset();
  own.qrs_ms.reset();
  own.st.reset();
  Shapes shapes{fitted_to(conducted_shape(request), person, request),
                fitted_to(premature_ventricular_shape(), person, own),
                fitted_to(ventricular_paced_shape(), person, own)};
  if (request.rhythm == Rhythm::kDualPaced)
    shapes.paced.p = shapes.conducted.p;  // the paced atria look like themselves
  const auto schedule = simulation::schedule(request.rhythm, request.heart_rate, request.seconds, noise);
  const auto length = static_cast<std::size_t>(std::llround(request.seconds * request.rate_hz));

  Simulation simulation;
  simulation.recording.device = {"Reference simulator", "cardiac vector", "", 0.05, 150.0, std::nullopt};
  simulation.recording.rhythm =
      record(request, beating(request, schedule, shapes, person, length), person.breath, noise);
  bool has_p = false;
  for (const auto& beat : schedule.beats) {
    if (beat.r_time < 0.0 || beat.r_time >= request.seconds) continue;
    simulation.beats.push_back(truth_of(request, beat, shapes.of(beat.kind)));
    has_p = has_p || beat.has_p;
  }
  for (const double lone : schedule.lone_p) {
    const double peak = lone + shapes.conducted.p.front().centre;
    if (peak >= 0.0 && peak < request.seconds) simulation.lone_p.push_back(peak);
  }
  const auto usual = usual_kind(request.rhythm);
  simulation.leads = lead_truths(request, shapes.of(usual), mean_interval_of(schedule, usual), has_p);
  simulation.qrs_axis_deg = axis_with_injury(shapes.of(usual));
  return simulation;
}

}  // namespace rdc::ecg::simulation
