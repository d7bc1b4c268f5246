// ecg compare: what is new, gone and changed between two ECGs of one patient.
#include <fmt/format.h>

#include "ecg/interpretation/compare.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_interpretation.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

struct CompareOptions {
  Input before;
  std::string after;
  PersonOptions person;
  bool json = false;
};

struct Analysed {
  Measurements measured;
  Interpretation said;
};

Result<Analysed> analyse(const Session& session, const Input& input, const PersonOptions& person) {
  auto recording = load_short(input);
  if (!recording) return fail(recording);
  state_person(person, *recording);
  auto measured = measure(*recording);
  if (!measured) return fail(measured);
  auto said = interpret(*recording, *measured);
  warn(session, input.path, recording->warnings);
  return Analysed{std::move(*measured), std::move(said)};
}

void print_text(const Comparison& found, Language language) {
  const auto word = [&](Change change) {
    switch (change) {
      case Change::kNew:
        return say(language, "new", "新出现");
      case Change::kGone:
        return say(language, "gone", "已消失");
      case Change::kChanged:
        return say(language, "changed", "有变化");
    }
    return "";
  };
  if (found.new_st_elevation) {
    fmt::print("{}\n", say(language, "NEW ST ELEVATION in two contiguous leads", "两个相邻导联新发ST段抬高"));
  }
  for (const auto& change : found.statements) {
    const auto& text = change.statement.text;
    fmt::print("{}: {} ({})\n", word(change.change), language == Language::kChinese ? text.chinese : text.english,
               severity_word(change.statement.severity, language));
  }
  for (const auto& value : found.values) {
    fmt::print("  {}\n", language == Language::kChinese ? value.text.chinese : value.text.english);
  }
  if (!found.not_compared.empty()) {
    fmt::print("{}: {}\n", say(language, "measured in one of the two only", "仅一份可测量"),
               fmt::join(found.not_compared, ", "));
  }
  if (!found.statements.empty() || !found.values.empty()) return;
  fmt::print("{}\n", found.not_compared.empty()
                         ? say(language, "no change", "无变化")
                         : say(language, "no change in what both show", "两份均可测量的项目无变化"));
}

void print_json(const Comparison& found) {
  JsonText json;
  json.begin_object().key("new_st_elevation").boolean(found.new_st_elevation).key("statements").begin_list();
  for (const auto& change : found.statements) {
    json.begin_object().key("change").text(name_of(change.change)).key("statement");
    add_statement(json, change.statement);
    json.end_object();
  }
  json.end_list().key("values").begin_list();
  for (const auto& value : found.values) {
    json.begin_object().key("name").text(value.name);
    if (value.lead != Lead::kUnknown) json.key("lead").text(name_of(value.lead));
    json.key("before").number(value.before).key("after").number(value.after).key("delta").number(value.delta());
    json.key("unit").text(value.unit).end_object();
  }
  json.end_list().key("not_compared").begin_list();
  for (const auto& name : found.not_compared) json.text(name);
  json.end_list().end_object();
  fmt::print("{}\n", json.str());
}

}  // namespace

void add_compare_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command =
      app.add_subcommand("compare", "what is new, gone and changed since an earlier ECG / 与既往心电图比较");
  command->footer(
      "  ecg compare last_year.scp today.dcm        two formats are no hindrance\n"
      "  cat today.xml | ecg compare last_year.scp -\n"
      "  ecg compare before.csv after.csv --sex female --age 47\n"
      "\n"
      "The earlier one comes first. Values are listed when they differ by more than repeated recordings of one person "
      "do. Whether both are of one\n"
      "patient is for you to know: the tool does not ask.");
  add_input_options(*command, options->before);
  command->add_option("later", options->after, "the later recording, or - / 较新的心电文件")->required();
  add_person_options(*command, options->person);
  command->add_flag("--json", options->json, "JSON instead of text / 输出 JSON");
  command->callback([options, &session] {
    session.run = [options, &session] {
      if (options->before.path == "-" && options->after == "-") {
        fmt::print(stderr, "{}\n",
                   say(session.language, "only one of the two can come from a pipe", "只能有一份来自管道"));
        return 2;
      }
      Input later = options->before;
      later.path = options->after;
      const auto before = analyse(session, options->before, options->person);
      if (!before) return report(session, options->before.path, before.error());
      const auto after = analyse(session, later, options->person);
      if (!after) return report(session, later.path, after.error());
      const auto found = compare({before->measured, before->said}, {after->measured, after->said});
      if (options->json) {
        print_json(found);
      } else {
        print_text(found, session.language);
      }
      return 0;
    };
  });
}

}  // namespace rdc::ecg::tool
