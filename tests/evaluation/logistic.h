// Logistic regression with a fixed sign for every weight and a ridge penalty: what the STEMI score is trained by.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace rdc::ecg::evaluation {

struct LogisticModel {
  std::vector<double> weights;
  double base = 0.0;
  double value(std::span<const double> features) const;  // log odds
};

struct LogisticCase {
  std::span<const double> features;
  bool positive = false;
  double importance = 1.0;
};

// `signs`: +1 or -1 for each feature; weights of the other sign stay 0. Features are scaled to unit deviation while
// the penalty applies. Deterministic.
LogisticModel fit_logistic(std::span<const LogisticCase> cases, std::span<const int> signs, double penalty);

}  // namespace rdc::ecg::evaluation
