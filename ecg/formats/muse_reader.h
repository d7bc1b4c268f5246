// GE MUSE XML ("RestingECG"): base64 of 16-bit little-endian samples, rhythm and median, usually eight leads.
#pragma once

#include <pugixml.hpp>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::muse {

// `root` is the element RestingECG. Errors: kInvalid BAD_MUSE (waveform and lead), BAD_BASE64, NO_ECG. Warnings:
// FEWER_SAMPLES, UNEQUAL_LEADS, LEAD_OFF.
Result<Recording> read(const pugi::xml_node& root);

}  // namespace rdc::ecg::muse
