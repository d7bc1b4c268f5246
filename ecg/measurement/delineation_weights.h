#pragma once
#include "ecg/measurement/delineator.h"
namespace rdc::ecg {
inline constexpr std::size_t kBoundaryHidden = 14;
inline constexpr float kBoundaryInput[kBoundaries][kBoundaryHidden][kMomentFeatures + 1] = {};
inline constexpr float kBoundaryOutput[kBoundaries][kBoundaryHidden + 1] = {};
}  // namespace rdc::ecg
