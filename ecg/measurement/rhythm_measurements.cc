#include "ecg/measurement/rhythm_measurements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ecg/measurement/rr_entropy.h"

namespace rdc::ecg {
namespace {

bool ectopic(const Beat& beat) {
  return beat.kind == BeatClass::kVentricularPremature || beat.kind == BeatClass::kAtrialPremature ||
         beat.kind == BeatClass::kFusion;
}

void measure_intervals(RhythmMeasurements& out, const std::vector<Beat>& beats) {
  double sum = 0.0, shortest = 1e9, longest = 0.0;
  std::vector<double> all;      // intervals
  std::vector<double> regular;  // intervals between two non-ectopic beats
  double difference_squares = 0.0;
  std::size_t differences = 0;
  for (std::size_t n = 1; n < beats.size(); ++n) {
    const double rr = beats[n].r_ms - beats[n - 1].r_ms;
    sum += rr;
    all.push_back(rr);
    shortest = std::min(shortest, rr);
    longest = std::max(longest, rr);
    if (ectopic(beats[n]) || ectopic(beats[n - 1])) continue;
    if (n > 1 && !regular.empty() && !ectopic(beats[n - 2])) {
      const double before = beats[n - 1].r_ms - beats[n - 2].r_ms;
      difference_squares += (rr - before) * (rr - before);
      ++differences;
    }
    regular.push_back(rr);
  }
  const auto entropy = sample_entropy_coefficient(all);
  out.rr_entropy = entropy ? Measure(*entropy) : Measure(Missing::kTooFewBeats);
  if (beats.size() < 2) {
    out.rr_mean_ms = out.rr_min_ms = out.rr_max_ms = out.longest_pause_ms = Missing::kTooFewBeats;
    out.rr_sd_ms = out.rr_rmssd_ms = out.rr_irregularity = Missing::kTooFewBeats;
    return;
  }
  out.rr_mean_ms = sum / static_cast<double>(beats.size() - 1);
  out.rr_min_ms = shortest;
  out.rr_max_ms = out.longest_pause_ms = longest;
  if (differences < 2) {
    out.rr_sd_ms = out.rr_rmssd_ms = out.rr_irregularity = Missing::kTooFewBeats;
    return;
  }
  double mean = 0.0, squares = 0.0;
  for (const double rr : regular) mean += rr / static_cast<double>(regular.size());
  for (const double rr : regular) squares += (rr - mean) * (rr - mean);
  out.rr_sd_ms = std::sqrt(squares / static_cast<double>(regular.size() - 1));
  out.rr_rmssd_ms = std::sqrt(difference_squares / static_cast<double>(differences));
  out.rr_irregularity = *out.rr_rmssd_ms / mean;
}

void count_classes(RhythmMeasurements& out, const std::vector<Beat>& beats) {
  int run = 0;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    switch (beats[n].kind) {
      case BeatClass::kNormal:
        ++out.normal_beats;
        break;
      case BeatClass::kAtrialPremature:
        ++out.atrial_premature;
        break;
      case BeatClass::kVentricularPremature:
        ++out.ventricular;
        break;
      case BeatClass::kPaced:
        ++out.paced;
        break;
      case BeatClass::kFusion:
        ++out.fusion;
        break;
      case BeatClass::kUnclassified:
        ++out.unclassified;
        break;
    }
    run = beats[n].ventricular() ? run + 1 : 0;
    if (run <= out.longest_ventricular_run) continue;
    out.longest_ventricular_run = run;
    if (run >= 3) {
      const auto first = n + 1 - static_cast<std::size_t>(run);
      out.ventricular_run_bpm = 60000.0 * (run - 1) / (beats[n].r_ms - beats[first].r_ms);
    }
  }
  if (out.longest_ventricular_run < 3) out.ventricular_run_bpm = Missing::kTooFewBeats;
}

void measure_p_waves(RhythmMeasurements& out, const std::vector<Beat>& beats) {
  double shortest = 1e9, longest = 0.0;
  int with_p = 0, of = 0;
  for (const auto& beat : beats) {
    if (beat.ventricular() || !beat.qrs) continue;
    ++of;
    if (!beat.p) continue;
    ++with_p;
    const double pr = beat.qrs->onset_ms - beat.p->onset_ms;
    shortest = std::min(shortest, pr);
    longest = std::max(longest, pr);
  }
  out.p_fraction = of > 0 ? Measure(static_cast<double>(with_p) / of) : Measure(Missing::kTooFewBeats);
  out.pr_min_ms = with_p > 0 ? Measure(shortest) : Measure(Missing::kNoWave);
  out.pr_max_ms = with_p > 0 ? Measure(longest) : Measure(Missing::kNoWave);
}

constexpr double kResidueHz = 50.0;  // rate of the residue below

// A lead with the ventricles taken out: each beat's QRS and T by the dominant median, other beats blanked; P waves
// stay. Means at 50 Hz; blanked samples are 0 and marked.
struct Residue {
  std::vector<float> values;
  std::vector<char> known;
};

Residue residue_of(const CleanStrip& strip, std::size_t channel, const std::vector<Beat>& beats,
                   const MedianBeat& median) {
  const auto& x = strip.channels[channel].samples;
  const auto& shape = median.strip.channels[channel].samples;
  std::vector<float> rest(x.begin(), x.end());
  std::vector<char> known(x.size(), 1);
  const auto index = [&](double ms) {
    return std::clamp(std::lround(ms / 1000.0 * strip.rate_hz), 0L, static_cast<long>(x.size()));
  };
  const double qrs_on = median.qrs->onset_ms, qrs_off = median.qrs->offset_ms;
  const double t_off = median.t ? median.t->offset_ms : qrs_off + 300.0;
  const auto level_at =
      static_cast<std::size_t>(std::max(0.0, static_cast<double>(median.r_index) + qrs_on / 1000.0 * strip.rate_hz));
  const float level = shape[std::min(level_at, shape.size() - 1)];
  for (const auto& beat : beats) {
    const long r = index(beat.r_ms), from = index(beat.r_ms + qrs_on - 10.0);
    const bool like = beat.family == median.family;
    const long to = index(beat.r_ms + (like ? t_off : t_off + 80.0)), qrs_to = index(beat.r_ms + qrs_off + 20.0);
    for (long i = from; i < to; ++i) {
      const long k = i - r + static_cast<long>(median.r_index);
      const auto at = static_cast<std::size_t>(i);
      if (like && k >= 0 && k < static_cast<long>(shape.size())) rest[at] -= shape[static_cast<std::size_t>(k)] - level;
      if (!like || i < qrs_to) known[at] = 0;
    }
  }
  Residue out;
  const auto step = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(strip.rate_hz / kResidueHz)));
  for (std::size_t i = 0; i + step <= rest.size(); i += step) {
    float sum = 0.0F;
    char good = 1;
    for (std::size_t k = i; k < i + step; ++k) {
      sum += rest[k];
      good = static_cast<char>(good & known[k]);
    }
    out.values.push_back(good != 0 ? sum / static_cast<float>(step) : 0.0F);
    out.known.push_back(good);
  }
  return out;
}

// Against a moving mean of half a second of the known values.
void level_out(Residue& residue) {
  const std::vector<float> raw = residue.values;
  constexpr long kReach = 12;
  const auto length = static_cast<long>(raw.size());
  std::vector<float> sums(raw.size(), 0.0F), counts(raw.size(), 0.0F);
  const std::vector<float> known(residue.known.begin(), residue.known.end());
  // Side by side; unknown values are 0 and add nothing.
  for (long offset = -kReach; offset <= kReach; ++offset) {
    for (long i = std::max(0L, -offset); i < std::min(length, length - offset); ++i) {
      sums[static_cast<std::size_t>(i)] += raw[static_cast<std::size_t>(i + offset)];
      counts[static_cast<std::size_t>(i)] += known[static_cast<std::size_t>(i + offset)];
    }
  }
  for (std::size_t at = 0; at < raw.size(); ++at)
    residue.values[at] = known[at] != 0.0F ? raw[at] - sums[at] / counts[at] : 0.0F;
}

struct Spectrum {
  double strongest_hz = 0.0;
  double share = 0.0;   // of 3..10 Hz power within 0.25 Hz of it
  double rms_uv = 0.0;  // 4..10 Hz
};

Spectrum spectrum_of(const Residue& residue, double rate_hz) {
  constexpr double kFirst = 3.0, kStep = 0.1;
  constexpr int kLines = 71;
  std::array<double, kLines> power{};
  double known = 0.0, total = 0.0, upper = 0.0;
  for (const char k : residue.known) known += k;
  // Goertzel's recurrence, all lines in step: one alone would wait for itself at every value.
  std::array<double, kLines> twice, s1{}, s2{};
  for (int line = 0; line < kLines; ++line)
    twice[static_cast<std::size_t>(line)] = 2 * std::cos(2 * std::numbers::pi * (kFirst + kStep * line) / rate_hz);
  for (const float v : residue.values) {
    for (std::size_t line = 0; line < twice.size(); ++line) {
      const double s = static_cast<double>(v) + twice[line] * s1[line] - s2[line];
      s2[line] = s1[line];
      s1[line] = s;
    }
  }
  for (std::size_t line = 0; line < power.size(); ++line) {
    power[line] = s1[line] * s1[line] + s2[line] * s2[line] - twice[line] * s1[line] * s2[line];
    total += power[line];
    if (line >= 10) upper += power[line];
  }
  Spectrum out;
  if (known < 50.0 || total <= 0.0) return out;
  const auto best = static_cast<int>(std::max_element(power.begin(), power.end()) - power.begin());
  out.strongest_hz = kFirst + kStep * best;
  double near = 0.0;
  for (int line = std::max(0, best - 2); line <= std::min(kLines - 1, best + 2); ++line)
    near += power[static_cast<std::size_t>(line)];
  out.share = near / total;
  // Parseval over the lines: spacing against the record's own resolution.
  const double seconds = static_cast<double>(residue.values.size()) / rate_hz;
  out.rms_uv = std::sqrt(2.0 * upper * kStep * seconds) /
               std::max(1.0, std::sqrt(known * static_cast<double>(residue.values.size())));
  return out;
}

constexpr double kFlutterShare = 0.45, kFlutterUv = 20.0;  // (K)

void measure_atria(RhythmMeasurements& out, const CleanStrip& strip, const std::vector<Beat>& beats,
                   const MedianBeat& median) {
  Spectrum best;
  const double rate = strip.rate_hz / static_cast<double>(std::max(1L, std::lround(strip.rate_hz / kResidueHz)));
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    const Lead lead = strip.channels[c].lead;
    // The atria are clearest in V1 and II; a tracing without them uses its first lead.
    const bool wanted = lead == Lead::kV1 || lead == Lead::kII || lead == Lead::kAvf;
    if (!wanted && !(c == 0 && strip.channels.size() < 3)) continue;
    auto residue = residue_of(strip, c, beats, median);
    level_out(residue);
    const auto spectrum = spectrum_of(residue, rate);
    if (spectrum.rms_uv > best.rms_uv) best = spectrum;
  }
  if (best.rms_uv <= 0.0) {
    out.fibrillation_uv = Missing::kOverlap;
    return;
  }
  out.fibrillation_uv = best.rms_uv;
  out.atrial_regularity = best.share;
  const bool flutter = best.share > kFlutterShare && best.rms_uv > kFlutterUv && best.strongest_hz > 3.3;
  out.flutter_hz = flutter ? Measure(best.strongest_hz) : Measure(Missing::kNoWave);
  if (flutter) {
    out.atrial_rate_bpm = 60.0 * best.strongest_hz;
  } else if (out.p_fraction.value_or(0.0) > 0.7 && out.rr_mean_ms) {
    out.atrial_rate_bpm = 60000.0 / *out.rr_mean_ms;
  } else {
    out.atrial_rate_bpm = Missing::kNoWave;
  }
  if (out.atrial_rate_bpm && out.rr_mean_ms) out.p_per_qrs = *out.atrial_rate_bpm * *out.rr_mean_ms / 60000.0;
}

}  // namespace

RhythmMeasurements measure_rhythm(const CleanStrip& strip, const std::vector<Beat>& beats, const MedianBeat* dominant) {
  RhythmMeasurements out;
  measure_intervals(out, beats);
  count_classes(out, beats);
  measure_p_waves(out, beats);
  out.atrial_rate_bpm = out.p_per_qrs = out.atrial_regularity = out.fibrillation_uv = out.flutter_hz =
      Missing::kTooFewBeats;
  if (dominant != nullptr && dominant->qrs && beats.size() >= 3) measure_atria(out, strip, beats, *dominant);
  return out;
}

}  // namespace rdc::ecg
