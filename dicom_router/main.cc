#include <iostream>

#include "common/base/logging.h"
#include "common/base/version.h"
#include "common/dicom/toolkit_log.h"
#include "dicom_router/admin/commands.h"

namespace {

// CLI11 says only that a subcommand is missing when the one given is unknown: name it.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining(true);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !unknown.empty())
    std::cerr << "dicom-router: \"" << unknown.front() << "\" is not known here\n";
  return app.exit(error) == 0 ? 0 : 2;
}

int run(int argc, char** argv) {
  using namespace rdc::router;
  CLI::App app{
      "The county's router: archive, worklist, reports, mailboxes, access, audit.\n"
      "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 looked and found something wrong."};
  app.name("dicom-router");
  app.set_version_flag("--version", rdc::base::version_line("dicom-router"), "What release this is");
  app.require_subcommand(1);
  std::string log_level = "info";
  app.add_option("--log-level", log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  Machinery machinery;
  Action action;
  for (auto* add : {add_init, add_serve, add_site, add_station, add_device, add_user, add_audit, add_archive,
                    add_backup, add_report, add_rota, add_alert})
    add(app, machinery, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  rdc::base::set_up_logging("dicom-router", log_level);
  rdc::dicom::silence_toolkit_log();
  const auto outcome = action();
  if (outcome) return *outcome;
  std::cerr << "dicom-router: " << outcome.error().message << " (" << outcome.error().reason << ")\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "dicom-router: " << error.what() << "\n";
    return 1;
  }
}
