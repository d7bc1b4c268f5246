// Internal to the delineator: leads on a common 4 ms grid, and what a moment looks like to the boundary locators.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

inline constexpr double kGridMs = 4.0;
inline constexpr std::size_t kMomentFeatures = 28;

// The leads smoothed a little and resampled to 250 Hz. Times are grid indexes.
class DelineationGrid {
 public:
  // Equal lengths, gaps filled, mains removed. At least 100 ms.
  DelineationGrid(std::span<const std::span<const float>> leads, double rate_hz);

  static constexpr std::size_t kAllLeads = static_cast<std::size_t>(-1);

  long length() const { return length_; }
  std::size_t leads() const { return values_.size(); }
  float value(std::size_t lead, long at) const { return values_[lead][clamp(at)]; }

  // Sets what amplitudes are measured against: the leads' QRS sizes around `at`.
  void set_scale(long qrs);
  float scale(std::size_t lead) const;

  // Movement before and after the moment on several time scales, in one lead or all together, as logs against the QRS
  // size; the same for all leads; the position against `anchor`; two numbers of context.
  std::array<float, kMomentFeatures> moment(std::size_t lead, long at, long anchor, float context1,
                                            float context2) const;

 private:
  std::size_t clamp(long at) const { return static_cast<std::size_t>(at < 0 ? 0 : at >= length_ ? length_ - 1 : at); }
  float difference(std::size_t lead, long a, long b) const;
  float curvature(std::size_t lead, long at, long reach) const;
  float energy(std::size_t lead, long from, long to) const;

  long length_ = 0;
  std::vector<std::vector<float>> values_;
  std::vector<std::vector<float>> travelled_;  // running sum of |difference|; the last one is of all leads
  std::vector<float> scales_;
  float all_scale_ = 1.0F;
};

}  // namespace rdc::ecg
