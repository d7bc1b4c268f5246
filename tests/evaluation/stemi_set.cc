#include "tests/evaluation/stemi_set.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"

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

// Two tracings whose median beats in I and II are this alike may be one patient's (of 476 recordings 16 pairs): judging
// one by a model that saw the other would flatter.
constexpr double kOnePatient = 0.975;

std::vector<double> limb_shape(const Measurements& measured) {
  std::vector<double> out;
  const auto* beat = measured.dominant();
  if (beat == nullptr) return out;
  for (const Lead lead : {Lead::kI, Lead::kII}) {
    const auto* channel = beat->strip.find(lead);
    const std::size_t from = out.size();
    double mean = 0.0;
    for (int ms = -100; ms < 300; ms += 2) {
      const long at = static_cast<long>(beat->r_index) + std::lround(ms * beat->strip.rate_hz / 1000.0);
      const bool inside = channel != nullptr && at >= 0 && at < static_cast<long>(channel->samples.size());
      out.push_back(inside ? static_cast<double>(channel->samples[static_cast<std::size_t>(at)]) : 0.0);
      mean += out.back() / 200.0;
    }
    for (std::size_t i = from; i < out.size(); ++i) out[i] -= mean;
  }
  const double size = std::sqrt(std::inner_product(out.begin(), out.end(), out.begin(), 1e-9));
  for (double& v : out) v /= size;
  return out;
}

std::size_t person_of(const std::vector<double>& shape, const std::vector<std::vector<double>>& shapes,
                      std::vector<StemiCase>& cases) {
  std::size_t person = cases.size();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shape.size() != shapes[i].size() ||
        std::inner_product(shape.begin(), shape.end(), shapes[i].begin(), 0.0) <= kOnePatient) {
      continue;
    }
    const std::size_t known = cases[i].person;
    for (auto& c : cases) {
      if (c.person == person) c.person = known;  // two groups meet
    }
    person = known;
  }
  return person;
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
    auto shape = limb_shape(*measured);
    one.person = person_of(shape, shapes, out);
    shapes.push_back(std::move(shape));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
