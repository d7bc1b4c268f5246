// --help teaches: what a command is for, every option in both languages, and examples.
#include <gmock/gmock.h>

#include "tests/ecg/tool/ecg_tool.h"

namespace rdc::ecg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(EcgTool, HelpNamesEveryCommandFormatAndExitStatus) {
  const std::string help = ok("ecg --help");
  for (const char* word :
       {"info", "convert", "measure", "interpret", "compare", "simulate", "evaluate", "SCP-ECG", "aECG", "DICOM",
        "MUSE", "Philips", "MFER", "EDF", "WFDB", "CSV", "reads a pipe", "Exit status", "zh"}) {
    EXPECT_THAT(help, HasSubstr(word));
  }
}

class EcgToolHelp : public EcgTool, public ::testing::WithParamInterface<const char*> {};

TEST_P(EcgToolHelp, ShowsExamplesAndBothLanguages) {
  const std::string command = GetParam();
  const std::string help = ok("ecg " + command + " --help");
  EXPECT_THAT(help, HasSubstr("\n  ecg " + command)) << "an example";
  EXPECT_THAT(help, HasSubstr(" / ")) << "the Chinese text";
  EXPECT_THAT(help, Not(HasSubstr("->"))) << "tables of the program's own numbers";
  const Said nothing = sh("ecg " + command);
  EXPECT_EQ(nothing.status, 2) << "an argument is missing";
  EXPECT_THAT(nothing.error, HasSubstr("--help"));
}

INSTANTIATE_TEST_SUITE_P(Commands, EcgToolHelp,
                         ::testing::Values("info", "convert", "measure", "interpret", "compare", "simulate",
                                           "evaluate"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_F(EcgTool, AWrongCommandLineIsStatusTwo) {
  for (const char* line :
       {"ecg", "ecg unknown", "ecg info", "ecg info a b", "ecg info --nothing a", "ecg --lang fr info a"}) {
    const Said said = sh(line);
    EXPECT_EQ(said.status, 2) << line;
    EXPECT_FALSE(said.error.empty()) << line;
    EXPECT_TRUE(said.output.empty()) << line;
  }
  EXPECT_THAT(sh("ecg unknown").error, HasSubstr("unknown is no command"));
}

}  // namespace
}  // namespace rdc::ecg::testing
