// What the developer sets say of a recording, in this library's statement codes.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg::evaluation {

// The targets that are scored, each with the statement codes that count as its call.
struct LabelTarget {
  std::string_view name;                    // "AF", "LBBB", ...
  std::vector<std::string_view> codes;      // of the catalogue
  std::vector<std::string_view> phrases;    // reference labels, lower case, whole or as part of a longer label
  std::vector<std::string_view> snomed;     // CinC-2021's "Dx:"
  std::vector<std::string_view> scp_codes;  // PTB-XL
};
const std::vector<LabelTarget>& label_targets();

struct ReferenceLabels {
  std::set<std::string_view> targets;  // of label_targets() that hold
  bool rhythm_and_conduction = false;  // the source labels these at all
  bool infarction = false;             // a catheter decided on STEMI
};

// By the folder's labels.csv (record,label) or PTB-XL's table (ptbxl-labels.csv); nothing when there is neither.
std::map<std::string, std::string> read_label_file(const std::filesystem::path& folder);
// From a label of read_label_file().
ReferenceLabels labels_from_text(std::string_view text);
// From the comments of a WFDB header: CinC-2021's "Dx:" and LUDB's diagnoses.
ReferenceLabels labels_from_comments(const Recording& recording);

}  // namespace rdc::ecg::evaluation
