// From the ECG library's plain types to the contract's messages: once, for whoever analyses (router, agent, station).
// Pure; any thread.
#pragma once

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::ecg_message {

v1::EcgTier tier_of(ecg::AlertTier tier);
v1::Words words_of(const ecg::Text& text);
// "V2", "-aVR"; "" for kUnknown.
std::string lead_word(ecg::Lead lead);
// The other way; kUnknown for what is no lead.
ecg::Lead lead_of(std::string_view word);

// Everything but the identifiers and times. `tier` is the score's, raised to ALARM by a critical value.
void fill_analysis(v1::EcgAnalysis& analysis, const ecg::Measurements& measured, const ecg::Interpretation& said);

}  // namespace rdc::ecg_message
