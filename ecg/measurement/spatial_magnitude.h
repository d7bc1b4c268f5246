// Internal to measuring medians: how far, and how fast, all leads together are from one of their levels.
#pragma once

#include <vector>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// The leads' distance from their level at one moment, root mean square over the median's leads. The median must have
// leads. Times in ms from R; what lies beyond the strip is its first or last sample.
class SpatialMagnitude {
 public:
  SpatialMagnitude(const MedianBeat& median, double level_ms);

  long index(double ms) const;
  double ms(long index) const { return 1000.0 * (static_cast<double>(index) - r_index_) / rate_hz_; }
  double at(long index) const { return values_[static_cast<std::size_t>(index)]; }
  // Of the magnitude, uV per ms, over 6 ms to either side: negative where a wave falls.
  double slope(long index) const;
  // Where the magnitude is largest between the two.
  long top(long first, long last) const;

 private:
  double rate_hz_, r_index_;
  std::vector<double> values_;
};

}  // namespace rdc::ecg
