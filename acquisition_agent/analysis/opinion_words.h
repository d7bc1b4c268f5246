// The sentences of the agent's warning, Chinese and English. For people who are no cardiologists and in a hurry.
#pragma once

#include <string>
#include <vector>

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::agent {

v1::Words words(std::string chinese, std::string english);

// What is wrong with the electrodes or leads and what to do about it.
v1::Words words_of(const ecg::PlacementSuspicion& suspicion);
// One sentence for all leads with this fault.
v1::Words words_of(ecg::LeadFault fault, const std::vector<ecg::Lead>& leads);
v1::Words nothing_measurable();
// Why there is no analysis, from the reason's stable word.
v1::Words why_unreadable(const std::string& reason);

// In order. `repeat`: the recording has to be repeated anyway.
std::vector<v1::Words> next_steps(v1::EcgTier tier, bool critical, const std::vector<std::string>& leads, bool repeat);
// The headline where no statement is more severe than the tier says.
v1::Words tier_headline(v1::EcgTier tier);
v1::Words not_judged();

}  // namespace rdc::agent
