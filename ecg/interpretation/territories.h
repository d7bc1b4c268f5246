// The heart's walls as leads see them. Internal to the interpretation.
#pragma once

#include <array>

#include "ecg/lead.h"

namespace rdc::ecg {

inline constexpr std::array<Lead, 4> kAnteriorLeads = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4};
inline constexpr std::array<Lead, 3> kInferiorLeads = {Lead::kII, Lead::kAvf, Lead::kIII};
inline constexpr std::array<Lead, 2> kHighLateralLeads = {Lead::kI, Lead::kAvl};
inline constexpr std::array<Lead, 2> kLowLateralLeads = {Lead::kV5, Lead::kV6};
inline constexpr std::array<Lead, 3> kPosteriorLeads = {Lead::kV7, Lead::kV8, Lead::kV9};
inline constexpr std::array<Lead, 2> kRightWallLeads = {Lead::kV3R, Lead::kV4R};

}  // namespace rdc::ecg
