// What `ecg measure` says of a tracing longer than ten minutes.
#pragma once

#include <string>

#include "ecg/formats/sample_source.h"
#include "ecg/tool/commands.h"

namespace rdc::ecg::tool {

struct LongOutput {
  bool json = false;
  bool beats = false;  // a line for each beat before the summary; in JSON a list
};

// Reads `source` once, in bounded memory. Returns the exit status.
int measure_long(const Session& session, const std::string& path, SampleSource& source, const LongOutput& wanted);

}  // namespace rdc::ecg::tool
