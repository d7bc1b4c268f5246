#include "ecg/simulation/cardiac_vector.h"

#include <cmath>

namespace rdc::ecg::simulation {
namespace {

double bump(const Wave& wave, double t) {
  const double width = t < wave.centre ? wave.rise : wave.fall;
  const double u = (t - wave.centre) / width;
  return std::abs(u) > 6.0 ? 0.0 : std::exp(-0.5 * u * u);
}

// 0 before `edge - width`, 1 after `edge`, smooth between.
double smooth_step(double t, double edge, double width) {
  const double u = std::fmin(1.0, std::fmax(0.0, (t - edge + width) / width));
  return u * u * (3.0 - 2.0 * u);
}

HeartVector sum_of(const std::vector<Wave>& waves, double t) {
  HeartVector sum;
  for (const auto& wave : waves) sum = sum + bump(wave, t) * wave.peak;
  return sum;
}

HeartVector injury_at(const BeatShape& shape, double late) {
  const double injured =
      smooth_step(late, shape.injury.begin, 0.035) * (1.0 - smooth_step(late, shape.injury.end + 0.06, 0.12));
  return injured * shape.injury.level;
}

BeatShape with_injury(HeartVector level, double t_scale) {
  BeatShape shape = normal_shape();
  shape.injury.level = level;
  for (auto& wave : shape.t) wave.peak = t_scale * wave.peak;
  return shape;
}

}  // namespace

HeartVector operator+(HeartVector a, HeartVector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
HeartVector operator*(double factor, HeartVector v) { return {factor * v.x, factor * v.y, factor * v.z}; }

HeartVector rotate_frontal(HeartVector v, double angle) {
  return {v.x * std::cos(angle) - v.y * std::sin(angle), v.x * std::sin(angle) + v.y * std::cos(angle), v.z};
}

BeatShape normal_shape() {
  BeatShape shape;
  // Right then left atrium: upright in II, biphasic in V1.
  shape.p = {{-0.162, 0.017, 0.018, {0.08, 0.12, -0.05}}, {-0.132, 0.017, 0.017, {0.08, 0.07, 0.06}}};
  // Septum to the right and front, free wall to the left and down, base to the back.
  shape.qrs = {{-0.026, 0.0055, 0.007, {-0.15, -0.05, -0.34}},
               {0.0, 0.010, 0.010, {1.10, 0.98, 0.42}},
               {0.021, 0.008, 0.0085, {-0.24, -0.10, 0.72}}};
  shape.t = {{0.255, 0.052, 0.034, {0.36, 0.22, -0.24}}};
  return shape;
}

BeatShape premature_ventricular_shape() {
  BeatShape shape;
  // From the right ventricle's outflow: left-bundle-like, wide, T against the QRS.
  shape.qrs = {{-0.03, 0.022, 0.028, {0.25, 0.70, 0.45}}, {0.030, 0.028, 0.030, {0.75, 1.05, 1.10}}};
  shape.t = {{0.275, 0.055, 0.048, {-0.45, -0.48, -0.62}}};
  shape.qrs_onset = -0.085;
  shape.qrs_offset = 0.095;
  return shape;
}

BeatShape ventricular_paced_shape() {
  BeatShape shape;
  // From the apex of the right ventricle: left-bundle-like, axis upwards.
  shape.qrs = {{-0.015, 0.022, 0.030, {0.50, -0.75, 0.50}}, {0.040, 0.026, 0.028, {0.85, -0.80, 1.05}}};
  shape.t = {{0.290, 0.055, 0.048, {-0.42, 0.42, -0.55}}};
  shape.qrs_onset = -0.070;
  shape.qrs_offset = 0.098;
  return shape;
}

BeatShape inferior_stemi_shape() {
  BeatShape shape = with_injury({-0.06, 0.27, 0.08}, 1.05);
  // Early necrosis: a q wave in II, III, aVF.
  shape.qrs.push_back({-0.030, 0.007, 0.008, {0.02, -0.28, 0.0}});
  return shape;
}

BeatShape anterior_stemi_shape() {
  BeatShape shape = with_injury({0.17, -0.12, -0.27}, 1.35);
  // The anterior wall's forces are lost: small r in V1 to V3.
  shape.qrs[0].peak = {-0.10, -0.03, -0.16};
  return shape;
}

BeatShape lateral_stemi_shape() {
  BeatShape shape = with_injury({0.24, -0.06, 0.06}, 1.1);
  shape.qrs.push_back({-0.030, 0.007, 0.008, {-0.20, 0.0, 0.0}});
  return shape;
}

BeatShape posterior_stemi_shape() {
  // The injury points to the back: ST depression with an upright T and a tall R in V1 to V3.
  BeatShape shape = with_injury({0.05, 0.05, 0.16}, 1.0);
  shape.t[0].peak.z = -0.34;
  shape.qrs[2].peak.z = 0.10;
  shape.qrs.push_back({0.012, 0.012, 0.012, {0.0, 0.0, -1.10}});
  return shape;
}

BeatShape left_bundle_branch_block_shape() {
  BeatShape shape = normal_shape();
  // No septal q; one slow, notched front to the left and back; ST and T against it.
  shape.qrs = {{-0.022, 0.017, 0.020, {0.55, 0.22, 0.62}},
               {0.012, 0.020, 0.020, {0.85, 0.42, 0.85}},
               {0.048, 0.016, 0.016, {0.80, 0.10, 0.40}}};
  shape.t = {{0.300, 0.060, 0.040, {-0.34, -0.05, -0.38}}};
  shape.injury = {0.090, 0.31, {-0.09, -0.02, -0.10}};
  shape.qrs_onset = -0.066;
  shape.qrs_offset = 0.088;
  // The QRS begins earlier before R; the atria keep their distance before it.
  for (auto& wave : shape.p) wave.centre += shape.qrs_onset - normal_shape().qrs_onset;
  return shape;
}

BeatShape right_bundle_branch_block_shape() {
  BeatShape shape = normal_shape();
  // The left ventricle as usual, then the right one late: to the right and front.
  shape.qrs[2] = {0.020, 0.0085, 0.010, {-0.10, -0.05, 0.40}};
  shape.qrs.push_back({0.058, 0.016, 0.017, {-0.55, 0.02, -0.62}});
  shape.t = {{0.285, 0.052, 0.036, {0.38, 0.20, 0.10}}};
  shape.injury.begin = 0.098;
  shape.injury.end = 0.30;
  shape.qrs_offset = 0.098;
  return shape;
}

BeatShape with_qrs_width(BeatShape shape, double seconds) {
  const auto stretched = [&shape](double factor) {
    BeatShape out = shape;
    for (auto& wave : out.qrs) {
      wave.centre *= factor;
      wave.rise *= factor;
      wave.fall *= factor;
    }
    return out;
  };
  const Boundaries before = boundaries_of(shape);
  // Width grows with the factor: halved until closer than a sample of any recorder.
  double low = 0.2, high = 5.0;
  for (int i = 0; i < 30; ++i) {
    const double middle = 0.5 * (low + high);
    const auto edges = boundaries_of(stretched(middle));
    (edges.qrs_offset - edges.qrs_onset < seconds ? low : high) = middle;
  }
  BeatShape out = stretched(0.5 * (low + high));
  const Boundaries after = boundaries_of(out);
  const double earlier = after.qrs_onset - before.qrs_onset, later = after.qrs_offset - before.qrs_offset;
  out.qrs_onset += earlier;
  out.qrs_offset += later;
  for (auto& wave : out.p) wave.centre += earlier;
  for (auto& wave : out.t) wave.centre += later;
  out.injury.begin += later;
  out.injury.end += later;
  return out;
}

HeartVector along(Lead lead, double millivolts) {
  const HeartVector axis{project({1, 0, 0}, lead), project({0, 1, 0}, lead), project({0, 0, 1}, lead)};
  return (millivolts / (axis.x * axis.x + axis.y * axis.y + axis.z * axis.z)) * axis;
}

namespace {

double dot(HeartVector a, HeartVector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

// T turns away from the wall that was injured, wherever it pointed: inverted there, taller on the other side.
void turn_away(std::vector<Wave>& t, HeartVector wall, double share) {
  constexpr double kInvertedMv = 0.34;
  const double now = dot(sum_of(t, t.front().centre), wall);
  t.front().peak = t.front().peak + (-share * (now + kInvertedMv)) * wall;
}

}  // namespace

BeatShape evolved(BeatShape infarct, double hours) {
  const auto between = [hours](double from, double to) {
    return std::fmin(1.0, std::fmax(0.0, (hours - from) / (to - from)));
  };
  const double towering = 1.0 + 0.9 * (1.0 - between(0.2, 1.0));
  const double raised = (0.45 + 0.55 * between(0.0, 0.5)) * (1.0 - 0.9 * between(12.0, 72.0));
  const HeartVector wall = (1.0 / std::sqrt(dot(infarct.injury.level, infarct.injury.level))) * infarct.injury.level;
  for (auto& wave : infarct.t) wave.peak = towering * wave.peak;
  turn_away(infarct.t, wall, between(12.0, 48.0));
  infarct.injury.level = raised * infarct.injury.level;
  // What the infarct added to the normal QRS grows with the hours.
  const BeatShape normal = normal_shape();
  const double necrosis = 0.25 + 0.75 * between(1.0, 12.0);
  for (std::size_t i = 0; i < infarct.qrs.size(); ++i) {
    const HeartVector usual = i < normal.qrs.size() ? normal.qrs[i].peak : HeartVector{};
    infarct.qrs[i].peak = necrosis * infarct.qrs[i].peak + (1.0 - necrosis) * usual;
  }
  // The scar: the wall's early forces are lost, Q waves of 30 ms and more.
  const double scar = between(6.0, 48.0);
  if (scar > 0.0) infarct.qrs.push_back({-0.020, 0.010, 0.010, (-0.50 * scar) * wall});
  return infarct;
}

Boundaries boundaries_of(const BeatShape& shape) {
  constexpr double kStep = 0.0005, kPShare = 0.04, kQrsMv = 0.020, kTShare = 0.08;
  constexpr double kEarliestP = -0.60;  // the longest PR and half the widest QRS, with room
  const auto size_of = [](HeartVector v) { return std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z); };
  struct Span {
    double first = 0.0, last = 0.0, peak = 0.0;
  };
  const auto span = [&](auto&& magnitude, double from, double to, double least, double share) {
    double most = 0.0;
    Span out;
    each_step(from, to, kStep, [&](double t) {
      if (const double m = magnitude(t); m > most) {
        most = m;
        out.peak = t;
      }
    });
    const double limit = std::fmax(least, share * most);
    out.first = to;
    out.last = from;
    each_step(from, to, kStep, [&](double t) {
      if (magnitude(t) < limit) return;
      out.first = std::fmin(out.first, t);
      out.last = t;
    });
    return out;
  };
  const auto of = [&](const std::vector<Wave>& waves) { return [&](double t) { return size_of(sum_of(waves, t)); }; };
  const Span p = span(of(shape.p), kEarliestP, 0.0, 0.0, kPShare);
  const Span qrs = span(of(shape.qrs), -0.16, 0.20, kQrsMv * shape.voltage, 0.0);
  const Span t =
      span([&](double at) { return size_of(sum_of(shape.t, at) + injury_at(shape, at)); }, 0.0, 0.70, 0.0, kTShare);
  return {p.first, p.last, qrs.first, qrs.last, t.peak, t.last};
}

HeartVector ventricles_at(const BeatShape& shape, double t, double stretch) {
  HeartVector sum = sum_of(shape.qrs, t);
  // The T wave's distance from the J point follows the rate; the QRS keeps its width.
  const double late = t <= shape.qrs_offset ? t : shape.qrs_offset + (t - shape.qrs_offset) / stretch;
  sum = sum + sum_of(shape.t, late);
  return sum + injury_at(shape, late);
}

HeartVector atria_at(const BeatShape& shape, double t) { return sum_of(shape.p, t); }

double project(HeartVector v, Lead lead) {
  const double one = 0.632 * v.x - 0.235 * v.y + 0.059 * v.z;
  const double two = 0.235 * v.x + 1.066 * v.y - 0.132 * v.z;
  switch (lead) {
    case Lead::kI:
      return one;
    case Lead::kII:
      return two;
    case Lead::kIII:
      return two - one;
    case Lead::kAvr:
      return -(one + two) / 2;
    case Lead::kAvl:
      return one - two / 2;
    case Lead::kAvf:
      return two - one / 2;
    case Lead::kV1:
      return -0.515 * v.x + 0.157 * v.y - 0.917 * v.z;
    case Lead::kV2:
      return 0.044 * v.x + 0.164 * v.y - 1.387 * v.z;
    case Lead::kV3:
      return 0.882 * v.x + 0.098 * v.y - 1.277 * v.z;
    case Lead::kV4:
      return 1.213 * v.x + 0.127 * v.y - 0.601 * v.z;
    case Lead::kV5:
      return 1.125 * v.x + 0.127 * v.y - 0.086 * v.z;
    case Lead::kV6:
      return 0.831 * v.x + 0.076 * v.y + 0.230 * v.z;
    default:
      return 0.0;
  }
}

}  // namespace rdc::ecg::simulation
