// Statements of the interpretation against reference labels.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ecg/evaluation/matching.h"
#include "ecg/evaluation/reference_labels.h"
#include "ecg/interpretation/statement.h"

namespace rdc::ecg::evaluation {

struct StatementScore {
  Proportion sensitivity, specificity;
};

// Adds one recording. A target is scored where the source labels its kind: rhythm and conduction, or STEMI by catheter.
// STEMI is called at the tier "suspected" or above; "STEMI, bare rule" by the definition's thresholds alone.
class StatementTally {
 public:
  void add(const ReferenceLabels& reference, const Interpretation& said);
  const std::map<std::string, StatementScore>& scores() const { return scores_; }

 private:
  void count(const std::string& target, bool holds, bool called);
  std::map<std::string, StatementScore> scores_;
};

}  // namespace rdc::ecg::evaluation
