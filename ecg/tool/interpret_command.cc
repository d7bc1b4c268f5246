// ecg interpret: statements with their evidence, the STEMI rules met and not met, the score, critical values.
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_interpretation.h"
#include "ecg/tool/option_checks.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

constexpr double kShownPoints = 0.1;  // of the score, log odds: smaller ones are summed in one line

struct InterpretInput {
  Input input;
  PersonOptions person;
  bool json = false;
  bool brief = false;
};

class Printer {
 public:
  explicit Printer(Language language) : language_(language) {}

  const std::string& of(const Text& text) const {
    return language_ == Language::kChinese ? text.chinese : text.english;
  }
  void statements(const Interpretation& said, bool brief) const {
    for (const auto& s : said.statements) {
      fmt::print("[{}] {} ({})\n", severity_word(s.severity, language_), of(s.text), of(text_of(s.confidence)));
      if (brief) continue;
      for (const auto& f : s.evidence.facts) fmt::print("    {}\n", fact_line(f));
      fmt::print("    {} {}; {}\n", say(language_, "rule", "规则"), s.evidence.rule,
                 of(text_of_source(s.evidence.source)));
    }
  }
  void score(const StemiScore& score) const {
    // Where nothing could be judged, "no sign" would be no finding.
    const bool judged = score.computed || score.tier != AlertTier::kNone;
    fmt::print("\n{}: {}\n", say(language_, "Acute occlusion", "急性冠脉闭塞"),
               judged ? of(text_of(score.tier)) : say(language_, "not judged as a whole", "未能整体评价"));
    for (const auto& reason : score.tier_reasons) fmt::print("  - {}\n", of(reason));
    if (!score.computed) {
      fmt::print("  {}: {}\n", say(language_, "no score", "无评分"), of(score.why_not));
      return;
    }
    fmt::print("  {} {:.2f}, {} {:.2f}\n", say(language_, "score", "评分"), score.points,
               say(language_, "start", "起点"), score.base);
    double small = 0.0;
    int smaller = 0;
    for (const auto& item : score.items) {
      if (std::abs(item.points) >= kShownPoints) {
        fmt::print("  {:+6.2f}  {}\n", item.points, of(item.reason));
      } else {
        small += item.points;
        ++smaller;
      }
    }
    if (smaller == 0) return;
    fmt::print("  {:+6.2f}  {}\n", small,
               language_ == Language::kChinese ? fmt::format("另{}项较小分值之和（JSON中逐项列出）", smaller)
                                               : fmt::format("{} smaller signs together (--json lists each)", smaller));
  }
  void rules(const Interpretation& said) const {
    fmt::print("\n{}\n", say(language_, "STEMI and equivalents considered", "已考虑的STEMI及等同改变"));
    for (const auto& rule : said.considered) {
      fmt::print("  {} {}\n",
                 rule.met ? say(language_, "[met]    ", "[符合]  ") : say(language_, "[not met]", "[不符合]"),
                 of(rule.name));
      for (const auto& reason : rule.why_not) fmt::print("      {}\n", of(reason));
    }
    fmt::print("\n{}\n", say(language_, "Mimics considered", "已考虑的相似改变"));
    for (const auto& mimic : said.mimics) {
      fmt::print("  {} {}: {}\n", mimic.present ? "[+]" : "[-]", of(mimic.name), of(mimic.reason));
    }
  }
  void rest(const Interpretation& said) const {
    for (const auto& value : said.critical) {
      fmt::print("{}: {} ({})\n", say(language_, "Critical value", "危急值"), of(value.text), value.table);
    }
    for (const auto& request : said.leads_to_record) {
      std::string leads;
      for (const Lead lead : request.leads) leads += fmt::format("{} ", name_of(lead));
      fmt::print("{}: {}- {}\n", say(language_, "Record", "请加做"), leads, of(request.reason));
    }
    for (const auto& assumption : said.assumptions) {
      fmt::print("{}: {}\n", say(language_, "Assumed", "假设"), of(assumption));
    }
  }

 private:
  std::string fact_line(const Fact& f) const {
    std::string line = of(text_of_fact(f.name));
    if (f.lead != Lead::kUnknown) line += fmt::format(" {}", f.lead == Lead::kMinusAvr ? "-aVR" : name_of(f.lead));
    if (f.unit == "points") return line + fmt::format("  {:+.2f} {}", f.value, say(language_, "points", "分"));
    const bool whole = !f.unit.empty() || f.value == std::round(f.value);  // counts have no unit
    line += fmt::format(" {:.{}f}{}{}", f.value, whole ? 0 : 2, f.unit.empty() ? "" : " ", f.unit);
    if (f.threshold) line += fmt::format("  ({} {:g})", f.relation, *f.threshold);
    return line;
  }
  Language language_;
};

}  // namespace

void add_interpret_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<InterpretInput>();
  CLI::App* command = app.add_subcommand("interpret", "what the ECG says, and why / 解释心电图并说明依据");
  command->footer(
      "  ecg interpret tracing.dcm --lang zh          every statement with values, thresholds and source\n"
      "  ecg interpret tracing.dcm --brief            statements only\n"
      "  ecg interpret - --json < tracing.xml         for programs\n"
      "  ecg interpret tracing.csv --sex female --age 47\n"
      "\n"
      "Age and sex change thresholds; where neither the file nor you state them, the assumption is printed. Machine\n"
      "text is no diagnosis: a cardiologist confirms. / 自动解释不是诊断，须由医师确认。");
  add_input_options(*command, options->input);
  add_person_options(*command, options->person);
  command->add_flag("--json", options->json, "JSON instead of text / 输出 JSON");
  command->add_flag("--brief", options->brief, "statements without evidence / 仅输出结论");
  command->callback([options, &session] {
    session.run = [options, &session] {
      auto recording = load_short(options->input);
      if (!recording) return report(session, options->input.path, recording.error());
      state_person(options->person, *recording);
      const auto measured = measure(*recording);
      if (!measured) return report(session, options->input.path, measured.error());
      const auto said = interpret(*recording, *measured);
      warn(session, options->input.path, recording->warnings);
      if (options->json) {
        JsonText json;
        add_interpretation(json, said, recording->warnings);
        fmt::print("{}\n", json.str());
        return 0;
      }
      const Printer printer(session.language);
      printer.statements(said, options->brief);
      printer.rest(said);
      if (!options->brief) {
        printer.score(said.score);
        printer.rules(said);
      }
      return 0;
    };
  });
}

}  // namespace rdc::ecg::tool
