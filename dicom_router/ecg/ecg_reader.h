// From a stored ECG's bytes to the machine's reading of it. Pure but for reading the file.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/result.h"
#include "dicom_router/ecg/batch_rule.h"
#include "ecg/interpretation/critical_values.h"
#include "ecg/recording.h"

namespace rdc::router {

struct AnalysisRules {
  ecg::CriticalValueTable critical;
  bool batch_allowed = true;
  BatchRule batch;
};

struct EcgReading {
  v1::EcgAnalysis analysis;   // without identifiers, analysed_at
  long long acquired_at = 0;  // microseconds UTC, taken as the centre's local time unless the file states a zone; 0
};

// Errors are the ECG library's: kInvalid and kCorrupt say what is wrong with the file, kUnavailable that it could not
// be read this time.
Result<EcgReading> read_ecg(const std::filesystem::path& file, const std::string& charset_override,
                            const AnalysisRules& rules);

// When the recorder says that it recorded; 0 when it does not.
long long acquired_at(const ecg::Recording& recording);

}  // namespace rdc::router
