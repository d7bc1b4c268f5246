// The emergency ECGs with a catheter's verdict, as the score is trained and judged on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg::evaluation {

struct StemiCase {
  std::string record;
  std::string label;
  bool stemi = false;
  bool infarction_set = false;  // STEMI, NSTEMI or "Normal" by catheter; else another question's set
  StemiFeatures features{};
  std::size_t fold = 0;    // equal samples are in one fold; the set names no patients
  bool bare_rule = false;  // the thresholds of the Fourth Universal Definition alone
};

// hmc's folder. Records without a measurable beat or with too few leads are named on the error stream and left out.
std::vector<StemiCase> load_stemi_cases(const std::filesystem::path& folder, std::size_t folds);

}  // namespace rdc::ecg::evaluation
