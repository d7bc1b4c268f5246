#pragma once
#include "ecg/measurement/beat_classifier.h"
namespace rdc::ecg {
inline constexpr float kBeatInput[1][kBeatFeatures + 1] = {};
inline constexpr float kBeatOutput[2] = {};
}  // namespace rdc::ecg
