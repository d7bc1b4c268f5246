// Every subcommand of every program says what it is for, and what each of its options means.
#include <sstream>

#include <gtest/gtest.h>

#include "tests/testkit/child_process.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;
using Words = std::vector<std::string>;

std::string built(const std::string& name) { return (stdfs::path(RDC_PROGRAMS) / name).string(); }

// The entries of a section of CLI11's help: the first word of each line that is indented by two, and what it says.
std::vector<std::pair<std::string, std::string>> entries_of(const std::string& help, const std::string& section) {
  std::vector<std::pair<std::string, std::string>> entries;
  std::istringstream lines(help);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  ")) {
      inside = line == section + ":";
      continue;
    }
    if (!inside) continue;
    // Texts stand in a column of their own; a name that reaches into it has its text on the next line.
    constexpr std::size_t kColumn = 30;
    const bool begins = line[2] != ' ';
    const bool has_text = line.size() > kColumn && line[kColumn - 1] == ' ';
    if (begins) entries.emplace_back(line.substr(2, line.find(' ', 2) - 2), "");
    if (has_text && !entries.empty()) entries.back().second += line.substr(kColumn);
  }
  return entries;
}

// Returns how many subcommands were seen.
int expect_explained(const Words& command) {
  Words asked = command;
  asked.push_back("--help");
  const auto done = run({asked, {"QT_QPA_PLATFORM=offscreen"}, {}, {}, {}}, 20s);
  EXPECT_TRUE(done) << done.error().message;
  if (!done) return 0;
  std::string name = stdfs::path(command[0]).filename();
  for (std::size_t i = 1; i < command.size(); ++i) name += " " + command[i];
  SCOPED_TRACE(name + " --help:\n" + done->output);
  EXPECT_EQ(done->ended.exit_code, 0);
  EXPECT_NE(done->output.find("Usage: "), std::string::npos);
  EXPECT_FALSE(done->output.starts_with("Usage: ")) << "what it is for comes first";
  for (const char* section : {"Positionals", "Options", "Subcommands"})
    for (const auto& [entry, text] : entries_of(done->output, section)) EXPECT_FALSE(text.empty()) << entry;
  int seen = 1;
  for (const auto& [subcommand, text] : entries_of(done->output, "Subcommands")) {
    Words deeper = command;
    deeper.push_back(subcommand);
    seen += expect_explained(deeper);
  }
  return seen;
}

TEST(Help, EverySubcommandOfEveryProgramExplainsItself) {
  EXPECT_GE(expect_explained({built("dicom-router")}), 25);
  EXPECT_GE(expect_explained({built("acquisition-agent")}), 9);
  for (const char* optional : {"reading-station", "clinic-console", "ecg"}) {
    if (!stdfs::exists(built(optional))) continue;  // not built here
    EXPECT_GE(expect_explained({built(optional)}), 1);
  }
}

TEST(Help, EveryProgramSaysWhatReleaseItIs) {
  for (const char* name : {"dicom-router", "acquisition-agent", "reading-station", "clinic-console", "ecg"}) {
    if (!stdfs::exists(built(name))) continue;  // not built here
    const auto done = run({{built(name), "--version"}, {"QT_QPA_PLATFORM=offscreen"}, {}, {}, {}}, 20s);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->ended.exit_code, 0) << name;
    EXPECT_EQ(done->output, std::string(name) + " " + RDC_VERSION + "\n");
  }
}

}  // namespace
}  // namespace rdc::testkit
