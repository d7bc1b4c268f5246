#include "tests/evaluation/additive_model.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kLeastCasesBeside = 7;  // of a cut, on either side
constexpr double kLeastCurvatureBeside = 0.5;

// splitmix64: the same draws with every standard library.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}
  double uniform() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_;
};

// One feature's candidate thresholds, and between which of them each case lies.
struct Ladder {
  std::vector<double> cuts;
  std::vector<std::uint8_t> rung;  // of each case: how many cuts are below its value
};

Ladder ladder_of(std::span<const TrainingCase> cases, std::size_t feature, int cuts) {
  std::vector<double> sorted;
  for (const auto& c : cases) sorted.push_back(c.features[feature]);
  std::sort(sorted.begin(), sorted.end());
  Ladder out;
  const double last = static_cast<double>(sorted.size()) - 1.0;
  for (int k = 1; k <= cuts; ++k) {
    const double cut = sorted[static_cast<std::size_t>(std::lround(last * k / (cuts + 1)))];
    const auto above = static_cast<std::size_t>(sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), cut));
    if (above < kLeastCasesBeside || sorted.size() - above < kLeastCasesBeside) continue;
    if (out.cuts.empty() || cut > out.cuts.back()) out.cuts.push_back(cut);
  }
  for (const auto& c : cases) {
    out.rung.push_back(static_cast<std::uint8_t>(
        std::lower_bound(out.cuts.begin(), out.cuts.end(), c.features[feature]) - out.cuts.begin()));
  }
  return out;
}

struct Slopes {
  double gradient = 0.0, curvature = 0.0;
};

struct Split {
  std::size_t feature = 0, cut = 0;
  double below = 0.0, above = 0.0, gain = 0.0;
};

void improve(Split& best, std::size_t feature, const Ladder& ladder, std::span<const Slopes> slopes, const Slopes& all,
             bool rising, double penalty) {
  std::vector<Slopes> rungs(ladder.cuts.size() + 1);
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    auto& r = rungs[ladder.rung[i]];
    r.gradient += slopes[i].gradient;
    r.curvature += slopes[i].curvature;
  }
  Slopes low;
  for (std::size_t k = 0; k < ladder.cuts.size(); ++k) {
    low.gradient += rungs[k].gradient;
    low.curvature += rungs[k].curvature;
    const Slopes high{all.gradient - low.gradient, all.curvature - low.curvature};
    if (low.curvature < kLeastCurvatureBeside || high.curvature < kLeastCurvatureBeside) continue;
    const double below = low.gradient / (low.curvature + penalty), above = high.gradient / (high.curvature + penalty);
    if (rising && above < below) continue;
    const double gain = low.gradient * below + high.gradient * above;
    if (gain > best.gain) best = {feature, k, below, above, gain};
  }
}

}  // namespace

double AdditiveModel::value(std::span<const double> features) const {
  double sum = base;
  for (const auto& step : steps) sum += features[step.feature] > step.above ? step.points : 0.0;
  return sum;
}

AdditiveModel fit_additive(std::span<const TrainingCase> cases, std::span<const int> directions,
                           const BoostingPlan& plan) {
  std::vector<Ladder> ladders;
  for (std::size_t f = 0; f < directions.size(); ++f) ladders.push_back(ladder_of(cases, f, plan.cuts));
  double positive = 0.0, negative = 0.0;
  for (const auto& c : cases) (c.positive ? positive : negative) += c.importance;
  AdditiveModel model{std::log(positive / negative), {}};
  std::vector<double> odds(cases.size(), model.base);
  std::vector<Slopes> slopes(cases.size());
  std::map<std::pair<std::size_t, std::size_t>, double> grown;
  Draws draws(plan.seed);
  for (int round = 0; round < plan.rounds; ++round) {
    Slopes all;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const double p = 1.0 / (1.0 + std::exp(-odds[i]));
      const double weight = draws.uniform() < plan.share_of_rows ? cases[i].importance : 0.0;
      slopes[i] = {weight * ((cases[i].positive ? 1.0 : 0.0) - p), weight * p * (1.0 - p)};
      all.gradient += slopes[i].gradient;
      all.curvature += slopes[i].curvature;
    }
    Split best;
    for (std::size_t f = 0; f < ladders.size(); ++f) {
      if (draws.uniform() >= plan.share_of_features) continue;
      improve(best, f, ladders[f], slopes, all, directions[f] > 0, plan.penalty);
    }
    if (best.gain <= 0.0) continue;
    const auto& ladder = ladders[best.feature];
    const double low = plan.rate * best.below, high = plan.rate * best.above;
    for (std::size_t i = 0; i < cases.size(); ++i) odds[i] += ladder.rung[i] > best.cut ? high : low;
    model.base += low;
    grown[{best.feature, best.cut}] += high - low;
  }
  for (const auto& [at, points] : grown) model.steps.push_back({at.first, ladders[at.first].cuts[at.second], points});
  return model;
}

AdditiveModel fit_averaged(std::span<const TrainingCase> cases, std::span<const int> directions, BoostingPlan plan,
                           std::size_t models) {
  const double share = 1.0 / static_cast<double>(models);
  AdditiveModel mean;
  std::map<std::pair<std::size_t, double>, double> grown;
  for (std::size_t i = 0; i < models; ++i, ++plan.seed) {
    const auto model = fit_additive(cases, directions, plan);
    mean.base += share * model.base;
    for (const auto& step : model.steps) grown[{step.feature, step.above}] += share * step.points;
  }
  for (const auto& [at, points] : grown) mean.steps.push_back({at.first, at.second, points});
  return mean;
}

}  // namespace rdc::ecg::evaluation
