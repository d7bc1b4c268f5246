// The J-point thresholds of the Fourth Universal Definition of MI. Internal to the interpretation.
#pragma once

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {

// Microvolts; by age and sex in V2, V3, V7-V9, V3R and V4R (CLINICAL.md section 2; the last five K).
double st_elevation_threshold_uv(Lead lead, const Person& person);
// Leads at or above their threshold with a neighbour in `chain` that is too.
std::vector<Lead> elevated_contiguous(const RuleContext& context, std::span<const Lead> chain);

}  // namespace rdc::ecg
