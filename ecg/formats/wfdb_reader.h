// WFDB records (PhysioNet): a text header and the signal files it names.
//
// Formats 8, 16, 24, 32, 61, 80, 160, 212, 310, 311 and FLAC's 508, 516, 524; several signals and rates in a file,
// several files in a record, byte offsets, skew, records of several segments in fixed and variable layout. A signal's
// skew is undone by whole frames, the end it leaves open is a gap, as is the format's own "no sample" value and what no
// segment covers. Ages, sexes and diagnoses come from the comment lines of the usual data bases.
#pragma once

#include <memory>
#include <string_view>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"

namespace rdc::ecg::wfdb {

// Whether the text begins like a header: a record line and its first signal or segment line.
bool looks_like_header(std::string_view text);

// Errors: kInvalid BAD_WFDB_HEADER (line and field), UNSAFE_NAME, BAD_FLAC, NO_ECG; kNotFound MISSING_SIGNAL_FILE;
// those of check(). Warnings: FEWER_SAMPLES, UNCALIBRATED, CHECKSUM_MISMATCH (once all was read),
// MISSING_SEGMENT_SIGNAL. `companions` must outlive the source.
Result<std::unique_ptr<SampleSource>> open(std::string_view header, Companions& companions);

}  // namespace rdc::ecg::wfdb
