#include "ecg/measurement/measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "ecg/calibration_pulse.h"
#include "ecg/lead_gains.h"
#include "ecg/measurement/atrial_measurements.h"
#include "ecg/measurement/atrial_waves.h"
#include "ecg/measurement/beat_classifier.h"
#include "ecg/measurement/delineator.h"
#include "ecg/measurement/electrode_placement.h"
#include "ecg/measurement/global_measurements.h"
#include "ecg/measurement/lead_measurements.h"
#include "ecg/measurement/median_beat.h"
#include "ecg/measurement/overlap.h"
#include "ecg/measurement/p_vouching.h"
#include "ecg/measurement/r_fiducial.h"
#include "ecg/measurement/rhythm_measurements.h"
#include "ecg/measurement/second_look.h"
#include "ecg/signal/pacing_spikes.h"

namespace rdc::ecg {
namespace {

constexpr double kUnknownOnsetMs = 80.0, kBeforeQrsMs = 12.0;
constexpr double kSteadySpan = 0.1;  // of the usual interval, the middle half of all: sinus rhythm has less (ours)
constexpr double kPNeedsMs = 60.0;   // of tracing before its peak
constexpr std::size_t kFewestInFamily = 3, kMostMedians = 4;

Result<void> check_limits(const Recording& recording) {
  if (auto ok = check(recording); !ok) return ok;
  const auto& strip = recording.rhythm;
  if (strip.rate_hz < 100.0 || strip.rate_hz > 2000.0) {
    return fail(ErrorCode::kInvalid, "RATE_NOT_MEASURABLE", "{} Hz: measurements need 100 to 2000 Hz", strip.rate_hz);
  }
  if (strip.seconds() < 2.0 || strip.seconds() > 600.0) {
    const auto code = strip.seconds() > 600.0 ? ErrorCode::kTooLarge : ErrorCode::kInvalid;
    return fail(code, "LENGTH_NOT_MEASURABLE", "{:.1f} s: measurements need 2 s to 10 min of tracing", strip.seconds());
  }
  return {};
}

std::vector<Lead> missing_leads(const CleanStrip& strip) {
  std::vector<Lead> out;
  for (const Lead lead : kTwelveLeads) {
    const bool there = std::any_of(strip.channels.begin(), strip.channels.end(),
                                   [lead](const Channel& channel) { return channel.lead == lead; });
    if (!there) out.push_back(lead);
  }
  return out;
}

std::vector<PacingSpike> as_pacing(const std::vector<Spike>& spikes) {
  std::vector<PacingSpike> out;
  for (const auto& spike : spikes) out.push_back({spike.at_ms, spike.amplitude_uv, SpikeChamber::kUnknown});
  return out;
}

// A spike belongs to what follows it: a QRS within 150 ms, or a P within 120 ms and its QRS later.
void name_chambers(std::vector<PacingSpike>& spikes, const std::vector<Beat>& beats) {
  for (auto& spike : spikes) {
    const auto next =
        std::find_if(beats.begin(), beats.end(), [&](const Beat& beat) { return beat.r_ms > spike.at_ms - 20.0; });
    if (next == beats.end()) continue;
    const double qrs = next->qrs ? next->qrs->onset_ms : next->r_ms - 50.0;
    if (qrs - spike.at_ms < 80.0) {
      spike.chamber = SpikeChamber::kVentricle;
    } else if (next->p && next->p->onset_ms - spike.at_ms < 120.0 && next->p->onset_ms - spike.at_ms > -30.0) {
      spike.chamber = SpikeChamber::kAtrium;
    }
  }
}

// A whole measurement in the making: each step fills in what the next one needs.
class Measuring {
 public:
  explicit Measuring(const Recording& recording) : recorded_(recording.rhythm) {
    out_.common_step_uv = common_step_uv(recording.rhythm);
    if (out_.common_step_uv) changed_ = with_common_step(recording.rhythm, *out_.common_step_uv);
    if (const auto pulse = calibration_pulse(source())) changed_ = without_range(source(), *pulse);
  }

  Measurements run() {
    auto assessed = assess(source());
    out_.quality = assessed.quality;
    const auto spikes = find_pacing_spikes(source());
    if (spikes.empty()) {
      strip_ = clean(source(), std::move(assessed));
    } else {
      Strip without = source();
      for (auto& channel : without.channels) remove_spikes(channel.samples, without.rate_hz, spikes);
      strip_ = clean(without, out_.quality);
    }
    out_.missing_leads = missing_leads(strip_);
    out_.spikes = as_pacing(spikes);
    if (!strip_.channels.empty()) find_beats();
    if (!classified_.empty()) {
      delineate_beats();
      make_medians();
      name_chambers(out_.spikes, out_.beats);
    }
    const auto atria = find_unconducted_p(strip_, out_.beats);
    out_.rhythm = measure_rhythm(strip_, out_.beats, out_.dominant());
    if (!atria.unconducted_ms.empty() && out_.rhythm.rr_mean_ms) {
      out_.rhythm.atrial_rate_bpm = 60000.0 / atria.period_ms;
      out_.rhythm.p_per_qrs = *out_.rhythm.rr_mean_ms / atria.period_ms;
      out_.rhythm.atrial_regularity = atria.regularity;
      out_.rhythm.unconducted_p = static_cast<int>(atria.unconducted_ms.size());
    }
    measure_atria(strip_, out_);
    measure_faint_spikes(source(), out_);
    measure_globally(out_, overlap_);
    if (out_.dominant() != nullptr) out_.placement = suspect_placement(*out_.dominant());
    return std::move(out_);
  }

 private:
  void find_beats() {
    // Derived leads would only repeat what the recorded ones say.
    std::vector<std::span<const float>> recorded;
    for (std::size_t c = 0; c < strip_.channels.size(); ++c) {
      if (!strip_.derived[c]) recorded.emplace_back(strip_.channels[c].samples);
    }
    std::vector<double> spike_times;
    for (const auto& spike : out_.spikes) spike_times.push_back(spike.at_ms);
    const auto envelopes = qrs_envelopes(recorded, strip_.rate_hz);
    classified_ = classify_beats(recorded, strip_.rate_hz, detect_qrs(recorded, strip_.rate_hz, envelopes), spike_times,
                                 envelopes);
    std::vector<double> times;
    for (const auto& beat : classified_) times.push_back(beat.at_ms);
    usual_rr_ = 1000.0;
    if (times.size() > 1) {
      std::vector<double> intervals;
      for (std::size_t n = 1; n < times.size(); ++n) intervals.push_back(times[n] - times[n - 1]);
      std::sort(intervals.begin(), intervals.end());
      usual_rr_ = intervals[intervals.size() / 2];
      const double span = intervals[intervals.size() * 3 / 4] - intervals[intervals.size() / 4];
      steady_ = span < kSteadySpan * usual_rr_;
    }
  }

  void make_medians() {
    std::map<std::uint16_t, std::vector<const ClassifiedBeat*>> families;
    for (const auto& beat : classified_) families[beat.family].push_back(&beat);
    std::vector<std::pair<std::size_t, std::uint16_t>> order;
    for (const auto& [family, beats] : families) {
      if (family != 0 && beats.size() >= kFewestInFamily) order.emplace_back(beats.size(), family);
    }
    std::sort(order.rbegin(), order.rend());
    std::vector<std::uint16_t> wanted{0};
    for (const auto& [count, family] : order) {
      if (wanted.size() < kMostMedians) wanted.push_back(family);
    }
    for (const auto family : wanted) {
      if (families[family].empty()) continue;
      auto median = make_median(families[family]);
      if (median.beats > 0) out_.medians.push_back(std::move(median));
    }
  }

  MedianBeat make_median(const std::vector<const ClassifiedBeat*>& beats) {
    std::vector<double> times;
    std::map<BeatClass, int> votes;
    for (const auto* beat : beats) {
      times.push_back(beat->at_ms);
      ++votes[beat->kind];
    }
    MedianBeat median = median_of(strip_, times, usual_rr_);
    median.kind = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
                    return a.second < b.second;
                  })->first;
    median.family = beats.front()->family;
    if (median.beats > 0) measure_median(median);
    return median;
  }

  void measure_median(MedianBeat& median) {
    std::vector<std::span<const float>> leads;
    for (const auto& channel : median.strip.channels) leads.emplace_back(channel.samples);
    DelineationGrid grid(leads, median.strip.rate_hz);
    const double r_ms = 1000.0 * static_cast<double>(median.r_index) / median.strip.rate_hz;
    const BeatPlace place{r_ms, usual_rr_, usual_rr_};
    BeatWaves global = delineate_globally(grid, place);
    const auto p_ms = repeated_p_ms_ || global.p ? repeated_p_ms_ : usual_p_distance();
    if (p_ms && median.family == 0 && r_ms - *p_ms >= kPNeedsMs) global.p = delineate_p(grid, place, r_ms - *p_ms);
    if (median.family == 0 && steady_) look_again(median, grid, place, global);
    auto own = delineate_leads(grid, place, global);
    widen(global, own);
    global = shifted(global, -r_ms);
    for (auto& waves : own) waves = shifted(waves, -r_ms);
    if (global.qrs && global.p && steady_ && median.family == 0)
      global.qrs->onset_ms = settled_qrs_onset_ms(median, global, usual_rr_);
    median.p = global.p;
    median.qrs = global.qrs;
    median.t = global.t;
    if (median.family == 0) {
      overlap_ = settle_overlap(median, {usual_rr_, steady_});
      global.t = median.t;
      global.qrs = median.qrs;
      for (auto& waves : own) {
        if (!overlap_.tangent || !waves.t || waves.t->offset_ms <= global.t->offset_ms) continue;
        const bool next_p = waves.t->onset_ms >= global.t->peak_ms;
        waves.t->offset_ms = global.t->offset_ms;
        if (next_p) waves.t = global.t;
      }
    }
    for (std::size_t c = 0; c < leads.size(); ++c) {
      auto measured = measure_lead(leads[c], median.strip.rate_hz, median.r_index, own[c], global, median.noise_uv);
      if (median.family == 0) take_back_hidden(measured, overlap_);
      measured.lead = median.strip.channels[c].lead;
      measured.derived = strip_.derived[c];
      median.leads.push_back(std::move(measured));
    }
  }

  // From P to R where most beats have a P; they vouch for the median's.
  std::optional<double> usual_p_distance() const {
    std::vector<double> all;
    for (const auto& beat : out_.beats) {
      if (beat.p && !beat.ventricular()) all.push_back(beat.r_ms - beat.p->peak_ms);
    }
    if (all.empty() || all.size() * 2 < out_.beats.size()) return std::nullopt;
    const auto middle = all.begin() + static_cast<long>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
  }

  // Global: the earliest onset and latest offset that more than one lead in six confirms.
  static void widen(BeatWaves& global, const std::vector<BeatWaves>& own) {
    const auto quantile = [](std::vector<double> values, double share) {
      std::sort(values.begin(), values.end());
      return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
    };
    const auto fit = [&](std::optional<Wave> BeatWaves::*wave, double early, double late) {
      std::vector<double> onsets, offsets;
      for (const auto& waves : own) {
        if (!(waves.*wave)) continue;
        onsets.push_back((waves.*wave)->onset_ms);
        offsets.push_back((waves.*wave)->offset_ms);
      }
      if (onsets.size() < 3 || !(global.*wave)) return;
      (global.*wave)->onset_ms = quantile(onsets, early);
      (global.*wave)->offset_ms = quantile(offsets, late);
    };
    fit(&BeatWaves::p, 0.25, 0.75);
    fit(&BeatWaves::qrs, 0.25, 0.75);
    fit(&BeatWaves::t, 0.25, 0.75);
  }

  // Where beats have no P to speak of, a wave that comes before each of them is one.
  void add_repeated_p(DelineationGrid& grid, const std::vector<BeatPlace>& places, const std::vector<bool>& without_p,
                      std::vector<BeatWaves>& waves) {
    const auto with_p = std::count_if(waves.begin(), waves.end(), [](const BeatWaves& w) { return w.p.has_value(); });
    if (with_p * 3 > static_cast<long>(waves.size())) return;
    repeated_p_ms_ = repeated_p_distance(strip_, classified_, waves);
    if (!repeated_p_ms_) return;
    for (std::size_t n = 0; n < waves.size(); ++n) {
      const double peak = places[n].at_ms - *repeated_p_ms_;
      if (peak < kPNeedsMs || without_p[n] || classified_[n].family != 0) continue;
      waves[n].p = delineate_p(grid, places[n], peak);
    }
  }

  void delineate_beats() {
    const auto spans = strip_.spans();
    DelineationGrid grid(spans, strip_.rate_hz);
    std::vector<BeatPlace> places;
    std::vector<bool> without_p;  // what comes before a ventricular beat is not its P
    for (std::size_t n = 0; n < classified_.size(); ++n) {
      const double at = classified_[n].at_ms;
      places.push_back({at, n > 0 ? at - classified_[n - 1].at_ms : usual_rr_,
                        n + 1 < classified_.size() ? classified_[n + 1].at_ms - at : usual_rr_});
      without_p.push_back(classified_[n].kind == BeatClass::kVentricularPremature);
    }
    auto waves = delineate_strip(grid, places, without_p);
    add_repeated_p(grid, places, without_p, waves);
    std::vector<double> silent;
    for (std::size_t n = 0; n < waves.size(); ++n) {
      silent.push_back((waves[n].qrs ? waves[n].qrs->onset_ms : places[n].at_ms - kUnknownOnsetMs) - kBeforeQrsMs);
    }
    straighten_baseline(strip_, silent);
    for (std::size_t n = 0; n < classified_.size(); ++n) {
      const auto& source = classified_[n];
      Beat beat;
      beat.r_ms = r_fiducial_ms(strip_, source.at_ms, waves[n].qrs);
      beat.kind = source.kind;
      beat.family = source.family;
      beat.spike = source.spike;
      beat.rr_ms = n > 0 ? Measure(beat.r_ms - out_.beats.back().r_ms) : Measure(Missing::kTooFewBeats);
      beat.p = waves[n].p;
      beat.qrs = waves[n].qrs;
      beat.t = waves[n].t;
      if (beat.p && is_part_of_qrs(*beat.p, beat.qrs, beat.r_ms, beat.spike)) beat.p.reset();
      if (beat.qrs) beat.qrs->peak_ms = beat.r_ms;
      out_.beats.push_back(beat);
    }
  }

  const Strip& source() const { return changed_ ? *changed_ : recorded_; }

  const Strip& recorded_;
  // With one step for all leads, where the file's gains contradict each other, and without a calibration pulse.
  std::optional<Strip> changed_;
  Measurements out_;
  CleanStrip strip_;
  std::vector<ClassifiedBeat> classified_;
  double usual_rr_ = 1000.0;
  bool steady_ = true;                   // most intervals are alike
  Overlap overlap_;                      // of the dominant family's median
  std::optional<double> repeated_p_ms_;  // before each beat: see repeated_p_distance
};

}  // namespace

Result<Measurements> measure(const Recording& recording) {
  if (auto ok = check_limits(recording); !ok) return fail(ok);
  return Measuring(recording).run();
}

}  // namespace rdc::ecg
