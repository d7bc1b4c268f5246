// The command line, one function a family of subcommands. Each declares its options and sets `action` when it is
// chosen. Nothing is printed to stdout but results; errors are printed by main.
//
// Exit codes: 0 done; 1 failed, nothing half-done; 2 wrong usage; 3 looked, and found something wrong (verify,
// reconcile, audit verify, report verify).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "common/base/result.h"
#include "dicom_router/admin/centre.h"

namespace rdc::router {

inline constexpr int kFoundSomething = 3;

// What the chosen command does; its exit code.
using Action = std::function<Result<int>()>;

void add_init(CLI::App& app, Machinery& machinery, Action& action);
void add_serve(CLI::App& app, Machinery& machinery, Action& action);
void add_site(CLI::App& app, Machinery& machinery, Action& action);
void add_station(CLI::App& app, Machinery& machinery, Action& action);
void add_device(CLI::App& app, Machinery& machinery, Action& action);
void add_user(CLI::App& app, Machinery& machinery, Action& action);
void add_audit(CLI::App& app, Machinery& machinery, Action& action);
void add_archive(CLI::App& app, Machinery& machinery, Action& action);  // verify, reconcile
void add_backup(CLI::App& app, Machinery& machinery, Action& action);   // backup, restore
void add_rota(CLI::App& app, Machinery& machinery, Action& action);
void add_alert(CLI::App& app, Machinery& machinery, Action& action);
void add_report(CLI::App& app, Machinery& machinery, Action& action);  // report verify, centre-certificate

// A required --data DIR.
inline void add_data_option(CLI::App* command, std::string& data) {
  command->add_option("--data", data, "The centre's data directory")->required();
}

}  // namespace rdc::router
