// Fields of EDF and EDF+ that are texts with a meaning of their own. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg::edf {

// Hertz behind "HP:", "LP:" or "N:" in "HP:0.05Hz LP:150Hz N:50Hz". nullopt when it is not stated, or 0.
std::optional<double> corner(std::string_view filters, std::string_view key);

// "02-MAR-1951" as "19510302"; "" when it is no day.
std::string birth_date_of(std::string_view text);

// Every record's first annotation signal begins with the time at which the record begins (EDF+, 2.2.4), so that records
// need not follow each other without gaps: seconds from the file's start, by the annotation ("+12.5", 20, 20, 0) that
// the signal's bytes begin with. nullopt when they do not.
std::optional<double> record_onset(Bytes annotation_signal);

}  // namespace rdc::ecg::edf
