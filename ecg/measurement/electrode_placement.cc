#include "ecg/measurement/electrode_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

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
      out.push_back({fault, std::min(0.95, 1.1 - 3.0 * share), {lead}, std::nullopt});
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

// By the limb leads' own signs, for tracings whose chest leads cannot foretell them. Left arm and left leg exchanged
// look like another axis then, and are not told.
std::optional<PlacementSuspicion> upside_down(const Look& look) {
  if (look.p(Lead::kII) < -40.0 && look.polarity(Lead::kII) < -0.3 && look.p(Lead::kIII) < 0.0 &&
      look.p(Lead::kAvr) > 20.0 && look.polarity(Lead::kAvr) > 0.2) {
    return PlacementSuspicion{PlacementFault::kRightArmLeftLeg, 0.75, {Lead::kI, Lead::kII, Lead::kIII}, std::nullopt};
  }
  const bool i_inverted = look.polarity(Lead::kI) < -0.3 && look.size(Lead::kI) > 200.0;
  const bool p_inverted = look.p(Lead::kI) < -look.least_p();
  if (i_inverted && p_inverted && look.has(Lead::kV6) && look.polarity(Lead::kV6) > 0.2) {
    const double confidence = look.polarity(Lead::kAvr) > 0.0 ? 0.95 : 0.85;
    return PlacementSuspicion{PlacementFault::kArmsReversed, confidence, {Lead::kI, Lead::kAvr}, std::nullopt};
  }
  return std::nullopt;
}

// How likely it is, the limit being how unlikely it was beforehand.
double confidence_of(const ForetoldOrder& why) {
  return std::min(0.97, 1.0 / (1.0 + std::exp(why.least_log_odds - why.log_odds)));
}

std::vector<Lead> leads_that_show(const ElectrodeExchange& exchange) {
  if (exchange.fault != PlacementFault::kChestOrder) return {Lead::kI, Lead::kII, Lead::kIII};
  if (exchange.pairs > 1) return {kChest.begin(), kChest.end()};
  const auto& two = exchange.differences.front();
  return {kChest[two.one - kFirstChestElectrode], kChest[two.other - kFirstChestElectrode]};
}

// What the electrodes' directions tell, once none is without a signal.
std::optional<PlacementSuspicion> exchanged_electrodes(const Look& look, const MedianBeat& median,
                                                       std::span<const ElectrodeExchange> known) {
  const bool limbs = look.has(Lead::kI) && look.has(Lead::kII) && look.has(Lead::kIII);
  const bool quiet = median.noise_uv <= kMostMedianNoiseUv;
  if (limbs && quiet && mirrored(look)) {
    return PlacementSuspicion{
        PlacementFault::kDextrocardia, 0.8, {Lead::kI, Lead::kV4, Lead::kV5, Lead::kV6}, std::nullopt};
  }
  const auto beat = electrode_beat(median);
  if (!beat) return limbs && quiet ? upside_down(look) : std::nullopt;
  const auto* likely = likely_exchange(*beat, known);
  if (likely == nullptr) return std::nullopt;
  const auto why = explain(*beat, *likely);
  return PlacementSuspicion{likely->fault, confidence_of(why), leads_that_show(*likely), why};
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
  if (!wrong.empty()) out.push_back({PlacementFault::kLimbLeadsInconsistent, 0.9, std::move(wrong), std::nullopt});
}

// Ventricles that are not activated from above (paced, ectopic; or wide without a P, as far as that tells) have
// directions of their own: without a P, which would be turned with the electrodes, they say nothing of those.
bool tells_directions(const MedianBeat& median, const Look& look) {
  if (median.p) return true;
  const bool ventricular = median.kind == BeatClass::kPaced || median.kind == BeatClass::kVentricularPremature;
  return !ventricular && !look.wide();
}

}  // namespace

std::vector<PlacementSuspicion> suspect_placement(const MedianBeat& median, std::span<const ElectrodeExchange> known) {
  std::vector<PlacementSuspicion> out;
  const Look look(median);
  const bool limbs = look.has(Lead::kI) && look.has(Lead::kII) && look.has(Lead::kIII);
  if (limbs) suspect_flat(out, look);
  if (out.empty() && tells_directions(median, look)) {
    if (auto found = exchanged_electrodes(look, median, known)) out.push_back(std::move(*found));
  }
  if (limbs) suspect_inconsistent(out, median);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  return out;
}

}  // namespace rdc::ecg
