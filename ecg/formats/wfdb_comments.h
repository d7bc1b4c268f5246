// What the comment lines of WFDB headers say about the patient.
#pragma once

#include <string>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg::wfdb {

// "Age: 65", "<age>: 64", "<age>: 25  <sex>: M", and the MIT-BIH line "69 M 1085 1629 x1". Every line is kept as a mark
// named "Comment".
void read_comments(const std::vector<std::string>& comments, Recording& recording);

}  // namespace rdc::ecg::wfdb
