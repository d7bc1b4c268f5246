#include "ecg/measurement/flutter_waves.h"

#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr double kShortestMs = 160.0, kLongestMs = 352.0;

std::optional<FlutterWaves> in_lead(const AtrialResidue& residue, std::span<const char> mask, std::size_t lead) {
  const SelfLikeness alike(residue, mask, lead);
  const auto lag_of = [&](double ms) { return std::lround(ms / residue.step_ms()); };
  const long first = lag_of(kShortestMs), last = lag_of(kLongestMs);
  std::vector<double> curve;
  for (long lag = first - 1; lag <= last + 1; ++lag) curve.push_back(alike.at(lag).value_or(0.0));
  std::size_t best = 0;
  for (std::size_t k = 1; k + 1 < curve.size(); ++k) {
    const bool peak = curve[k] > curve[k - 1] && curve[k] >= curve[k + 1];
    if (peak && (best == 0 || curve[k] > curve[best])) best = k;
  }
  if (best == 0 || curve[best] <= 0.0) return std::nullopt;
  // The peak between the steps of 8 ms: a parabola through three points.
  const double left = curve[best - 1], middle = curve[best], right = curve[best + 1];
  const double bend = left - 2.0 * middle + right;
  const double off = bend < 0.0 ? 0.5 * (left - right) / bend : 0.0;
  FlutterWaves out;
  out.lead = residue.names[lead];
  out.period_ms = (static_cast<double>(first - 1) + static_cast<double>(best) + off) * residue.step_ms();
  out.likeness = middle;
  out.twice = alike.at(lag_of(2.0 * out.period_ms));
  out.between = alike.at(lag_of(0.5 * out.period_ms)).value_or(0.0);
  out.size_uv = alike.size_uv();
  return out;
}

}  // namespace

std::optional<FlutterWaves> find_flutter_waves(const AtrialResidue& residue, bool steady) {
  std::optional<FlutterWaves> best;
  for (std::size_t lead = 0; lead < residue.leads.size(); ++lead) {
    const auto found = in_lead(residue, steady ? residue.silent : residue.quiet, lead);
    if (found && (!best || found->likeness > best->likeness)) best = found;
  }
  return best;
}

}  // namespace rdc::ecg
