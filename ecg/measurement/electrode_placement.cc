#include "ecg/measurement/electrode_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ecg/measurement/limb_order.h"

namespace rdc::ecg {
namespace {

constexpr double kWideMs = 120.0;            // CLINICAL.md section 3
constexpr double kMostMedianNoiseUv = 25.0;  // of the median beat: beyond, a lead's direction may be the noise's (ours)

class Look {
 public:
  explicit Look(const MedianBeat& median) : median_(median) {}

  double size(Lead lead) const {
    return value(lead, [](const auto& m) { return m.qrs_peak_to_peak_uv; });
  }
  double area(Lead lead) const {
    return value(lead, [](const auto& m) { return m.qrs_area_uv_ms; });
  }
  double p(Lead lead) const {
    return value(lead, [](const auto& m) { return m.p_uv; });
  }
  // Smaller P may be noise.
  double least_p() const { return std::max(25.0, 2.5 * median_.noise_uv); }
  double t(Lead lead) const {
    return value(lead, [](const auto& m) { return m.t_uv; });
  }
  bool has(Lead lead) const { return median_.find(lead) != nullptr; }
  double r(Lead lead) const {
    const auto* found = median_.find(lead);
    return found != nullptr && found->r ? found->r->amplitude_uv : 0.0;
  }
  bool wide() const { return !median_.qrs || median_.qrs->duration_ms() >= kWideMs; }
  // Net QRS, -1 (all negative) to 1.
  double polarity(Lead lead) const {
    const auto* found = median_.find(lead);
    if (found == nullptr) return 0.0;
    double up = 0.0, down = 0.0;
    for (const auto& wave : {found->q, found->r, found->s, found->r2, found->s2}) {
      if (!wave) continue;
      (wave->amplitude_uv > 0 ? up : down) += std::abs(wave->amplitude_uv);
    }
    return up + down > 0.0 ? (up - down) / (up + down) : 0.0;
  }

 private:
  template <typename Member>
  double value(Lead lead, Member member) const {
    const auto* found = median_.find(lead);
    return found == nullptr ? 0.0 : member(*found).value_or(0.0);
  }
  const MedianBeat& median_;
};

constexpr std::array<Lead, 6> kChest = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};

bool has_all_chest(const Look& look) {
  return std::all_of(kChest.begin(), kChest.end(), [&](Lead lead) { return look.has(lead); });
}

// The leg electrode on an arm: the lead between the two legs sees nothing.
void suspect_flat(std::vector<PlacementSuspicion>& out, const Look& look) {
  const double largest = std::max({look.size(Lead::kI), look.size(Lead::kII), look.size(Lead::kIII)});
  if (largest < 300.0) return;
  const auto flat = [&](Lead lead, PlacementFault fault) {
    const double share = look.size(lead) / largest;
    // A QRS at right angles to the lead is small, too, but P and T are seldom so as well.
    const bool silent = std::abs(look.p(lead)) < 25.0 && std::abs(look.t(lead)) < 50.0;
    if (look.size(lead) < 120.0 && share < 0.15 && silent)
      out.push_back({fault, std::min(0.95, 1.1 - 3.0 * share), {lead}});
  };
  flat(Lead::kII, PlacementFault::kRightArmRightLeg);
  flat(Lead::kIII, PlacementFault::kLeftArmRightLeg);
  flat(Lead::kI, PlacementFault::kArmsAndLegsCrossed);
}

// The mirror image of the heart: I upside down, and R shrinks from V1 to V6.
bool mirrored(const Look& look) {
  return look.polarity(Lead::kI) < -0.3 && look.size(Lead::kI) > 200.0 && look.p(Lead::kI) < -look.least_p() &&
         has_all_chest(look) && look.polarity(Lead::kV6) < -0.2 && look.polarity(Lead::kV5) < 0.2;
}

// By the limb leads' own signs, for tracings without all chest leads and for what those leave open.
std::optional<PlacementSuspicion> upside_down(const Look& look) {
  if (look.p(Lead::kII) < -40.0 && look.polarity(Lead::kII) < -0.3 && look.p(Lead::kIII) < 0.0 &&
      look.p(Lead::kAvr) > 20.0 && look.polarity(Lead::kAvr) > 0.2) {
    return PlacementSuspicion{PlacementFault::kRightArmLeftLeg, 0.75, {Lead::kI, Lead::kII, Lead::kIII}};
  }
  const bool i_inverted = look.polarity(Lead::kI) < -0.3 && look.size(Lead::kI) > 200.0;
  const bool p_inverted = look.p(Lead::kI) < -look.least_p();
  const double v6 = look.polarity(Lead::kV6);
  if (i_inverted && look.has(Lead::kV6)) {
    const double avr = look.polarity(Lead::kAvr);
    if (p_inverted && v6 > 0.2) {
      return PlacementSuspicion{PlacementFault::kArmsReversed, avr > 0.0 ? 0.95 : 0.85, {Lead::kI, Lead::kAvr}};
    }
    if (v6 > 0.5 && avr > 0.3 && !look.wide())
      return PlacementSuspicion{PlacementFault::kArmsReversed, 0.6, {Lead::kI, Lead::kAvr}};
  }
  // Left arm and left leg exchanged: P in I higher than in II, and III upside down; seen in health too.
  if (look.p(Lead::kI) > look.p(Lead::kII) + 40.0 && look.p(Lead::kIII) < -40.0 && look.polarity(Lead::kIII) < -0.5 &&
      look.p(Lead::kII) > 0.0) {
    return PlacementSuspicion{PlacementFault::kLeftArmLeftLeg, 0.5, {Lead::kI, Lead::kII, Lead::kIII}};
  }
  return std::nullopt;
}

void suspect_exchanged_limbs(std::vector<PlacementSuspicion>& out, const Look& look, const MedianBeat& median,
                             bool chest_in_order) {
  if (median.noise_uv > kMostMedianNoiseUv) return;
  if (mirrored(look)) {
    out.push_back({PlacementFault::kDextrocardia, 0.8, {Lead::kI, Lead::kV4, Lead::kV5, Lead::kV6}});
    return;
  }
  auto by_signs = upside_down(look);
  if (const auto order = chest_in_order ? likely_limb_order(median) : std::nullopt) {
    if (by_signs && by_signs->fault == order->fault) {
      by_signs->confidence = std::max(by_signs->confidence, 0.9);
    } else if (!by_signs || by_signs->confidence < 0.8) {
      by_signs =
          PlacementSuspicion{order->fault, std::min(0.9, 0.3 + 0.5 * order->gain), {Lead::kI, Lead::kII, Lead::kIII}};
    }
  }
  if (by_signs) out.push_back(std::move(*by_signs));
}

double shape_distance(const Samples& a, const Samples& b) {
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); i += 2) {
    const double gap = static_cast<double>(a[i] - b[i]);
    squares += gap * gap;
  }
  return std::sqrt(squares / static_cast<double>(a.size()));
}

// From V6 to V1: the R shrinks where lead I points to the left.
bool chest_reversed(const Look& look) {
  return has_all_chest(look) && look.polarity(Lead::kI) > 0.2 && look.polarity(Lead::kV1) > 0.3 &&
         look.polarity(Lead::kV6) < -0.2 && look.r(Lead::kV1) > 2.0 * look.r(Lead::kV6) && look.p(Lead::kI) > -25.0;
}

// Chest leads side by side look alike: exchanged ones make the way from V1 to V6 longer than it need be.
void suspect_chest_order(std::vector<PlacementSuspicion>& out, const MedianBeat& median) {
  if (median.noise_uv > kMostMedianNoiseUv) return;
  std::array<const Channel*, 6> chest{};
  for (std::size_t i = 0; i < chest.size(); ++i) {
    chest[i] = median.strip.find(kChest[i]);
    if (chest[i] == nullptr) return;
  }
  const auto way = [&](const std::array<const Channel*, 6>& order) {
    double sum = 0.0;
    for (std::size_t i = 1; i < order.size(); ++i) sum += shape_distance(order[i - 1]->samples, order[i]->samples);
    return sum;
  };
  const double as_labelled = way(chest);
  double shortest = as_labelled;
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i < chest.size(); ++i) {
    for (std::size_t k = i + 1; k < chest.size(); ++k) {
      auto order = chest;
      std::swap(order[i], order[k]);
      if (const double length = way(order); length < shortest) {
        shortest = length;
        first = i;
        second = k;
      }
    }
  }
  const double gain = 1.0 - shortest / std::max(1.0, as_labelled);
  if (gain > 0.22) {
    out.push_back(
        {PlacementFault::kChestOrder, std::min(0.95, 0.5 + 2.0 * (gain - 0.22)), {kChest[first], kChest[second]}});
  }
}

// In the median beat: the baseline of each lead may have been filtered, and wander, by itself.
void suspect_inconsistent(std::vector<PlacementSuspicion>& out, const MedianBeat& median) {
  const Channel* one = median.strip.find(Lead::kI);
  const Channel* two = median.strip.find(Lead::kII);
  if (one == nullptr || two == nullptr) return;
  const Strip pair{median.strip.rate_hz, {*one, *two}};
  std::vector<Lead> wrong;
  for (const Lead lead : {Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf}) {
    const Channel* channel = median.strip.find(lead);
    const auto* measured = median.find(lead);
    if (channel == nullptr || measured == nullptr || measured->derived || !measured->usable) continue;
    const auto expected = samples_of(pair, lead);
    if (!expected) continue;
    double mean = 0.0, squares = 0.0, own = 0.0, own_mean = 0.0, count = 0.0;
    for (std::size_t i = 0; i < expected->size(); ++i) {
      const auto gap = static_cast<double>(channel->samples[i] - (*expected)[i]);
      const auto value = static_cast<double>((*expected)[i]);
      if (std::isnan(gap)) continue;
      mean += gap;
      squares += gap * gap;
      own_mean += value;
      own += value * value;
      count += 1.0;
    }
    if (count < 10.0) continue;
    const double apart = std::sqrt(std::max(0.0, squares / count - mean / count * (mean / count)));
    const double size = std::sqrt(std::max(0.0, own / count - own_mean / count * (own_mean / count)));
    // The median of a difference is not the difference of medians where there is noise.
    if (apart > std::max({40.0, 0.25 * size, 3.0 * median.noise_uv})) wrong.push_back(lead);
  }
  if (!wrong.empty()) out.push_back({PlacementFault::kLimbLeadsInconsistent, 0.9, std::move(wrong)});
}

// Ventricles that are not activated from above (paced, ectopic; or wide without a P, as far as that tells) have
// directions of their own: without a P, which would be turned with the electrodes, they say nothing of those.
bool tells_directions(const MedianBeat& median, const Look& look) {
  if (median.p) return true;
  const bool ventricular = median.kind == BeatClass::kPaced || median.kind == BeatClass::kVentricularPremature;
  return !ventricular && !look.wide();
}

}  // namespace

std::vector<PlacementSuspicion> suspect_placement(const MedianBeat& median) {
  std::vector<PlacementSuspicion> out;
  const Look look(median);
  const bool directed = tells_directions(median, look);
  std::vector<PlacementSuspicion> chest;
  if (directed && chest_reversed(look)) {
    chest.push_back({PlacementFault::kChestOrder, 0.75, {kChest.begin(), kChest.end()}});
  } else {
    suspect_chest_order(chest, median);
  }
  if (look.has(Lead::kI) && look.has(Lead::kII) && look.has(Lead::kIII)) {
    suspect_flat(out, look);
    const bool reversed = !chest.empty() && chest.front().leads.size() == kChest.size();
    // Chest leads out of order foretell other limb leads.
    if (out.empty() && !reversed && directed) suspect_exchanged_limbs(out, look, median, chest.empty());
    suspect_inconsistent(out, median);
  }
  out.insert(out.end(), chest.begin(), chest.end());
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  return out;
}

}  // namespace rdc::ecg
