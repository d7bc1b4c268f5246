#include "ecg/formats/scp_bimodal.h"

#include <algorithm>

namespace rdc::ecg::scp {
namespace {

struct Stretch {
  std::size_t length = 0;
  bool is_protected = false;
};

// The lead cut at its protected zones, in order.
std::vector<Stretch> stretches_of(std::vector<Zone> zones, Zone lead) {
  std::sort(zones.begin(), zones.end(), [](const Zone& a, const Zone& b) { return a.begin < b.begin; });
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

std::size_t stored_in(const Stretch& stretch, std::size_t ratio) {
  return stretch.is_protected ? stretch.length : (stretch.length + ratio - 1) / ratio;
}

std::size_t stored_in(const std::vector<Stretch>& stretches, std::size_t ratio) {
  std::size_t count = 0;
  for (const auto& stretch : stretches) count += stored_in(stretch, ratio);
  return count;
}

// The bits that fill the last byte may have been taken for a few samples more.
std::size_t fitting_ratio(const std::vector<Stretch>& stretches, std::size_t stored, int stated) {
  constexpr std::size_t kFilling = 16;
  const auto fits = [&](std::size_t ratio) {
    const std::size_t wanted = stored_in(stretches, ratio);
    return stored >= wanted && stored <= wanted + kFilling;
  };
  if (stated > 1 && fits(static_cast<std::size_t>(stated))) return static_cast<std::size_t>(stated);
  for (const std::size_t ratio : {1U, 4U, 2U, 3U}) {
    if (fits(ratio)) return ratio;
  }
  return stated > 1 ? static_cast<std::size_t>(stated) : 4;
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

std::vector<std::int16_t> expand_bimodal(std::span<const std::int16_t> stored, std::vector<Zone> protected_zones,
                                         Zone lead, int ratio) {
  const auto stretches = stretches_of(std::move(protected_zones), lead);
  const std::size_t step = fitting_ratio(stretches, stored.size(), ratio);
  std::vector<std::int16_t> out;
  for (const auto& stretch : stretches) {
    const std::size_t wanted = stored_in(stretch, step);
    const auto part = stored.subspan(0, std::min(wanted, stored.size()));
    stored = stored.subspan(part.size());
    if (part.empty()) break;
    if (stretch.is_protected || step == 1) {
      out.insert(out.end(), part.begin(), part.end());
    } else {
      interpolate(part, std::min(stretch.length, part.size() * step), step, out);
    }
  }
  return out;
}

}  // namespace rdc::ecg::scp
