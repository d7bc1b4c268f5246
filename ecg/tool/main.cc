#include <CLI/CLI.hpp>

#include "ecg/tool/commands.h"

int main(int argc, char** argv) {
  using namespace rdc::ecg::tool;
  CLI::App app{
      "Reads, measures, interprets, compares and converts electrocardiograms: SCP-ECG, HL7 aECG, DICOM, MUSE XML, "
      "Philips XML, MFER,\n"
      "EDF, WFDB and CSV, told apart by their content. / 读取、测量、解释、比较和转换心电图文件,按内容识别格式。\n"
      "\n"
      "  ecg info tracing.scp                what is in the file, and what is wrong with it\n"
      "  ecg convert tracing.scp out.dcm     the same samples as a DICOM object\n"
      "  ecg interpret tracing.dcm           statements with their evidence\n"
      "  ecg compare before.scp after.dcm    new, gone, changed\n"
      "  ecg simulate - --to csv | ecg measure -\n"
      "  cat tracing.xml | ecg info -        reads a pipe",
      "ecg"};
  app.require_subcommand(1);
  app.fallthrough();  // --lang is understood after the command, too
  app.set_help_all_flag("--help-all", "help on every command / 所有命令的帮助");
  Session session;
  app.add_option_function<std::string>(
         "--lang,--language",
         [&session](const std::string& word) {
           session.language = word == "zh" ? Language::kChinese : Language::kEnglish;
         },
         "language of what is printed / 输出语言")
      ->check(CLI::IsMember({"en", "zh"}));
  add_info_command(app, session);
  add_convert_command(app, session);
  add_measure_command(app, session);
  add_interpret_command(app, session);
  add_compare_command(app, session);
  add_simulate_command(app, session);
  add_evaluate_command(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return session.run ? session.run() : 2;
}
