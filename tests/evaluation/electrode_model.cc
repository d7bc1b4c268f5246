#include "tests/evaluation/electrode_model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace rdc::ecg::evaluation {
namespace {

constexpr double kRidge = 0.01;          // of the coefficients, for each recording; units are a wave's size
constexpr double kRidgeOfWeights = 1.0;  // keeps odds modest where the waves part recordings completely
constexpr int kReweighted = 3;           // fits, each with far recordings counting less
constexpr double kFarDeviations = 2.0, kFarthestDeviations = 3.0;
constexpr double kExchangedOdds = 2.0;
constexpr int kSiftings = 2;
constexpr int kNewtonSteps = 12;

using Beats = std::span<const ElectrodeBeat* const>;
using Row = std::vector<double>;

// Solves a symmetric, positive definite system by Cholesky's factors; `a` row by row, overwritten.
Row solve(std::vector<Row> a, Row b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double v = a[i][j];
      for (std::size_t k = 0; k < j; ++k) v -= a[i][k] * a[j][k];
      a[i][j] = i == j ? std::sqrt(v) : v / a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

// One difference at one place over all recordings that have it.
struct Regression {
  std::vector<Row> inputs;
  Row wanted;

  Row fit(const Row& importance) const {
    const std::size_t n = inputs.front().size();
    std::vector<Row> a(n, Row(n, 0.0));
    Row b(n, 0.0);
    double total = 0.0;
    for (std::size_t r = 0; r < inputs.size(); ++r) {
      total += importance[r];
      for (std::size_t i = 0; i < n; ++i) {
        b[i] += importance[r] * inputs[r][i] * wanted[r];
        for (std::size_t k = 0; k < n; ++k) a[i][k] += importance[r] * inputs[r][i] * inputs[r][k];
      }
    }
    for (std::size_t i = 0; i < n; ++i) a[i][i] += kRidge * total;
    return solve(std::move(a), std::move(b));
  }
  Row left(const Row& coefficients) const {
    Row out = wanted;
    for (std::size_t r = 0; r < inputs.size(); ++r) {
      for (std::size_t i = 0; i < coefficients.size(); ++i) out[r] -= inputs[r][i] * coefficients[i];
    }
    return out;
  }
};

double usual_deviation(Row left) {
  for (double& v : left) v = std::abs(v);
  const auto middle = left.begin() + static_cast<long>(left.size() / 2);
  std::nth_element(left.begin(), middle, left.end());
  return 1.4826 * *middle + 1e-6;  // of a normal distribution with this median size
}

Regression regression_of(const ElectrodeExchange& exchange, const ForetoldDifference& of, std::size_t place,
                         Beats beats) {
  Regression out;
  std::array<float, kMostForetelling> by{};
  for (const auto* beat : beats) {
    if (place < kPPlaces && !beat->has_p) continue;
    const std::size_t n = foretelling(*beat, exchange, place, by);
    out.inputs.emplace_back(by.begin(), by.begin() + static_cast<long>(n));
    out.wanted.push_back(static_cast<double>(beat->potentials[of.one][place] - beat->potentials[of.other][place]));
  }
  return out;
}

void fit_place(const Regression& regression, ForetoldDifference& of, std::size_t place) {
  Row importance(regression.wanted.size(), 1.0), coefficients, left;
  double deviation = 0.0;
  for (int fit = 0; fit < kReweighted; ++fit) {
    coefficients = regression.fit(importance);
    left = regression.left(coefficients);
    deviation = usual_deviation(left);
    for (std::size_t r = 0; r < left.size(); ++r)
      importance[r] = std::min(1.0, kFarDeviations * deviation / (std::abs(left[r]) + 1e-9));
  }
  double squares = 0.0;
  for (const double v : left) squares += std::pow(std::min(std::abs(v), kFarthestDeviations * deviation), 2);
  of.variance[place] = static_cast<float>(squares / static_cast<double>(left.size()));
  for (std::size_t i = 0; i < coefficients.size(); ++i) of.coefficients[place][i] = static_cast<float>(coefficients[i]);
}

// Every recording as labelled against the same one exchanged, whose evidence is the opposite: a logistic regression
// without a constant.
std::array<float, 3> fit_weights(const ElectrodeExchange& exchange, Beats beats) {
  Row weights(3, 0.0);
  for (int step = 0; step < kNewtonSteps; ++step) {
    std::vector<Row> curvature(3, Row(3, 0.0));
    Row slope(3, 0.0);
    for (std::size_t i = 0; i < 3; ++i) {
      curvature[i][i] = kRidgeOfWeights;
      slope[i] = -kRidgeOfWeights * weights[i];
    }
    for (const auto* beat : beats) {
      const auto evidence = evidence_of_order(*beat, exchange);
      double odds = 0.0;
      for (std::size_t i = 0; i < 3; ++i) odds += weights[i] * evidence[i];
      const double wrong = 1.0 / (1.0 + std::exp(odds));
      for (std::size_t i = 0; i < 3; ++i) {
        slope[i] += wrong * evidence[i];
        for (std::size_t k = 0; k < 3; ++k)
          curvature[i][k] += std::max(1e-4, wrong * (1.0 - wrong)) * evidence[i] * evidence[k];
      }
    }
    const auto change = solve(curvature, slope);
    for (std::size_t i = 0; i < 3; ++i) weights[i] += change[i];
  }
  return {static_cast<float>(weights[0]), static_cast<float>(weights[1]), static_cast<float>(weights[2])};
}

ElectrodeExchange fit_once(ElectrodeExchange exchange, Beats beats) {
  for (std::size_t pair = 0; pair < exchange.pairs; ++pair) {
    auto& of = exchange.differences[pair];
    for (std::size_t place = 0; place < kBeatPlaces; ++place)
      fit_place(regression_of(exchange, of, place, beats), of, place);
  }
  exchange.weights = fit_weights(exchange, beats);
  return exchange;
}

ElectrodeExchange of_pairs(PlacementFault fault, std::initializer_list<std::array<std::uint8_t, 2>> pairs) {
  ElectrodeExchange out;
  out.fault = fault;
  out.pairs = 0;
  for (const auto& [one, other] : pairs) {
    out.differences[out.pairs].one = one;
    out.differences[out.pairs++].other = other;
  }
  return out;
}

}  // namespace

std::vector<ElectrodeExchange> sought_exchanges() {
  // The differences of the limbs are the leads I, II and III.
  std::vector<ElectrodeExchange> out = {of_pairs(PlacementFault::kArmsReversed, {{1, 0}}),
                                        of_pairs(PlacementFault::kRightArmLeftLeg, {{2, 0}}),
                                        of_pairs(PlacementFault::kLeftArmLeftLeg, {{2, 1}})};
  for (std::uint8_t one = kFirstChestElectrode; one < kElectrodes; ++one) {
    for (auto other = static_cast<std::uint8_t>(one + 1); other < kElectrodes; ++other)
      out.push_back(of_pairs(PlacementFault::kChestOrder, {{one, other}}));
  }
  out.push_back(of_pairs(PlacementFault::kChestOrder, {{3, 8}, {4, 7}, {5, 6}}));
  return out;
}

std::string name_of(const ElectrodeExchange& exchange) {
  if (exchange.pairs > 1) return "V1 to V6 reversed";
  if (exchange.fault == PlacementFault::kArmsReversed) return "right and left arm";
  if (exchange.fault == PlacementFault::kRightArmLeftLeg) return "right arm and left leg";
  if (exchange.fault == PlacementFault::kLeftArmLeftLeg) return "left arm and left leg";
  const auto& two = exchange.differences.front();
  return fmt::format("V{} and V{}", two.one - kFirstChestElectrode + 1, two.other - kFirstChestElectrode + 1);
}

ElectrodeExchange fit_exchange(const ElectrodeExchange& sought, Beats beats) {
  auto out = fit_once(sought, beats);
  for (int sifting = 0; sifting < kSiftings; ++sifting) {
    std::vector<const ElectrodeBeat*> in_order;
    for (const auto* beat : beats) {
      if (odds_as_labelled(*beat, out) >= -kExchangedOdds) in_order.push_back(beat);
    }
    out = fit_once(sought, in_order);
  }
  return out;
}

std::vector<ElectrodeExchange> fit_exchanges(Beats beats) {
  std::vector<ElectrodeExchange> out;
  for (const auto& sought : sought_exchanges()) out.push_back(fit_exchange(sought, beats));
  return out;
}

}  // namespace rdc::ecg::evaluation
