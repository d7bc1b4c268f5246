#include "tests/evaluation/logistic.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg::evaluation {

double LogisticModel::value(std::span<const double> features) const {
  double sum = base;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * features[i];
  return sum;
}

// Coordinate descent: each step is a guarded Newton step on one weight, then a clip to its sign. The objective is
// convex, so the end does not depend on the start.
LogisticModel fit_logistic(std::span<const LogisticCase> cases, std::span<const int> signs, double penalty) {
  const std::size_t n = signs.size();
  LogisticModel model{std::vector<double>(n, 0.0), 0.0};
  std::vector<double> scale(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0.0, squares = 0.0;
    for (const auto& c : cases) {
      sum += c.features[i];
      squares += c.features[i] * c.features[i];
    }
    const double size = static_cast<double>(cases.size());
    const double variance = squares / size - (sum / size) * (sum / size);
    scale[i] = std::sqrt(std::max(variance, 0.0));
  }
  std::vector<double> odds(cases.size(), 0.0);
  const auto step = [&](double gradient, double curvature) { return std::clamp(gradient / curvature, -2.0, 2.0); };
  for (int round = 0; round < 300; ++round) {
    double moved = 0.0;
    for (std::size_t i = 0; i <= n; ++i) {
      const bool is_base = i == n;
      if (!is_base && scale[i] < 1e-9) continue;
      const double unit = is_base ? 1.0 : 1.0 / scale[i];
      const double now = is_base ? model.base : model.weights[i] * scale[i];
      double gradient = is_base ? 0.0 : -penalty * now, curvature = (is_base ? 0.0 : penalty) + 1e-9;
      for (std::size_t k = 0; k < cases.size(); ++k) {
        const double x = is_base ? 1.0 : cases[k].features[i] * unit;
        if (x == 0.0) continue;
        const double p = 1.0 / (1.0 + std::exp(-odds[k]));
        gradient += cases[k].importance * ((cases[k].positive ? 1.0 : 0.0) - p) * x;
        curvature += cases[k].importance * std::max(p * (1.0 - p), 0.02) * x * x;
      }
      double next = now + step(gradient, curvature);
      if (!is_base) next = signs[i] > 0 ? std::max(next, 0.0) : std::min(next, 0.0);
      const double change = next - now;
      if (change == 0.0) continue;
      (is_base ? model.base : model.weights[i]) = next * unit;
      for (std::size_t k = 0; k < cases.size(); ++k) odds[k] += change * (is_base ? 1.0 : cases[k].features[i] * unit);
      moved = std::max(moved, std::abs(change));
    }
    if (moved < 1e-5) break;
  }
  return model;
}

}  // namespace rdc::ecg::evaluation
