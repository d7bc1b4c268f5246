#include <algorithm>
#include <cmath>

#include "ecg/measurement/beat_surroundings.h"
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

float larger(const QrsCandidate& one, const QrsCandidate& other) {
  return std::clamp(std::log(one.size / other.size), -2.5F, 2.5F);
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
  raise_untimely_beats(all);
}

void raise_untimely_beats(QrsCandidates& all) {
  constexpr float kLikeBeats = 0.8F, kSizeGap = 0.5F;  // correlation; log of sizes
  constexpr float kLarger = 1.0F, kKnown = 1.3F;       // log of sizes; log of the number of beats that tell
  constexpr float kSharp = -0.4F, kRaised = 1.5F;      // QrsShape::sharpness(); log-odds
  for (auto& candidate : all.candidates) {
    const float* f = &candidate.features[kQrsFeatures];
    const float as_beat = f[1], size_gap = f[2], as_other = f[4];
    const float behind = f[10], behind_known = f[12], ahead = f[13], ahead_known = f[15];
    const bool like_beats = as_beat >= kLikeBeats && as_beat > as_other && size_gap < kSizeGap;
    const bool untimely = behind >= kLarger && behind_known > kKnown && (ahead_known == 0.0F || ahead >= kLarger);
    if (like_beats && untimely && candidate.features[kSharpness] > kSharp)
      candidate.log_odds = std::max(candidate.log_odds, kRaised);
  }
}

namespace {

struct Families {
  std::vector<Family> beats, others;
};

Families families_of(const QrsCandidates& all, const std::vector<char>& is_beat) {
  Families out;
  for (std::size_t n = 0; n < all.candidates.size(); ++n) {
    const auto& candidate = all.candidates[n];
    if (is_beat[n] != 0 && candidate.log_odds > 1.0F) join(out.beats, candidate);
    if (is_beat[n] == 0 && candidate.log_odds < -1.0F) join(out.others, candidate);
  }
  return out;
}

}  // namespace

void add_context(QrsCandidates& all) {
  const auto beats = most_probable_beats(all, IntervalPrior::kRegular);
  const auto typical = typical_intervals(all);
  std::vector<char> is_beat(all.candidates.size(), 0);
  for (const std::size_t n : beats) is_beat[n] = 1;
  const Families families = families_of(all, is_beat);
  BeatSurroundings surroundings(all, beats);
  std::size_t next = 0;
  for (std::size_t n = 0; n < all.candidates.size(); ++n) {
    while (next < beats.size() && beats[next] <= n) ++next;
    const std::size_t before_count = next - (is_beat[n] != 0 ? 1U : 0U);
    const bool has_before = before_count > 0, has_after = next < beats.size();
    const double before = has_before ? all.seconds(n) - all.seconds(beats[before_count - 1]) : typical[n];
    const double after = has_after ? all.seconds(beats[next]) - all.seconds(n) : typical[n];
    auto& candidate = all.candidates[n];
    const Fit as_beat = best_fit(families.beats, candidate);
    const Fit as_other = best_fit(families.others, candidate);
    const UsualThere behind = has_before ? surroundings.behind(n, before_count - 1) : UsualThere{};
    const UsualThere ahead = has_after ? surroundings.ahead(n, next) : UsualThere{};
    const QrsCandidate& last = has_before ? all.candidates[beats[before_count - 1]] : candidate;
    const QrsCandidate& following = has_after ? all.candidates[beats[next]] : candidate;
    std::size_t at = kQrsFeatures;
    for (const float value :
         {std::clamp(candidate.log_odds, -12.0F, 12.0F), as_beat.likeness, as_beat.size_gap, as_beat.log_count,
          as_other.likeness, as_other.size_gap, as_other.log_count, relative(before, typical[n]),
          relative(after, typical[n]), relative(before + after, typical[n]), behind.larger, behind.likeness,
          behind.known, ahead.larger, ahead.likeness, ahead.known,
          candidate.features[kSharpness] - last.features[kSharpness], larger(candidate, last),
          larger(candidate, following)}) {
      candidate.features[at++] = value;
    }
  }
}

}  // namespace rdc::ecg
