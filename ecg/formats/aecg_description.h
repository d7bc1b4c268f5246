// What an aECG says beside its samples: the subject, the device with its filters, measurements and statements.
#pragma once

#include <pugixml.hpp>

#include "ecg/recording.h"

namespace rdc::ecg::aecg {

// The code of an element's own <code>.
std::string_view code_of(const pugi::xml_node& node);

// The subject, wherever the document has it. The age at most 130 years: LOINC 21612-7 of the document or the series.
void read_subject(const pugi::xml_node& root, const pugi::xml_node& series, Recording& recording);
void read_device(const pugi::xml_node& series, Recording& recording);
// At most 1,000; single waves are left out.
void read_annotations(const pugi::xml_node& series, Recording& recording);

}  // namespace rdc::ecg::aecg
