#include <algorithm>
#include <cmath>

#include "ecg/measurement/qrs_detector.h"
#include "ecg/measurement/qrs_weights.h"

namespace rdc::ecg {
namespace {

constexpr std::size_t kMostShapes = 24;

// Candidates that look alike and are about the same size.
struct Family {
  QrsShape centre;
  float log_size = 0.0F;
  float count = 0.0F;
};

float log_size(const QrsCandidate& candidate) { return std::log(std::max(0.003F, candidate.size)); }

void join(std::vector<Family>& families, const QrsCandidate& candidate) {
  Family* best = nullptr;
  float most = 0.85F;
  for (auto& family : families) {
    if (std::abs(family.log_size - log_size(candidate)) > 0.5F) continue;
    const float alike = QrsShape::likeness(family.centre, candidate.shape);
    if (alike > most) {
      most = alike;
      best = &family;
    }
  }
  if (best == nullptr) {
    if (families.size() == kMostShapes) {
      const auto smallest = std::min_element(families.begin(), families.end(),
                                             [](const Family& a, const Family& b) { return a.count < b.count; });
      if (smallest->count > 2.0F) return;
      families.erase(smallest);
    }
    families.push_back({candidate.shape, log_size(candidate), 1.0F});
    return;
  }
  best->count += 1.0F;
  const float share = 1.0F / std::min(best->count, 30.0F);
  for (std::size_t i = 0; i < best->centre.values.size(); ++i) {
    best->centre.values[i] += share * (candidate.shape.values[i] - best->centre.values[i]);
  }
  best->log_size += share * (log_size(candidate) - best->log_size);
}

struct Fit {
  float likeness = 0.0F;
  float size_gap = 1.5F;
  float log_count = 0.0F;
};

// The best family of three or more; `least` 2 when the candidate itself is not among them.
Fit best_fit(const std::vector<Family>& families, const QrsCandidate& candidate) {
  Fit out;
  float most = -10.0F;
  for (const auto& family : families) {
    if (family.count < 3.0F) continue;
    const float alike = QrsShape::likeness(family.centre, candidate.shape);
    const float gap = std::abs(family.log_size - log_size(candidate));
    const float value = alike - 0.3F * std::min(1.5F, gap) + 0.02F * std::log(family.count);
    if (value <= most) continue;
    most = value;
    out = {alike, std::min(1.5F, gap), std::log(family.count)};
  }
  return out;
}

float relative(double seconds, double typical) {
  return static_cast<float>(std::log(std::clamp(seconds / typical, 0.1, 4.0)));
}

template <std::size_t kInputs, std::size_t kHidden>
float network(const std::array<float, kQrsContextFeatures>& features, const float (&input)[kHidden][kInputs + 1],
              const float (&output)[kHidden + 1]) {
  float out = output[kHidden];
  for (std::size_t h = 0; h < kHidden; ++h) {
    float sum = input[h][kInputs];
    for (std::size_t f = 0; f < kInputs; ++f) sum += input[h][f] * features[f];
    out += output[h] * std::tanh(sum);
  }
  return out;
}

}  // namespace

void score_alone(QrsCandidates& all) {
  for (auto& c : all.candidates) c.log_odds = network<kQrsFeatures>(c.features, kQrsAloneInput, kQrsAloneOutput);
}

void score_in_context(QrsCandidates& all) {
  for (auto& c : all.candidates) {
    c.log_odds = network<kQrsContextFeatures>(c.features, kQrsContextInput, kQrsContextOutput);
  }
}

void add_context(QrsCandidates& all) {
  const auto beats = most_probable_beats(all, IntervalPrior::kRegular);
  const auto typical = typical_intervals(all);
  std::vector<char> is_beat(all.candidates.size(), 0);
  for (const std::size_t n : beats) is_beat[n] = 1;
  std::vector<Family> beat_families, other_families;
  for (std::size_t n = 0; n < all.candidates.size(); ++n) {
    const auto& candidate = all.candidates[n];
    if (is_beat[n] != 0 && candidate.log_odds > 1.0F) join(beat_families, candidate);
    if (is_beat[n] == 0 && candidate.log_odds < -1.0F) join(other_families, candidate);
  }
  std::size_t next = 0;
  for (std::size_t n = 0; n < all.candidates.size(); ++n) {
    while (next < beats.size() && beats[next] <= n) ++next;
    const std::size_t before_count = next - (is_beat[n] != 0 ? 1U : 0U);
    const double before = before_count > 0 ? all.seconds(n) - all.seconds(beats[before_count - 1]) : typical[n];
    const double after = next < beats.size() ? all.seconds(beats[next]) - all.seconds(n) : typical[n];
    const Fit as_beat = best_fit(beat_families, all.candidates[n]);
    const Fit as_other = best_fit(other_families, all.candidates[n]);
    auto& f = all.candidates[n].features;
    std::size_t at = kQrsFeatures;
    for (const float value :
         {std::clamp(all.candidates[n].log_odds, -12.0F, 12.0F), as_beat.likeness, as_beat.size_gap, as_beat.log_count,
          as_other.likeness, as_other.size_gap, as_other.log_count, relative(before, typical[n]),
          relative(after, typical[n]), relative(before + after, typical[n])}) {
      f[at++] = value;
    }
  }
}

}  // namespace rdc::ecg
