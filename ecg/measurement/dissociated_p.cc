#include "ecg/measurement/dissociated_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr double kQuickestPMs = 450.0, kSlowestPMs = 1200.0;
constexpr double kTied = 0.04;  // of the period: nearer to one that RR explains it is that one

bool tied_to(double period_ms, double rr_ms) {
  constexpr std::array kShares = {1.0, 1.0 / 2.0, 1.0 / 3.0};
  return std::any_of(kShares.begin(), kShares.end(),
                     [&](double share) { return std::abs(period_ms / (share * rr_ms) - 1.0) < kTied; });
}

}  // namespace

std::optional<DissociatedP> find_dissociated_p(const AtrialResidue& residue, double rr_ms) {
  if (residue.leads.empty()) return std::nullopt;
  const SelfLikeness alike(residue, residue.silent);
  const auto lag_of = [&](double ms) { return std::lround(ms / residue.step_ms()); };
  // A pace wavers: the best within 3 % (of one period) of where a wave is due.
  const auto near = [&](double ms, double reach_ms) {
    double most = -1.0;
    for (long lag = lag_of(ms - reach_ms); lag <= lag_of(ms + reach_ms); ++lag)
      most = std::max(most, alike.at(lag).value_or(-1.0));
    return most;
  };
  const long first = lag_of(kQuickestPMs), last = lag_of(kSlowestPMs);
  std::vector<double> curve;
  for (long lag = first - 1; lag <= last + 1; ++lag) curve.push_back(alike.at(lag).value_or(-1.0));
  std::optional<DissociatedP> best;
  for (std::size_t k = 1; k + 1 < curve.size(); ++k) {
    if (curve[k] <= curve[k - 1] || curve[k] < curve[k + 1]) continue;
    const double period = static_cast<double>(first - 1 + static_cast<long>(k)) * residue.step_ms();
    if (tied_to(period, rr_ms)) continue;
    const double later = near(2.0 * period, 0.03 * period);
    if (best && curve[k] + later <= best->likeness + best->later) continue;
    best = DissociatedP{period, curve[k], later, near(0.5 * period, 0.03 * period), near(rr_ms, 0.02 * rr_ms)};
  }
  return best;
}

}  // namespace rdc::ecg
