// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = 0.0;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {};
inline constexpr double kStemiWatch = 1.0;
inline constexpr double kStemiSuspected = 2.0;
inline constexpr double kStemiAlarm = 3.0;

}  // namespace rdc::ecg
