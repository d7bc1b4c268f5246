#include "ecg/measurement/qrs_levels.h"

#include "ecg/signal/order_statistics.h"

namespace rdc::ecg {
namespace {

constexpr double kBinSeconds = 1.5;
constexpr std::size_t kLevelReach = 6;  // bins to each side
constexpr double kLevelShare = 0.7;     // at 20/min half of the bins hold no QRS

// Times its level that a lead counts for at most, and is sound to: a burst in one lead, twenty times its QRS, hid the
// beats of eleven.
constexpr float kMostOfLevel = 3.0F;
// Times its level that a lead's maximum within a bin is at least while the lead is sound; and the mean of the leads
// from where on there is a QRS. In a pause, where there is none, a lead with small P waves is as sound as one with
// large ones.
constexpr float kLeastSeen = 0.3F, kQrsShown = 0.25F;
constexpr std::size_t kFewLeads = 3;  // more outvote one that is faulty
constexpr float kLeastTrust = 0.01F;  // where no lead is sound the clearest still counts

float quantile_of(std::span<const float> values, double share) {
  return nth_smallest(values, static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

// An electrode that moves lifts a lead's level for as long as the level looks, and its QRS vanish against it; a heart's
// QRS do not grow or shrink like that within a minute. Nothing changes in tracings shorter than the level looks.
void hold_to_minute(std::vector<float>& peak) {
  constexpr std::size_t kReach = 40;  // bins: a minute to each side
  constexpr float kLeast = 0.5F, kMost = 1.5F;
  std::vector<float> usual(peak.size()), scratch;
  for (std::size_t b = 0; b < peak.size(); ++b) {
    const std::size_t from = b > kReach ? b - kReach : 0, to = std::min(peak.size(), b + kReach + 1);
    scratch.assign(peak.begin() + static_cast<long>(from), peak.begin() + static_cast<long>(to));
    usual[b] = quantile_of(scratch, 0.5);
  }
  for (std::size_t b = 0; b < peak.size(); ++b) peak[b] = std::clamp(peak[b], kLeast * usual[b], kMost * usual[b]);
}

// Of each lead within a bin, appended to `out`.
void add_soundness(const std::vector<LeadLevels>& levels, std::size_t bin, std::vector<float>& out) {
  const auto seen = [bin](const LeadLevels& lead) { return lead.highest[bin] / lead.peak[bin]; };
  float shown = 0.0F;
  for (const auto& lead : levels) shown += std::min(1.0F, seen(lead)) / static_cast<float>(levels.size());
  const bool told = levels.size() <= kFewLeads && shown >= kQrsShown;
  for (const auto& lead : levels) {
    const float moved = kMostOfLevel / std::max(kMostOfLevel, seen(lead));
    out.push_back(told ? std::min(moved, seen(lead) / kLeastSeen) : 1.0F);
  }
}

}  // namespace

LeadLevels levels_of(const Envelope& envelope) {
  LeadLevels out;
  out.bin = std::max<std::size_t>(1, static_cast<std::size_t>(kBinSeconds * envelope.rate_hz));
  const std::size_t bins = std::max<std::size_t>(1, envelope.values.size() / out.bin);
  std::vector<float> floors(bins), scratch;
  out.highest.resize(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    const auto first = envelope.values.begin() + static_cast<long>(b * out.bin);
    const auto last = b + 1 == bins ? envelope.values.end() : first + static_cast<long>(out.bin);
    out.highest[b] = *std::max_element(first, last);
    scratch.clear();
    for (auto it = first; it < last; it += std::min<long>(3, last - it)) scratch.push_back(*it);
    floors[b] = quantile_of(scratch, 0.3);
  }
  out.peak.resize(bins);
  out.floor.resize(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t from = b > kLevelReach ? b - kLevelReach : 0;
    const std::size_t to = std::min(bins, b + kLevelReach + 1);
    scratch.assign(out.highest.begin() + static_cast<long>(from), out.highest.begin() + static_cast<long>(to));
    out.peak[b] = std::max(1.0F, quantile_of(scratch, kLevelShare));
    float floor = 0.0F;
    int count = 0;
    for (std::size_t n = b > 0 ? b - 1 : 0; n < std::min(bins, b + 2); ++n, ++count) floor += floors[n];
    out.floor[b] = std::max(0.5F, floor / static_cast<float>(count));
  }
  hold_to_minute(out.peak);
  return out;
}

CombinedLeads combine_leads(std::span<const Envelope> envelopes, const std::vector<LeadLevels>& levels) {
  CombinedLeads out;
  out.rate_hz = envelopes.front().rate_hz;
  out.bin = levels.front().bin;
  out.leads = envelopes.size();
  const std::size_t length = envelopes.front().values.size();
  const std::size_t bins = levels.front().peak.size();
  out.value.resize(length);
  out.floor.resize(bins);
  std::vector<float> weights(envelopes.size());
  for (std::size_t b = 0; b < bins; ++b) {
    float sum = 0.0F;
    add_soundness(levels, b, out.sound);
    for (std::size_t l = 0; l < envelopes.size(); ++l) {
      const float ratio = std::min(60.0F, levels[l].peak[b] / levels[l].floor[b]);
      const float trusted = ratio * std::max(kLeastTrust, out.sound[b * out.leads + l]);
      weights[l] = trusted * trusted;
      sum += weights[l];
    }
    const std::size_t first = b * out.bin;
    const std::size_t last = b + 1 == bins ? length : first + out.bin;
    for (std::size_t l = 0; l < envelopes.size(); ++l) {
      const float factor = weights[l] / sum / levels[l].peak[b];
      out.floor[b] += factor * levels[l].floor[b];
      const float* from = envelopes[l].values.data();
      const float most = kMostOfLevel * levels[l].peak[b];
      for (std::size_t i = first; i < last; ++i) out.value[i] += factor * std::min(most, from[i]);
    }
  }
  return out;
}

}  // namespace rdc::ecg
