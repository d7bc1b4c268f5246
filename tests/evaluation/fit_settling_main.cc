// Chooses how boundaries are settled among beats and leads (settle_boundaries.h) on LUDB: every setting of a small grid
// on all records, then five folds of records, each judged by the setting that was best on the other four.
//   fit_settling DATA_DIR
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/measurement/delineate_beats.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kEdges = 6, kFolds = 5;
constexpr std::array<const char*, kEdges> kNames = {"P onset",    "P offset", "QRS onset",
                                                    "QRS offset", "T onset",  "T offset"};

struct Sums {
  double count = 0.0, sum = 0.0, squares = 0.0;

  void add(const std::vector<double>& errors) {
    for (const double e : errors) {
      count += 1.0;
      sum += e;
      squares += e * e;
    }
  }
  Sums& operator+=(const Sums& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
    return *this;
  }
  double mean() const { return sum / std::max(1.0, count); }
  double deviation() const { return std::sqrt(std::max(0.0, squares / std::max(1.0, count) - mean() * mean())); }
};

struct Record {
  Strip strip;
  std::vector<std::array<std::vector<ReferenceWave>, 3>> reference;  // by lead
};

std::vector<Record> read_records(const std::filesystem::path& folder) {
  std::vector<Record> out;
  for (auto header : headers_in(folder)) {
    Record record;
    record.strip = read_wfdb(header).recording.rhythm;
    for (const auto& channel : record.strip.channels) {
      std::string extension(".");
      for (const char c : channel.label) extension.push_back(static_cast<char>(std::tolower(c)));
      record.reference.push_back(
          waves_of(*read_annotations(header.replace_extension(extension)), record.strip.rate_hz));
    }
    out.push_back(std::move(record));
  }
  return out;
}

std::array<Sums, kEdges> judge(const Record& record, const Settling& how) {
  SettlingTable table;
  table.fill(how);
  const auto waves = delineate_beats(record.strip, table);
  std::array<Sums, kEdges> out;
  for (std::size_t l = 0; l < record.strip.channels.size(); ++l) {
    const auto found = waves_of_lead(waves, l);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto score =
          score_waves(record.reference[l][k], found[k], record.reference[l][1], static_cast<WaveKind>(k));
      out[2 * k].add(score.onset_errors_ms);
      out[2 * k + 1].add(score.offset_errors_ms);
    }
  }
  return out;
}

std::vector<Settling> grid() {
  std::vector<Settling> out = {{}};
  for (const double share : {0.2, 0.4, 0.6, 0.8, 1.0}) {
    for (const double lead_ms : {6.0, 12.0, 18.0, 30.0, 1e9}) {
      for (const double reach_ms : {8.0, 1e9}) {
        if (share < 1.0 || reach_ms == 8.0) out.push_back({share, lead_ms, reach_ms});
      }
    }
  }
  return out;
}

// By setting, by record.
using Judged = std::vector<std::vector<std::array<Sums, kEdges>>>;

// The setting with the least deviation on the records that are not of fold `without`.
std::size_t best_of(const Judged& judged, std::size_t edge, std::size_t without) {
  std::size_t best = 0;
  double least = 1e9;
  for (std::size_t s = 0; s < judged.size(); ++s) {
    Sums all;
    for (std::size_t r = 0; r < judged[s].size(); ++r) {
      if (r % kFolds != without) all += judged[s][r][edge];
    }
    if (all.deviation() >= least) continue;
    least = all.deviation();
    best = s;
  }
  return best;
}

int run(const std::filesystem::path& data) {
  const auto records = read_records(data / "ludb");
  const auto settings = grid();
  Judged judged(settings.size());
  for (std::size_t s = 0; s < settings.size(); ++s) {
    for (const auto& record : records) judged[s].push_back(judge(record, settings[s]));
  }
  const auto all_records = [&](std::size_t setting, std::size_t edge) {
    Sums sums;
    for (const auto& record : judged[setting]) sums += record[edge];
    return sums;
  };
  for (std::size_t edge = 0; edge < kEdges; ++edge) {
    Sums out_of_fold;
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      const std::size_t chosen = best_of(judged, edge, fold);
      for (std::size_t r = fold; r < records.size(); r += kFolds) out_of_fold += judged[chosen][r][edge];
    }
    const std::size_t best = best_of(judged, edge, kFolds);
    const Sums before = all_records(0, edge), after = all_records(best, edge);
    fmt::print(
        "{:<11} as it is {:5.1f} +- {:4.1f}   fitted {:5.1f} +- {:4.1f}   out of fold {:5.1f} +- {:4.1f}   {{{}, {}, "
        "{}}}\n",
        kNames[edge], before.mean(), before.deviation(), after.mean(), after.deviation(), out_of_fold.mean(),
        out_of_fold.deviation(), settings[best].share, settings[best].lead_ms, settings[best].reach_ms);
  }
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("fit_settling DATA_DIR\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1]);
}
