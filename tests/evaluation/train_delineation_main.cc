// Trains the boundary locators on LUDB's per-lead annotations, simulated beats and tracings in atrial fibrillation.
// `ecg evaluate` prints the fitted figures, this one the cross-validated ones (five folds of persons): the distance of
// the most probable place, and LUDB as `ecg evaluate` judges it.
//   train_delineation DATA_DIR [FOLD_SEED] > ecg/measurement/delineation_weights.h     (figures go to standard error)
// FOLD_SEED other than 0: LUDB's persons are in other folds.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ecg/evaluation/global_boundaries.h"
#include "ecg/measurement/delineate_beats.h"
#include "tests/evaluation/delineation_records.h"
#include "tests/evaluation/small_network.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kAll = DelineationGrid::kAllLeads;

struct Job {
  Boundary boundary;
  const char* name;
  std::size_t wave;  // 0 P, 1 QRS, 2 T
  Part part;
};
constexpr std::array<Job, kBoundaries> kJobs = {{{Boundary::kPPeak, "P peak", 0, Part::kPeak},
                                                 {Boundary::kPOn, "P onset", 0, Part::kOnset},
                                                 {Boundary::kPOff, "P offset", 0, Part::kOffset},
                                                 {Boundary::kQrsOn, "QRS onset", 1, Part::kOnset},
                                                 {Boundary::kQrsOff, "QRS offset", 1, Part::kOffset},
                                                 {Boundary::kTPeak, "T peak", 2, Part::kPeak},
                                                 {Boundary::kTOn, "T onset", 2, Part::kOnset},
                                                 {Boundary::kTOff, "T offset", 2, Part::kOffset},
                                                 {Boundary::kFarPPeak, "far P peak", 0, Part::kPeak}}};

void add_example(TrainingSet& set, const TaughtRecord& record, const Job& job, const BeatPlace& beat, long anchor,
                 std::size_t lead, std::optional<double> place, float weight) {
  const auto search = search_of(job.boundary, beat, anchor);
  const long first = std::max(0L, search.first), last = std::min(record.grid->length() - 1, search.last);
  if (last < first) return;
  const float target = place ? static_cast<float>(*place / kGridMs - static_cast<double>(first)) : -1.0F;
  if (place && (target < 0.0F || target > static_cast<float>(last - first))) return;
  set.examples.push_back({set.rows(), static_cast<std::size_t>(last - first + 1), target, weight});
  for (long at = first; at <= last; ++at) {
    const auto row = record.grid->moment(lead, at, search.anchor, search.context1, search.context2);
    set.values.insert(set.values.end(), row.begin(), row.end());
  }
}

void add_known(TrainingSet& set, TaughtRecord& record, const Job& job, const BeatPlace& beat, std::size_t count) {
  constexpr float kPeakWeight = 0.5F, kAllWeight = 0.5F, kLeadWeight = 0.1F;
  const long at = std::lround(beat.at_ms / kGridMs);
  for (const auto& known : record.known) {
    if (std::abs(known.at_ms - beat.at_ms) > 100.0) continue;
    record.grid->set_scale(at);
    const auto peak = job.wave == 0 ? known.p_ms : known.t_ms;
    if (job.part == Part::kPeak) {
      if (job.wave == 0 || known.t_known) add_example(set, record, job, beat, at, kAll, peak, kPeakWeight);
      continue;
    }
    const auto edge = known.edges[job.wave][job.part == Part::kOnset ? 0 : 1];
    if (!edge || (job.wave != 1 && !peak) || count % 3 != 0) continue;
    const long anchor = job.wave == 1 ? at : std::lround(*peak / kGridMs);
    add_example(set, record, job, beat, anchor, kAll, edge, kAllWeight);
    for (std::size_t l = 0; l < record.grid->leads(); ++l)
      add_example(set, record, job, beat, anchor, l, edge, kLeadWeight);
  }
}

void add_beat(TrainingSet& set, TaughtRecord& record, const Job& job, const BeatPlace& beat, std::size_t count) {
  if (record.peaks_only) return add_known(set, record, job, beat, count);
  if (beat.at_ms < record.first_ms - 50.0 || beat.at_ms > record.last_ms + 50.0) return;
  const long at = std::lround(beat.at_ms / kGridMs);
  record.grid->set_scale(at);
  const auto peak = common_place(record, beat, job.wave, Part::kPeak);
  if (job.part == Part::kPeak) {
    // At the annotated span's ends a wave that is not annotated may be there all the same.
    const bool edge = job.wave == 0 ? beat.at_ms < record.first_ms + 50.0 : beat.at_ms > record.last_ms - 50.0;
    if (peak || !edge) add_example(set, record, job, beat, at, kAll, peak, 2.0F);
    return;
  }
  if (job.wave != 1 && !peak) return;
  // The anchor will be a little off in use.
  const long anchor = (job.wave == 1 ? at : std::lround(*peak / kGridMs)) + static_cast<long>(count % 5) - 2;
  for (std::size_t l = 0; l < record.reference.size(); ++l) {
    const auto* wave = wave_of(record, l, beat, job.wave);
    if (wave == nullptr) continue;
    if (const auto place = place_of(*wave, job.part)) add_example(set, record, job, beat, anchor, l, place, 1.0F);
  }
  if (const auto place = common_place(record, beat, job.wave, job.part)) {
    add_example(set, record, job, beat, anchor, kAll, place, 2.0F);
  }
}

SmallNetwork fit(const std::vector<TrainingSet>& folds, int without, const Job& job) {
  TrainingSet set;
  set.inputs = kMomentFeatures;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    if (static_cast<int>(f) == without) continue;
    const std::size_t offset = set.rows();
    for (auto example : folds[f].examples) {
      example.first += offset;
      set.examples.push_back(example);
    }
    set.values.insert(set.values.end(), folds[f].values.begin(), folds[f].values.end());
  }
  Training how;
  how.hidden = kBoundaryHidden;
  how.batch = 16;
  how.rate = 0.006;
  how.epochs = job.part == Part::kPeak ? 24 : 12;
  how.activation = Activation::kRational;
  how.may_be_absent = job.part == Part::kPeak;
  how.seed = static_cast<std::uint64_t>(without + 5);
  return train(set, how);
}

// What the most probable places of a fold's network are off by; prints the figures of all folds.
void report(const std::vector<TrainingSet>& folds, const std::vector<SmallNetwork>& networks, const Job& job) {
  std::vector<double> errors;
  std::size_t invented = 0, lost = 0;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (const auto& example : folds[f].examples) {
      float most = job.part == Part::kPeak ? 0.0F : -1e9F;
      std::optional<std::size_t> best;
      for (std::size_t r = 0; r < example.rows; ++r) {
        const float score = networks[f](&folds[f].values[(example.first + r) * kMomentFeatures]);
        if (score <= most) continue;
        most = score;
        best = r;
      }
      if (best && example.target >= 0.0F)
        errors.push_back(kGridMs * (static_cast<double>(*best) - static_cast<double>(example.target)));
      invented += best && example.target < 0.0F ? 1U : 0U;
      lost += !best && example.target >= 0.0F ? 1U : 0U;
    }
  }
  const auto spread = spread_of(errors);
  fmt::print(stderr, "  {:<11} {:.1f} +- {:.1f} ms (n {})  invented {} lost {}\n", job.name, spread.mean,
             spread.deviation, spread.count, invented, lost);
}

void print_scores(const char* whose, const std::array<WaveScore, 3>& scores) {
  constexpr std::array kNames = {"P", "QRS", "T"};
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const auto on = spread_of(scores[k].onset_errors_ms), off = spread_of(scores[k].offset_errors_ms);
    fmt::print(stderr, "  {:<4}{:<24} F1 {:.2f}  onset {:+.1f} +- {:.1f}  offset {:+.1f} +- {:.1f} ms  (n {})\n",
               kNames[k], whose, 100.0 * scores[k].f1(), on.mean, on.deviation, off.mean, off.deviation, on.count);
  }
}

// LUDB as `ecg evaluate` judges it, each recording by the networks that never saw it.
void report_out_of_fold(const std::vector<TaughtRecord>& records, const std::vector<BoundaryNetworks>& networks) {
  std::array<WaveScore, 3> each, confirmed, extreme;
  const auto add = [](std::array<WaveScore, 3>& sums, const std::array<WaveScore, 3>& scores) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k].add(scores[k]);
  };
  for (const auto& record : records) {
    if (record.peaks_only) continue;
    const auto beats = delineate_beats(record.strip, kSettling, networks[record.fold]);
    std::vector<std::array<std::vector<Wave>, 3>> found;
    for (std::size_t l = 0; l < record.reference.size(); ++l) {
      found.push_back(waves_of_lead(beats, l));
      for (std::size_t k = 0; k < each.size(); ++k) {
        each[k].add(score_waves(record.reference[l][k], found[l][k], record.reference[l][1], static_cast<WaveKind>(k)));
      }
    }
    add(confirmed, score_globally(record.reference, found, GlobalRule::kConfirmed));
    add(extreme, score_globally(record.reference, found, GlobalRule::kExtreme));
  }
  print_scores("each lead", each);
  print_scores("global", confirmed);
  print_scores("global, outermost lead", extreme);
}

void put(const SmallNetwork& network, const Job& job, BoundaryNetworks& out) {
  const auto which = static_cast<std::size_t>(job.boundary);
  network.copy_to(std::span(&out.input[which][0][0], kBoundaryHidden * (kMomentFeatures + 1)), out.output[which]);
}

int run(const std::filesystem::path& data, std::uint64_t fold_seed) {
  auto records = read_teaching_records(data, fold_seed);
  std::vector<BoundaryNetworks> by_fold(kTeachingFolds);
  std::string inputs, outputs;
  for (const auto& job : kJobs) {
    std::vector<TrainingSet> folds(kTeachingFolds);
    for (auto& fold : folds) fold.inputs = kMomentFeatures;
    std::size_t count = 0;
    for (auto& record : records) {
      if (record.long_pr && job.boundary != Boundary::kFarPPeak) continue;
      for (const auto& beat : record.beats) add_beat(folds[record.fold], record, job, beat, count++);
    }
    std::vector<SmallNetwork> networks;
    for (std::size_t f = 0; f < folds.size(); ++f) {
      networks.push_back(fit(folds, static_cast<int>(f), job));
      put(networks.back(), job, by_fold[f]);
    }
    report(folds, networks, job);
    const auto network = fit(folds, -1, job);
    inputs += network.input_text() + ",\n";
    outputs += network.output_text() + ",\n";
  }
  report_out_of_fold(records, by_fold);
  fmt::print(
      "// Weights of the boundary locators, written by tests/evaluation/train_delineation_main.cc from LUDB's "
      "per-lead\n"
      "// annotations, in the order of `Boundary`.\n"
      "#pragma once\n\n#include \"ecg/measurement/delineator.h\"\n\nnamespace rdc::ecg {{\n\n"
      "inline constexpr BoundaryNetworks kShippedNetworks = {{\n{{\n{}}},\n{{\n{}}},\n}};\n\n}}  // namespace "
      "rdc::ecg\n",
      inputs, outputs);
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "train_delineation DATA_DIR [FOLD_SEED] > ecg/measurement/delineation_weights.h\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1], argc > 2 ? std::stoull(argv[2]) : 0);
}
