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

// PSteps: the share of beats that have their likeliest place within 16 ms of the usual one, and the likeness of what is
// before the QRS. The more the intervals change (a share, the median), the more of both is asked for: fibrillation when
// their sum is below 1.1 + change. LUDB's irregular rhythms with P have 1.65 and more, fibrillation at most 1.25 (with
// a bundle-branch block, change 0.28), CinC's sinus tachycardia with many premature beats at least 1.25 (change 0.12).
// A beat that comes early has its P elsewhere. Faster than 120/min the end of T, which keeps its distance too, is taken
// for a P.
constexpr std::size_t kFewestInStep = 5;
constexpr double kStepMs = 16.0, kStepShare = 0.75, kStepLikeness = 0.5, kSteadySum = 1.1, kMostChange = 0.25;
constexpr double kEarlyShare = 0.8, kShortestStepRrMs = 500.0;
constexpr double kStepOdds = 2.0;  // what being in step adds to each beat's log odds

constexpr long kLeadInFirst = 60, kLeadInLast = 9, kLeadInReach = 3;  // grid indexes before the QRS

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

using LeadInSlopes = std::array<double, kLeadInFirst - kLeadInLast>;

std::vector<LeadInSlopes> slopes_before(const DelineationGrid& grid, std::size_t lead, std::span<const long> onsets) {
  std::vector<LeadInSlopes> out(onsets.size());
  for (std::size_t n = 0; n < onsets.size(); ++n) {
    double sum = 0.0;
    for (std::size_t i = 0; i < out[n].size(); ++i) {
      const long at = onsets[n] - kLeadInFirst + static_cast<long>(i);
      out[n][i] = static_cast<double>(grid.value(lead, at + kLeadInReach) - grid.value(lead, at - kLeadInReach));
      sum += out[n][i];
    }
    for (auto& slope : out[n]) slope -= sum / static_cast<double>(out[n].size());
  }
  return out;
}

// Correlation of each with the sum of all others.
std::vector<double> likeness_to_others(const std::vector<LeadInSlopes>& all) {
  LeadInSlopes sum{};
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

bool irregular_intervals(std::span<const BeatPlace> places) {
  std::vector<double> changes;
  for (std::size_t n = 2; n < places.size(); ++n) changes.push_back(change_before(places, n));
  return changes.empty() || median_of_distances(std::move(changes)) > kIrregularShare;
}

std::optional<double> lead_in_likeness(const DelineationGrid& grid, std::span<const BeatPlace> places,
                                       std::span<const BeatWaves> waves, const std::vector<bool>& may_have_p) {
  if (places.empty()) return std::nullopt;
  const double usual = usual_interval(places);
  std::vector<long> onsets;
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (!may_have_p[n] || !waves[n].qrs || places[n].before_ms < kEarlyShare * usual) continue;
    const long onset = std::lround(waves[n].qrs->onset_ms / kGridMs);
    if (onset >= kLeadInFirst + kLeadInReach && onset < grid.length()) onsets.push_back(onset);
  }
  if (onsets.size() < kFewestInStep) return std::nullopt;
  std::vector<std::vector<double>> by_beat(onsets.size());
  for (std::size_t l = 0; l < grid.leads(); ++l) {
    const auto alike = likeness_to_others(slopes_before(grid, l, onsets));
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
  const bool known = steps.known && likeness;
  const double change = usual_change(places, candidates);
  if (known && change > kIrregularShare && steps.share + *likeness < kSteadySum + std::min(kMostChange, change)) {
    return out;  // fibrillation
  }
  const bool in_step = known && steps.share >= kStepShare && *likeness >= kStepLikeness &&
                       steps.usual_rr_ms >= kShortestStepRrMs && how == PVouching::kByDistance;
  const Vouching vouching(candidates, steps, in_step);
  for (std::size_t n = 0; n < places.size(); ++n) out[n] = candidates[n] && vouching.is_p(*candidates[n]);
  return out;
}

}  // namespace rdc::ecg
