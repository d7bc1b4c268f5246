// What a clinic is told to do next, in plain language.
#pragma once

#include <vector>

#include "rdc/v1/alert.pb.h"

namespace rdc::router {

// In order; never empty for a plan that is known. Wording: ours (K), after the usual chest-pain pathways; doses and
// contraindications stay with the cardiologist's own advice.
std::vector<v1::Words> next_steps(v1::DecisionVerdict verdict, v1::TreatmentPlan plan,
                                  const v1::ReperfusionProposal& proposal);

}  // namespace rdc::router
