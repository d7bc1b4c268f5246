// Trains the boundary locators on LUDB's per-lead annotations, simulated beats and tracings in atrial fibrillation;
// ecg_evaluation prints the fitted figures, this one the cross-validated distance of the most probable place (five
// folds of records).
//   train_delineation DATA_DIR > ecg/measurement/delineation_weights.h     (figures go to standard error)
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/measurement/delineation_weights.h"
#include "ecg/measurement/delineator.h"
#include "ecg/measurement/qrs_detector.h"
#include "ecg/simulation/simulator.h"
#include "tests/evaluation/small_network.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr int kFolds = 5;
constexpr std::size_t kAll = DelineationGrid::kAllLeads;

enum class Part { kOnset, kPeak, kOffset };
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
                                                 {Boundary::kTOff, "T offset", 2, Part::kOffset}}};

using Waves = std::array<std::vector<ReferenceWave>, 3>;

struct Record {
  std::vector<Waves> reference;  // by lead
  std::vector<std::vector<float>> leads;
  std::unique_ptr<DelineationGrid> grid;
  std::vector<BeatPlace> beats;
  double first_ms = 1e9, last_ms = -1.0;  // annotated QRS complexes

  // Recordings without wave annotations teach peaks only: simulated ones by their truth, atrial fibrillation by the
  // absence of any P.
  struct Known {
    double at_ms = 0.0;
    std::optional<double> p_ms, t_ms;
    bool t_known = true;
    std::array<std::array<std::optional<double>, 2>, 3> edges{};  // of P, QRS, T; onset, offset
  };
  bool peaks_only = false;
  std::vector<Known> known;
};

void place_beats(Record& out, const Strip& strip) {
  std::vector<std::span<const float>> leads;
  for (const auto& channel : strip.channels) leads.emplace_back(channel.samples);
  out.grid = std::make_unique<DelineationGrid>(leads, strip.rate_hz);
  const auto beats = detect_qrs(leads, strip.rate_hz);
  const double usual =
      beats.size() > 1 ? (beats.back().at_ms - beats.front().at_ms) / static_cast<double>(beats.size() - 1) : 1000.0;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    out.beats.push_back({beats[n].at_ms, n > 0 ? beats[n].at_ms - beats[n - 1].at_ms : usual,
                         n + 1 < beats.size() ? beats[n + 1].at_ms - beats[n].at_ms : usual});
  }
}

Strip two_leads(const Strip& strip) { return {strip.rate_hz, {strip.channels[0], strip.channels[1]}}; }

// A recording in atrial fibrillation, by its label.
Record fibrillating(const Strip& strip) {
  Record out;
  place_beats(out, strip);
  out.peaks_only = true;
  for (const auto& beat : out.beats) out.known.push_back({beat.at_ms, std::nullopt, std::nullopt, false, {}});
  return out;
}

Record simulated(std::uint64_t seed) {
  using simulation::Morphology;
  using simulation::Rhythm;
  constexpr std::array kRhythms = {Rhythm::kSinus,
                                   Rhythm::kSinus,
                                   Rhythm::kSinus,
                                   Rhythm::kAtrialFibrillation,
                                   Rhythm::kPrematureVentricular,
                                   Rhythm::kJunctional,
                                   Rhythm::kSupraventricularTachycardia,
                                   Rhythm::kVentricularTachycardia,
                                   Rhythm::kVentricularPaced};
  constexpr std::array kMorphologies = {Morphology::kNormal,
                                        Morphology::kNormal,
                                        Morphology::kLeftBundleBranchBlock,
                                        Morphology::kRightBundleBranchBlock,
                                        Morphology::kAnteriorStemi,
                                        Morphology::kInferiorStemi};
  simulation::SeededNoise noise(seed);
  simulation::Request request;
  request.seed = seed;
  request.rhythm = kRhythms[seed % kRhythms.size()];
  request.morphology = kMorphologies[(seed / kRhythms.size()) % kMorphologies.size()];
  request.heart_rate = request.rhythm == Rhythm::kSinus ? noise.between(40.0, 150.0) : noise.between(50.0, 170.0);
  request.noise_uv = noise.between(2.0, 30.0);
  request.wander_uv = noise.between(0.0, 100.0);
  if (noise.unit() < 0.5 && request.heart_rate < 100.0) request.pr_ms = noise.between(110.0, 280.0);
  request.qt_scale = noise.between(0.85, 1.15);
  const auto made = simulation::simulate(request);
  Record out;
  place_beats(out, made.recording.rhythm);
  out.peaks_only = true;
  for (const auto& beat : made.beats) {
    const bool room = beat.p_onset > 0.0;
    if (beat.has_p && !room) continue;
    Record::Known known{1000.0 * beat.r_peak, std::nullopt, 1000.0 * beat.t_peak, true, {}};
    if (beat.has_p) {
      known.p_ms = 500.0 * (beat.p_onset + beat.p_offset);
      known.edges[0] = {1000.0 * beat.p_onset, 1000.0 * beat.p_offset};
    }
    known.edges[1] = {1000.0 * beat.qrs_onset, 1000.0 * beat.qrs_offset};
    known.edges[2] = {std::nullopt, 1000.0 * beat.t_offset};
    out.known.push_back(known);
  }
  return out;
}

Record read(std::filesystem::path header) {
  auto wfdb = read_wfdb(header);
  const auto& strip = wfdb.recording.rhythm;
  Record out;
  for (const auto& channel : strip.channels) {
    std::string extension(".");
    for (const char c : channel.label) extension.push_back(static_cast<char>(std::tolower(c)));
    out.reference.push_back(waves_of(*read_annotations(header.replace_extension(extension)), strip.rate_hz));
    for (const auto& qrs : out.reference.back()[1]) {
      out.first_ms = std::min(out.first_ms, qrs.peak_ms);
      out.last_ms = std::max(out.last_ms, qrs.peak_ms);
    }
  }
  place_beats(out, strip);
  return out;
}

// The lead's wave that belongs to the beat; nullptr when it was not annotated.
const ReferenceWave* wave_of(const Record& record, std::size_t lead, const BeatPlace& beat, std::size_t kind) {
  const auto& waves = record.reference[lead][kind];
  const double low = kind == 0 ? -std::min(400.0, 0.8 * beat.before_ms) : kind == 1 ? -100.0 : 80.0;
  const double high = kind == 0 ? -40.0 : kind == 1 ? 100.0 : std::min(620.0, 0.85 * beat.after_ms);
  const ReferenceWave* found = nullptr;
  for (const auto& wave : waves) {
    const double away = wave.peak_ms - beat.at_ms;
    if (away < low || away > high) continue;
    if (found == nullptr || kind == 0) found = &wave;  // the last P, the first T
  }
  return found;
}

std::optional<double> place_of(const ReferenceWave& wave, Part part) {
  if (part == Part::kOnset) return wave.onset_ms;
  if (part == Part::kOffset) return wave.offset_ms;
  return wave.peak_ms;
}

// The median over the leads that have it; nullopt when fewer than three do.
std::optional<double> common_place(const Record& record, const BeatPlace& beat, std::size_t kind, Part part) {
  std::vector<double> places;
  for (std::size_t l = 0; l < record.reference.size(); ++l) {
    const auto* wave = wave_of(record, l, beat, kind);
    if (wave == nullptr) continue;
    if (const auto place = place_of(*wave, part)) places.push_back(*place);
  }
  if (places.size() < 3) return std::nullopt;
  std::sort(places.begin(), places.end());
  return places[places.size() / 2];
}

void add_example(TrainingSet& set, const Record& record, const Job& job, const BeatPlace& beat, long anchor,
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

void add_known(TrainingSet& set, Record& record, const Job& job, const BeatPlace& beat, std::size_t count) {
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

void add_beat(TrainingSet& set, Record& record, const Job& job, const BeatPlace& beat, std::size_t count) {
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

void report(const std::vector<TrainingSet>& folds, const Job& job) {
  std::vector<double> errors;
  std::size_t invented = 0, lost = 0;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const auto network = fit(folds, static_cast<int>(f), job);
    for (const auto& example : folds[f].examples) {
      float most = job.part == Part::kPeak ? 0.0F : -1e9F;
      std::optional<std::size_t> best;
      for (std::size_t r = 0; r < example.rows; ++r) {
        const float score = network(&folds[f].values[(example.first + r) * kMomentFeatures]);
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

int run(const std::filesystem::path& data) {
  std::vector<Record> records;
  for (const auto& header : headers_in(data / "ludb")) records.push_back(read(header));
  for (const auto& header : headers_in(data / "hmc")) {
    const auto wfdb = read_wfdb(header);
    const bool fibrillates = std::any_of(wfdb.comments.begin(), wfdb.comments.end(), [](const std::string& comment) {
      return comment.find("Atrial fibrillation") != std::string::npos;
    });
    if (!fibrillates) continue;
    records.push_back(fibrillating(wfdb.recording.rhythm));
    records.push_back(fibrillating(two_leads(wfdb.recording.rhythm)));
  }
  // Two leads must do for a P as well: LUDB's again, through I and II alone.
  std::size_t read_so_far = 0;
  for (const auto& header : headers_in(data / "ludb")) {
    records.reserve(records.size() + 1);  // `whole` must stay where it is
    const Record& whole = records[read_so_far++];
    Record pair;
    place_beats(pair, two_leads(read_wfdb(header).recording.rhythm));
    pair.peaks_only = true;
    for (const auto& beat : pair.beats) {
      if (beat.at_ms < whole.first_ms + 50.0 || beat.at_ms > whole.last_ms - 50.0) continue;
      pair.known.push_back(
          {beat.at_ms, common_place(whole, beat, 0, Part::kPeak), common_place(whole, beat, 2, Part::kPeak), true, {}});
    }
    records.push_back(std::move(pair));
  }
  for (std::uint64_t seed = 1; seed <= 108; ++seed) records.push_back(simulated(seed));
  std::string inputs, outputs;
  for (const auto& job : kJobs) {
    std::vector<TrainingSet> folds(kFolds);
    for (auto& fold : folds) fold.inputs = kMomentFeatures;
    std::size_t count = 0;
    for (std::size_t n = 0; n < records.size(); ++n) {
      for (const auto& beat : records[n].beats) add_beat(folds[n % kFolds], records[n], job, beat, count++);
    }
    report(folds, job);
    const auto network = fit(folds, -1, job);
    inputs += network.input_text() + ",\n";
    outputs += network.output_text() + ",\n";
  }
  fmt::print(
      "// Weights of the boundary locators, written by tests/evaluation/train_delineation_main.cc from LUDB's "
      "per-lead\n"
      "// annotations: a layer of the rational stand-in for tanh in delineator.cc, then a linear one; the last number "
      "of a\n"
      "// row is its constant. In the order of `Boundary`; the inputs' order is that of DelineationGrid::moment.\n"
      "#pragma once\n\n#include \"ecg/measurement/delineator.h\"\n\nnamespace rdc::ecg {{\n\n"
      "inline constexpr std::size_t kBoundaryHidden = {};\n"
      "inline constexpr float kBoundaryInput[kBoundaries][kBoundaryHidden][kMomentFeatures + 1] = {{\n{}}};\n"
      "inline constexpr float kBoundaryOutput[kBoundaries][kBoundaryHidden + 1] = {{\n{}}};\n\n}}  // namespace "
      "rdc::ecg\n",
      kBoundaryHidden, inputs, outputs);
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "train_delineation DATA_DIR > ecg/measurement/delineation_weights.h\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1]);
}
