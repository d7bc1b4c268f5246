// What the agent says of an ECG at the bedside: first whether the recording is good enough, then a tiered warning in
// plain words with what to do next. Machine text: a warning, never a report.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/result.h"
#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"
#include "rdc/v1/agent.pb.h"

namespace rdc::agent {

// Everything but item_id and time. Pure.
v1::AgentEcgAnalysis opinion_of(const ecg::Recording& recording, const ecg::Measurements& measured,
                                const ecg::Interpretation& said);

// Reads, measures and interprets. Blocks for some milliseconds; never fails: what cannot be analysed says why, in
// words. Files beyond 64 MiB are left to the centre.
v1::AgentEcgAnalysis analyse_file(const std::filesystem::path& file, const std::string& charset_override);

// An analysis that says only why there is none. `reason`: a stable UPPER_SNAKE word.
v1::AgentEcgAnalysis no_opinion(const std::string& reason);

}  // namespace rdc::agent
