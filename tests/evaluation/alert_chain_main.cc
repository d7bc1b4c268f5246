// Every hmc and LUDB developer record through the whole chain, with real processes: dropped at a village's agent, its
// own analysis, upload, the router's analysis, the alert engine. Prints docs/alert-performance.md's tables.
//   alert_chain --data /…/ecg --programs build/release/bin
#include <array>
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/base/digest.h"
#include "ecg/formats/read.h"
#include "ecg/formats/write.h"
#include "ecg/interpretation/statement.h"
#include "tests/testkit/chest_pain_county.h"

namespace {

using namespace rdc;
using namespace std::chrono_literals;

struct Record {
  std::string set, name, label;  // label: the row of the table
  int agent = -1, router = -1;   // EcgTier; -1: not read
  bool critical = false;         // by the county's table
  bool alarmed = false;          // somebody was
};

constexpr std::array kTiers = {"unread", "none", "watch", "suspected", "alarm"};
const char* tier_name(int tier) { return kTiers.at(static_cast<std::size_t>(std::max(tier, 0))); }

std::string hmc_row(const std::string& label) {
  if (label.find("STEMI-") != std::string::npos) return "STEMI";
  if (label.find("NSTEMI") != std::string::npos) return "NSTEMI";
  if (label.find("myocardial infarction") != std::string::npos) return "no infarction, by catheter";
  if (label.find("Pericarditis") != std::string::npos) return "pericarditis";
  if (label.find("arrhythmia") != std::string::npos) return "arrhythmia set";
  if (label.find("dyskalemia") != std::string::npos) return "potassium set";
  return "other controls";
}

std::vector<Record> records_of(const std::filesystem::path& data) {
  std::vector<Record> out;
  std::ifstream hmc(data / "hmc" / "labels.csv"), ludb(data / "ludb" / "ludb-labels.csv");
  std::string line;
  std::getline(hmc, line);
  while (std::getline(hmc, line))
    if (const auto comma = line.find(','); comma != std::string::npos)
      out.push_back({"hmc", line.substr(0, comma), hmc_row(line.substr(comma + 1))});
  // The data's README names its acute ones.
  const std::set<std::string> acute{"21", "33", "64", "86"};
  for (const auto& entry : std::filesystem::directory_iterator(data / "ludb"))
    if (const auto name = entry.path().stem().string(); entry.path().extension() == ".hea")
      out.push_back({"ludb", name, acute.contains(name) ? "STEMI" : "others"});
  std::ranges::sort(out, {}, [](const Record& r) { return std::pair(r.set, r.name); });
  return out;
}

// As a cart would have written it; "" when it cannot be read.
std::string drop(const Record& record, const std::filesystem::path& data, const std::filesystem::path& folder) {
  auto recording = ecg::read(data / record.set / (record.name + ".hea"));
  if (!recording) {
    fmt::print(stderr, "{}/{}: {}\n", record.set, record.name, recording.error().message);
    return {};
  }
  recording->subject.id = record.set + "-" + record.name.substr(0, 24);
  const auto written = ecg::write(*recording, ecg::Format::kDicom);
  if (!written) {
    fmt::print(stderr, "{}/{}: {}\n", record.set, record.name, written.error().message);
    return {};
  }
  for (const auto& note : written->notes)
    if (note.reason == "ROUNDED") fmt::print(stderr, "{}/{}: {}\n", record.set, record.name, note.message);
  const auto& bytes = written->files.front().bytes;
  const auto name = record.set + "-" + record.name + ".dcm";
  std::ofstream(folder / (name + ".tmp"), std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  std::filesystem::rename(folder / (name + ".tmp"), folder / name);
  return base::sha256(bytes).hex();
}

void collect(testkit::DatabaseWatch& agent, testkit::DatabaseWatch& router, std::map<std::string, Record*>& by_sha) {
  const auto each = [&](const Result<std::vector<testkit::Row>>& rows, auto set) {
    if (!rows) throw std::runtime_error(rows.error().message);
    for (const auto& row : *rows)
      if (const auto found = by_sha.find(row[0]); found != by_sha.end()) set(*found->second, row);
  };
  each(agent.rows("SELECT i.sha256, a.tier FROM ecg_analysis a JOIN item i ON i.item_id = a.item_id"),
       [](Record& r, const testkit::Row& row) { r.agent = std::stoi(row[1]); });
  each(router.rows("SELECT e.sha256, a.tier, a.critical FROM ecg_analysis a JOIN ecg e "
                   "ON e.instance_key = a.instance_key"),
       [](Record& r, const testkit::Row& row) {
         r.router = std::stoi(row[1]);
         r.critical = row[2] == "1";
       });
  each(router.rows("SELECT DISTINCT x.sha256 FROM alert_ecg x JOIN alert a ON a.case_id = x.case_id"),
       [](Record& r, const testkit::Row&) { r.alarmed = true; });
}

void print_tables(const std::vector<Record>& records) {
  struct Line {
    std::array<int, 5> tiers{};
    int critical = 0, alarmed = 0, all = 0;
  };
  std::map<std::pair<std::string, std::string>, Line> lines;
  std::array<std::array<int, 5>, 5> both{};
  for (const auto& record : records) {
    auto& line = lines[{record.set, record.label}];
    ++line.all;
    ++line.tiers.at(static_cast<std::size_t>(std::max(record.router, 0)));
    line.critical += record.critical ? 1 : 0;
    line.alarmed += record.alarmed ? 1 : 0;
    ++both.at(static_cast<std::size_t>(std::max(record.agent, 0)))
          .at(static_cast<std::size_t>(std::max(record.router, 0)));
  }
  fmt::print("rules {}, {} records\n\n", ecg::kRuleSetVersion, records.size());
  fmt::print(
      "| set | label | records | none | watch | suspected | alarm | unread | critical value | somebody alarmed |\n");
  fmt::print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const auto& [key, line] : lines)
    fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", key.first, key.second, line.all, line.tiers[1],
               line.tiers[2], line.tiers[3], line.tiers[4], line.tiers[0], line.critical, line.alarmed);
  fmt::print("\n| agent \\ router | none | watch | suspected | alarm | unread |\n|---|---:|---:|---:|---:|---:|\n");
  for (const std::size_t row : {1U, 2U, 3U, 4U, 0U})
    fmt::print("| {} | {} | {} | {} | {} | {} |\n", tier_name(static_cast<int>(row)), both[row][1], both[row][2],
               both[row][3], both[row][4], both[row][0]);
  fmt::print("\n");
  for (const auto& record : records)
    if (record.agent != record.router)
      fmt::print("differs: {}/{} ({}): agent {}, router {}{}\n", record.set, record.name, record.label,
                 tier_name(record.agent), tier_name(record.router), record.critical ? ", critical value" : "");
}

}  // namespace

int main(int argc, char** argv) {
  std::string data, programs;
  CLI::App app{"Every hmc and LUDB developer record through agent, router and alert engine."};
  app.add_option("--data", data, "The ECG data's folder")->required()->check(CLI::ExistingDirectory);
  app.add_option("--programs", programs, "Folder of the programs")->required()->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  try {
    testkit::ChestPainCounty county({.programs = std::filesystem::absolute(programs).string()});
    auto records = records_of(data);
    std::map<std::string, Record*> by_sha;
    for (auto& record : records)
      if (const auto sha = drop(record, data, county.village().drop()); !sha.empty()) by_sha[sha] = &record;
    const auto router = county.county().router_catalog();
    const auto agent = county.village().catalog();
    if (!router || !agent) return 1;
    const auto wanted = static_cast<std::int64_t>(by_sha.size());
    if (!(*router)->wait_for_number("SELECT count(*) FROM ecg_analysis", wanted, 10min) ||
        !(*agent)->wait_for_number("SELECT count(*) FROM ecg_analysis", wanted, 10min)) {
      fmt::print(stderr, "not every record came through\n");
      return 1;
    }
    collect(**agent, **router, by_sha);
    print_tables(records);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "alert_chain: {}\n", error.what());
    return 1;
  }
}
