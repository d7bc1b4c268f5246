#include "tests/evaluation/stemi_set.h"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <map>

#include <fmt/format.h>

#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "tests/evaluation/same_person.h"

namespace rdc::ecg::evaluation {
namespace {

std::map<std::string, std::string> labels_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  std::ifstream file(folder / "labels.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto comma = line.find(',');
    if (comma != std::string::npos) out[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return out;
}

void add_rules(StemiCase& one, const Measurements& measured, const Interpretation& said) {
  one.bare_rule = std::any_of(said.considered.begin(), said.considered.end(),
                              [](const auto& c) { return c.met && c.rule.starts_with("stemi."); });
  const auto any = [&](std::initializer_list<const char*> codes) {
    return std::any_of(codes.begin(), codes.end(), [&](const char* code) { return said.find(code) != nullptr; });
  };
  one.equivalent = any({"POSTERIOR_MI_SUSPECTED", "SGARBOSSA_POSITIVE", "DE_WINTER"});
  one.watched = one.bare_rule || any({"HYPERACUTE_T", "LAD_SUBTLE", "AVR_ELEVATION", "WELLENS"});
  one.tempered = measured.global.heart_rate_bpm.value_or(0.0) >= 130.0 ||
                 measured.global.qrs_ms.value_or(0.0) >= 120.0 || any({"NOISY", "ELECTRODES_SUSPECT"}) ||
                 std::any_of(said.mimics.begin(), said.mimics.end(), [](const auto& m) { return m.present; });
}

}  // namespace

std::vector<StemiCase> load_stemi_cases(const std::filesystem::path& folder) {
  std::vector<StemiCase> out;
  std::vector<std::vector<double>> shapes;
  for (const auto& [record, label] : labels_of(folder)) {
    const auto recording = read(folder / (record + ".hea"));
    if (!recording) {
      fmt::print(stderr, "{}: {}\n", record, recording.error().message);
      continue;
    }
    const auto measured = measure(*recording);
    StemiCase one;
    one.record = record;
    one.label = label;
    one.stemi = label.find("STEMI-") != std::string::npos;
    one.infarction_set = label.find("myocardial infarction") != std::string::npos;
    if (!measured || !stemi_features(*measured, one.features)) {
      fmt::print(stderr, "{} ({}): no features\n", record, label);
      continue;
    }
    add_rules(one, *measured, interpret(*recording, *measured));
    shapes.push_back(limb_shape(*measured));
    out.push_back(std::move(one));
  }
  const auto persons = persons_of(shapes);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].person = persons[i];
  return out;
}

}  // namespace rdc::ecg::evaluation
