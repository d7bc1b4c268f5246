// Beats, waves and time of the ECG library on the developer recordings.
//   ecg_evaluation DATA_DIR [JSON_FILE]    DATA_DIR holds mitdb/, cpsc2019/, cpsc2021-af/, ludb/, hmc/
// The networks were trained on these recordings: their figures here are fitted ones. train_qrs, train_beats and
// train_delineation print the cross-validated ones.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

#include "ecg/evaluation/beat_evaluation.h"
#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/measurement/beat_stream.h"
#include "ecg/measurement/delineate_beats.h"
#include "ecg/measurement/measure.h"
#include "ecg/measurement/median_beat.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

using Folder = std::filesystem::path;

std::vector<std::span<const float>> spans(const Strip& strip) {
  std::vector<std::span<const float>> out;
  for (const auto& channel : strip.channels) out.emplace_back(channel.samples);
  return out;
}

// As a Holter is read: in pieces, in bounded memory.
std::vector<ClassifiedBeat> stream_beats(const Strip& strip) {
  BeatStream::Options options;
  options.rate_hz = strip.rate_hz;
  options.leads = strip.channels.size();
  auto stream = *BeatStream::create(options);
  std::vector<ClassifiedBeat> out;
  const auto leads = spans(strip);
  constexpr std::size_t kPiece = 10000;
  for (std::size_t at = 0; at < strip.length(); at += kPiece) {
    std::vector<std::span<const float>> piece;
    for (const auto& lead : leads) piece.push_back(lead.subspan(at, std::min(kPiece, lead.size() - at)));
    const auto beats = *stream.push(piece);
    out.insert(out.end(), beats.begin(), beats.end());
  }
  const auto rest = stream.finish();
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

std::string percent(const Proportion& p) {
  const auto [low, high] = p.interval();
  return fmt::format("{:6.2f} ({:.2f}-{:.2f})", 100 * p.value(), 100 * low, 100 * high);
}

void row(const std::string& name, const BeatCounts& c) {
  fmt::print("{:<18}{:>7} beats  FN {:>4} FP {:>4}  Se {}  +P {}", name, c.found + c.missed, c.missed, c.extra,
             percent(c.sensitivity()), percent(c.predictivity()));
  if (c.v_found + c.v_missed > 0) {
    fmt::print("  PVC {:>4} Se {}  +P {}", c.v_found + c.v_missed, percent(c.v_sensitivity()),
               percent(c.v_predictivity()));
  }
  fmt::print("\n");
}

void figure(std::vector<Figure>& out, const std::string& metric, double value, const std::string& unit, double least) {
  out.push_back({metric, value, unit, fmt::format(">= {}", least), value >= least});
}

void beats_of(const Folder& folder, std::vector<Figure>& figures) {
  BeatCounts total, after_learning;
  fmt::print("\n{}: QRS and PVC, EC57, 150 ms, streamed\n", folder.filename().string());
  for (const auto& header : headers_in(folder)) {
    const auto record = read_wfdb(header);
    auto atr = header;
    const auto reference = *read_annotations(atr.replace_extension(".atr"));
    const auto& strip = record.recording.rhythm;
    const auto beats = stream_beats(strip);
    const auto counts = score_beats(reference, strip.rate_hz, beats, {});
    row(record.name, counts);
    total += counts;
    BeatRules ec57;
    ec57.learning_ms = 300000.0;
    after_learning += score_beats(reference, strip.rate_hz, beats, ec57);
  }
  row("all", total);
  if (after_learning.found > 0) row("after 5 minutes", after_learning);
  const std::string name = folder.filename().string();
  figure(figures, name + " QRS sensitivity", 100 * total.sensitivity().value(), "%", 99.90);
  figure(figures, name + " QRS positive predictivity", 100 * total.predictivity().value(), "%", 99.90);
  if (total.v_found + total.v_missed == 0) return;
  figure(figures, name + " PVC sensitivity", 100 * total.v_sensitivity().value(), "%", 95.0);
  figure(figures, name + " PVC positive predictivity", 100 * total.v_predictivity().value(), "%", 95.0);
}

void cpsc2019(const Folder& folder, std::vector<Figure>& figures) {
  BeatCounts total;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("data_")) continue;
    Channel channel;
    for (const double v : read_mat(entry.path())) channel.samples.push_back(static_cast<float>(1000.0 * v));
    const Strip strip{500.0, {channel}};
    std::vector<Annotation> reference;
    for (const double v : read_mat(folder / ("R_" + name.substr(5)))) {
      // The challenge does not score half a second at both ends.
      if (v >= 250.0 && v <= 4750.0) reference.push_back({static_cast<std::int64_t>(v), 1, 0, 0, 0, {}});
    }
    BeatRules rules;
    rules.inside_annotated_span = true;
    total +=
        score_beats(reference, 500.0, classify_beats(spans(strip), 500.0, detect_qrs(spans(strip), 500.0), {}), rules);
  }
  fmt::print("\ncpsc2019: noisy single leads, 150 ms\n");
  row("all", total);
  figures.push_back({"cpsc2019 QRS sensitivity", 100 * total.sensitivity().value(), "%", "", true});
  figures.push_back({"cpsc2019 QRS positive predictivity", 100 * total.predictivity().value(), "%", "", true});
}

// AF by intervals and P waves alone: what the measurements carry, not the interpretation.
void fibrillation(const Folder& folder, std::vector<Figure>& figures) {
  constexpr double kPiece = 10.0;  // seconds: as long as a resting ECG
  Proportion sensitivity, specificity;
  for (const auto& header : headers_in(folder)) {
    const auto record = read_wfdb(header);
    auto atr = header;
    const auto reference = *read_annotations(atr.replace_extension(".atr"));
    const auto& strip = record.recording.rhythm;
    for (double begin = 0.0; begin + kPiece <= strip.seconds(); begin += kPiece) {
      Recording piece;
      piece.rhythm.rate_hz = strip.rate_hz;
      const auto first = static_cast<long>(begin * strip.rate_hz),
                 last = static_cast<long>((begin + kPiece) * strip.rate_hz);
      for (const auto& c : strip.channels)
        piece.rhythm.channels.push_back(
            {c.lead, c.label, Samples(c.samples.begin() + first, c.samples.begin() + last)});
      // The rhythm that holds for the whole piece; pieces with a change are left out.
      bool fibrillates = false, changes = false;
      for (const auto& a : reference) {
        if (a.code != 28 || !a.aux.starts_with("(") || a.sample >= last) continue;  // rhythm changes only
        const bool now = a.aux.starts_with("(AF");
        if (a.sample > first && now != fibrillates) changes = true;
        fibrillates = now;
      }
      if (changes) continue;
      const auto measured = measure(piece);
      if (!measured) continue;
      const bool called =
          measured->rhythm.rr_irregularity.value_or(0.0) > 0.12 && measured->rhythm.p_fraction.value_or(0.0) < 0.7;
      auto& p = fibrillates ? sensitivity : specificity;
      p.of += 1;
      p.hits += called == fibrillates ? 1U : 0U;
    }
  }
  fmt::print("\n{}: AF in 10 s pieces by RR irregularity > 0.12 and P in < 70 %\n  Se {} of {}   Sp {} of {}\n",
             folder.filename().string(), percent(sensitivity), sensitivity.of, percent(specificity), specificity.of);
  figures.push_back({"cpsc2021 AF sensitivity", 100 * sensitivity.value(), "%", ">= 95", sensitivity.value() >= 0.95});
  figures.push_back({"cpsc2021 AF specificity", 100 * specificity.value(), "%", ">= 98", specificity.value() >= 0.98});
}

struct WaveAim {
  const char* name;
  double f1, onset_sd, offset_sd;  // percent; CSE 2 sigma, 0: no aim
};
constexpr std::array<WaveAim, 3> kAims = {{{"P", 98.0, 10.2, 12.7}, {"QRS", 99.9, 6.5, 11.6}, {"T", 99.5, 0.0, 30.6}}};

void ludb(const Folder& folder, std::vector<Figure>& figures) {
  std::array<WaveScore, 3> scores;
  for (const auto& header : headers_in(folder)) {
    const auto record = read_wfdb(header);
    const auto& strip = record.recording.rhythm;
    const auto waves = delineate_beats(strip);
    for (std::size_t l = 0; l < strip.channels.size(); ++l) {
      std::string extension(".");
      for (const char c : strip.channels[l].label) extension.push_back(static_cast<char>(std::tolower(c)));
      auto file = header;
      const auto reference = waves_of(*read_annotations(file.replace_extension(extension)), strip.rate_hz);
      std::array<std::vector<Wave>, 3> found;
      for (const auto& beat : waves) {
        if (beat[l].p) found[0].push_back(*beat[l].p);
        if (beat[l].qrs) found[1].push_back(*beat[l].qrs);
        if (beat[l].t) found[2].push_back(*beat[l].t);
      }
      for (std::size_t k = 0; k < 3; ++k)
        scores[k].add(score_waves(reference[k], found[k], reference[1], static_cast<WaveKind>(k)));
    }
  }
  fmt::print("\nludb: waves of every lead and beat, detected minus reference\n");
  for (std::size_t k = 0; k < 3; ++k) {
    const auto on = spread_of(scores[k].onset_errors_ms), off = spread_of(scores[k].offset_errors_ms);
    fmt::print("{:<4} F1 {:.2f} %  FN {} FP {}  onset {:.1f} +- {:.1f} ms  offset {:.1f} +- {:.1f} ms  (n {})\n",
               kAims[k].name, 100 * scores[k].f1(), scores[k].missed, scores[k].extra, on.mean, on.deviation, off.mean,
               off.deviation, on.count);
    const std::string name = std::string("ludb ") + kAims[k].name;
    figure(figures, name + " F1", 100 * scores[k].f1(), "%", kAims[k].f1);
    const auto boundary = [&](const char* which, const Spread& s, double aim) {
      figures.push_back({name + which + " mean", s.mean, "ms", "", true});
      figures.push_back({name + which + " deviation", s.deviation, "ms", aim > 0 ? fmt::format("<= {}", aim) : "",
                         aim <= 0 || s.deviation <= aim});
    };
    boundary(" onset", on, kAims[k].onset_sd);
    boundary(" offset", off, kAims[k].offset_sd);
  }
}

void timing(const Folder& folder, std::vector<Figure>& figures) {
  std::vector<double> times;
  for (const auto& header : headers_in(folder)) {
    const auto record = read_wfdb(header);
    double best = 1e9;
    for (int run = 0; run < 5; ++run) {
      const auto begin = std::chrono::steady_clock::now();
      const auto measured = measure(record.recording);
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
      if (measured) best = std::min(best, took.count());
    }
    times.push_back(best);
  }
  if (times.empty()) return;
  std::sort(times.begin(), times.end());
  const double median = times[times.size() / 2];
  fmt::print("\nmeasure(), 10 s, 12 leads, 500 Hz, one core: median {:.2f} ms, slowest {:.2f} ms of {}\n", median,
             times.back(), times.size());
  figures.push_back({"10 s 12-lead measurement", median, "ms", "<= 5", median <= 5.0});
}

int run(const Folder& data, const char* json) {
  std::vector<Figure> figures;
  beats_of(data / "mitdb", figures);
  beats_of(data / "cpsc2021-af", figures);
  cpsc2019(data / "cpsc2019", figures);
  fibrillation(data / "cpsc2021-af", figures);
  ludb(data / "ludb", figures);
  timing(data / "ludb", figures);
  if (json != nullptr) std::ofstream(json) << to_json(figures);
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("ecg_evaluation DATA_DIR [JSON_FILE]\n");
    return 2;
  }
  return rdc::ecg::evaluation::run(argv[1], argc > 2 ? argv[2] : nullptr);
}
