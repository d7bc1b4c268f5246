#include <algorithm>
#include <cmath>

#include "ecg/measurement/qrs_detector.h"
#include "ecg/measurement/qrs_levels.h"
#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

// Box mean over about 60 ms: a wide QRS with several humps becomes one.
std::vector<float> smoothed(const std::vector<float>& values, double rate_hz, double seconds) {
  const auto half = static_cast<long>(std::lround(seconds * rate_hz / 2));
  const auto length = static_cast<long>(values.size());
  std::vector<double> sums(values.size() + 1, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + static_cast<double>(values[i]);
  std::vector<float> out(values.size());
  for (long i = 0; i < length; ++i) {
    const long from = std::max(0L, i - half), to = std::min(length, i + half + 1);
    out[static_cast<std::size_t>(i)] = static_cast<float>(
        (sums[static_cast<std::size_t>(to)] - sums[static_cast<std::size_t>(from)]) / static_cast<double>(to - from));
  }
  return out;
}

// Local maxima that nothing within `reach` exceeds.
std::vector<std::size_t> peaks_of(const std::vector<float>& values, long reach, float least) {
  std::vector<std::size_t> out;
  const auto length = static_cast<long>(values.size());
  for (long i = 1; i + 1 < length; ++i) {
    const float v = values[static_cast<std::size_t>(i)];
    if (v < least || v < values[static_cast<std::size_t>(i - 1)] || v <= values[static_cast<std::size_t>(i + 1)])
      continue;
    const auto from = values.begin() + std::max(0L, i - reach);
    const auto to = values.begin() + std::min(length, i + reach + 1);
    if (*std::max_element(from, to) <= v) out.push_back(static_cast<std::size_t>(i));
  }
  return out;
}

float log_of(float value) { return std::log(std::max(0.003F, value)); }

// Against the soundest lead: what stands lower has no part in the leads' best and worst.
constexpr float kLeastSound = 0.3F;

class Features {
 public:
  Features(const std::vector<float>& wide, const CombinedLeads& combined, std::span<const Envelope> envelopes,
           const std::vector<LeadLevels>& levels, const std::vector<std::size_t>& peaks)
      : wide_(wide), combined_(combined), envelopes_(envelopes), levels_(levels), peaks_(peaks) {
    // Shape is compared in the three clearest leads.
    std::vector<std::pair<float, std::size_t>> clear;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const std::size_t middle = levels[l].peak.size() / 2;
      clear.emplace_back(-levels[l].peak[middle] / levels[l].floor[middle], l);
    }
    std::sort(clear.begin(), clear.end());
    for (std::size_t i = 0; i < std::min(QrsShape::kLeads, clear.size()); ++i) best_leads_.push_back(clear[i].second);
    for (const std::size_t peak : peaks_) {
      shapes_.push_back(shape_at(peak));
      sharpness_.push_back(shapes_.back().sharpness());
    }
  }

  std::array<float, kQrsContextFeatures> of(std::size_t n) const {
    const std::size_t at = peaks_[n];
    const float s = log_of(wide_[at]);
    const float floor = log_of(combined_.floor_at(at));
    float best = 0.0F, worst = 1e9F;
    const auto sound = combined_.sound_at(at);
    const float least = kLeastSound * *std::max_element(sound.begin(), sound.end());
    for (std::size_t l = 0; l < envelopes_.size(); ++l) {
      if (sound[l] < least) continue;
      const float ratio = lead_peak(l, at) / levels_[l].peak[levels_[l].at(at)];
      best = std::max(best, ratio);
      worst = std::min(worst, ratio);
    }
    const float before = highest(n, -0.45, -0.12), after = highest(n, 0.12, 0.45);
    const float near_before = highest(n, -0.24, -0.10), near_after = highest(n, 0.10, 0.24);
    const Kinship kin = kinship(n);
    return {s,
            floor,
            log_of(best),
            log_of(worst),
            s - log_of(before),
            s - log_of(after),
            s - log_of(near_before),
            s - log_of(near_after),
            s - log_of(highest(n, -1.6, -0.3)),
            s - log_of(highest(n, 0.3, 1.6)),
            narrowness(at),
            kin.likeness[0],
            kin.likeness[1],
            kin.size[0],
            kin.size[1],
            crowd(n),
            timing(n, -1),
            timing(n, 1),
            sharpness_[n],
            sharpness_[n] - usual_sharpness(n)};
  }

  const QrsShape& shape(std::size_t n) const { return shapes_[n]; }

 private:
  QrsShape shape_at(std::size_t peak) const {
    QrsShape out;
    const auto last = static_cast<double>(wide_.size() - 1);
    for (std::size_t l = 0; l < best_leads_.size(); ++l) {
      const auto& levels = levels_[best_leads_[l]];
      const float scale = 1.0F / levels.peak[levels.at(peak)];
      const auto& slope = envelopes_[best_leads_[l]].slope;
      for (std::size_t i = 0; i < QrsShape::kPoints; ++i) {
        const double offset = 0.008 * (static_cast<double>(i) - static_cast<double>(QrsShape::kPoints / 2));
        const double at = std::clamp(static_cast<double>(peak) + offset * combined_.rate_hz, 0.0, last);
        out.values[l * QrsShape::kPoints + i] = scale * slope[static_cast<std::size_t>(at + 0.5)];
      }
    }
    return out;
  }
  struct Kinship {
    float likeness[2] = {0.0F, 0.0F};  // correlation with the most alike strong candidate before and after
    float size[2] = {0.0F, 0.0F};      // log of the ratio of their sizes
  };
  static constexpr float kStrong = 0.45F;

  // Noise has no twins; QRS complexes, premature ones too, mostly do.
  Kinship kinship(std::size_t n) const {
    Kinship out;
    for (const int side : {0, 1}) {
      int seen = 0;
      float best = -1.0F;
      for (std::size_t step = 1; step < 40 && seen < 6; ++step) {
        if (side == 0 ? step > n : n + step >= peaks_.size()) break;
        const std::size_t k = side == 0 ? n - step : n + step;
        const float gap = std::abs(static_cast<float>(peaks_[k]) - static_cast<float>(peaks_[n]));
        if (wide_[peaks_[k]] < kStrong || gap < 0.3F * static_cast<float>(combined_.rate_hz)) continue;
        ++seen;
        const float alike = QrsShape::likeness(shapes_[n], shapes_[k]);
        if (alike <= best) continue;
        best = alike;
        out.size[side] = std::abs(log_of(wide_[peaks_[n]]) - log_of(wide_[peaks_[k]]));
      }
      out.likeness[side] = best;
    }
    return out;
  }
  // Median of up to eight strong candidates to each side, this one among them.
  float usual_sharpness(std::size_t n) const {
    constexpr std::size_t kSteps = 60, kMost = 8;
    std::vector<float> values;
    const auto visit = [&](std::size_t k, std::size_t& seen) {
      if (wide_[peaks_[k]] < kStrong) return;
      ++seen;
      values.push_back(sharpness_[k]);
    };
    std::size_t before = 0, after = 0;
    for (std::size_t step = 0; step < kSteps && step <= n && before < kMost; ++step) visit(n - step, before);
    for (std::size_t step = 1; step < kSteps && n + step < peaks_.size() && after < kMost; ++step)
      visit(n + step, after);
    if (values.empty()) return sharpness_[n];
    const auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  }
  // Log of the number of candidates of at least half this size within 1.2 s.
  float crowd(std::size_t n) const {
    const float reach = 1.2F * static_cast<float>(combined_.rate_hz);
    int count = 1;
    const auto visit = [&](std::size_t k) {
      if (std::abs(static_cast<float>(peaks_[k]) - static_cast<float>(peaks_[n])) > reach) return false;
      count += wide_[peaks_[k]] > 0.5F * wide_[peaks_[n]] ? 1 : 0;
      return true;
    };
    for (std::size_t k = n; k-- > 0 && visit(k);) {
    }
    for (std::size_t k = n + 1; k < peaks_.size() && visit(k); ++k) {
    }
    return std::log(static_cast<float>(count));
  }
  // Log of the seconds to the nearest strong candidate on one side.
  float timing(std::size_t n, int side) const {
    for (std::size_t k = n; side < 0 ? k-- > 0 : ++k < peaks_.size();) {
      if (wide_[peaks_[k]] < kStrong) continue;
      const double gap = std::abs(static_cast<double>(peaks_[k]) - static_cast<double>(peaks_[n])) / combined_.rate_hz;
      return static_cast<float>(std::log(std::min(2.5, gap)));
    }
    return std::log(2.5F);
  }
  float lead_peak(std::size_t lead, std::size_t at) const {
    const auto& values = envelopes_[lead].values;
    const auto reach = static_cast<std::size_t>(0.05 * combined_.rate_hz);
    const auto from = values.begin() + static_cast<long>(at > reach ? at - reach : 0);
    const auto to = values.begin() + static_cast<long>(std::min(values.size(), at + reach + 1));
    return *std::max_element(from, to);
  }
  // Highest other candidate in [at + from, at + to] seconds.
  float highest(std::size_t n, double from, double to) const {
    const auto at = static_cast<double>(peaks_[n]);
    const double low = at + from * combined_.rate_hz, high = at + to * combined_.rate_hz;
    float out = 0.0F;
    const auto visit = [&](std::size_t k) {
      const auto p = static_cast<double>(peaks_[k]);
      if (p >= low && p <= high) out = std::max(out, wide_[peaks_[k]]);
    };
    for (std::size_t k = n; k-- > 0 && static_cast<double>(peaks_[k]) >= low;) visit(k);
    for (std::size_t k = n + 1; k < peaks_.size() && static_cast<double>(peaks_[k]) <= high; ++k) visit(k);
    return out;
  }
  // Envelope's peak against its mean over 240 ms.
  float narrowness(std::size_t at) const {
    const auto reach = static_cast<std::size_t>(0.12 * combined_.rate_hz);
    const std::size_t from = at > reach ? at - reach : 0, to = std::min(wide_.size(), at + reach + 1);
    float sum = 0.0F;
    for (std::size_t i = from; i < to; ++i) sum += combined_.value[i];
    return std::log(std::max(0.05F, wide_[at] * static_cast<float>(to - from) / std::max(1e-3F, sum)));
  }

  const std::vector<float>& wide_;
  const CombinedLeads& combined_;
  std::span<const Envelope> envelopes_;
  const std::vector<LeadLevels>& levels_;
  const std::vector<std::size_t>& peaks_;
  std::vector<std::size_t> best_leads_;
  std::vector<QrsShape> shapes_;
  std::vector<float> sharpness_;
};

}  // namespace

QrsCandidates qrs_candidates(std::span<const std::span<const float>> leads, double rate_hz) {
  return qrs_candidates(qrs_envelopes(leads, rate_hz));
}

QrsCandidates qrs_candidates(std::span<const Envelope> envelopes) {
  QrsCandidates out;
  if (envelopes.empty() || envelopes.front().values.empty()) return out;
  std::vector<LeadLevels> levels;
  for (const auto& envelope : envelopes) levels.push_back(levels_of(envelope));
  const CombinedLeads combined = combine_leads(envelopes, levels);
  auto wide = smoothed(combined.value, combined.rate_hz, 0.06);
  const auto peaks = peaks_of(wide, std::lround(0.10 * combined.rate_hz), 0.04F);
  out.rate_hz = combined.rate_hz;
  const Features features(wide, combined, envelopes, levels, peaks);
  for (std::size_t n = 0; n < peaks.size(); ++n) {
    out.candidates.push_back({peaks[n], wide[peaks[n]], features.shape(n), features.of(n), 0.0F});
  }
  out.smoothed = std::move(wide);
  return out;
}

float QrsShape::sharpness() const {
  constexpr std::size_t kFrom = 7, kTo = 22;  // -56..+56 ms
  float moves = 1e-9F, squares = 1e-9F;
  for (std::size_t l = 0; l < kLeads; ++l) {
    const float* x = &values[l * kPoints];
    for (std::size_t i = kFrom; i < kTo; ++i) {
      const float move = x[i + 1] - x[i - 1];
      moves += move * move;
      squares += x[i] * x[i];
    }
  }
  return 0.5F * std::log(std::max(1e-3F, moves / squares));
}

float QrsShape::likeness(const QrsShape& a, const QrsShape& b) {
  constexpr std::size_t kShift = 2, kMiddle = kPoints - 2 * kShift;
  static_assert(2 * kShift == kLanes);
  // All shifts in step: a single one's sums would wait for themselves. The last has no lane.
  Lanes products = all_lanes(0.0F), squares = all_lanes(1e-6F);
  float first = 1e-6F, product = 0.0F, square = 1e-6F;
  for (std::size_t l = 0; l < kLeads; ++l) {
    const float* x = &a.values[l * kPoints + kShift];
    const float* y = &b.values[l * kPoints];
    for (std::size_t i = 0; i < kMiddle; ++i) {
      const Lanes shifted = load_lanes(y + i);
      const float last = y[i + kLanes];
      products += x[i] * shifted;
      squares += shifted * shifted;
      first += x[i] * x[i];
      product += x[i] * last;
      square += last * last;
    }
  }
  float best = std::max(-1.0F, product / std::sqrt(first * square));
  for (std::size_t shift = 0; shift < kLanes; ++shift)
    best = std::max(best, products[shift] / std::sqrt(first * squares[shift]));
  return best;
}

}  // namespace rdc::ecg
