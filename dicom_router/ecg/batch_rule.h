// Which ECGs may be signed together with others, each shown.
#pragma once

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::router {

// Those in which nothing is above these.
struct BatchRule {
  v1::EcgTier tier = v1::ECG_TIER_NONE;
  ecg::Severity severity = ecg::Severity::kNormal;
};
// False also when a lead is missing or unusable, a placement fault is suspected, or a statement of quality was made.
bool is_batch_signable(const ecg::Measurements& measured, const ecg::Interpretation& said, const BatchRule& rule);

}  // namespace rdc::router
