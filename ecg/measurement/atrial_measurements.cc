#include "ecg/measurement/atrial_measurements.h"

#include <map>

#include "ecg/measurement/dissociated_p.h"
#include "ecg/measurement/faint_spikes.h"
#include "ecg/measurement/flutter_waves.h"
#include "ecg/measurement/locked_flutter.h"
#include "ecg/measurement/p_constancy.h"
#include "ecg/measurement/second_p.h"

namespace rdc::ecg {
namespace {

constexpr double kLockedIrregularity = 0.05;  // below: flutter's waves may be locked to the QRS
constexpr double kLongestAtriaSeconds = 120.0;
// Waves of one kind are of one size, and larger than what is left of T and noise (ours).
constexpr double kLeastBalance = 0.5, kLeastLockedUv = 4.0;

constexpr double kSlowestConductedMs = 900.0, kMostSpread = 0.15;

// Escape rhythms are slow and steady.
bool may_be_escape(const RhythmMeasurements& r) {
  const double mean = r.rr_mean_ms.value_or(0.0);
  return mean >= kSlowestConductedMs && *r.rr_max_ms - *r.rr_min_ms < kMostSpread * mean;
}

void measure_dissociation(const AtrialResidue& residue, RhythmMeasurements& r) {
  if (!may_be_escape(r)) return;
  const auto found = find_dissociated_p(residue, *r.rr_mean_ms);
  if (!found) return;
  r.dissociated_p_bpm = 60000.0 / found->period_ms;
  r.dissociated_likeness = found->likeness;
  r.dissociated_memory = found->later;
  r.conducted_likeness = found->at_rr;
  r.dissociated_between = found->between;
}

constexpr double kRegular = 0.1, kMostHaveP = 0.7;

void measure_second_p(const CleanStrip& strip, const std::vector<Beat>& beats, RhythmMeasurements& r) {
  r.second_p_likeness = r.second_p_size = r.second_p_elsewhere = Missing::kNoWave;
  if (r.rr_irregularity.value_or(1.0) >= kRegular || r.p_fraction.value_or(0.0) <= kMostHaveP) return;
  const auto found = find_second_p(strip, beats);
  if (!found) return;
  r.second_p_likeness = found->likeness;
  r.second_p_size = found->size;
  r.second_p_elsewhere = found->elsewhere;
}

void measure_lead_ins(const AtrialResidue& residue, const std::vector<Beat>& beats, RhythmMeasurements& r) {
  const auto found = lead_ins_of(residue, beats);
  if (const auto alike = p_constancy(found)) r.p_constancy = *alike;
  if (r.rr_irregularity.value_or(0.0) < kRegular) return;
  if (const auto alike = lead_in_agreement(found)) r.lead_in_agreement = *alike;
}

}  // namespace

void measure_atria(const CleanStrip& strip, Measurements& out) {
  auto& r = out.rhythm;
  r.p_constancy = r.lead_in_agreement = r.flutter_likeness = r.flutter_memory = r.flutter_wave_bpm =
      Missing::kTooFewBeats;
  r.dissociated_p_bpm = r.dissociated_likeness = r.dissociated_memory = r.dissociated_between = r.conducted_likeness =
      Missing::kNoWave;
  r.locked_flutter_likeness = Missing::kNoWave;
  const auto seconds =
      static_cast<double>(strip.channels.empty() ? 0 : strip.channels.front().samples.size()) / strip.rate_hz;
  if (seconds > kLongestAtriaSeconds) return;
  const auto residue = take_out_ventricles(strip, out.beats, out.medians);
  if (residue.leads.empty() || out.beats.size() < 3) return;
  measure_lead_ins(residue, out.beats, r);
  measure_second_p(strip, out.beats, r);
  if (const auto waves = find_flutter_waves(residue, r.rr_irregularity.value_or(0.0) < kLockedIrregularity)) {
    r.flutter_likeness = waves->likeness;
    if (waves->twice) r.flutter_memory = *waves->twice;
    r.flutter_wave_bpm = 60000.0 / waves->period_ms;
  }
  measure_dissociation(residue, r);
  if (r.rr_irregularity.value_or(1.0) >= kLockedIrregularity || out.dominant() == nullptr) return;
  const auto locked = find_locked_flutter(strip, out.beats, *out.dominant());
  if (!locked || locked->balance < kLeastBalance || locked->size_uv < kLeastLockedUv) return;
  r.locked_flutter_likeness = locked->likeness;
  r.locked_flutter_waves = locked->waves_per_beat;
}

void measure_faint_spikes(const Strip& recorded, Measurements& out) {
  std::map<std::uint16_t, int> spiked;
  for (const auto& beat : out.beats) spiked[beat.family] += beat.spike ? 1 : 0;
  std::uint16_t family = 0;
  for (const auto& [one, count] : spiked) {
    if (count > spiked[family]) family = one;
  }
  const auto spike = find_faint_spike(recorded, out.beats, family);
  out.rhythm.spike_isolation = spike ? Measure(spike->times_noise) : Measure(Missing::kNoWave);
  out.rhythm.spike_share = spike ? Measure(spike->share) : Measure(Missing::kNoWave);
  const auto atrial = find_faint_atrial_spike(recorded, out.beats, family);
  out.rhythm.atrial_spike_isolation = atrial ? Measure(atrial->times_noise) : Measure(Missing::kNoWave);
  out.rhythm.atrial_spike_share = atrial ? Measure(atrial->share) : Measure(Missing::kNoWave);
}

}  // namespace rdc::ecg
