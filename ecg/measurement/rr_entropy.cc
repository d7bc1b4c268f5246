#include "ecg/measurement/rr_entropy.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr std::size_t kFewestIntervals = 8;
constexpr long kMatchesOfPairs = 5;  // numerator that makes the ratio worth something, as in the paper

struct IntervalPair {
  double now, next;  // distance of two intervals, and of the larger of that and their successors'
};

}  // namespace

std::optional<double> sample_entropy_coefficient(std::span<const double> intervals_ms) {
  const std::size_t count = intervals_ms.size();
  if (count < kFewestIntervals) return std::nullopt;
  double mean = 0.0;
  for (const double rr : intervals_ms) mean += rr / static_cast<double>(count);
  std::vector<IntervalPair> pairs;
  std::vector<double> both;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    for (std::size_t j = i + 1; j + 1 < count; ++j) {
      const double now = std::abs(intervals_ms[i] - intervals_ms[j]);
      const double next = std::abs(intervals_ms[i + 1] - intervals_ms[j + 1]);
      pairs.push_back({now, std::max(now, next)});
      both.push_back(pairs.back().next);
    }
  }
  // The narrowest tolerance that lets so many pairs match twice in a row; not below the clock's own grain.
  constexpr double kGrainMs = 4.0;
  std::nth_element(both.begin(), both.begin() + kMatchesOfPairs - 1, both.end());
  const double tolerance = std::max(kGrainMs, both[static_cast<std::size_t>(kMatchesOfPairs - 1)]);
  double once = 0.0, twice = 0.0;
  for (const auto& pair : pairs) {
    once += pair.now <= tolerance ? 1.0 : 0.0;
    twice += pair.next <= tolerance ? 1.0 : 0.0;
  }
  return std::log(once / twice) + std::log(2.0 * tolerance / 1000.0) - std::log(mean / 1000.0);
}

}  // namespace rdc::ecg
