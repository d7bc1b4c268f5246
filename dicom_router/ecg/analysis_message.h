// From the ECG library's plain types to the contract's messages: once, here.
#pragma once

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::router {

v1::EcgTier tier_of(ecg::AlertTier tier);
v1::Words words_of(const ecg::Text& text);

// Everything but the identifiers and times. `tier` is the score's, raised to ALARM by a critical value other than the
// suspicion of infarction itself.
void fill_analysis(v1::EcgAnalysis& analysis, const ecg::Measurements& measured, const ecg::Interpretation& said);

// Which ECGs may be signed together with others: those in which nothing is above these.
struct BatchRule {
  v1::EcgTier tier = v1::ECG_TIER_NONE;
  ecg::Severity severity = ecg::Severity::kNormal;
};
// False also when a lead is missing or unusable, a placement fault is suspected, or a statement of quality was made.
bool is_batch_signable(const ecg::Measurements& measured, const ecg::Interpretation& said, const BatchRule& rule);

}  // namespace rdc::router
