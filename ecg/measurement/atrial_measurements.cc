#include "ecg/measurement/atrial_measurements.h"

#include <map>

#include "ecg/measurement/faint_spikes.h"
#include "ecg/measurement/flutter_waves.h"
#include "ecg/measurement/p_constancy.h"

namespace rdc::ecg {
namespace {

constexpr double kLockedIrregularity = 0.05;  // below: flutter's waves may be locked to the QRS
constexpr double kLongestAtriaSeconds = 120.0;

}  // namespace

void measure_atria(const CleanStrip& strip, Measurements& out) {
  auto& r = out.rhythm;
  r.p_constancy = r.flutter_likeness = r.flutter_memory = r.flutter_wave_bpm = Missing::kTooFewBeats;
  const auto seconds =
      static_cast<double>(strip.channels.empty() ? 0 : strip.channels.front().samples.size()) / strip.rate_hz;
  if (seconds > kLongestAtriaSeconds) return;
  const auto residue = take_out_ventricles(strip, out.beats, out.medians);
  if (residue.leads.empty() || out.beats.size() < 3) return;
  if (const auto alike = p_constancy(residue, out.beats)) r.p_constancy = *alike;
  if (const auto waves = find_flutter_waves(residue, r.rr_irregularity.value_or(0.0) < kLockedIrregularity)) {
    r.flutter_likeness = waves->likeness;
    if (waves->twice) r.flutter_memory = *waves->twice;
    r.flutter_wave_bpm = 60000.0 / waves->period_ms;
  }
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
}

}  // namespace rdc::ecg
