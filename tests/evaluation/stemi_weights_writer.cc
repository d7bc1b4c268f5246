// stemi_weights.h and docs/ecg-stemi-score.md, from a trained model.
#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "tests/evaluation/stemi_report.h"

namespace rdc::ecg::evaluation {
namespace {

double points_at(const AdditiveModel& model, std::size_t feature, double value) {
  double sum = 0.0;
  for (const auto& step : model.steps) {
    if (step.feature == feature && value > step.above) sum += step.points;
  }
  return sum;
}

// "-0.12 | 0.05: +0.10 | 0.2: +0.60": the points below the first threshold, then from each threshold on.
std::string staircase(const AdditiveModel& model, std::size_t feature, double offset) {
  double sum = offset;
  std::string out = fmt::format("{:+.2f}", sum);
  for (const auto& step : model.steps) {
    if (step.feature != feature) continue;
    sum += step.points;
    out += fmt::format("; >{:.4g}: {:+.2f}", step.above, sum);
  }
  return out;
}

}  // namespace

std::vector<double> typical_points(const AdditiveModel& model, const std::vector<StemiCase>& cases) {
  std::vector<double> out;
  for (std::size_t f = 0; f < kStemiFeatures; ++f) {
    std::vector<double> values;
    for (const auto& c : cases) {
      if (!c.stemi) values.push_back(c.features[f]);
    }
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    out.push_back(points_at(model, f, values[values.size() / 2]));
  }
  return out;
}

void write_weights(const std::string& path, const AdditiveModel& model, const std::vector<StemiCase>& cases,
                   const WorkingPoints& points) {
  const auto typical = typical_points(model, cases);
  double base = model.base;
  for (const double v : typical) base += v;
  std::ofstream out(path);
  out << "// Written by tests/evaluation/train_stemi_main.cc; do not edit. Features: stemi_features.cc's table.\n"
         "// clang-format off\n#pragma once\n\n#include <array>\n\n#include \"ecg/interpretation/stemi_features.h\"\n\n"
         "namespace rdc::ecg {\n\n// Adds `points` when the feature is above `above`.\n"
         "struct StemiStep {\n  std::size_t feature;\n  double above, points;\n};\n\n";
  out << "// Log odds of an ECG whose every feature is where the median ECG without STEMI has it.\n";
  out << fmt::format("inline constexpr double kStemiBase = {:.4f};\n", base);
  out << fmt::format("inline constexpr std::array<StemiStep, {}> kStemiSteps = {{{{\n", model.steps.size());
  for (const auto& step : model.steps)
    out << fmt::format("    {{{}, {:.5g}, {:.4f}}},  // {}\n", step.feature, step.above, step.points,
                       stemi_feature_table()[step.feature].name);
  out << "}};\n// What each feature's steps add up to on that median ECG: taken off, so that it has no points there.\n"
         "inline constexpr std::array<double, kStemiFeatures> kStemiTypical = {{\n";
  for (const double v : typical) out << fmt::format("    {:.4f},\n", v);
  out << fmt::format("}}}};\n\n// Log odds: cross-validated specificity {}; {}; {}.\n", kWatchSpecificity,
                     kSuspectedSpecificity, kAlarmSpecificity);
  out << fmt::format("inline constexpr double kStemiWatch = {:.4f};\n", points.watch);
  out << fmt::format("inline constexpr double kStemiSuspected = {:.4f};\n", points.suspected);
  out << fmt::format("inline constexpr double kStemiAlarm = {:.4f};\n\n", points.alarm);
  out << "}  // namespace rdc::ecg\n";
}

void write_document(const std::string& path, const AdditiveModel& model, const std::vector<StemiCase>& cases,
                    const WorkingPoints& points) {
  const auto typical = typical_points(model, cases);
  double base = model.base;
  for (const double v : typical) base += v;
  std::ofstream out(path);
  out << "# The STEMI score's table / STEMI评分表\n\nWritten by `train_stemi $RDC_DATA/ecg/hmc --write "
         "ecg/interpretation/stemi_weights.h --doc docs/ecg-stemi-score.md` (target `train_stemi`); do not edit.\n\n";
  out << fmt::format(
      "Score (log odds) = {:.3f} + the points of every feature. Points are 0 where the median ECG without STEMI has "
      "the "
      "feature, so each says how far this ECG speaks for (+) or against (-) occlusion compared with it. ST is at J+40 "
      "against QRS onset; \"for the QRS\": divided by the lead's QRS, peak to peak, at least 0.15 mV. A wall's value "
      "is "
      "the one that two of its leads reach. Tiers: watch from {:.3f}, suspected from {:.3f}, alarm from {:.3f}.\n\n",
      base, points.watch, points.suspected, points.alarm);
  out << "评分（对数优势）为起点与各项分值之和；分值为0即与无STEMI心电图的中位数相同。\n\n";
  out << "The first number holds below the first threshold, each next one above its threshold. Spread: mean of the "
         "points' size over all recordings.\n\n| feature | sign | 征象 | unit | spread | points "
         "|\n|---|---|---|---|---|---|\n";
  for (std::size_t f = 0; f < kStemiFeatures; ++f) {
    double spread = 0.0;
    for (const auto& c : cases) spread += std::abs(points_at(model, f, c.features[f]) - typical[f]);
    const auto& row = stemi_feature_table()[f];
    out << fmt::format("| `{}` | {} | {} | {} | {:.2f} | {} |\n", row.name, row.english, row.chinese, row.unit,
                       spread / static_cast<double>(cases.size()), staircase(model, f, -typical[f]));
  }
}

}  // namespace rdc::ecg::evaluation
