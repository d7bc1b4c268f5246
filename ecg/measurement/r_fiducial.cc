#include "ecg/measurement/r_fiducial.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {

double r_fiducial_ms(const CleanStrip& strip, double at_ms, const std::optional<Wave>& qrs) {
  const auto length = static_cast<long>(strip.channels.front().samples.size());
  const auto index = [&](double ms) { return std::clamp(std::lround(ms / 1000.0 * strip.rate_hz), 0L, length - 1); };
  const long centre = index(at_ms);
  const long from = index(qrs ? qrs->onset_ms : at_ms - 60.0);
  const long to = std::max(from, index(qrs ? qrs->offset_ms : at_ms + 60.0));
  double most = -1.0;
  long best = centre;
  for (long i = from; i <= to; ++i) {
    double sum = 0.0;
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      if (strip.derived[c]) continue;
      const auto& x = strip.channels[c].samples;
      sum += static_cast<double>(std::abs(x[static_cast<std::size_t>(i)]));
    }
    if (sum <= most) continue;
    most = sum;
    best = i;
  }
  return 1000.0 * static_cast<double>(best) / strip.rate_hz;
}

}  // namespace rdc::ecg
