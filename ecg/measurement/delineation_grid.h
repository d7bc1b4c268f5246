// Internal to the delineator: leads on a common 4 ms grid, and what a moment looks like to the boundary locators.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

inline constexpr double kGridMs = 4.0;
inline constexpr std::size_t kMomentFeatures = 28;

// Places of one search: `count` of them, `step` grid indexes apart.
struct GridPlaces {
  long first = 0;
  long step = 1;
  std::size_t count = 0;
};

// What the places of one search look like, feature by feature: the places stand side by side, so that many are scored
// at once. Valid up to the number of places, rounded up to whole groups.
struct MomentBlock {
  static constexpr std::size_t kMostPlaces = 160;
  static constexpr std::size_t kGroup = 16;
  alignas(16) std::array<std::array<float, kMostPlaces>, kMomentFeatures> columns;
};

// The leads smoothed a little and resampled to 250 Hz. Times are grid indexes; beyond the ends the leads stay level.
class DelineationGrid {
 public:
  // Equal lengths, gaps filled, mains removed. At least 100 ms.
  DelineationGrid(std::span<const std::span<const float>> leads, double rate_hz);

  static constexpr std::size_t kAllLeads = static_cast<std::size_t>(-1);

  long length() const { return length_; }
  std::size_t leads() const { return values_.size(); }
  float value(std::size_t lead, long at) const { return values_[lead][clamp(at) + kPad]; }

  // Sets what amplitudes are measured against: the leads' QRS sizes around `at`.
  void set_scale(long qrs);
  float scale(std::size_t lead) const;

  // Movement before and after each place on several time scales, as logs against the QRS size. `describe`: in one lead
  // or all together; `describe_together`: the rest, which is the same for every lead: the movement of all leads, the
  // position against `anchor`, two numbers of context. At most MomentBlock::kMostPlaces places inside the grid.
  void describe(std::size_t lead, const GridPlaces& places, MomentBlock& out) const;
  void describe_together(const GridPlaces& places, long anchor, float context1, float context2, MomentBlock& out) const;

  // One place's features.
  std::array<float, kMomentFeatures> moment(std::size_t lead, long at, long anchor, float context1,
                                            float context2) const;

 private:
  // Room at both ends for the longest look ahead and for a group's places beyond the last.
  static constexpr std::size_t kPad = 64;
  static constexpr std::array<long, 4> kDifferenceLags = {2, 4, 8, 16}, kEnergyLags = {3, 6, 12, 24};
  static constexpr std::array<long, 2> kCurvatureLags = {5, 12};

  std::size_t clamp(long at) const { return static_cast<std::size_t>(at < 0 ? 0 : at >= length_ ? length_ - 1 : at); }
  void sum_up_leads();

  long length_ = 0;
  // All with kPad places more at both ends. The last `travelled_` is of all leads.
  std::vector<std::vector<float>> values_;
  std::vector<std::vector<float>> travelled_;          // running sum of |difference|
  std::array<std::vector<float>, 4> all_differences_;  // mean of the leads' |v[i] - v[i - lag]|
  std::array<std::vector<float>, 2> all_curvatures_;   // mean of |v[i] - (v[i - lag] + v[i + lag]) / 2|
  std::vector<float> scales_;
  float all_scale_ = 1.0F;
};

}  // namespace rdc::ecg
