// A small reader of WFDB records (formats 16 and 212, one file, optional byte offset) and of CPSC-2019's MATLAB files,
// for evaluation only: trusts its input. The product's readers are in ecg/formats.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg::evaluation {

struct WfdbRecord {
  std::string name;
  Recording recording;
  std::vector<std::string> comments;
};

// `header` is the .hea file. Throws std::runtime_error on what it does not understand.
WfdbRecord read_wfdb(const std::filesystem::path& header);

// The first numeric matrix of a MATLAB v5 file.
std::vector<double> read_mat(const std::filesystem::path& file);

std::vector<std::filesystem::path> headers_in(const std::filesystem::path& folder);

}  // namespace rdc::ecg::evaluation
