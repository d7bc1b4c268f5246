#include "tests/evaluation/stemi_set.h"

#include <algorithm>
#include <fstream>
#include <map>

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

// FNV-1a over the samples of every lead.
std::uint64_t digest_of(const Recording& recording) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto& channel : recording.rhythm.channels) {
    for (const float sample : channel.samples) {
      hash = (hash ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(sample))) * 1099511628211ULL;
    }
  }
  return hash;
}

}  // namespace

std::vector<StemiCase> load_stemi_cases(const std::filesystem::path& folder, std::size_t folds) {
  std::vector<StemiCase> out;
  std::map<std::uint64_t, std::size_t> seen;
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
    const auto said = interpret(*recording, *measured);
    one.bare_rule = std::any_of(said.considered.begin(), said.considered.end(),
                                [](const auto& c) { return c.met && c.rule.starts_with("stemi."); });
    const auto digest = digest_of(*recording);
    const auto [found, fresh] = seen.try_emplace(digest, static_cast<std::size_t>(digest % folds));
    if (!fresh) fmt::print(stderr, "{}: the samples of another record\n", record);
    one.fold = found->second;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
