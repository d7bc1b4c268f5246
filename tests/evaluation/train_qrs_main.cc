// Trains the QRS detector's two scores and prints their cross-validated figures (nine folds; each MIT-BIH record, each
// patient of the others in one).
//   train_qrs DATA_DIR > ecg/measurement/qrs_weights.h     (figures go to standard error)
#include <fmt/format.h>

#include <map>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/qrs_detector.h"
#include "tests/evaluation/developer_set.h"
#include "tests/evaluation/small_network.h"

namespace rdc::ecg::evaluation {
namespace {

// A record seen through all its leads or through one: single-lead tracings must work too.
struct View {
  const ReferenceRecord* record = nullptr;
  QrsCandidates all;
  std::vector<float> is_beat;
  float weight = 1.0F;
  bool whole = true;
};

constexpr float kShortRecords = 2.0F, kSingleLead = 0.2F;

std::vector<View> views_of(const std::vector<ReferenceRecord>& records) {
  std::vector<View> out;
  for (const auto& record : records) {
    const auto leads = record.leads();
    std::vector<std::vector<std::span<const float>>> choices{leads};
    if (leads.size() == 2) choices.insert(choices.end(), {{leads[0]}, {leads[1]}});
    if (leads.size() == 12) {
      for (const std::size_t l : {0U, 1U, 6U, 7U, 10U}) choices.push_back({leads[l]});
    }
    for (std::size_t c = 0; c < choices.size(); ++c) {
      View view{&record, qrs_candidates(choices[c], record.strip.rate_hz), {}, 1.0F, c == 0};
      std::vector<double> times;
      for (std::size_t n = 0; n < view.all.candidates.size(); ++n) times.push_back(1000.0 * view.all.seconds(n));
      view.is_beat.assign(times.size(), 0.0F);
      for (const auto& [r, d] : match(record.beats_ms, times, 150.0).pairs) view.is_beat[d] = 1.0F;
      view.weight = (record.set == "mitdb" ? 1.0F : kShortRecords) * (view.whole ? 1.0F : kSingleLead);
      out.push_back(std::move(view));
    }
  }
  return out;
}

SmallNetwork fit(const std::vector<View>& views, int without_fold, std::size_t inputs, std::size_t networks) {
  TrainingSet set;
  set.inputs = inputs;
  for (const auto& view : views) {
    if (view.record->fold == without_fold) continue;
    for (std::size_t n = 0; n < view.all.candidates.size(); ++n) {
      if (!view.record->scored(1000.0 * view.all.seconds(n))) continue;
      const auto& f = view.all.candidates[n].features;
      set.examples.push_back({set.rows(), 1, view.is_beat[n], view.weight});
      set.values.insert(set.values.end(), f.begin(), f.begin() + static_cast<long>(inputs));
    }
  }
  std::vector<SmallNetwork> members;
  for (std::size_t m = 0; m < networks; ++m) {
    Training how;
    how.hidden = 8;
    how.rate = 0.004;
    how.seed = 1000 * m + static_cast<std::uint64_t>(without_fold + 7);
    members.push_back(train(set, how));
  }
  return SmallNetwork::mean_of(members);
}

void score(std::vector<View>& views, std::size_t inputs, std::size_t networks, IntervalPrior prior, const char* title) {
  std::vector<SmallNetwork> folds;
  for (int fold = 0; fold < 9; ++fold) folds.push_back(fit(views, fold, inputs, networks));
  std::map<std::string, std::array<std::size_t, 3>> totals;
  for (auto& view : views) {
    for (auto& c : view.all.candidates)
      c.log_odds = folds[static_cast<std::size_t>(view.record->fold)](c.features.data());
    std::vector<double> times;
    for (const std::size_t n : most_probable_beats(view.all, prior)) times.push_back(1000.0 * view.all.seconds(n));
    const auto matching = match(view.record->beats_ms, times, 150.0);
    auto& total = totals[view.record->set + (view.whole ? "" : ", one lead")];
    for (const auto& [r, d] : matching.pairs) total[0] += view.record->scored(view.record->beats_ms[r]) ? 1U : 0U;
    for (const std::size_t r : matching.missed) total[1] += view.record->scored(view.record->beats_ms[r]) ? 1U : 0U;
    for (const std::size_t d : matching.extra) total[2] += view.record->scored(times[d]) ? 1U : 0U;
  }
  fmt::print(stderr, "{} (cross-validated)\n", title);
  for (const auto& [set, t] : totals) {
    const Proportion se{t[0], t[0] + t[1]}, pp{t[0], t[0] + t[2]};
    fmt::print(stderr, "  {:<22} Se {:.2f} ({:.2f}-{:.2f})  +P {:.2f} ({:.2f}-{:.2f})  FN {} FP {}\n", set,
               100 * se.value(), 100 * se.interval().first, 100 * se.interval().second, 100 * pp.value(),
               100 * pp.interval().first, 100 * pp.interval().second, t[1], t[2]);
  }
}

int run(const char* data) {
  const auto records = load_reference_records(data);
  auto views = views_of(records);
  score(views, kQrsFeatures, 2, IntervalPrior::kRegular, "first score");
  const auto alone = fit(views, -1, kQrsFeatures, 2);
  for (auto& view : views) add_context(view.all);
  score(views, kQrsContextFeatures, 3, IntervalPrior::kRefractory, "second score");
  const auto context = fit(views, -1, kQrsContextFeatures, 3);
  fmt::print(
      "// Weights of the QRS detector's two scores, written by tests/evaluation/train_qrs_main.cc from the developer\n"
      "// recordings of MIT-BIH, CPSC-2019, CPSC-2021 and LUDB: a tanh layer, then a linear one; the last number of a "
      "row\n"
      "// is its constant. The inputs' order is that of Features::of in qrs_candidates.cc and of add_context in\n"
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
