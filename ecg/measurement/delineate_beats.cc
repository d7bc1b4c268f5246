#include "ecg/measurement/delineate_beats.h"

#include <algorithm>

#include "ecg/measurement/beat_classifier.h"
#include "ecg/measurement/median_beat.h"
#include "ecg/measurement/p_vouching.h"
#include "ecg/signal/pacing_spikes.h"

namespace rdc::ecg {

std::vector<std::vector<BeatWaves>> delineate_beats(const Strip& strip) { return delineate_beats(strip, kSettling); }

std::vector<std::vector<BeatWaves>> delineate_beats(const Strip& strip, const SettlingTable& settling,
                                                    const BoundaryNetworks& networks) {
  auto assessed = assess(strip);
  const auto quality = assessed.quality;
  const auto spikes = find_pacing_spikes(strip);
  Strip without_spikes;
  if (!spikes.empty()) {  // as measure() does: a spike is no QRS onset
    without_spikes = strip;
    for (auto& channel : without_spikes.channels) remove_spikes(channel.samples, strip.rate_hz, spikes);
  }
  std::vector<std::size_t> used;
  std::vector<std::span<const float>> leads;
  const CleanStrip cleaned = spikes.empty() ? clean(strip, std::move(assessed)) : clean(without_spikes, quality);
  for (std::size_t c = 0; c < quality.size(); ++c) {
    if (!quality[c].usable()) continue;
    leads.emplace_back(cleaned.channels[used.size()].samples);
    used.push_back(c);
  }
  std::vector<std::vector<BeatWaves>> out;
  if (leads.empty()) return out;
  std::vector<double> spike_times;
  for (const auto& spike : spikes) spike_times.push_back(spike.at_ms);
  const auto beats = classify_beats(leads, strip.rate_hz, detect_qrs(leads, strip.rate_hz), spike_times);
  DelineationGrid grid(leads, strip.rate_hz);
  const double usual =
      beats.size() > 1 ? (beats.back().at_ms - beats.front().at_ms) / static_cast<double>(beats.size() - 1) : 1000.0;
  std::vector<BeatPlace> places;
  std::vector<std::uint16_t> families;
  std::vector<bool> without_p;  // dissociated, or not its own
  for (std::size_t n = 0; n < beats.size(); ++n) {
    places.push_back({beats[n].at_ms, n > 0 ? beats[n].at_ms - beats[n - 1].at_ms : usual,
                      n + 1 < beats.size() ? beats[n + 1].at_ms - beats[n].at_ms : usual});
    families.push_back(beats[n].family);
    without_p.push_back(beats[n].kind == BeatClass::kVentricularPremature);
  }
  auto global = delineate_strip(grid, places, without_p, networks);
  for (std::size_t n = 0; n < beats.size(); ++n) {
    auto& p = global[n].p;
    if (p && is_part_of_qrs(*p, global[n].qrs, beats[n].at_ms, beats[n].spike)) p.reset();
  }
  std::vector<std::vector<BeatWaves>> found;
  for (std::size_t n = 0; n < beats.size(); ++n) found.push_back(delineate_leads(grid, places[n], global[n], networks));
  settle_boundaries(found, families, settling);
  for (const auto& waves : found) {
    std::vector<BeatWaves> all(strip.channels.size());
    for (std::size_t u = 0; u < used.size(); ++u) all[used[u]] = waves[u];
    out.push_back(std::move(all));
  }
  return out;
}

}  // namespace rdc::ecg
