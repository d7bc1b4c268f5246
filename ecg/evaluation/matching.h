// Pairs detected with reference events, and the figures that come of it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rdc::ecg::evaluation {

struct Matching {
  // (reference index, detected index), in order.
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::size_t> missed;  // reference indexes
  std::vector<std::size_t> extra;   // detected indexes
};

// One to one, both lists ascending, at most `window_ms` apart (EC57: 150). As EC57's bxb does: in time order, an event
// is left alone when its partner has a closer one.
Matching match(std::span<const double> reference_ms, std::span<const double> detected_ms, double window_ms);

// A share with its Wilson 95 % interval.
struct Proportion {
  std::size_t hits = 0;
  std::size_t of = 0;

  double value() const { return of == 0 ? 0.0 : static_cast<double>(hits) / static_cast<double>(of); }
  std::pair<double, double> interval() const;
};

struct Spread {  // of boundary errors
  std::size_t count = 0;
  double mean = 0.0;
  double deviation = 0.0;  // sample standard deviation
};
Spread spread_of(std::span<const double> values);

// A line of `--json`: {"metric", "value", "unit", "aim", "holds"}.
struct Figure {
  std::string metric;
  double value = 0.0;
  std::string unit;
  std::string aim;
  bool holds = false;
};
std::string to_json(std::span<const Figure> figures);

}  // namespace rdc::ecg::evaluation
