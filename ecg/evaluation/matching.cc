#include "ecg/evaluation/matching.h"

#include <cmath>

#include <fmt/format.h>

namespace rdc::ecg::evaluation {

Matching match(std::span<const double> reference_ms, std::span<const double> detected_ms, double window_ms) {
  Matching out;
  std::size_t r = 0, d = 0;
  const auto apart = [&](std::size_t i, std::size_t j) { return std::abs(reference_ms[i] - detected_ms[j]); };
  while (r < reference_ms.size() && d < detected_ms.size()) {
    if (apart(r, d) <= window_ms) {
      const bool next_reference_closer = r + 1 < reference_ms.size() && apart(r + 1, d) < apart(r, d);
      const bool next_detected_closer = d + 1 < detected_ms.size() && apart(r, d + 1) < apart(r, d);
      if (next_reference_closer && !next_detected_closer) {
        out.missed.push_back(r++);
      } else if (next_detected_closer && !next_reference_closer) {
        out.extra.push_back(d++);
      } else {
        out.pairs.emplace_back(r++, d++);
      }
    } else if (reference_ms[r] < detected_ms[d]) {
      out.missed.push_back(r++);
    } else {
      out.extra.push_back(d++);
    }
  }
  while (r < reference_ms.size()) out.missed.push_back(r++);
  while (d < detected_ms.size()) out.extra.push_back(d++);
  return out;
}

std::pair<double, double> Proportion::interval() const {
  if (of == 0) return {0.0, 1.0};
  constexpr double kZ = 1.959964;
  const auto n = static_cast<double>(of);
  const double p = value();
  const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) / (1 + kZ * kZ / n);
  return {centre - half, centre + half};
}

Spread spread_of(std::span<const double> values) {
  Spread out{values.size(), 0.0, 0.0};
  if (values.empty()) return out;
  for (const double v : values) out.mean += v;
  out.mean /= static_cast<double>(values.size());
  double squares = 0.0;
  for (const double v : values) squares += (v - out.mean) * (v - out.mean);
  if (values.size() > 1) out.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return out;
}

std::string to_json(std::span<const Figure> figures) {
  std::string out = "[";
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto& f = figures[i];
    out +=
        fmt::format("{}\n  {{\"metric\": \"{}\", \"value\": {:.4f}, \"unit\": \"{}\", \"aim\": \"{}\", \"holds\": {}}}",
                    i == 0 ? "" : ",", f.metric, f.value, f.unit, f.aim, f.holds);
  }
  return out + "\n]\n";
}

}  // namespace rdc::ecg::evaluation
