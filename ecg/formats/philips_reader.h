// Philips Sierra XML 1.03 and 1.04 ("restingecgdata"): base64 or plain numbers, with or without XLI compression.
#pragma once

#include <pugixml.hpp>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::philips {

// `root` is the element restingecgdata. Errors: kInvalid BAD_PHILIPS, BAD_XLI, BAD_BASE64, NO_ECG. Warnings:
// UNKNOWN_VERSION, FEWER_SAMPLES, UNEQUAL_LEADS, BAD_BEAT.
Result<Recording> read(const pugi::xml_node& root);

}  // namespace rdc::ecg::philips
