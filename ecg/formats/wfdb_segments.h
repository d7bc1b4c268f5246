// WFDB records of several segments, played one behind the other.
#pragma once

#include <memory>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"
#include "ecg/formats/wfdb_header.h"

namespace rdc::ecg::wfdb {

// See open() in wfdb_reader.h. `companions` must outlive the source.
Result<std::unique_ptr<SampleSource>> open_plain(Header header, Companions& companions);
// Segments are matched by signal label; what a segment lacks is a gap. One segment is open at a time.
Result<std::unique_ptr<SampleSource>> open_segments(Header header, Companions& companions);

}  // namespace rdc::ecg::wfdb
