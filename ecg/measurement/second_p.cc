#include "ecg/measurement/second_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ecg/signal/block_means.h"
#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

constexpr double kSearchHz = 125.0;
constexpr double kReachMs = 56.0;       // of a P to either side of its peak
constexpr double kFarthest = 0.06;      // of RR, from the middle between two P
constexpr double kLikeInterval = 0.10;  // beats farther from the mean interval are left out
constexpr double kShortestRrMs = 600.0;
constexpr std::size_t kFewestBeats = 4, kFewestLeads = 2;

using Window = std::vector<float>;  // leads one after the other

// The recorded leads that no others follow from, at about 125 Hz.
class Leads {
 public:
  explicit Leads(const CleanStrip& strip) : Leads(strip, block_for(strip.rate_hz, kSearchHz)) {}

  std::size_t count() const { return leads_.size(); }
  double step_ms() const { return step_ms_; }

  // The mean about each of these moments, without what a parabola draws; empty: too few of them lie in the strip.
  Window mean_at(const std::vector<double>& centres_ms) const {
    const auto samples = static_cast<std::size_t>(2 * reach_ + 1);
    Window sum(leads_.size() * samples, 0.0F);
    std::size_t used = 0;
    for (const double ms : centres_ms) {
      // Between two of the means: single beats differ by less than their distance.
      const double exact = ms / step_ms_ - 0.5 - static_cast<double>(reach_);
      const auto from = static_cast<long>(std::floor(exact));
      if (from < 0 || static_cast<std::size_t>(from) + samples + 1 > leads_.front().size()) continue;
      const auto later = static_cast<float>(exact - std::floor(exact));
      ++used;
      for (std::size_t l = 0; l < leads_.size(); ++l) {
        const float* x = leads_[l].data() + from;
        for (std::size_t i = 0; i < samples; ++i) sum[l * samples + i] += x[i] + later * (x[i + 1] - x[i]);
      }
    }
    if (used < kFewestBeats) return {};
    for (float& v : sum) v /= static_cast<float>(used);
    for (std::size_t l = 0; l < leads_.size(); ++l) take_out_parabola(std::span(sum).subspan(l * samples, samples));
    return sum;
  }

 private:
  Leads(const CleanStrip& strip, std::size_t block)
      : step_ms_(1000.0 * static_cast<double>(block) / strip.rate_hz), reach_(std::lround(kReachMs / step_ms_)) {
    constexpr std::array kWanted = {Lead::kI,  Lead::kII, Lead::kV1, Lead::kV2,
                                    Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      const bool wanted = std::find(kWanted.begin(), kWanted.end(), strip.channels[c].lead) != kWanted.end();
      if (strip.derived[c] || !wanted) continue;
      leads_.push_back(block_means(strip.channels[c].samples, block));
    }
  }

  // Least squares about the middle, where odd and even powers do not mix.
  static void take_out_parabola(std::span<float> x) {
    const std::size_t middle = x.size() / 2;
    const auto half = static_cast<float>(middle);
    float s0 = 0.0F, s2 = 0.0F, s4 = 0.0F, y0 = 0.0F, y1 = 0.0F, y2 = 0.0F;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float t = (static_cast<float>(i) - half) / half;
      s0 += 1.0F;
      s2 += t * t;
      s4 += t * t * t * t;
      y0 += x[i];
      y1 += x[i] * t;
      y2 += x[i] * t * t;
    }
    const float whole = s0 * s4 - s2 * s2;
    const float level = (y0 * s4 - y2 * s2) / whole, slope = y1 / s2, bend = (y2 * s0 - y0 * s2) / whole;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float t = (static_cast<float>(i) - half) / half;
      x[i] -= level + slope * t + bend * t * t;
    }
  }

  std::vector<std::vector<float>> leads_;
  double step_ms_;
  long reach_;
};

double product(const Window& a, const Window& b) {
  return static_cast<double>(product_of(a.data(), b.data(), a.size()));
}

// Usual distance from P to R of the beats that lead the tracing; nullopt: too few have a P.
std::optional<double> usual_p_distance(std::span<const Beat> beats) {
  std::vector<double> all;
  for (const auto& beat : beats) {
    if (beat.family == 0 && beat.p && !beat.ventricular()) all.push_back(beat.r_ms - beat.p->peak_ms);
  }
  if (all.size() < kFewestBeats) return std::nullopt;
  const auto middle = all.begin() + static_cast<long>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace

std::optional<SecondP> find_second_p(const CleanStrip& strip, std::span<const Beat> beats) {
  const auto distance = usual_p_distance(beats);
  if (!distance) return std::nullopt;
  const double rr_ms = (beats.back().r_ms - beats.front().r_ms) / static_cast<double>(beats.size() - 1);
  const Leads leads(strip);
  if (rr_ms < kShortestRrMs || leads.count() < kFewestLeads) return std::nullopt;
  std::vector<double> own, middles;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    if (beats[n].family != 0 || beats[n].ventricular()) continue;
    own.push_back(beats[n].r_ms - *distance);
    if (n + 1 == beats.size() || beats[n + 1].family != 0) continue;
    const double interval = beats[n + 1].r_ms - beats[n].r_ms;
    if (std::abs(interval - rr_ms) <= kLikeInterval * rr_ms) middles.push_back(own.back() + 0.5 * interval);
  }
  const Window p = leads.mean_at(own);
  const double energy = p.empty() ? 0.0 : product(p, p);
  if (energy <= 0.0) return std::nullopt;
  SecondP best{-1.0, 0.0, -1.0};
  const long farthest = std::max(1L, std::lround(kFarthest * rr_ms / leads.step_ms()));
  std::vector<double> centres(middles.size());
  for (long off = -farthest; off <= farthest; ++off) {
    for (std::size_t i = 0; i < middles.size(); ++i)
      centres[i] = middles[i] + static_cast<double>(off) * leads.step_ms();
    const Window here = leads.mean_at(centres);
    if (here.empty()) return std::nullopt;
    const double shared = product(here, p), likeness = shared / std::sqrt(energy * product(here, here) + 1e-9);
    if (std::abs(off) == farthest) best.elsewhere = std::max(best.elsewhere, likeness);
    if (likeness <= best.likeness) continue;
    best.likeness = likeness;
    best.size = shared / energy;
  }
  return best;
}

}  // namespace rdc::ecg
