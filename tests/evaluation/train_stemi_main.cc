// Trains the weights of the STEMI score and prints its cross-validated figures.
//   train_stemi HMC_DIR [--write ecg/interpretation/stemi_weights.h] [--csv FILE]
// Ten folds, equal recordings in one fold; the penalty and the working points of each fold are chosen inside the other
// nine (nested), so that "nested" figures have seen nothing of what they are measured on.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

#include "ecg/evaluation/matching.h"
#include "tests/evaluation/logistic.h"
#include "tests/evaluation/stemi_set.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kFolds = 10;
constexpr std::array<double, 5> kPenalties = {1.0, 4.0, 8.0, 16.0, 32.0};
// Records of other questions (potassium, rhythm...) are what an alarm meets in practice, but no catheter excluded
// STEMI in them: they count as half.
constexpr double kOtherImportance = 0.5;

using Cases = std::vector<const StemiCase*>;

LogisticModel fit(const Cases& cases, double penalty) {
  std::vector<LogisticCase> rows;
  for (const auto* c : cases) rows.push_back({c->features, c->stemi, c->infarction_set ? 1.0 : kOtherImportance});
  std::vector<int> signs;
  for (const auto& feature : stemi_feature_table()) signs.push_back(static_cast<int>(feature.direction));
  return fit_logistic(rows, signs, penalty);
}

struct Scored {
  const StemiCase* of;
  double odds;
};

std::vector<Scored> out_of_fold(const Cases& cases, double penalty) {
  std::vector<Scored> out;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    Cases rest, left;
    for (const auto* c : cases) (c->fold == fold ? left : rest).push_back(c);
    if (left.empty()) continue;
    const auto model = fit(rest, penalty);
    for (const auto* c : left) out.push_back({c, model.value(c->features)});
  }
  return out;
}

double log_loss(const std::vector<Scored>& scored) {
  double sum = 0.0, weight = 0.0;
  for (const auto& s : scored) {
    const double importance = s.of->infarction_set ? 1.0 : kOtherImportance;
    sum += importance * std::log1p(std::exp(s.of->stemi ? -s.odds : s.odds));
    weight += importance;
  }
  return sum / weight;
}

double best_penalty(const Cases& cases) {
  double best = kPenalties.front(), least = 1e9;
  for (const double penalty : kPenalties) {
    const double loss = log_loss(out_of_fold(cases, penalty));
    if (loss < least) {
      least = loss;
      best = penalty;
    }
  }
  return best;
}

// The lowest threshold at which at most (1 - specificity) of the infarction set's negatives are called.
double threshold_for(const std::vector<Scored>& scored, double specificity) {
  std::vector<double> negatives;
  for (const auto& s : scored) {
    if (!s.of->stemi && s.of->infarction_set) negatives.push_back(s.odds);
  }
  std::sort(negatives.begin(), negatives.end());
  const auto kept = static_cast<std::size_t>(std::ceil(specificity * static_cast<double>(negatives.size())));
  return negatives[std::min(kept, negatives.size()) - 1] + 1e-6;
}

std::string percent(const Proportion& p) {
  const auto [low, high] = p.interval();
  return fmt::format("{:.3f} ({:.3f}-{:.3f}) {}/{}", p.value(), low, high, p.hits, p.of);
}

struct Called {
  const StemiCase* of;
  bool called;
};

void table(const char* title, const std::vector<Called>& called) {
  Proportion sensitivity, specificity, all, pericarditis, lad, rca, lcx;
  for (const auto& c : called) {
    const auto add = [&](Proportion& p, bool hit) {
      p.of += 1;
      p.hits += hit ? 1U : 0U;
    };
    if (c.of->stemi) {
      add(sensitivity, c.called);
      if (c.of->label.find("LAD") != std::string::npos) add(lad, c.called);
      if (c.of->label.find("RCA") != std::string::npos) add(rca, c.called);
      if (c.of->label.find("LCx") != std::string::npos) add(lcx, c.called);
    } else {
      add(all, !c.called);
      if (c.of->infarction_set) add(specificity, !c.called);
      if (c.of->label.find(": Pericarditis") != std::string::npos) add(pericarditis, c.called);
    }
  }
  fmt::print("{}\n  Se {}   Sp (NSTEMI + normal) {}   Sp (all not STEMI) {}\n", title, percent(sensitivity),
             percent(specificity), percent(all));
  fmt::print("  LAD {}   RCA {}   LCx {}   pericarditis called {}/{}\n", percent(lad), percent(rca), percent(lcx),
             pericarditis.hits, pericarditis.of);
}

std::vector<Called> call(const std::vector<Scored>& scored, double threshold) {
  std::vector<Called> out;
  for (const auto& s : scored) out.push_back({s.of, s.odds >= threshold});
  return out;
}

double area_under_curve(const std::vector<Scored>& scored) {
  double wins = 0.0, pairs = 0.0;
  for (const auto& p : scored) {
    if (!p.of->stemi) continue;
    for (const auto& n : scored) {
      if (n.of->stemi || !n.of->infarction_set) continue;
      wins += p.odds > n.odds ? 1.0 : p.odds == n.odds ? 0.5 : 0.0;
      pairs += 1.0;
    }
  }
  return pairs > 0 ? wins / pairs : 0.0;
}

std::vector<Called> nested(const Cases& cases, double specificity) {
  std::vector<Called> out;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    Cases rest;
    for (const auto* c : cases) {
      if (c->fold != fold) rest.push_back(c);
    }
    const double penalty = best_penalty(rest);
    const double threshold = threshold_for(out_of_fold(rest, penalty), specificity);
    const auto model = fit(rest, penalty);
    for (const auto* c : cases) {
      if (c->fold == fold) out.push_back({c, model.value(c->features) >= threshold});
    }
  }
  return out;
}

void write_weights(const char* path, const LogisticModel& model, const std::vector<Scored>& scored) {
  std::ofstream out(path);
  out << "// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.\n"
         "#pragma once\n\n#include <array>\n\n#include \"ecg/interpretation/stemi_features.h\"\n\n"
         "namespace rdc::ecg {\n\n";
  out << fmt::format("inline constexpr double kStemiBase = {:.4f};\n", model.base);
  out << "inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{\n";
  for (std::size_t i = 0; i < kStemiFeatures; ++i) {
    out << fmt::format("    {:.4f},  // {}\n", model.weights[i], stemi_feature_table()[i].name);
  }
  out << "}};\n\n// Log odds: cross-validated specificity 0.85; 0.956; 0.985.\n";
  out << fmt::format("inline constexpr double kStemiWatch = {:.4f};\n", threshold_for(scored, 0.85));
  out << fmt::format("inline constexpr double kStemiSuspected = {:.4f};\n", threshold_for(scored, 0.956));
  out << fmt::format("inline constexpr double kStemiAlarm = {:.4f};\n\n", threshold_for(scored, 0.985));
  out << "}  // namespace rdc::ecg\n";
}

void write_csv(const char* path, const std::vector<Scored>& scored) {
  std::ofstream out(path);
  out << "record,label,stemi,odds,bare";
  for (const auto& feature : stemi_feature_table()) out << ',' << feature.name;
  out << '\n';
  for (const auto& s : scored) {
    out << fmt::format("{},{},{},{:.3f},{}", s.of->record, s.of->label, s.of->stemi, s.odds, s.of->bare_rule);
    for (const double v : s.of->features) out << fmt::format(",{:.3f}", v);
    out << '\n';
  }
}

int run(const char* folder, const char* weights, const char* csv) {
  const auto all = load_stemi_cases(folder, kFolds);
  Cases cases;
  for (const auto& c : all) cases.push_back(&c);
  const double penalty = best_penalty(cases);
  const auto scored = out_of_fold(cases, penalty);
  fmt::print("{} recordings, penalty {}, area under the curve {:.3f}\n", cases.size(), penalty,
             area_under_curve(scored));
  std::vector<Called> bare;
  for (const auto* c : cases) bare.push_back({c, c->bare_rule});
  table("Fourth Universal Definition's thresholds alone", bare);
  table("score, out of fold, at specificity 0.956", call(scored, threshold_for(scored, 0.956)));
  table("score, out of fold, at specificity 0.985", call(scored, threshold_for(scored, 0.985)));
  table("score, nested: penalty and threshold inside the other folds", nested(cases, 0.956));
  const auto model = fit(cases, penalty);
  fmt::print("\n{:<22}{:>9}  {:>6}  {:>6}\n", "feature", "weight", "STEMI", "others");
  for (std::size_t i = 0; i < kStemiFeatures; ++i) {
    double with = 0.0, without = 0.0, positives = 0.0;
    for (const auto* c : cases) {
      (c->stemi ? with : without) += c->features[i];
      positives += c->stemi ? 1.0 : 0.0;
    }
    fmt::print("{:<22}{:>9.3f}  {:>6.3f}  {:>6.3f}\n", stemi_feature_table()[i].name, model.weights[i],
               with / positives, without / (static_cast<double>(cases.size()) - positives));
  }
  if (weights != nullptr) write_weights(weights, model, scored);
  if (csv != nullptr) write_csv(csv, scored);
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("train_stemi HMC_DIR [--write FILE] [--csv FILE]\n");
    return 2;
  }
  const char *weights = nullptr, *csv = nullptr;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--write") == 0) weights = argv[i + 1];
    if (std::strcmp(argv[i], "--csv") == 0) csv = argv[i + 1];
  }
  return rdc::ecg::evaluation::run(argv[1], weights, csv);
}
