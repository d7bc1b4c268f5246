// Runs `ecg` in a directory of its own, by the shell, so that pipes and redirections are what they are for a user.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/testkit/child_process.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::ecg::testing {

struct Said {
  int status = -1;
  std::string output, error;
};

class EcgTool : public ::testing::Test {
 protected:
  // A line of shell in which "ecg" is the program under test. Standard output and error are kept apart.
  Said sh(const std::string& line) const {
    const std::string program = (std::filesystem::path(RDC_PROGRAMS) / "ecg").string();
    testkit::Command command;
    command.arguments = {"bash", "-c",
                         "set -o pipefail; ecg() { '" + program + "' \"$@\"; }; { " + line + "\n} >.out 2>.err"};
    command.directory = scratch_.path();
    const auto done = testkit::run(command, std::chrono::seconds(240));
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    if (!done) return {};
    EXPECT_EQ(done->ended.signal, 0) << line;
    return {done->ended.exit_code, content(".out"), content(".err")};
  }
  // Expects success and returns the output.
  std::string ok(const std::string& line) const {
    const Said said = sh(line);
    EXPECT_EQ(said.status, 0) << line << "\n" << said.error;
    return said.output;
  }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  std::string content(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }
  // Files that a user sees, without the two that this class makes.
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) {
      const auto name = entry.path().filename().string();
      count += name == ".out" || name == ".err" ? 0U : 1U;
    }
    return count;
  }
  // By Python, which judges JSON independently of us.
  void expect_json(const std::string& line) const {
    const Said said =
        sh(line + " | python3 -c 'import json,sys; json.loads(sys.stdin.buffer.read().decode(\"utf-8\"))'");
    EXPECT_EQ(said.status, 0) << line << "\n" << said.error;
  }

 private:
  testkit::ScratchDirectory scratch_{"rdc-ecg-tool"};
};

}  // namespace rdc::ecg::testing
