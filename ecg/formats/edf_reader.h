// EDF and EDF+ (Kemp 1992, Kemp & Olivan 2003), and BDF, its 24-bit sibling.
//
// Value = (digital - digital minimum) x (physical range / digital range) + physical minimum, in the signal's unit.
// Annotation signals of EDF+ are passed over. Interrupted EDF+ files (EDF+D) are read as they lie, with a warning:
// their gaps in time are not restored.
#pragma once

#include <memory>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/sample_source.h"

namespace rdc::ecg::edf {

bool looks_like_edf(Bytes beginning);

// Errors: kInvalid BAD_EDF_HEADER (signal and field), NO_ECG. Warnings: FEWER_SAMPLES, ONE_SAMPLE_RECORDS,
// IMPLAUSIBLE_RANGE (a physical range no electrode has: the amplitudes are probably wrong), INTERRUPTED,
// BAD_PHYSICAL_RANGE, UNCALIBRATED.
Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes);

}  // namespace rdc::ecg::edf
