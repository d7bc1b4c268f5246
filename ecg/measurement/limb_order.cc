#include "ecg/measurement/limb_order.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr std::array<Lead, 6> kForetelling = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
// Least squares, P, QRS and T of each recording at one size.
constexpr std::array<double, 6> kOfOne = {-0.248, 0.084, 0.016, 0.031, 0.107, 0.163};
constexpr std::array<double, 6> kOfTwo = {-0.124, -0.063, 0.082, 0.099, 0.115, 0.208};
constexpr double kPShare = 0.5;     // P is small but points where the QRS of an old infarct or block does not
constexpr double kLeastGain = 0.5;  // with a P that agrees
constexpr double kLeastGainOfP = 0.2;
constexpr double kLeastGainWithoutP = 0.9;
constexpr double kLastMs = 500.0;  // of what is compared, after R

struct Limbs {
  double right, left, leg;  // against the central terminal
};

Limbs undone(Limbs limbs, PlacementFault fault) {
  if (fault == PlacementFault::kArmsReversed) std::swap(limbs.right, limbs.left);
  if (fault == PlacementFault::kRightArmLeftLeg) std::swap(limbs.right, limbs.leg);
  if (fault == PlacementFault::kLeftArmLeftLeg) std::swap(limbs.left, limbs.leg);
  return limbs;
}

class LimbComparison {
 public:
  explicit LimbComparison(const MedianBeat& median)
      : median_(median),
        one_(usable(Lead::kI)),
        two_(usable(Lead::kII)),
        complete_(one_ != nullptr && two_ != nullptr) {
    for (std::size_t i = 0; i < kForetelling.size(); ++i) {
      chest_[i] = usable(kForetelling[i]);
      complete_ = complete_ && chest_[i] != nullptr;
    }
  }
  bool complete() const { return complete_; }

  // Of I, II and III as recorded, after undoing `fault`, with what the chest leads foretell: their correlation about
  // the level at QRS onset. nullopt: too short, or nothing there.
  std::optional<double> likeness(double from_ms, double to_ms, std::optional<PlacementFault> fault) const {
    const long first = std::max(0L, index(from_ms)), last = std::min(length() - 1, index(to_ms));
    if (static_cast<double>(last - first) < 0.036 * median_.strip.rate_hz) return std::nullopt;
    double both = 0.0, recorded = 0.0, foretold = 0.0;
    for (long i = first; i <= last; ++i) {
      const double one = above(*one_, i), two = above(*two_, i);
      Limbs limbs{-(one + two) / 3.0, 0.0, 0.0};
      limbs.left = limbs.right + one;
      limbs.leg = limbs.right + two;
      if (fault) limbs = undone(limbs, *fault);
      double want_one = 0.0, want_two = 0.0;
      for (std::size_t c = 0; c < kForetelling.size(); ++c) {
        const double v = above(*chest_[c], i);
        want_one += kOfOne[c] * v;
        want_two += kOfTwo[c] * v;
      }
      add(limbs.left - limbs.right, want_one, both, recorded, foretold);
      add(limbs.leg - limbs.right, want_two, both, recorded, foretold);
      add(limbs.leg - limbs.left, want_two - want_one, both, recorded, foretold);
    }
    const double size = std::sqrt(recorded * foretold);
    return size > 0.0 ? std::optional(both / size) : std::nullopt;
  }

 private:
  static void add(double is, double want, double& both, double& recorded, double& foretold) {
    both += is * want;
    recorded += is * is;
    foretold += want * want;
  }
  const Channel* usable(Lead which) const {
    const auto* measured = median_.find(which);
    return measured != nullptr && measured->usable ? median_.strip.find(which) : nullptr;
  }
  long index(double ms) const {
    return std::lround(ms / 1000.0 * median_.strip.rate_hz) + static_cast<long>(median_.r_index);
  }
  long length() const { return static_cast<long>(median_.strip.length()); }
  double above(const Channel& channel, long i) const {
    const long level = std::clamp(index(median_.qrs->onset_ms), 0L, length() - 1);
    return static_cast<double>(channel.samples[static_cast<std::size_t>(i)]) -
           static_cast<double>(channel.samples[static_cast<std::size_t>(level)]);
  }

  const MedianBeat& median_;
  const Channel *one_ = nullptr, *two_ = nullptr;
  std::array<const Channel*, 6> chest_{};
  bool complete_ = false;
};

}  // namespace

std::optional<LimbOrder> likely_limb_order(const MedianBeat& median) {
  if (!median.qrs) return std::nullopt;
  const LimbComparison leads(median);
  if (!leads.complete()) return std::nullopt;
  const double end = std::min(kLastMs, median.t ? median.t->offset_ms : median.qrs->offset_ms + 300.0);
  const auto of_qrs = [&](std::optional<PlacementFault> fault) {
    return leads.likeness(median.qrs->onset_ms, end, fault).value_or(0.0);
  };
  const auto of_p = [&](std::optional<PlacementFault> fault) -> std::optional<double> {
    if (!median.p) return std::nullopt;
    return leads.likeness(median.p->onset_ms, std::min(median.p->offset_ms, median.qrs->onset_ms), fault);
  };
  const double qrs = of_qrs(std::nullopt);
  const auto p = of_p(std::nullopt);
  std::optional<LimbOrder> best;
  bool agrees = false;
  for (const auto fault :
       {PlacementFault::kArmsReversed, PlacementFault::kRightArmLeftLeg, PlacementFault::kLeftArmLeftLeg}) {
    const double more_p = p ? of_p(fault).value_or(*p) - *p : 0.0;
    const double gain = of_qrs(fault) - qrs + kPShare * more_p;
    if (best && gain <= best->gain) continue;
    best = LimbOrder{fault, gain};
    agrees = p ? gain > kLeastGain && more_p > kLeastGainOfP : gain > kLeastGainWithoutP;
  }
  return agrees ? best : std::nullopt;
}

}  // namespace rdc::ecg
