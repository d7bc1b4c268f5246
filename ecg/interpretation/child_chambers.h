// Ventricular hypertrophy under 16 years, by the voltages that are normal at that age (age_limits.h). Internal to the
// interpretation.
#pragma once

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {

// Says LVH where S in V1 or R in V6 is beyond the greatest of that age, RVH where R in V1 or S in V6 is, or where T in
// V1 points up when it should not. One sign is possible, two are probable.
void judge_child_chambers(RuleContext& context);

}  // namespace rdc::ecg
