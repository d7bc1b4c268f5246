// What the STEMI trainer prints and writes about scored recordings.
#pragma once

#include <string>
#include <vector>

#include "tests/evaluation/additive_model.h"
#include "tests/evaluation/stemi_set.h"

namespace rdc::ecg::evaluation {

struct Scored {
  const StemiCase* of;
  double odds;  // log odds by a model that saw neither this recording nor its patient
};
struct Called {
  const StemiCase* of;
  bool called;
};

// Specificities out of fold, among NSTEMI and normal emergency ECGs, at which each tier's threshold is set. What is
// asked of *suspected* is 0.83 at 0.956 (the best attending cardiologist); a threshold set to 0.956 keeps somewhat less
// on recordings that had no part in setting it (0.953, nested), one set to 0.963 keeps 0.956 there too.
inline constexpr double kAskedSpecificity = 0.956;
inline constexpr double kWatchSpecificity = 0.85, kSuspectedSpecificity = 0.963, kAlarmSpecificity = 0.985;

// Log odds from which a tier is given.
struct WorkingPoints {
  double watch, suspected, alarm;
};

// The lowest threshold at which at most (1 - specificity) of the infarction set's negatives are called.
double threshold_for(const std::vector<Scored>& scored, double specificity);
double sensitivity_at(const std::vector<Scored>& scored, double specificity);
double area_under_curve(const std::vector<Scored>& scored);

void print_called(const char* title, const std::vector<Called>& called);
// Mean sensitivity and specificity (NSTEMI and normal) of several runs, with the least and most of each.
void print_mean_of_runs(const char* title, const std::vector<std::vector<Called>>& runs);
// Slope and intercept of the odds, and predicted against found shares.
void print_calibration(const std::vector<Scored>& scored);
// 2.5th and 97.5th percentile of sensitivity at the specificity, threshold redrawn with every resample.
void print_bootstrap(const std::vector<Scored>& scored, double specificity);
// Sensitivity and false alarms by tier, and what that means for a county of 4,245 ECGs a year with 3 infarctions.
void print_tiers(const std::vector<Scored>& scored, const WorkingPoints& points);

// The points of each feature on the median of the recordings without STEMI.
std::vector<double> typical_points(const AdditiveModel& model, const std::vector<StemiCase>& cases);
void write_weights(const std::string& path, const AdditiveModel& model, const std::vector<StemiCase>& cases,
                   const WorkingPoints& points);
void write_document(const std::string& path, const AdditiveModel& model, const std::vector<StemiCase>& cases,
                    const WorkingPoints& points);

}  // namespace rdc::ecg::evaluation
