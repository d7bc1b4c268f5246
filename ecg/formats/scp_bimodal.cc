#include "ecg/formats/scp_bimodal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace rdc::ecg::scp {
namespace {

constexpr std::size_t kFilling = 16;  // false samples that the bits behind the last true one can make

struct Stretch {
  std::size_t length = 0;
  bool is_protected = false;
};

// The lead cut at its protected zones, in order.
std::vector<Stretch> stretches_of(const std::vector<Zone>& zones, Zone lead) {
  std::vector<Stretch> stretches;
  std::uint64_t at = lead.begin;
  for (const auto& zone : zones) {
    const std::uint64_t begin = std::max<std::uint64_t>(zone.begin, at);
    const std::uint64_t end = std::min<std::uint64_t>(zone.end, lead.end);
    if (begin > end) continue;
    if (begin > at) stretches.push_back({static_cast<std::size_t>(begin - at), false});
    stretches.push_back({static_cast<std::size_t>(end - begin + 1), true});
    at = end + 1;
  }
  if (at <= lead.end) stretches.push_back({static_cast<std::size_t>(lead.end - at + 1), false});
  return stretches;
}

// What is stored of a stretch: samples that stand for several, then single ones.
struct Share {
  std::size_t thinned = 0, single = 0;
};

Share share_of(const Stretch& stretch, const BimodalLayout& layout) {
  if (stretch.is_protected) return {0, stretch.length};
  const std::size_t left_over = stretch.length % layout.ratio;
  if (layout.keeps_leftover) return {stretch.length / layout.ratio, left_over};
  return {stretch.length / layout.ratio + (left_over > 0 ? 1 : 0), 0};
}

// How well a layout explains what the leads hold.
struct Fit {
  std::size_t leads = 0;                                         // that hold what it stores and hardly more
  std::size_t excess = std::numeric_limits<std::size_t>::max();  // the least of theirs
};

Fit fit_of(std::span<const StoredLead> leads, const BimodalLayout& layout) {
  Fit fit;
  std::size_t wanted = 0;
  const StoredLead* counted = nullptr;
  for (const auto& lead : leads) {
    // Nearly always all leads have one place.
    if (counted == nullptr || counted->place.begin != lead.place.begin || counted->place.end != lead.place.end) {
      wanted = 0;
      for (const auto& stretch : stretches_of(layout.protected_zones, lead.place)) {
        const Share share = share_of(stretch, layout);
        wanted += share.thinned + share.single;
      }
      counted = &lead;
    }
    if (lead.stored < wanted || lead.stored > wanted + kFilling) continue;
    ++fit.leads;
    fit.excess = std::min(fit.excess, lead.stored - wanted);
  }
  return fit;
}

// The layout that explains most leads, at least half, with the fewest false samples.
std::optional<BimodalLayout> best_of(std::span<const StoredLead> leads, std::span<const BimodalLayout> layouts) {
  std::optional<BimodalLayout> best;
  Fit known;
  for (const auto& layout : layouts) {
    const Fit fit = fit_of(leads, layout);
    if (2 * fit.leads < leads.size() || fit.leads < known.leads) continue;
    if (fit.leads == known.leads && fit.excess >= known.excess) continue;
    known = fit;
    best = layout;
  }
  return best;
}

// `length` samples around the stored ones' middles.
void interpolate(std::span<const std::int16_t> stored, std::size_t length, std::size_t ratio,
                 std::vector<std::int16_t>& out) {
  for (std::size_t i = 0; i < length; ++i) {
    const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(ratio) - 0.5;
    const double held = std::clamp(place, 0.0, static_cast<double>(stored.size() - 1));
    const auto before = static_cast<std::size_t>(held);
    const std::size_t after = std::min(before + 1, stored.size() - 1);
    const double share = held - static_cast<double>(before);
    const double value = stored[before] * (1.0 - share) + stored[after] * share;
    out.push_back(static_cast<std::int16_t>(value < 0 ? value - 0.5 : value + 0.5));
  }
}

}  // namespace

BimodalLayout bimodal_layout(std::span<const StoredLead> leads, std::vector<Zone> protected_zones, int ratio) {
  std::sort(protected_zones.begin(), protected_zones.end(),
            [](const Zone& a, const Zone& b) { return a.begin < b.begin; });
  std::vector<std::size_t> ratios;
  if (ratio > 1) ratios.push_back(static_cast<std::size_t>(ratio));
  for (const std::size_t other : {1U, 4U, 2U, 3U}) ratios.push_back(other);
  for (const std::size_t tried : ratios) {
    const std::array<BimodalLayout, 4> layouts = {BimodalLayout{protected_zones, tried, true},
                                                  BimodalLayout{protected_zones, tried, false},
                                                  BimodalLayout{{}, tried, true}, BimodalLayout{{}, tried, false}};
    if (auto best = best_of(leads, layouts)) return std::move(*best);
  }
  return {std::move(protected_zones), ratio > 1 ? static_cast<std::size_t>(ratio) : 4, true};
}

std::vector<std::int16_t> expand_bimodal(std::span<const std::int16_t> stored, const BimodalLayout& layout, Zone lead) {
  std::vector<std::int16_t> out;
  const auto take = [&stored](std::size_t count) {
    const auto part = stored.subspan(0, std::min(count, stored.size()));
    stored = stored.subspan(part.size());
    return part;
  };
  for (const auto& stretch : stretches_of(layout.protected_zones, lead)) {
    if (stored.empty()) break;
    const Share share = share_of(stretch, layout);
    const auto thinned = take(share.thinned);
    if (!thinned.empty()) {
      interpolate(thinned, std::min(stretch.length - share.single, thinned.size() * layout.ratio), layout.ratio, out);
    }
    const auto single = take(share.single);
    out.insert(out.end(), single.begin(), single.end());
  }
  return out;
}

}  // namespace rdc::ecg::scp
