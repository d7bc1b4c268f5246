// SCP-ECG files (EN 1064, ISO 11073-91064, ISO 41064), versions 1.x, 2.x and 3.0.
//
// All of their compression: default and custom Huffman tables, differences of order 0, 1, 2, subtraction of the
// reference beat, and bimodal compression, whose samples outside the protected zones are interpolated between the
// stored ones. Any leads, also not recorded simultaneously: what a lead lacks at either end is a gap. Section 12,
// where 3.0 keeps tracings of hours, is read in windows (ecg/formats/scp_long.h).
#pragma once

#include <memory>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"
#include "ecg/recording.h"

namespace rdc::ecg::scp {

bool looks_like_scp(Bytes beginning);

// Errors: kInvalid BAD_SCP with what and where; NO_ECG; kUnavailable. Warnings: those of find_sections(); FEWER_SAMPLES
// when a lead holds fewer samples than section 3 declares (its 16-bit length cannot hold more than 65,535 bytes),
// BIMODAL_INTERPOLATED, NO_REFERENCE_BEAT; those of open_long().
Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes);

}  // namespace rdc::ecg::scp
