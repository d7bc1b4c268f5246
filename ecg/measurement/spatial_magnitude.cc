#include "ecg/measurement/spatial_magnitude.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {

namespace {
constexpr double kSlopeReachMs = 6.0;
}

SpatialMagnitude::SpatialMagnitude(const MedianBeat& median, double level_ms)
    : rate_hz_(median.strip.rate_hz), r_index_(static_cast<double>(median.r_index)) {
  const std::size_t length = median.strip.length();
  values_.assign(length, 0.0);
  const auto level_at = static_cast<std::size_t>(index(level_ms));
  for (const auto& channel : median.strip.channels) {
    const double level = static_cast<double>(channel.samples[level_at]);
    for (std::size_t i = 0; i < length; ++i) {
      const double away = static_cast<double>(channel.samples[i]) - level;
      values_[i] += away * away / static_cast<double>(median.strip.channels.size());
    }
  }
  for (double& value : values_) value = std::sqrt(value);
}

long SpatialMagnitude::index(double ms) const {
  return std::clamp(std::lround(r_index_ + ms / 1000.0 * rate_hz_), 0L, static_cast<long>(values_.size()) - 1);
}

double SpatialMagnitude::slope(long index) const {
  const long reach = std::max(1L, std::lround(kSlopeReachMs / 1000.0 * rate_hz_));
  const long from = std::max(0L, index - reach), to = std::min(static_cast<long>(values_.size()) - 1, index + reach);
  return (at(to) - at(from)) / (ms(to) - ms(from));
}

long SpatialMagnitude::top(long first, long last) const {
  long top = first;
  for (long i = first; i <= last; ++i) {
    if (at(i) > at(top)) top = i;
  }
  return top;
}

}  // namespace rdc::ecg
