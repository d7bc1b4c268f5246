// Medians, and the figures as DESIGN section 12 wants them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace rdc::bench {

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  if (values.empty()) return 0;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

struct Figure {
  std::string metric;
  double value = 0;
  std::string unit;
  std::string aim;  // ">= 2", or "" when it is only told
  bool holds = true;
};

inline bool write_figures(const std::filesystem::path& file, const std::vector<Figure>& figures) {
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  std::ofstream out(file);
  out << "[\n";
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const Figure& f = figures[i];
    out << fmt::format(
        "  {{\"metric\": \"{}\", \"value\": {:.4g}, \"unit\": \"{}\", \"aim\": \"{}\", \"holds\": {}}}{}\n", f.metric,
        f.value, f.unit, f.aim, f.holds ? "true" : "false", i + 1 < figures.size() ? "," : "");
  }
  out << "]\n";
  return out.good();
}

}  // namespace rdc::bench
