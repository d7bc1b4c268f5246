// What the STEMI score looks at: each feature is zero on a normal tracing and grows with one sign of acute coronary
// occlusion, or of something that imitates it. The weights are in stemi_weights.h, the trainer in
// tests/evaluation/train_stemi_main.cc; docs/ecg-performance.md lists both.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// What evidence may do: the trainer keeps the weight's sign, so that the reason beside it stays true.
enum class Evidential : std::int8_t { kFor = 1, kAgainst = -1 };

struct StemiFeature {
  std::string_view name;
  Evidential direction;
  std::string_view english, chinese;
};

inline constexpr std::size_t kStemiFeatures = 34;
using StemiFeatures = std::array<double, kStemiFeatures>;

const std::array<StemiFeature, kStemiFeatures>& stemi_feature_table();

// In the table's order. Amplitudes in mV, proportions of the lead's QRS (peak to peak), each cut at the value beyond
// which more adds nothing. Needs the six limb leads and at least four chest leads; false and zeros otherwise.
bool stemi_features(const Measurements& measured, StemiFeatures& out);

}  // namespace rdc::ecg
