// The commands of `ecg`. To add one: a file with its add_…_command(), a line here and one in main.cc.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace rdc::ecg::tool {

enum class Language { kEnglish, kChinese };

// What every command is given. `run` is set by the chosen command and called by main(); its result is the exit status:
// 0 done, 1 the input or a file is at fault, 2 the command line is.
struct Session {
  Language language = Language::kEnglish;
  std::function<int()> run;
};

void add_info_command(CLI::App& app, Session& session);
void add_convert_command(CLI::App& app, Session& session);
void add_measure_command(CLI::App& app, Session& session);
void add_interpret_command(CLI::App& app, Session& session);
void add_compare_command(CLI::App& app, Session& session);
void add_simulate_command(CLI::App& app, Session& session);
void add_evaluate_command(CLI::App& app, Session& session);

}  // namespace rdc::ecg::tool
