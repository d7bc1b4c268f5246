// ecg evaluate: figures with confidence intervals on a folder of recordings with reference annotations or labels.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "ecg/evaluation/beat_evaluation.h"
#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/evaluation/global_boundaries.h"
#include "ecg/evaluation/statement_evaluation.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/beat_stream.h"
#include "ecg/measurement/delineate_beats.h"
#include "ecg/measurement/measure.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

using namespace rdc::ecg::evaluation;

struct EvaluateOptions {
  std::string folder;
  bool json = false;
  bool learning = false;
  bool records = false;
};

struct Totals {
  std::size_t recordings = 0, unread = 0, beat_records = 0, wave_records = 0;
  BeatCounts beats;
  std::array<WaveScore, 3> waves, confirmed, extreme;  // of each lead; global by either rule
  StatementTally statements;
};

// As a Holter is read: window by window, in bounded memory.
Result<std::vector<ClassifiedBeat>> beats_of(SampleSource& source) {
  const auto& strip = source.description().rhythm;
  BeatStream::Options options;
  options.rate_hz = strip.rate_hz;
  options.leads = strip.channels.size();
  auto stream = BeatStream::create(options);
  if (!stream) return fail(stream);
  std::vector<ClassifiedBeat> out;
  constexpr std::size_t kWindow = 1U << 15;
  for (std::uint64_t at = 0; at < source.length(); at += kWindow) {
    const auto window = source.read(at, kWindow);
    if (!window) return fail(window);
    std::vector<std::span<const float>> leads;
    for (const auto& channel : window->channels) leads.emplace_back(channel.samples);
    const auto beats = stream->push(leads);
    if (!beats) return fail(beats);
    out.insert(out.end(), beats->begin(), beats->end());
  }
  const auto rest = stream->finish();
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

void print_record(std::FILE* text, const std::string& name, const BeatCounts& c) {
  fmt::print(text, "{:<14} {:>6} beats  missed {:>4}  extra {:>4}", name, c.found + c.missed, c.missed, c.extra);
  if (c.v_found + c.v_missed > 0) {
    fmt::print(text, "  PVC {:>4}  missed {:>4}  extra {:>4}", c.v_found + c.v_missed, c.v_missed, c.v_extra);
  }
  fmt::print(text, "\n");
}

Result<void> evaluate_beats(const std::filesystem::path& header, const EvaluateOptions& options, Totals& out) {
  auto annotations = header;
  const auto reference = read_annotations(annotations.replace_extension(".atr"));
  if (!reference) return fail(reference);
  auto source = open_samples(header);
  if (!source) return fail(source);
  const auto beats = beats_of(**source);
  if (!beats) return fail(beats);
  BeatRules rules;
  if (options.learning) rules.learning_ms = 300000.0;
  const auto counts = score_beats(*reference, (*source)->description().rhythm.rate_hz, *beats, rules);
  if (options.records) print_record(options.json ? stderr : stdout, header.stem().string(), counts);
  out.beats += counts;
  ++out.beat_records;
  return {};
}

void add_scores(std::array<WaveScore, 3>& sums, const std::array<WaveScore, 3>& scores) {
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k].add(scores[k]);
}

// LUDB keeps an annotation file a lead: record.i, record.avr, record.v1...
std::optional<std::vector<Annotation>> annotations_of(std::filesystem::path header, Lead lead) {
  std::string extension(".");
  for (const char c : name_of(lead)) {
    extension.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  header.replace_extension(extension);
  if (!std::filesystem::exists(header)) return std::nullopt;
  auto annotations = read_annotations(header);
  if (!annotations) return std::nullopt;
  return std::move(*annotations);
}

void evaluate_waves(const std::filesystem::path& header, const Strip& strip, Totals& out) {
  const auto waves = delineate_beats(strip);
  std::vector<std::array<std::vector<ReferenceWave>, 3>> reference;
  std::vector<std::array<std::vector<Wave>, 3>> found;
  for (std::size_t l = 0; l < strip.channels.size(); ++l) {
    const auto annotations = annotations_of(header, strip.channels[l].lead);
    if (!annotations) continue;
    reference.push_back(waves_of(*annotations, strip.rate_hz));
    found.push_back(waves_of_lead(waves, l));
    std::array<WaveScore, 3> scores;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      scores[k] = score_waves(reference.back()[k], found.back()[k], reference.back()[1], static_cast<WaveKind>(k));
    }
    add_scores(out.waves, scores);
  }
  if (reference.empty()) return;
  add_scores(out.confirmed, score_globally(reference, found, GlobalRule::kConfirmed));
  add_scores(out.extreme, score_globally(reference, found, GlobalRule::kExtreme));
  ++out.wave_records;
}

void evaluate_statements(const Recording& recording, const ReferenceLabels& reference, Totals& out) {
  if (!reference.rhythm_and_conduction && !reference.infarction) return;
  const auto measured = measure(recording);
  if (!measured) return;
  out.statements.add(reference, interpret(recording, *measured));
}

Result<void> evaluate_record(const std::filesystem::path& header, const std::map<std::string, std::string>& labels,
                             const EvaluateOptions& options, Totals& out) {
  auto beside = header;
  if (std::filesystem::exists(beside.replace_extension(".atr"))) {
    if (auto ok = evaluate_beats(header, options, out); !ok) return ok;
  }
  // What is judged whole is short: a Holter has beats only.
  const auto source = open_samples(header);
  if (!source) return fail(source);
  constexpr double kLongestSeconds = 600.0;
  if (static_cast<double>((*source)->length()) > kLongestSeconds * (*source)->description().rhythm.rate_hz) return {};
  const auto recording = read(header);
  if (!recording) return fail(recording);
  if (std::filesystem::exists(beside.replace_extension(".ii"))) evaluate_waves(header, recording->rhythm, out);
  const auto label = labels.find(header.stem().string());
  evaluate_statements(*recording,
                      label != labels.end() ? labels_from_text(label->second) : labels_from_comments(*recording), out);
  return {};
}

void evaluate_folder(const std::filesystem::path& folder, const EvaluateOptions& options, Totals& out) {
  std::vector<std::filesystem::path> headers;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".hea") headers.push_back(entry.path());
  }
  std::sort(headers.begin(), headers.end());
  const auto labels = read_label_file(folder);
  for (const auto& header : headers) {
    if (auto done = evaluate_record(header, labels, options, out); !done) {
      fmt::print(stderr, "{}: {}: {}\n", header.string(), done.error().reason, done.error().message);
      ++out.unread;
      continue;
    }
    ++out.recordings;
  }
}

// The aims where it names one; else the figure is only reported.
class FigureList {
 public:
  void proportion(const std::string& name, const Proportion& p, double least) {
    if (p.of == 0) return;
    const auto [low, high] = p.interval();
    add(name, 100.0 * p.value(), "%", least > 0.0 ? fmt::format(">= {}", least) : "",
        least <= 0.0 || 100.0 * p.value() >= least);
    fmt::print(text_, "{:<46} {:6.2f} %  ({:.2f}-{:.2f})  {}/{}{}\n", name, 100.0 * p.value(), 100.0 * low,
               100.0 * high, p.hits, p.of, least > 0.0 ? fmt::format("  aim {}", least) : "");
  }
  void spread(const std::string& name, const Spread& s, double most) {
    if (s.count == 0) return;
    add(name + " deviation", s.deviation, "ms", most > 0.0 ? fmt::format("<= {}", most) : "",
        most <= 0.0 || s.deviation <= most);
    fmt::print(text_, "{:<46} {:+.1f} +- {:.1f} ms  n {}{}\n", name, s.mean, s.deviation, s.count,
               most > 0.0 ? fmt::format("  aim SD {}", most) : "");
  }
  void score(const std::string& name, double value, double least) {
    add(name, value, "%", fmt::format(">= {}", least), value >= least);
    fmt::print(text_, "{:<46} {:6.2f} %  aim {}\n", name, value, least);
  }
  explicit FigureList(std::FILE* text) : text_(text) {}
  const std::vector<Figure>& all() const { return figures_; }

 private:
  void add(const std::string& name, double value, const char* unit, std::string aim, bool holds) {
    figures_.push_back({name, value, unit, std::move(aim), holds});
  }
  std::FILE* text_;
  std::vector<Figure> figures_;
};

// CLINICAL.md section 3: CSE 2 sigma of each boundary, which is meant for global ones; F1 of the issue.
void list_waves(const std::array<WaveScore, 3>& scores, const char* whose, FigureList& out) {
  struct Aim {
    const char* name;
    double f1, onset, offset;
  };
  constexpr std::array<Aim, 3> kAims = {{{"P", 98.0, 10.2, 12.7}, {"QRS", 99.9, 6.5, 11.6}, {"T", 99.5, 0.0, 30.6}}};
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const auto& aim = kAims[k];
    out.score(fmt::format("{} F1, {}", aim.name, whose), 100.0 * scores[k].f1(), aim.f1);
    out.spread(fmt::format("{} onset, {}", aim.name, whose), spread_of(scores[k].onset_errors_ms), aim.onset);
    out.spread(fmt::format("{} offset, {}", aim.name, whose), spread_of(scores[k].offset_errors_ms), aim.offset);
  }
}

void list_figures(const Totals& totals, FigureList& out) {
  if (totals.beat_records > 0) {
    out.proportion("QRS sensitivity", totals.beats.sensitivity(), 99.90);
    out.proportion("QRS positive predictivity", totals.beats.predictivity(), 99.90);
    out.proportion("PVC sensitivity", totals.beats.v_sensitivity(), 95.0);
    out.proportion("PVC positive predictivity", totals.beats.v_predictivity(), 95.0);
  }
  if (totals.wave_records > 0) {
    list_waves(totals.waves, "each lead", out);
    list_waves(totals.confirmed, "global", out);
    list_waves(totals.extreme, "global, outermost lead", out);
  }
  for (const auto& [target, score] : totals.statements.scores()) {
    const bool stemi = target == "STEMI, tier suspected or alarm", af = target == "AF";
    out.proportion(target + ": sensitivity", score.sensitivity, stemi ? 83.0 : af ? 95.0 : 0.0);
    out.proportion(target + ": specificity", score.specificity, stemi ? 95.6 : af ? 98.0 : 0.0);
  }
}

int evaluate(const Session& session, const EvaluateOptions& options) {
  Totals totals;
  evaluate_folder(options.folder, options, totals);
  std::error_code ignored;
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(options.folder, ignored)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) evaluate_folder(folder, options, totals);
  if (totals.recordings + totals.unread == 0) {
    return report(session, options.folder,
                  {ErrorCode::kNotFound, "NO_RECORDS", "no WFDB record (.hea) in this folder or directly below it"});
  }
  FigureList figures(options.json ? stderr : stdout);
  list_figures(totals, figures);
  if (options.json) fmt::print("{}\n", to_json(figures.all()));
  fmt::print(stderr, "{} {}, {} {}, {} {}, {} {}\n", totals.recordings, say(session.language, "recordings", "份记录"),
             totals.beat_records, say(session.language, "with beats", "份有心搏标注"), totals.wave_records,
             say(session.language, "with waves", "份有波形标注"), totals.unread,
             say(session.language, "unread", "份未能读取"));
  if (totals.recordings > 0 && figures.all().empty()) {
    return report(session, options.folder,
                  {ErrorCode::kNotFound, "NO_REFERENCE",
                   "nothing to compare with: no beat or wave annotations (.atr, .i to .v6) and no labels (labels.csv, "
                   "header comments) that are understood"});
  }
  return totals.recordings > 0 ? 0 : 1;
}

}  // namespace

void add_evaluate_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command =
      app.add_subcommand("evaluate", "figures against reference annotations and labels / 用参考标注评估");
  command->footer(
      "  ecg evaluate mitdb            QRS and PVC by EC57 (record.atr), 150 ms\n"
      "  ecg evaluate ludb             P, QRS and T boundaries (record.i ... record.v6), and statements;\n"
      "                                of each lead, and global as CSE's limits mean them: where a quarter of\n"
      "                                the leads have begun (or ended) the wave, and the outermost lead\n"
      "  ecg evaluate hmc              statements against labels.csv, STEMI included\n"
      "  ecg evaluate mitdb --records  and where the beats were missed\n"
      "  ecg evaluate cinc2021 --json  [{metric, value, unit, aim, holds}]\n"
      "\n"
      "Looks at DIR and the folders directly below it. Intervals are Wilson's, 95 %. The STEMI score was trained on\n"
      "hmc: its figure there is a fitted one; train_stemi prints the cross-validated one.");
  command->add_option("folder", options->folder, "with WFDB records / 含WFDB记录的目录")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_flag("--json", options->json, "JSON on the output, the table on the error stream / 输出 JSON");
  command->add_flag("--records", options->records, "a line for each record with beats / 逐份列出");
  command->add_flag("--learning", options->learning,
                    "leave out the first five minutes, as EC57 does / 按EC57略去前5分钟");
  command->callback([options, &session] { session.run = [options, &session] { return evaluate(session, *options); }; });
}

}  // namespace rdc::ecg::tool
