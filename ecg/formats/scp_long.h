// Section 12 of SCP-ECG 3.0 (EN 1064:2020, ISO 41064:2023): the rhythm of hours, samples of all leads side by side.
//
// Behind the section's header, little endian:
//   0   samples a second, 4 bytes           10  begin: year 2 bytes, month, day, hour, minute, second
//   4   leads, 1 byte                       62  length of a text, 4 bytes
//   5   samples of each lead, 4 bytes       66  length of another, 4 bytes
//   9   bytes of a sample, 1 to 4           70  both texts; then of each lead code, nanovolts a step (2 bytes), 1 byte
// then the samples, two's complement, one of each lead in turn. What lies between 17 and 61 (filters) is not read:
// section 1 tells them. The layout is that of the BioSig library, whose author is one of the standard's; a section
// whose length does not agree with it to the byte is refused rather than read askew.
#pragma once

#include <memory>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"
#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {

// `sections` has a long rhythm. Errors: kInvalid BAD_SCP with what and where; kUnavailable. Warnings: FEWER_SAMPLES,
// SHORT_RHYTHM_LEFT_OUT (section 6 holds another, shorter tracing); CRC_MISMATCH once every sample was read.
Result<std::unique_ptr<SampleSource>> open_long(std::unique_ptr<ByteSource> bytes, const Sections& sections);

}  // namespace rdc::ecg::scp
