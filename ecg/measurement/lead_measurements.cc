#include "ecg/measurement/lead_measurements.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace rdc::ecg {
namespace {

// Thresholds of waves (IEC 60601-2-51 annex GG, K).
constexpr double kLeastWaveUv = 25.0, kLeastWaveMs = 6.0;
constexpr double kLeastTUv = 50.0;           // below: flat (K)
constexpr double kSecondPhaseShare = 0.25;   // of the larger phase: biphasic (K)
constexpr double kHorizontalUvPerS = 625.0;  // 50 uV in 80 ms

class LeadBeat {
 public:
  LeadBeat(std::span<const float> beat, double rate_hz, std::size_t r_index)
      : beat_(beat), rate_hz_(rate_hz), r_index_(static_cast<double>(r_index)) {}

  // Mean over +-4 ms: one sample's noise is not a level.
  double level(double ms) const {
    const auto last = static_cast<long>(beat_.size()) - 1;
    const double at = position(ms), half = 0.004 * rate_hz_;
    const long from = std::clamp(std::lround(at - half), 0L, last), to = std::clamp(std::lround(at + half), from, last);
    double sum = 0.0;
    for (long i = from; i <= to; ++i) sum += static_cast<double>(beat_[static_cast<std::size_t>(i)]);
    return sum / static_cast<double>(to - from + 1);
  }
  long index(double ms) const { return std::clamp(std::lround(position(ms)), 0L, static_cast<long>(beat_.size()) - 1); }
  double ms(long index) const { return 1000.0 * (static_cast<double>(index) - r_index_) / rate_hz_; }
  double at(long index) const { return static_cast<double>(beat_[static_cast<std::size_t>(index)]); }
  double step_ms() const { return 1000.0 / rate_hz_; }
  bool covers(double ms) const { return position(ms) <= static_cast<double>(beat_.size()) - 1.0; }

 private:
  double position(double ms) const { return r_index_ + ms / 1000.0 * rate_hz_; }
  std::span<const float> beat_;
  double rate_hz_;
  double r_index_;
};

// Pieces of [from_ms, to_ms] that lie on one side of the level.
std::vector<Deflection> pieces(const LeadBeat& beat, double from_ms, double to_ms, double level) {
  std::vector<Deflection> out;
  Deflection piece;
  long begin = beat.index(from_ms);
  const long end = beat.index(to_ms);
  const auto close = [&](long at) {
    piece.duration_ms = beat.ms(at) - beat.ms(begin);
    if (std::abs(piece.amplitude_uv) >= kLeastWaveUv && piece.duration_ms >= kLeastWaveMs) {
      // Two pieces of one sign with a speck between them are one wave.
      if (!out.empty() && (out.back().amplitude_uv > 0) == (piece.amplitude_uv > 0)) {
        auto& last = out.back();
        if (std::abs(piece.amplitude_uv) > std::abs(last.amplitude_uv)) {
          last.amplitude_uv = piece.amplitude_uv;
          last.peak_ms = piece.peak_ms;
        }
        last.duration_ms += piece.duration_ms;
        last.area_uv_ms += piece.area_uv_ms;
      } else {
        out.push_back(piece);
      }
    }
    piece = {};
    begin = at;
  };
  for (long i = begin; i <= end; ++i) {
    const double value = beat.at(i) - level;
    if (piece.amplitude_uv * value < 0.0) close(i);
    piece.area_uv_ms += value * beat.step_ms();
    if (std::abs(value) > std::abs(piece.amplitude_uv)) {
      piece.amplitude_uv = value;
      piece.peak_ms = beat.ms(i);
    }
  }
  close(end);
  return out;
}

// The wave within a piece that ends on a deviated J point: its largest turning point that the lead leaves again by
// `least_uv`. An S may turn back towards the level without reaching it before ST depression takes the lead away again.
std::optional<Deflection> turning_wave(const LeadBeat& beat, double from_ms, double to_ms, double level, double sign,
                                       double least_uv) {
  const long begin = beat.index(from_ms), end = beat.index(to_ms);
  Deflection out;
  double extreme = 0.0, area = 0.0;
  long extreme_at = begin;
  for (long i = begin; i <= end; ++i) {
    const double value = sign * (beat.at(i) - level);
    area += sign * value * beat.step_ms();
    if (value > extreme) {
      extreme = value;
      extreme_at = i;
    } else if (extreme - value >= least_uv) {
      if (extreme > std::abs(out.amplitude_uv)) {
        out.amplitude_uv = sign * extreme;
        out.peak_ms = beat.ms(extreme_at);
      }
      out.duration_ms = beat.ms(i) - beat.ms(begin);
      out.area_uv_ms = area;
      extreme = std::max(0.0, value);
      extreme_at = i;
    }
  }
  const bool wave = std::abs(out.amplitude_uv) >= kLeastWaveUv && out.duration_ms >= kLeastWaveMs;
  return wave ? std::optional(out) : std::nullopt;
}

// An elevated or depressed J point is no wave, nor the way there: the last piece when it is no higher than where the
// QRS ends, unless the lead turns back before. A lead's only piece stays: of a QRS that goes over into ST without a
// turn.
void drop_j_point(std::vector<Deflection>& waves, const LeadBeat& beat, double j_level, double offset_ms, double level,
                  double least_uv) {
  if (waves.empty() || waves.back().amplitude_uv * j_level <= 0.0 ||
      std::abs(waves.back().amplitude_uv) >= std::abs(j_level) + 20.0) {
    return;
  }
  const Deflection last = waves.back();
  const double sign = last.amplitude_uv < 0.0 ? -1.0 : 1.0;
  const auto wave = turning_wave(beat, offset_ms - last.duration_ms, offset_ms, level, sign, least_uv);
  if (wave) {
    waves.back() = *wave;
  } else if (waves.size() > 1) {
    waves.pop_back();
  }
}

void name_deflections(LeadMeasurements& out, const std::vector<Deflection>& waves) {
  std::size_t n = 0;
  if (n < waves.size() && waves[n].amplitude_uv < 0) out.q = waves[n++];
  if (n < waves.size()) out.r = waves[n++];
  if (n < waves.size()) out.s = waves[n++];
  if (n < waves.size()) out.r2 = waves[n++];
  if (n < waves.size()) out.s2 = waves[n++];
  out.is_qs = out.q && !out.r;
}

int count_notches(const LeadBeat& beat, double from_ms, double to_ms, double noise_uv, std::size_t named) {
  // Turning points that stand out by more than the noise and 20 uV.
  const double least = std::max(20.0, 4.0 * noise_uv);
  int turns = 0;
  double extreme = beat.at(beat.index(from_ms));
  int direction = 0;
  for (long i = beat.index(from_ms); i <= beat.index(to_ms); ++i) {
    const double v = beat.at(i);
    if (direction >= 0 && v > extreme) extreme = v;
    if (direction <= 0 && v < extreme) extreme = v;
    if (direction >= 0 && v < extreme - least) {
      turns += direction > 0 ? 1 : 0;
      direction = -1;
      extreme = v;
    } else if (direction <= 0 && v > extreme + least) {
      turns += direction < 0 ? 1 : 0;
      direction = 1;
      extreme = v;
    }
  }
  return std::max(0, turns - static_cast<int>(named));
}

// What everything is measured against: the level of the 14 ms that end with QRS onset, behind which the lead moves. A
// very wide QRS starts so slowly that its onset is found when it has left that level already by up to 60 uV: there, ST
// is measured against the level a little earlier.
double level_before(const LeadBeat& beat, const Wave& qrs) {
  return 0.5 * (beat.level(qrs.onset_ms - 4.0) + beat.level(qrs.onset_ms - 10.0));
}

double isoelectric(const LeadBeat& beat, const Wave& qrs) {
  constexpr double kSlowStartMs = 143.0, kEarlierMs = 12.0;
  return qrs.duration_ms() >= kSlowStartMs ? beat.level(qrs.onset_ms - kEarlierMs) : level_before(beat, qrs);
}

void measure_qrs(LeadMeasurements& out, const LeadBeat& beat, const Wave& qrs, double noise_uv) {
  const double level = level_before(beat, qrs);
  auto waves = pieces(beat, qrs.onset_ms, qrs.offset_ms, level);
  drop_j_point(waves, beat, beat.level(qrs.offset_ms) - level, qrs.offset_ms, level,
               std::max(kLeastWaveUv, 4.0 * noise_uv));
  name_deflections(out, waves);
  double low = 0.0, high = 0.0, area = 0.0;
  for (long i = beat.index(qrs.onset_ms); i <= beat.index(qrs.offset_ms); ++i) {
    const double value = beat.at(i) - level;
    low = std::min(low, value);
    high = std::max(high, value);
    area += value * beat.step_ms();
  }
  out.qrs_peak_to_peak_uv = high - low;
  out.qrs_area_uv_ms = area;
  out.r_peak_time_ms = out.r2  ? Measure(out.r2->peak_ms - qrs.onset_ms)
                       : out.r ? Measure(out.r->peak_ms - qrs.onset_ms)
                               : Measure(Missing::kNoWave);
  std::size_t named = 0;
  for (const auto& wave : {out.q, out.r, out.s, out.r2, out.s2}) named += wave ? 1U : 0U;
  out.notches = count_notches(beat, qrs.onset_ms, qrs.offset_ms, noise_uv, named);
  out.delta_uv_ms = std::abs(beat.level(qrs.onset_ms + 30.0) - level) / 30.0;
}

void measure_st(LeadMeasurements& out, const LeadBeat& beat, const Wave& qrs, const std::optional<Wave>& t) {
  const double level = isoelectric(beat, qrs);
  const auto at = [&](double after) {
    return beat.covers(qrs.offset_ms + after) ? Measure(beat.level(qrs.offset_ms + after) - level)
                                              : Measure(Missing::kOverlap);
  };
  out.j_uv = at(0.0);
  out.j20_uv = at(20.0);
  out.j40_uv = at(40.0);
  out.j60_uv = at(60.0);
  out.j80_uv = at(80.0);
  if (!out.j80_uv) return;
  double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  for (long i = beat.index(qrs.offset_ms + 20.0); i <= beat.index(qrs.offset_ms + 80.0); ++i) {
    const double x = beat.ms(i) / 1000.0, y = beat.at(i);
    n += 1.0;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  if (n > 2.0) out.st_slope_uv_per_s = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  if (out.st_slope_uv_per_s) {
    out.st_shape = std::abs(*out.st_slope_uv_per_s) <= kHorizontalUvPerS ? StShape::kHorizontal
                   : *out.st_slope_uv_per_s > 0                          ? StShape::kUpsloping
                                                                         : StShape::kDownsloping;
  }
  if (t) out.st_t_uv = beat.level(0.5 * (qrs.offset_ms + 40.0 + t->peak_ms)) - level;
}

void measure_t(LeadMeasurements& out, const LeadBeat& beat, const Wave& qrs, const Wave& t, double noise_uv) {
  const double level = level_before(beat, qrs);
  const long first = beat.index(std::max(t.onset_ms, qrs.offset_ms + 20.0)), last = beat.index(t.offset_ms);
  long low = first, high = first;
  double area = 0.0, before = 0.0;
  for (long i = first; i <= last; ++i) {
    if (beat.at(i) < beat.at(low)) low = i;
    if (beat.at(i) > beat.at(high)) high = i;
    area += (beat.at(i) - level) * beat.step_ms();
  }
  const double up = beat.at(high) - level, down = beat.at(low) - level;
  const bool upright = up >= -down;
  const double main = upright ? up : down, second = upright ? down : up;
  const long peak = upright ? high : low;
  if (std::abs(main) < std::max(20.0, 3.0 * noise_uv)) {
    out.t_uv = std::abs(main) < kLeastTUv ? Measure(main) : Measure(Missing::kNoise);
    out.t_shape = TShape::kFlat;
    return;
  }
  out.t_uv = main;
  out.t_area_uv_ms = area;
  for (long i = first; i <= peak; ++i) before += std::abs(beat.at(i) - level) * beat.step_ms();
  double all = 0.0;
  long half_first = peak, half_last = peak;
  for (long i = first; i <= last; ++i) all += std::abs(beat.at(i) - level) * beat.step_ms();
  while (half_first > first && (beat.at(half_first) - level) / main > 0.5) --half_first;
  while (half_last < last && (beat.at(half_last) - level) / main > 0.5) ++half_last;
  out.t_symmetry = all > 0.0 ? Measure(before / all) : Measure(Missing::kNoWave);
  out.t_width_ms = beat.ms(half_last) - beat.ms(half_first);
  const bool biphasic =
      second * main < 0.0 && std::abs(second) > kLeastTUv && std::abs(second) > kSecondPhaseShare * std::abs(main);
  out.t_second_uv = biphasic ? Measure(second) : Measure(Missing::kNoWave);
  if (biphasic) {
    out.t_shape = high < low ? TShape::kBiphasicUpDown : TShape::kBiphasicDownUp;
  } else if (std::abs(main) < kLeastTUv) {
    out.t_shape = TShape::kFlat;
  } else {
    out.t_shape = upright ? TShape::kUpright : TShape::kInverted;
  }
}

void measure_p(LeadMeasurements& out, const LeadBeat& beat, const Wave& p) {
  const double from = beat.level(p.onset_ms), to = beat.level(p.offset_ms);
  const long first = beat.index(p.onset_ms), last = beat.index(p.offset_ms);
  const auto above = [&](long i) {
    const double share = last == first ? 0.0 : static_cast<double>(i - first) / static_cast<double>(last - first);
    return beat.at(i) - from - share * (to - from);
  };
  long high = first, low = first;
  for (long i = first; i <= last; ++i) {
    if (above(i) > above(high)) high = i;
    if (above(i) < above(low)) low = i;
  }
  const bool upright = above(high) >= -above(low);
  out.p_uv = upright ? above(high) : above(low);
  // The second phase, when it follows the first and is of the other sign.
  const long second = upright ? low : high, main = upright ? high : low;
  const bool later = second > main || std::abs(above(second)) > 0.4 * std::abs(above(main));
  const long terminal = std::max(second, main);
  if (!later || std::abs(above(second)) < kLeastWaveUv) {
    out.p_terminal_uv = Missing::kNoWave;
    out.p_terminal_ms = Missing::kNoWave;
    return;
  }
  out.p_terminal_uv = above(terminal);
  long crossing = terminal;
  while (crossing > first && above(crossing) * above(terminal) > 0.0) --crossing;
  out.p_terminal_ms = beat.ms(last) - beat.ms(crossing);
}

}  // namespace

LeadMeasurements measure_lead(std::span<const float> samples, double rate_hz, std::size_t r_index, const BeatWaves& own,
                              const BeatWaves& global, double noise_uv) {
  LeadMeasurements out;
  out.usable = true;
  out.p = own.p;
  out.qrs = own.qrs;
  out.t = own.t;
  const LeadBeat beat(samples, rate_hz, r_index);
  if (!global.qrs) return out;
  measure_qrs(out, beat, *global.qrs, noise_uv);
  measure_st(out, beat, *global.qrs, own.t);
  if (own.t) {
    measure_t(out, beat, *global.qrs, *own.t, noise_uv);
  } else {
    out.t_uv = out.t_area_uv_ms = out.t_second_uv = Missing::kNoWave;
  }
  if (own.p) {
    // Where the P of one lead runs into the QRS that all leads have begun, that part is not P.
    Wave p = *own.p;
    p.offset_ms = std::max(p.onset_ms, std::min(p.offset_ms, global.qrs->onset_ms));
    measure_p(out, beat, p);
    out.pr_segment_uv = beat.level(global.qrs->onset_ms - 4.0) - beat.level(own.p->onset_ms - 8.0);
  } else {
    out.p_uv = out.p_terminal_uv = out.p_terminal_ms = out.pr_segment_uv = Missing::kNoWave;
  }
  return out;
}

}  // namespace rdc::ecg
