#include "ecg/measurement/p_vouching.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr double kScatteredMs = 14.0;  // a P's distance varies by less, fibrillation's waves by 30 and more (K)
constexpr double kInPlaceMs = 32.0, kMostVouched = 2.5;
constexpr double kIrregularShare = 0.10;
constexpr std::size_t kFewestChanges = 3;

// Fibrillation: intervals that change by more than a tenth and waves that do not repeat themselves. LUDB's
// fibrillations have a likeness of at most 0.37, its irregular rhythms with P at least 0.63 (of networks that had not
// seen them). Slower than 60/min it may be a block.
constexpr double kRepeatedLikeness = 0.45, kLongestFibrillationRrMs = 1000.0;

// In step: the share of beats that have their likeliest place within 16 ms of the usual one; at least 0.87 in LUDB's
// rhythms with P. A beat that comes early has its P elsewhere. Faster than 120/min the end of T, which keeps its
// distance too, is taken for a P.
constexpr std::size_t kFewestInStep = 5;
constexpr double kStepMs = 16.0, kStepShare = 0.75, kEarlyShare = 0.8, kShortestStepRrMs = 500.0;
constexpr double kStepOdds = 2.0;  // what being in step adds to each beat's log odds

// Of a wave that is compared with others, grid indexes: to either side of its peak, before the QRS, of a slope.
constexpr long kWaveHalf = 15, kWaveBeforeQrs = 6, kWaveSlopeReach = 3;

double median_of_distances(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The mean of the middle two of an even number: leads are few.
double fair_median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return 0.5 * (values[(values.size() - 1) / 2] + values[values.size() / 2]);
}

double usual_interval(std::span<const BeatPlace> places) {
  std::vector<double> intervals;
  for (const auto& place : places) intervals.push_back(place.before_ms);
  return median_of_distances(std::move(intervals));
}

// How well the likeliest places of all beats that are not early keep one distance.
struct PSteps {
  bool known = false;  // beats enough
  double distance_ms = 0.0, share = 0.0, usual_rr_ms = 0.0;
};

PSteps p_steps_of(std::span<const BeatPlace> places, std::span<const std::optional<PCandidate>> candidates) {
  std::vector<double> distances;
  PSteps out;
  if (places.empty()) return out;
  out.usual_rr_ms = usual_interval(places);
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (candidates[n] && places[n].before_ms >= kEarlyShare * out.usual_rr_ms)
      distances.push_back(candidates[n]->from_beat_ms);
  }
  if (distances.size() < kFewestInStep) return out;
  out.known = true;
  out.distance_ms = median_of_distances(distances);
  const auto near = std::count_if(distances.begin(), distances.end(),
                                  [&](double d) { return std::abs(d - out.distance_ms) <= kStepMs; });
  out.share = static_cast<double>(near) / static_cast<double>(distances.size());
  return out;
}

// From the interval before the beat before to the one before this beat, as a share of the former.
double change_before(std::span<const BeatPlace> places, std::size_t n) {
  return std::abs(places[n].before_ms - places[n - 1].before_ms) / std::max(1.0, places[n - 1].before_ms);
}

// The usual change, without the intervals to and from beats that cannot have a P: extrasystoles make no fibrillation.
double usual_change(std::span<const BeatPlace> places, std::span<const std::optional<PCandidate>> candidates) {
  std::vector<double> changes;
  for (std::size_t n = 2; n < places.size(); ++n) {
    if (candidates[n] && candidates[n - 1] && candidates[n - 2]) changes.push_back(change_before(places, n));
  }
  return changes.size() < kFewestChanges ? 0.0 : median_of_distances(std::move(changes));
}

// What the beats together add to each one's odds.
class Vouching {
 public:
  Vouching(std::span<const std::optional<PCandidate>> candidates, const PSteps& steps, bool in_step)
      : in_step_(in_step), usual_ms_(steps.distance_ms) {
    std::vector<double> odds, distances;
    for (const auto& one : candidates) {
      if (!one) continue;
      odds.push_back(one->log_odds);
      if (one->log_odds > 0.0) distances.push_back(one->from_beat_ms);
    }
    usual_odds_ = odds.size() < 3 ? 0.0 : median_of_distances(std::move(odds));
    if (in_step_) usual_odds_ += kStepOdds;
    if (in_step_ || distances.empty()) return;
    usual_ms_ = median_of_distances(distances);
    // Fibrillation's waves stand anywhere before a QRS, P waves at one distance.
    std::vector<double> apart;
    for (const double distance : distances) apart.push_back(std::abs(distance - usual_ms_));
    scattered_ = apart.size() >= 4 && median_of_distances(std::move(apart)) > kScatteredMs;
  }

  // Where most have a P at one distance, a faint one there is a P; where most have none, a lone one needs to be clear.
  bool is_p(const PCandidate& one) const {
    const bool in_place = std::abs(one.from_beat_ms - usual_ms_) < kInPlaceMs;
    double vouched = usual_odds_ < 0.0 ? std::max(-kMostVouched, usual_odds_) : 0.0;
    if (scattered_) vouched = -kMostVouched;
    if (usual_odds_ > 0.0 && in_place && !scattered_) vouched = std::min(kMostVouched, 0.7 * usual_odds_);
    if (in_step_ && in_place) vouched += kStepOdds;
    return one.log_odds + vouched >= 0.0;
  }

 private:
  bool in_step_, scattered_ = false;
  double usual_ms_, usual_odds_ = 0.0;
};

using WaveSlopes = std::array<double, 2 * kWaveHalf + 1>;

// A wave that may be a P: its middle and where the QRS ends it, grid indexes.
struct WavePlace {
  long at, end;
};

std::vector<WaveSlopes> slopes_of(const DelineationGrid& grid, std::size_t lead, std::span<const WavePlace> places) {
  std::vector<WaveSlopes> out(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    for (std::size_t i = 0; i < out[n].size(); ++i) {
      const long at = places[n].at - kWaveHalf + static_cast<long>(i);
      out[n][i] =
          at >= places[n].end
              ? 0.0
              : static_cast<double>(grid.value(lead, at + kWaveSlopeReach) - grid.value(lead, at - kWaveSlopeReach));
    }
  }
  return out;
}

// Correlation of each with the sum of all others.
std::vector<double> likeness_to_others(const std::vector<WaveSlopes>& all) {
  WaveSlopes sum{};
  for (const auto& one : all) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
  }
  std::vector<double> out;
  for (const auto& one : all) {
    double product = 0.0, own = 0.0, others = 0.0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double rest = sum[i] - one[i];
      product += one[i] * rest;
      own += one[i] * one[i];
      others += rest * rest;
    }
    out.push_back(product / std::sqrt(own * others + 1e-9));
  }
  return out;
}

}  // namespace

bool is_part_of_qrs(const Wave& p, const std::optional<Wave>& qrs, double r_ms, bool spike) {
  constexpr double kSpikeDecayMs = 60.0;
  constexpr double kShortestPrMs = 40.0;  // nothing conducts faster, over an accessory pathway neither (ours)
  return (spike && p.offset_ms > r_ms - kSpikeDecayMs) || (qrs && qrs->onset_ms - p.onset_ms < kShortestPrMs);
}

bool irregular_intervals(std::span<const BeatPlace> places) {
  std::vector<double> changes;
  for (std::size_t n = 2; n < places.size(); ++n) changes.push_back(change_before(places, n));
  return changes.empty() || median_of_distances(std::move(changes)) > kIrregularShare;
}

std::optional<double> candidate_likeness(const DelineationGrid& grid, std::span<const BeatPlace> places,
                                         std::span<const BeatWaves> waves,
                                         std::span<const std::optional<PCandidate>> candidates) {
  std::vector<WavePlace> compared;
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (!candidates[n] || !waves[n].qrs) continue;
    const long at = std::lround((places[n].at_ms + candidates[n]->from_beat_ms) / kGridMs);
    if (at < kWaveHalf + kWaveSlopeReach || at + kWaveHalf >= grid.length()) continue;
    compared.push_back({at, std::lround(waves[n].qrs->onset_ms / kGridMs) - kWaveBeforeQrs});
  }
  if (compared.size() < kFewestInStep) return std::nullopt;
  std::vector<std::vector<double>> by_beat(compared.size());
  for (std::size_t l = 0; l < grid.leads(); ++l) {
    const auto alike = likeness_to_others(slopes_of(grid, l, compared));
    for (std::size_t n = 0; n < alike.size(); ++n) by_beat[n].push_back(alike[n]);
  }
  std::vector<double> beats;
  for (auto& leads : by_beat) beats.push_back(fair_median(std::move(leads)));
  return fair_median(std::move(beats));
}

std::vector<bool> vouch_for_p(std::span<const BeatPlace> places, std::span<const std::optional<PCandidate>> candidates,
                              std::optional<double> likeness, PVouching how) {
  std::vector<bool> out(places.size(), false);
  const auto steps = p_steps_of(places, candidates);
  if (!steps.known || !likeness) how = PVouching::kWithoutSteps;
  if (likeness && *likeness < kRepeatedLikeness && steps.usual_rr_ms <= kLongestFibrillationRrMs &&
      usual_change(places, candidates) > kIrregularShare) {
    return out;  // fibrillation
  }
  const bool in_step = how == PVouching::kByDistance && steps.share >= kStepShare && *likeness >= kRepeatedLikeness &&
                       steps.usual_rr_ms >= kShortestStepRrMs;
  const Vouching vouching(candidates, steps, in_step);
  for (std::size_t n = 0; n < places.size(); ++n) out[n] = candidates[n] && vouching.is_p(*candidates[n]);
  return out;
}

}  // namespace rdc::ecg
