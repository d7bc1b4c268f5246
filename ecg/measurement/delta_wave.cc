#include "ecg/measurement/delta_wave.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr double kSpeedReachMs = 6.0;  // of the speed, to either side
constexpr std::size_t kFewestSpeedLeads = 3;

}  // namespace

std::optional<QrsStart> start_of_qrs(const MedianBeat& median) {
  if (!median.qrs) return std::nullopt;
  const double rate = median.strip.rate_hz;
  const auto length = static_cast<long>(median.strip.length());
  const auto index = [&](double ms) { return std::lround(ms / 1000.0 * rate) + static_cast<long>(median.r_index); };
  const long reach = std::max(1L, std::lround(kSpeedReachMs / 1000.0 * rate));
  const long from = std::max(reach, index(median.qrs->onset_ms)),
             to = std::min(length - reach - 1, index(median.qrs->offset_ms));
  if (to <= from) return std::nullopt;
  std::vector<double> speed, away;
  std::size_t leads = 0;
  for (std::size_t l = 0; l < median.leads.size() && l < median.strip.channels.size(); ++l)
    leads += median.leads[l].usable ? 1U : 0U;
  if (leads < kFewestSpeedLeads) return std::nullopt;
  for (long i = from; i <= to; ++i) {
    double moves = 0.0, off = 0.0;
    for (std::size_t l = 0; l < median.leads.size() && l < median.strip.channels.size(); ++l) {
      if (!median.leads[l].usable) continue;
      const auto& x = median.strip.channels[l].samples;
      const double step =
          static_cast<double>(x[static_cast<std::size_t>(i + reach)] - x[static_cast<std::size_t>(i - reach)]);
      const double d = static_cast<double>(x[static_cast<std::size_t>(i)] - x[static_cast<std::size_t>(from)]);
      moves += step * step;
      off += d * d;
    }
    speed.push_back(std::sqrt(moves));
    away.push_back(std::sqrt(off));
  }
  const double fastest = *std::max_element(speed.begin(), speed.end()),
               farthest = *std::max_element(away.begin(), away.end());
  const auto quick = std::find_if(speed.begin(), speed.end(), [&](double v) { return v >= 0.5 * fastest; });
  const auto at = static_cast<std::size_t>(quick - speed.begin());
  QrsStart out;
  out.slow_ms = 1000.0 * static_cast<double>(at) / rate;
  out.slow_share = farthest > 0.0 ? away[at] / farthest : 0.0;
  if (median.p) {
    out.pr_segment_ms = std::max(0.0, median.qrs->onset_ms - median.p->offset_ms);
    out.p_to_quick_ms = median.qrs->onset_ms - median.p->onset_ms + out.slow_ms;
  }
  return out;
}

}  // namespace rdc::ecg
