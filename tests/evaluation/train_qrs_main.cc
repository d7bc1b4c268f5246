// Trains the QRS detector's two scores and prints their cross-validated figures (nine folds; each MIT-BIH record, each
// patient of the others in one): the beats that detect_qrs would report, in the pieces that BeatStream searches.
//   train_qrs DATA_DIR > ecg/measurement/qrs_weights.h     (figures go to standard error)
//
// First on annotated records alone; those scores mark the beats of resting ECGs in which twelve leads leave no doubt
// (taught_set.h). Then anew on both, on drawn tracings and on altered copies of the MIT-BIH records: nine records teach
// their own noise and T waves by heart.
#include <fmt/format.h>

#include <functional>
#include <map>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/qrs_detector.h"
#include "tests/evaluation/altered_record.h"
#include "tests/evaluation/developer_set.h"
#include "tests/evaluation/small_network.h"
#include "tests/evaluation/taught_set.h"

namespace rdc::ecg::evaluation {
namespace {

using Leads = std::vector<std::span<const float>>;

// A piece of a record, as long as BeatStream searches at a time, seen through all its leads, two or one: tracings of
// few leads must work too.
struct View {
  const ReferenceRecord* record = nullptr;
  Leads leads;
  double from_ms = 0.0;
  double first_ms = -1e12, last_ms = 1e12;  // of the beats that are this piece's
  QrsCandidates all;
  std::vector<char> is_beat, is_ventricular, used;
  float weight = 1.0F;
  bool judged = false;  // all leads of an annotated record

  double at_ms(std::size_t n) const { return from_ms + 1000.0 * all.seconds(n); }
};

constexpr double kPieceSeconds = 280.0, kStepSeconds = 240.0, kShortestSeconds = 20.0, kContextMs = 20000.0;
constexpr double kWindowMs = 150.0;

void mark(View& view) {
  const auto& record = *view.record;
  std::vector<double> times, wanted;
  std::vector<AamiClass> classes;
  for (std::size_t n = 0; n < view.all.candidates.size(); ++n) times.push_back(view.at_ms(n));
  const double end_ms =
      view.from_ms + 1000.0 * static_cast<double>(view.leads.front().size()) / record.strip.rate_hz + kWindowMs;
  for (std::size_t r = 0; r < record.beats_ms.size(); ++r) {
    if (record.beats_ms[r] < view.from_ms - kWindowMs || record.beats_ms[r] >= end_ms) continue;
    wanted.push_back(record.beats_ms[r]);
    classes.push_back(record.classes[r]);
  }
  view.is_beat.assign(times.size(), 0);
  view.is_ventricular.assign(times.size(), 0);
  for (const auto& [r, d] : match(wanted, times, kWindowMs).pairs) {
    view.is_beat[d] = 1;
    view.is_ventricular[d] = classes[r] == AamiClass::kV ? 1 : 0;
  }
  for (const double t : times) view.used.push_back(t >= view.first_ms && t < view.last_ms && record.scored(t) ? 1 : 0);
}

void add_views(std::vector<View>& out, const ReferenceRecord& record, const Leads& leads, float weight, bool judged) {
  const double rate = record.strip.rate_hz;
  const std::size_t length = leads.front().size();
  const auto piece = static_cast<std::size_t>(kPieceSeconds * rate);
  for (std::size_t from = 0; from < length; from += static_cast<std::size_t>(kStepSeconds * rate)) {
    const std::size_t count = std::min(piece, length - from);
    if (from > 0 && static_cast<double>(count) < kShortestSeconds * rate) break;
    View view;
    view.record = &record;
    for (const auto& lead : leads) view.leads.push_back(lead.subspan(from, count));
    view.from_ms = 1000.0 * static_cast<double>(from) / rate;
    const bool last = from + piece >= length;
    if (from > 0) view.first_ms = view.from_ms + kContextMs;
    if (!last) view.last_ms = view.from_ms + 1000.0 * kPieceSeconds - kContextMs;
    view.all = qrs_candidates(view.leads, rate);
    view.weight = weight;
    view.judged = judged;
    mark(view);
    out.push_back(std::move(view));
    if (last) break;
  }
}

constexpr float kShortRecords = 2.0F, kSingleLead = 0.2F, kDrawn = 0.5F, kAltered = 0.3F, kTwelveTaught = 0.3F;

void add_annotated(std::vector<View>& out, const std::vector<ReferenceRecord>& records) {
  for (const auto& record : records) {
    const auto leads = record.leads();
    const float weight = record.set == "mitdb" ? 1.0F : kShortRecords;
    add_views(out, record, leads, weight, true);
    if (leads.size() == 2) {
      for (const auto& lead : leads) add_views(out, record, {lead}, weight * kSingleLead, false);
    }
    if (leads.size() == 12) {
      for (const std::size_t l : {0U, 1U, 6U, 7U, 10U}) add_views(out, record, {leads[l]}, weight * kSingleLead, false);
    }
  }
}

// All leads, II with V1 and with another chest lead, and a single one.
void add_taught(std::vector<View>& out, const std::vector<ReferenceRecord>& records, float weight) {
  constexpr std::size_t kII = 1, kV1 = 6;
  std::size_t count = 0;
  for (const auto& record : records) {
    const auto leads = record.leads();
    ++count;
    add_views(out, record, leads, weight * kTwelveTaught, false);
    add_views(out, record, {leads[count % 2 == 1 ? kII : count % 11 + 1]}, weight * kSingleLead, false);
    add_views(out, record, {leads[kII], leads[kV1]}, weight, false);
    add_views(out, record, {leads[kII], leads[kV1 + 1 + count % 5]}, weight, false);
  }
}

std::vector<ReferenceRecord> altered_copies(const std::vector<ReferenceRecord>& records) {
  constexpr int kCopies = 2;
  std::vector<ReferenceRecord> out;
  std::uint64_t seed = 5;
  for (const auto& record : records) {
    if (record.set != "mitdb") continue;
    simulation::SeededNoise noise(seed += 77);
    for (int copy = 0; copy < kCopies; ++copy) out.push_back(altered(record, noise));
  }
  return out;
}

constexpr std::size_t kAloneNetworks = 4, kContextNetworks = 6;
constexpr float kVentricularWeight = 2.0F;  // rare, and no two patients' are alike

SmallNetwork fit(const std::vector<View>& views, int without_fold, std::size_t inputs) {
  TrainingSet set;
  set.inputs = inputs;
  for (const auto& view : views) {
    if (view.record->fold == without_fold) continue;
    for (std::size_t n = 0; n < view.used.size(); ++n) {
      if (view.used[n] == 0) continue;
      const auto& f = view.all.candidates[n].features;
      const float weight = view.weight * (view.is_ventricular[n] != 0 ? kVentricularWeight : 1.0F);
      set.examples.push_back({set.rows(), 1, view.is_beat[n] != 0 ? 1.0F : 0.0F, weight});
      set.values.insert(set.values.end(), f.begin(), f.begin() + static_cast<long>(inputs));
    }
  }
  std::vector<SmallNetwork> members;
  for (std::size_t m = 0; m < (inputs == kQrsFeatures ? kAloneNetworks : kContextNetworks); ++m) {
    Training how;
    how.hidden = 8;
    how.rate = 0.004;
    how.seed = 1000 * m + static_cast<std::uint64_t>(without_fold + 7);
    members.push_back(train(set, how));
  }
  return SmallNetwork::mean_of(members);
}

void score(View& view, const SmallNetwork& network) {
  for (auto& c : view.all.candidates) c.log_odds = network(c.features.data());
}

// Each view by a network that never saw its fold.
void score_out_of_fold(std::vector<View>& views, std::size_t inputs) {
  for (int fold = 0; fold < 9; ++fold) {
    const auto network = fit(views, fold, inputs);
    for (auto& view : views) {
      if (view.record->fold == fold) score(view, network);
    }
  }
}

struct Counts {
  std::size_t found = 0, missed = 0, extra = 0;
};

void count(const ReferenceRecord& record, const std::vector<double>& times, Counts& into) {
  const auto matching = match(record.beats_ms, times, kWindowMs);
  for (const auto& [r, d] : matching.pairs) into.found += record.scored(record.beats_ms[r]) ? 1U : 0U;
  for (const std::size_t r : matching.missed) into.missed += record.scored(record.beats_ms[r]) ? 1U : 0U;
  for (const std::size_t d : matching.extra) into.extra += record.scored(times[d]) ? 1U : 0U;
}

void print_figures(const std::vector<View>& views, const char* title) {
  constexpr double kSameBeatMs = 120.0;  // on a seam
  std::map<const ReferenceRecord*, std::vector<double>> times;
  for (const auto& view : views) {
    if (!view.judged) continue;
    auto& found = times[view.record];
    for (const auto& beat : beats_of(view.all, view.leads, view.record->strip.rate_hz)) {
      const double t = view.from_ms + beat.at_ms;
      if (t < view.first_ms || t >= view.last_ms || (!found.empty() && t < found.back() + kSameBeatMs)) continue;
      found.push_back(t);
    }
  }
  std::map<std::string, Counts> totals;
  for (const auto& [record, found] : times) {
    count(*record, found, totals[record->set]);
    if (record->set == "mitdb") count(*record, found, totals["mitdb " + record->name]);
  }
  fmt::print(stderr, "{} (cross-validated)\n", title);
  for (const auto& [set, t] : totals) {
    const Proportion se{t.found, t.found + t.missed}, pp{t.found, t.found + t.extra};
    fmt::print(stderr, "  {:<12} Se {:.2f} ({:.2f}-{:.2f})  +P {:.2f} ({:.2f}-{:.2f})  FN {} FP {}\n", set,
               100 * se.value(), 100 * se.interval().first, 100 * se.interval().second, 100 * pp.value(),
               100 * pp.interval().first, 100 * pp.interval().second, t.missed, t.extra);
  }
}

struct Scores {
  SmallNetwork alone, context;

  void operator()(QrsCandidates& all) const {
    for (auto& c : all.candidates) c.log_odds = alone(c.features.data());
    add_context(all);
    for (auto& c : all.candidates) c.log_odds = context(c.features.data());
    raise_untimely_beats(all);
  }
};

enum class Figures { kNone, kPrinted };

Scores train_scores(std::vector<View>& views, Figures figures) {
  score_out_of_fold(views, kQrsFeatures);
  auto alone = fit(views, -1, kQrsFeatures);
  for (auto& view : views) add_context(view.all);
  if (figures == Figures::kPrinted) {
    score_out_of_fold(views, kQrsContextFeatures);
    for (auto& view : views) raise_untimely_beats(view.all);
    print_figures(views, "both scores");
  }
  return {std::move(alone), fit(views, -1, kQrsContextFeatures)};
}

int run(const char* data) {
  const auto annotated = load_reference_records(data);
  std::vector<View> views;
  add_annotated(views, annotated);
  const auto certain = certain_records(data, train_scores(views, Figures::kNone));
  fmt::print(stderr, "{} tracings without annotations leave no doubt\n", certain.size());
  const auto drawn = simulated_records(4);
  const auto noise = noise_records(18);
  const auto copies = altered_copies(annotated);
  add_taught(views, certain, 1.0F);
  add_taught(views, drawn, kDrawn);
  add_taught(views, noise, kDrawn);
  for (const auto& copy : copies) add_views(views, copy, copy.leads(), kAltered, false);
  const auto [alone, context] = train_scores(views, Figures::kPrinted);
  fmt::print(
      "// Weights of the QRS detector's two scores, written by tests/evaluation/train_qrs_main.cc from the developer\n"
      "// recordings of MIT-BIH, CPSC-2019, CPSC-2021 and LUDB, twelve-lead tracings and drawn ones: a tanh layer, "
      "then a\n"
      "// linear one; the last number of a row is its constant. The inputs' order is that of Features::of in "
      "qrs_candidates.cc and of add_context in\n"
      "// qrs_context.cc.\n#pragma once\n\n#include \"ecg/measurement/qrs_detector.h\"\n\nnamespace rdc::ecg {{\n\n");
  for (const auto& [name, net, inputs] :
       {std::tuple{"Alone", &alone, "kQrsFeatures"}, std::tuple{"Context", &context, "kQrsContextFeatures"}}) {
    fmt::print("inline constexpr float kQrs{}Input[{}][{} + 1] = {};\n", name, net->hidden(), inputs,
               net->input_text());
    fmt::print("inline constexpr float kQrs{}Output[{}] = {};\n", name, net->hidden() + 1, net->output_text());
  }
  fmt::print("\n}}  // namespace rdc::ecg\n");
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "train_qrs DATA_DIR > ecg/measurement/qrs_weights.h\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1]);
}
