#include "ecg/measurement/beat_classifier.h"

#include <algorithm>
#include <cmath>

#include "ecg/measurement/beat_families.h"
#include "ecg/measurement/beat_weights.h"

namespace rdc::ecg {
namespace {

float log_ratio(double a, double b) {
  return static_cast<float>(std::log(std::clamp(a / std::max(1e-6, b), 0.1, 10.0)));
}

// Usual interval around beat n: median of intervals within 10 beats, without those next to other shapes.
std::vector<double> usual_intervals(const BeatFamilies& all) {
  const std::size_t count = all.at_ms.size();
  std::vector<double> out(count, 800.0), scratch;
  std::vector<bool> like;
  for (const auto& family : all.families)
    like.push_back(correlation(family.centre.qrs, all.families[0].centre.qrs) > 0.75F);
  for (std::size_t n = 0; n < count; ++n) {
    for (const bool strict : {true, false}) {
      scratch.clear();
      for (std::size_t k = n > 10 ? n - 10 : 1; k < std::min(count, n + 11); ++k) {
        if (k == 0 || (strict && (!like[all.family_of[k]] || !like[all.family_of[k - 1]]))) continue;
        scratch.push_back(all.at_ms[k] - all.at_ms[k - 1]);
      }
      if (scratch.size() >= 3 || (!strict && !scratch.empty())) break;
    }
    if (scratch.empty()) continue;
    std::nth_element(scratch.begin(), scratch.begin() + static_cast<long>(scratch.size() / 2), scratch.end());
    out[n] = std::clamp(scratch[scratch.size() / 2], 200.0, 3000.0);
  }
  return out;
}

class Describer {
 public:
  explicit Describer(const BeatFamilies& all) : all_(all), usual_(usual_intervals(all)) {
    sums_.resize(all.families.size());
    for (std::size_t n = 0; n < all.at_ms.size(); ++n) {
      auto& sum = sums_[all.family_of[n]];
      sum[0] += early(n);
      sum[1] += late(n);
      sum[2] += p_likeness(n);
      sum[3] += t_likeness(n);
      sum[4] += 1.0F;
    }
    spread_ = irregularity();
  }

  std::array<float, kBeatFeatures> of(std::size_t n) const {
    const auto& shape = all_.shapes[n];
    const auto& dominant = all_.families[0];
    const auto& own = all_.families[all_.family_of[n]];
    const auto& sum = sums_[all_.family_of[n]];
    const float likeness = correlation(shape.qrs, dominant.centre.qrs);
    const float total = static_cast<float>(all_.at_ms.size());
    return {early(n),
            late(n),
            early(n) + late(n),
            likeness,
            log_ratio(shape.size + 0.02, dominant.centre.size + 0.02),
            log_ratio(shape.width_ms + 10.0, dominant.width_ms + 10.0),
            shape.width_ms / 100.0F,
            dominant.width_ms / 100.0F,
            std::log(static_cast<float>(own.count) / total),
            std::min(5.0F, std::log(static_cast<float>(own.count))),
            all_.family_of[n] == 0 ? 1.0F : 0.0F,
            correlation(own.centre.qrs, dominant.centre.qrs),
            log_ratio(own.width_ms + 10.0, dominant.width_ms + 10.0),
            log_ratio(own.centre.size + 0.02, dominant.centre.size + 0.02),
            p_likeness(n),
            t_likeness(n),
            sum[0] / sum[4],
            sum[1] / sum[4],
            sum[2] / sum[4],
            spread_};
  }

  float early(std::size_t n) const { return n == 0 ? 0.0F : log_ratio(all_.at_ms[n] - all_.at_ms[n - 1], usual_[n]); }

 private:
  float late(std::size_t n) const {
    return n + 1 >= all_.at_ms.size() ? 0.0F : log_ratio(all_.at_ms[n + 1] - all_.at_ms[n], usual_[n]);
  }
  float p_likeness(std::size_t n) const { return correlation(all_.shapes[n].p, all_.families[0].centre.p); }
  float t_likeness(std::size_t n) const { return correlation(all_.shapes[n].t, all_.families[0].centre.t); }
  // Median of |log RR ratio| between neighbours of the dominant family: large in atrial fibrillation.
  float irregularity() const {
    std::vector<float> changes;
    for (std::size_t n = 2; n < all_.at_ms.size(); ++n) {
      if (all_.family_of[n] != 0 || all_.family_of[n - 1] != 0 || all_.family_of[n - 2] != 0) continue;
      changes.push_back(std::abs(log_ratio(all_.at_ms[n] - all_.at_ms[n - 1], all_.at_ms[n - 1] - all_.at_ms[n - 2])));
    }
    if (changes.empty()) return 0.0F;
    std::nth_element(changes.begin(), changes.begin() + static_cast<long>(changes.size() / 2), changes.end());
    return changes[changes.size() / 2];
  }

  const BeatFamilies& all_;
  std::vector<double> usual_;
  std::vector<std::array<float, 5>> sums_;
  float spread_ = 0.0F;
};

float ventricular_score(const std::array<float, kBeatFeatures>& features) {
  float out = kBeatOutput[std::size(kBeatInput)];
  for (std::size_t h = 0; h < std::size(kBeatInput); ++h) {
    float sum = kBeatInput[h][kBeatFeatures];
    for (std::size_t f = 0; f < kBeatFeatures; ++f) sum += kBeatInput[h][f] * features[f];
    out += kBeatOutput[h] * std::tanh(sum);
  }
  return out;
}

bool spike_before(std::span<const double> spikes_ms, double at_ms) {
  const auto first = std::lower_bound(spikes_ms.begin(), spikes_ms.end(), at_ms - 200.0);
  return first != spikes_ms.end() && *first <= at_ms + 20.0;
}

// A beat half-way between the dominant and a ventricular family, at about the time the dominant beat was due.
constexpr float kFusionLeast = 0.45F, kFusionMost = 0.90F;  // correlation with the dominant QRS (K)
constexpr float kPremature = -0.163F;                       // log 0.85: RR below 85 % of the usual (K)

BeatClass rule(const ClassifiedBeat& beat, float early, float spread) {
  if (beat.spike) return BeatClass::kPaced;
  const float odds = beat.ventricular_log_odds;
  if (odds > 0.0F && may_be_ventricular(beat.features)) return BeatClass::kVentricularPremature;
  if (odds > -1.5F && early > kPremature && beat.dominant_likeness > kFusionLeast &&
      beat.dominant_likeness < kFusionMost && beat.family != 0) {
    return BeatClass::kFusion;
  }
  // In atrial fibrillation every second beat is early: premature means nothing there.
  if (early < kPremature && spread < 0.08F) return BeatClass::kAtrialPremature;
  return BeatClass::kNormal;
}

}  // namespace

bool may_be_ventricular(const std::array<float, kBeatFeatures>& f) {
  constexpr float kOneInHundred = -4.6F, kLone = 0.1F;  // logs of the family's share of the beats and of its count
  constexpr float kLikeDominant = 0.6F;                 // correlation
  const float early = f[0], likeness = f[3], width = f[5], share = f[8], count = f[9], family_width = f[12];
  const float family_early = f[16], family_late = f[17];
  if (early < -0.15F || family_early < -0.08F || family_late > 0.08F) return true;
  const bool artefact = share < kOneInHundred && count < kLone;
  return std::max(width, family_width) > 0.14F && likeness < kLikeDominant && !artefact;
}

std::vector<ClassifiedBeat> classify_beats(std::span<const std::span<const float>> leads, double rate_hz,
                                           std::span<const QrsDetection> beats, std::span<const double> spikes_ms) {
  return classify_beats(leads, rate_hz, beats, spikes_ms, qrs_envelopes(leads, rate_hz));
}

std::vector<ClassifiedBeat> classify_beats(std::span<const std::span<const float>> leads, double rate_hz,
                                           std::span<const QrsDetection> beats, std::span<const double> spikes_ms,
                                           std::span<const Envelope> envelopes) {
  const BeatFamilies all = sort_into_families(leads, envelopes, rate_hz, beats);
  const Describer describe(all);
  std::vector<ClassifiedBeat> out;
  for (std::size_t n = 0; n < all.at_ms.size(); ++n) {
    ClassifiedBeat beat;
    beat.at_ms = all.at_ms[n];
    beat.family = all.family_of[n];
    beat.features = describe.of(n);
    beat.dominant_likeness = beat.features[3];
    beat.ventricular_log_odds = ventricular_score(beat.features);
    beat.spike = spike_before(spikes_ms, beat.at_ms);
    beat.kind = rule(beat, describe.early(n), beat.features.back());
    out.push_back(beat);
  }
  return out;
}

}  // namespace rdc::ecg
