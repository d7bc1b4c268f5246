// Trains the beat classifier's ventricular log-odds and prints cross-validated figures: each MIT-BIH record is judged
// by a network that never saw it.
//   train_beats DATA_DIR > ecg/measurement/beat_weights.h     (figures go to standard error)
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/beat_classifier.h"
#include "tests/evaluation/developer_set.h"
#include "tests/evaluation/small_network.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr double kPieceSeconds = 60.0;   // short tracings must work too: every second minute is a tracing of its own
constexpr double kBlockSeconds = 280.0;  // what BeatStream sees at a time
constexpr float kPieceWeight = 0.5F, kLudbWeight = 4.0F;

struct Piece {
  const ReferenceRecord* record = nullptr;
  int fold = 0;
  float weight = 1.0F;
  bool whole = true;
  std::vector<std::array<float, kBeatFeatures>> features;
  std::vector<BeatClass> called;
  std::vector<AamiClass> truth;
  std::size_t lost_ventricular = 0;
};

Piece piece_of(const ReferenceRecord& record, double from, double seconds, float weight, bool whole) {
  std::vector<std::span<const float>> leads;
  const auto first = static_cast<std::size_t>(from * record.strip.rate_hz);
  const auto count = std::min(record.strip.length() - first, static_cast<std::size_t>(seconds * record.strip.rate_hz));
  for (const auto& lead : record.leads()) leads.push_back(lead.subspan(first, count));
  const double rate = record.strip.rate_hz;
  const auto beats = classify_beats(leads, rate, detect_qrs(leads, rate), {});
  std::vector<double> times, wanted;
  std::vector<AamiClass> classes;
  for (const auto& beat : beats) times.push_back(beat.at_ms + 1000.0 * from);
  for (std::size_t n = 0; n < record.beats_ms.size(); ++n) {
    if (record.beats_ms[n] < 1000.0 * from || record.beats_ms[n] >= 1000.0 * (from + seconds)) continue;
    wanted.push_back(record.beats_ms[n]);
    classes.push_back(record.classes[n]);
  }
  Piece out{&record, record.fold, weight, whole, {}, {}, {}, 0};
  const auto matching = match(wanted, times, 150.0);
  for (const auto& [r, d] : matching.pairs) {
    if (!record.scored(wanted[r])) continue;
    out.features.push_back(beats[d].features);
    out.called.push_back(beats[d].kind);
    out.truth.push_back(classes[r]);
  }
  for (const std::size_t r : matching.missed) {
    out.lost_ventricular += classes[r] == AamiClass::kV && record.scored(wanted[r]) ? 1U : 0U;
  }
  return out;
}

// A record counts by less than its number of ventricular (or other) beats: one patient's thousand are one example of
// what such beats look like, a thousand times.
class Shares {
 public:
  explicit Shares(const std::vector<Piece>& pieces) {
    for (const auto& piece : pieces) {
      for (const auto kind : piece.truth) counts_[{piece.record, kind == AamiClass::kV}] += piece.weight;
    }
  }
  float of(const Piece& piece, AamiClass kind) const {
    constexpr float kFewest = 30.0F, kUsual = 500.0F, kPower = -0.3F;
    const float count = counts_.at({piece.record, kind == AamiClass::kV});
    return piece.weight * std::pow(std::max(kFewest, count) / kUsual, kPower);
  }

 private:
  std::map<std::pair<const ReferenceRecord*, bool>, float> counts_;
};

SmallNetwork fit(const std::vector<Piece>& pieces, int without_fold) {
  const Shares shares(pieces);
  TrainingSet set;
  set.inputs = kBeatFeatures;
  for (const auto& piece : pieces) {
    if (piece.fold == without_fold) continue;
    for (std::size_t n = 0; n < piece.truth.size(); ++n) {
      if (piece.truth[n] == AamiClass::kF || piece.truth[n] == AamiClass::kQ) continue;
      set.examples.push_back(
          {set.rows(), 1, piece.truth[n] == AamiClass::kV ? 1.0F : 0.0F, shares.of(piece, piece.truth[n])});
      set.values.insert(set.values.end(), piece.features[n].begin(), piece.features[n].end());
    }
  }
  std::vector<SmallNetwork> members;
  for (std::uint64_t m = 0; m < 6; ++m) {
    Training how;
    how.hidden = 4;
    how.epochs = 20;
    how.rate = 0.004;
    how.decay = 1e-3;
    how.seed = 100 * m + static_cast<std::uint64_t>(without_fold + 2);
    members.push_back(train(set, how));
  }
  return SmallNetwork::mean_of(members);
}

int run(const char* data) {
  const auto records = load_reference_records(data);
  std::vector<Piece> pieces;
  std::vector<std::string> names;
  for (const auto& record : records) {
    if (record.set == "ludb") {
      // LUDB's annotations do not tell classes: its records without ectopy, by label, are normal beats.
      auto piece = piece_of(record, 0.0, 10.0, kLudbWeight, false);
      const auto odd = std::count(piece.called.begin(), piece.called.end(), BeatClass::kVentricularPremature);
      piece.fold = 100;
      if (odd == 0) pieces.push_back(std::move(piece));
    }
    if (record.set != "mitdb") continue;
    for (double from = 0.0; from + kPieceSeconds < record.strip.seconds(); from += kBlockSeconds)
      pieces.push_back(piece_of(record, from, kBlockSeconds, 1.0F, true));
    names.push_back(record.name);
    for (double from = 0.0; from + kPieceSeconds <= record.strip.seconds(); from += 2 * kPieceSeconds)
      pieces.push_back(piece_of(record, from, kPieceSeconds, kPieceWeight, false));
  }
  Proportion sensitivity, predictivity;
  for (std::size_t fold = 0; fold < names.size(); ++fold) {
    const auto network = fit(pieces, static_cast<int>(fold));
    std::size_t found = 0, missed = 0, extra = 0;
    for (const auto& piece : pieces) {
      if (piece.fold != static_cast<int>(fold) || !piece.whole) continue;
      missed += piece.lost_ventricular;
      for (std::size_t n = 0; n < piece.truth.size(); ++n) {
        const bool called = network(piece.features[n].data()) > 0.0F && may_be_ventricular(piece.features[n]);
        if (piece.truth[n] == AamiClass::kV) ++(called ? found : missed);
        if (called && (piece.truth[n] == AamiClass::kN || piece.truth[n] == AamiClass::kS)) ++extra;
      }
    }
    fmt::print(stderr, "  {:<8} PVC found {:>4} missed {:>4} extra {:>4}\n", names[fold], found, missed, extra);
    sensitivity.hits += found;
    sensitivity.of += found + missed;
    predictivity.hits += found;
    predictivity.of += found + extra;
  }
  fmt::print(stderr, "PVC, cross-validated: Se {:.2f} ({:.2f}-{:.2f})  +P {:.2f} ({:.2f}-{:.2f})\n",
             100 * sensitivity.value(), 100 * sensitivity.interval().first, 100 * sensitivity.interval().second,
             100 * predictivity.value(), 100 * predictivity.interval().first, 100 * predictivity.interval().second);
  const auto network = fit(pieces, -1);
  fmt::print(
      "// Weights of the beat classifier's ventricular log-odds, written by tests/evaluation/train_beats_main.cc from "
      "the\n"
      "// MIT-BIH developer records (in pieces of 280 and 60 s) and LUDB's beats: a tanh layer, then a linear one; "
      "the last\n"
      "// number of a row is its constant. The inputs' order is that of Describer::of in beat_classifier.cc.\n"
      "#pragma once\n\n#include \"ecg/measurement/beat_classifier.h\"\n\nnamespace rdc::ecg {{\n\n");
  fmt::print("inline constexpr float kBeatInput[{}][kBeatFeatures + 1] = {};\n", network.hidden(),
             network.input_text());
  fmt::print("inline constexpr float kBeatOutput[{}] = {};\n\n}}  // namespace rdc::ecg\n", network.hidden() + 1,
             network.output_text());
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "train_beats DATA_DIR > ecg/measurement/beat_weights.h\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1]);
}
