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
  std::size_t person = 0;   // recordings that may be of one patient have one number: the set names no patients
  bool bare_rule = false;   // the thresholds of the Fourth Universal Definition alone
  bool equivalent = false;  // posterior, modified Sgarbossa or de Winter is met
  bool watched = false;     // another rule asks for a second look
  bool tempered = false;    // rate, QRS width, noise, electrodes or a mimic keep it from the full alarm
};

// hmc's folder. Records without a measurable beat or with too few leads are named on the error stream and left out.
std::vector<StemiCase> load_stemi_cases(const std::filesystem::path& folder);

}  // namespace rdc::ecg::evaluation
