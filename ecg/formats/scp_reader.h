// SCP-ECG files (EN 1064:2005, ISO 11073-91064, versions 1.x and 2.x).
//
// All of its compression: default and custom Huffman tables, differences of order 0, 1, 2, subtraction of the reference
// beat, and bimodal compression, whose samples outside the protected zones are interpolated between the stored ones.
// Any leads, also not recorded simultaneously: what a lead lacks at either end is a gap.
#pragma once

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"
#include "ecg/recording.h"

namespace rdc::ecg::scp {

bool looks_like_scp(Bytes beginning);

// Errors: kInvalid BAD_SCP with what and where; NO_ECG; those of check(). Warnings: those of find_sections();
// FEWER_SAMPLES when a lead holds fewer samples than section 3 declares (its 16-bit length cannot hold more than 65,535
// bytes), BIMODAL_INTERPOLATED, NO_REFERENCE_BEAT.
Result<Recording> read(Bytes file);

}  // namespace rdc::ecg::scp
