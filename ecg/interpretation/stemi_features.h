// What the STEMI score looks at. The points of each are in stemi_weights.h, the trainer in
// tests/evaluation/train_stemi_main.cc; docs/ecg-stemi-score.md lists both.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// What the trainer allows: points that only rise with the value, so that more of a sign never speaks against
// occlusion; or either way, where both a high and a low value mean something (an angle, a depression).
enum class Evidential : std::int8_t { kEither = 0, kFor = 1 };

struct StemiFeature {
  std::string name;
  Evidential direction;
  std::string unit;  // "mV", "ms", "1/min", "" for proportions and cosines
  std::string english, chinese;
};

inline constexpr std::size_t kStemiFeatures = 96;
using StemiFeatures = std::array<double, kStemiFeatures>;

const std::array<StemiFeature, kStemiFeatures>& stemi_feature_table();

// In the table's order. Needs the six limb leads and at least four chest leads; false and zeros otherwise.
bool stemi_features(const Measurements& measured, StemiFeatures& out);

}  // namespace rdc::ecg
