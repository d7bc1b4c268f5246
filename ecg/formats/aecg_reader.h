// HL7 annotated ECG (HL7 V3 PORT_MT020001, "aECG").
//
// The rhythm series and the representative beat derived from it. Sequence sets that lie at different times (3 x 4
// prints) are placed by their start, with gaps between; a lead that comes twice is one where it goes on. Value = origin
// + digit x scale, each in its own unit.
#pragma once

#include <pugixml.hpp>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::aecg {

// `root` is the element AnnotatedECG. Errors: kInvalid BAD_AECG (which series, sequence, digit), NO_ECG. Warnings:
// UNKNOWN_UNIT (that sequence is left out), UNEQUAL_LEADS.
Result<Recording> read(const pugi::xml_node& root);

}  // namespace rdc::ecg::aecg
