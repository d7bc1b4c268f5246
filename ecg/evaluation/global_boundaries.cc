#include "ecg/evaluation/global_boundaries.h"

#include <algorithm>
#include <tuple>

namespace rdc::ecg::evaluation {
namespace {

constexpr double kOneWaveMs = 150.0;  // between the peaks of one beat's wave in different leads
constexpr std::size_t kOneIn = 4;     // leads

struct LeadWave {
  double peak_ms;
  std::size_t lead;
  std::optional<double> onset_ms, offset_ms;
};

// What the leads show of one wave, ascending by peak.
using Shown = std::vector<LeadWave>;

// The first or, `late`, the last of the places by the rule; nullopt when there are none.
std::optional<double> outermost(std::vector<double> places, GlobalRule rule, bool late) {
  if (places.empty()) return std::nullopt;
  std::sort(places.begin(), places.end());
  const std::size_t inward = rule == GlobalRule::kExtreme ? 0 : (places.size() - 1) / kOneIn;
  return late ? places[places.size() - 1 - inward] : places[inward];
}

ReferenceWave together(const Shown& shown, GlobalRule rule) {
  std::vector<double> onsets, offsets;
  for (const auto& wave : shown) {
    if (wave.onset_ms) onsets.push_back(*wave.onset_ms);
    if (wave.offset_ms) offsets.push_back(*wave.offset_ms);
  }
  return {shown[shown.size() / 2].peak_ms, outermost(std::move(onsets), rule, false),
          outermost(std::move(offsets), rule, true)};
}

bool belongs(const Shown& shown, const LeadWave& wave) {
  if (shown.empty() || wave.peak_ms - shown.front().peak_ms > kOneWaveMs) return false;
  return std::none_of(shown.begin(), shown.end(), [&](const LeadWave& other) { return other.lead == wave.lead; });
}

std::vector<ReferenceWave> waves_together(std::vector<LeadWave> all, std::size_t leads, GlobalRule rule) {
  std::sort(all.begin(), all.end(), [](const LeadWave& a, const LeadWave& b) {
    return std::tie(a.peak_ms, a.lead) < std::tie(b.peak_ms, b.lead);
  });
  const std::size_t fewest = (leads + kOneIn - 1) / kOneIn;
  std::vector<ReferenceWave> out;
  Shown shown;
  const auto finish = [&] {
    if (!shown.empty() && shown.size() >= fewest) out.push_back(together(shown, rule));
    shown.clear();
  };
  for (const auto& wave : all) {
    if (!belongs(shown, wave)) finish();
    shown.push_back(wave);
  }
  finish();
  return out;
}

}  // namespace

std::vector<ReferenceWave> global_waves(std::span<const std::vector<ReferenceWave>> leads, GlobalRule rule) {
  std::vector<LeadWave> all;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    for (const auto& wave : leads[l]) all.push_back({wave.peak_ms, l, wave.onset_ms, wave.offset_ms});
  }
  return waves_together(std::move(all), leads.size(), rule);
}

std::vector<Wave> global_waves(std::span<const std::vector<Wave>> leads, GlobalRule rule) {
  std::vector<LeadWave> all;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    for (const auto& wave : leads[l]) all.push_back({wave.peak_ms, l, wave.onset_ms, wave.offset_ms});
  }
  std::vector<Wave> out;
  for (const auto& wave : waves_together(std::move(all), leads.size(), rule)) {
    out.push_back({*wave.onset_ms, wave.peak_ms, *wave.offset_ms});
  }
  return out;
}

std::array<WaveScore, 3> score_globally(std::span<const std::array<std::vector<ReferenceWave>, 3>> reference,
                                        std::span<const std::array<std::vector<Wave>, 3>> detected, GlobalRule rule) {
  std::array<std::vector<ReferenceWave>, 3> wanted;
  std::array<std::vector<Wave>, 3> found;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    std::vector<std::vector<ReferenceWave>> annotated;
    std::vector<std::vector<Wave>> shown;
    for (const auto& lead : reference) annotated.push_back(lead[k]);
    for (const auto& lead : detected) shown.push_back(lead[k]);
    wanted[k] = global_waves(annotated, rule);
    found[k] = global_waves(shown, rule);
  }
  std::array<WaveScore, 3> out;
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = score_waves(wanted[k], found[k], wanted[1], static_cast<WaveKind>(k));
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
