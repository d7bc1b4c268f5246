#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/base/version.h"
#include "ecg/tool/commands.h"

namespace {

// Where the error stream takes no more there is nowhere left to say so.
void complain(std::string_view line) noexcept { static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr)); }

// A full disk or a broken pipe shows here at the latest: success means that the reader has all of it.
int run(const rdc::ecg::tool::Session& session) {
  try {
    const int status = session.run();
    errno = 0;
    const bool taken = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (taken || status != 0) return status;  // an error has been said already
    const int why = errno != 0 ? errno : EIO;
    complain(fmt::format("ecg: CANNOT_WRITE: standard output: {}\n", std::generic_category().message(why)));
  } catch (const std::bad_alloc&) {
    complain("ecg: OUT_OF_MEMORY: not enough memory for this recording\n");
  } catch (const std::exception& error) {  // fmt::print() on a full disk
    complain(fmt::format("ecg: CANNOT_WRITE: {}\n", error.what()));
  }
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace rdc::ecg::tool;
  CLI::App app{
      "Reads, measures, interprets, compares and converts electrocardiograms: SCP-ECG, HL7 aECG, DICOM, MUSE XML, "
      "Philips XML, MFER,\n"
      "EDF, WFDB and CSV, told apart by their content. / 读取、测量、解释、比较和转换心电图文件，按内容识别格式。\n"
      "\n"
      "  ecg info tracing.scp                what is in the file, and what is wrong with it\n"
      "  ecg convert tracing.scp out.dcm     the same samples as a DICOM object\n"
      "  ecg interpret tracing.dcm           statements with their evidence\n"
      "  ecg compare before.scp after.dcm    new, gone, changed\n"
      "  ecg simulate - --to csv | ecg measure -\n"
      "  cat tracing.xml | ecg info -        reads a pipe",
      "ecg"};
  app.set_version_flag("--version", rdc::base::version_line("ecg"), "what release this is / 版本");
  app.require_subcommand(1);
  app.fallthrough();  // --lang is understood after the command, too
  app.footer(
      "`ecg COMMAND --help` shows examples. Exit status: 0 done, 1 the input or a file is at fault, 2 the command line "
      "is.\n"
      "Errors are one line: file: REASON: what is wrong and where. / 每个命令的 --help 附有示例。");
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
  } catch (const CLI::RequiredError& error) {
    const std::string word = argc > 1 ? argv[1] : "";
    if (!app.get_subcommands().empty() || word.empty() || word.front() == '-') return app.exit(error) == 0 ? 0 : 2;
    complain(fmt::format("{} is no command of ecg.\nRun with --help for the commands.\n", word));
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run(session);
}
