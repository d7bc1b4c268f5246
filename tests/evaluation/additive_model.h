// An additive model of step functions, grown by boosting: log odds = base + the sum of one staircase for each feature.
// What the STEMI score is trained by: every feature's points can be read off a table, and they add up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rdc::ecg::evaluation {

// `points` are added when the feature is above `above`.
struct Step {
  std::size_t feature = 0;
  double above = 0.0;
  double points = 0.0;
};

struct AdditiveModel {
  double base = 0.0;
  std::vector<Step> steps;                               // by feature, then by `above`; none twice
  double value(std::span<const double> features) const;  // log odds
};

struct TrainingCase {
  std::span<const double> features;
  bool positive = false;
  double importance = 1.0;
};

struct BoostingPlan {
  int rounds = 300;
  double rate = 0.06;
  double penalty = 3.0;        // ridge on each step's points, in units of the cases' curvature
  double share_of_rows = 0.6;  // drawn for each round, as are the features: many weak signs instead of a few strong
  double share_of_features = 0.25;
  int cuts = 11;  // candidate thresholds of a feature: quantiles of the training cases
  std::uint64_t seed = 0;
};

// `directions`: +1: a feature's points only rise with it; 0: free. Deterministic for a seed.
AdditiveModel fit_additive(std::span<const TrainingCase> cases, std::span<const int> directions,
                           const BoostingPlan& plan);

// The mean of `models` such fits with other draws: the mean of staircases is a staircase, so it stays a table of
// points, and the luck of the draws is averaged out.
AdditiveModel fit_averaged(std::span<const TrainingCase> cases, std::span<const int> directions, BoostingPlan plan,
                           std::size_t models);

}  // namespace rdc::ecg::evaluation
