// From what an item's bytes say to what the catalog keeps.
#pragma once

#include <filesystem>

#include "common/base/result.h"
#include "dicom_router/store/study_store.h"
#include "rdc/v1/ingest.pb.h"

namespace rdc::router {

// Reads a whole item. An ECG file that is none, or damaged, is accepted and says so. kCorrupt: it will never be
// accepted (reason as common/dicom gives it). Other codes: this time it could not be read.
Result<InstanceFacts> read_facts(const std::filesystem::path& whole, const v1::Begin& begin);

// DICOM date and time, taken as the centre's local time, in microseconds UTC; 0 when they make no time.
std::int64_t study_time_of(const std::string& date, const std::string& time);

}  // namespace rdc::router
