// Fields of EDF and EDF+ that are texts with a meaning of their own. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecg/formats/byte_cursor.h"
#include "ecg/recording.h"

namespace rdc::ecg::edf {

// Hertz behind "HP:", "LP:" or "N:" in "HP:0.05Hz LP:150Hz N:50Hz". nullopt when it is not stated, or 0.
std::optional<double> corner(std::string_view filters, std::string_view key);

// Every record's first annotation signal begins with the time at which the record begins (EDF+, 2.2.4), so that records
// need not follow each other without gaps: seconds from the file's start, by the annotation ("+12.5", 20, 20, 0) that
// the signal's bytes begin with. nullopt when they do not.
std::optional<double> record_onset(Bytes annotation_signal);

// Patient and start of recording of the 256 bytes that every file begins with. `plus`: EDF+ or BDF+, whose patient
// field has sub-fields.
void read_patient_and_time(std::string_view fixed_header, bool plus, Recording& out);

// The texts of a record's annotation signal (EDF+, 2.2.2), each a mark "Comment" with its time in seconds from the
// file's start before it: "12.5 s: Chest pain". The empty one of time-keeping is left out; what is no list of
// annotations ends it. `marks` is filled up to kMostRemarks.
inline constexpr std::size_t kMostRemarks = 1000;
void append_remarks(Bytes annotation_signal, std::vector<Mark>& marks);

}  // namespace rdc::ecg::edf
