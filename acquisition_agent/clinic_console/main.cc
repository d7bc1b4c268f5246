// clinic-console: the clinic's window on its acquisition agent. Wires only.
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QSettings>

#include "acquisition_agent/clinic_console/agent_link.h"
#include "acquisition_agent/clinic_console/console_style.h"
#include "acquisition_agent/clinic_console/console_window.h"
#include "common/base/logging.h"
#include "common/base/random.h"
#include "common/base/version.h"

namespace {

int run(int argc, char** argv) {
  using namespace rdc;
  CLI::App cli("The clinic's window on its acquisition agent");
  const std::string shared = "/run/acquisition-agent/console.sock";
  std::string data;
  std::string socket;
  std::string language;
  cli.add_option("--data", data, "the agent's data folder, for the agent's own user");
  cli.add_option("--socket", socket, "the agent's socket (default DATA/agent.sock, without --data " + shared + ")");
  cli.add_option("--language", language, "zh_CN or en (default: as last used, at first zh_CN)")
      ->check(CLI::IsMember({"zh_CN", "en"}));
  cli.set_version_flag("--version", base::version_line("clinic-console"), "what release this is");
  CLI11_PARSE(cli, argc, argv);
  base::set_up_logging("clinic-console", "warn");

  QApplication application(argc, argv);
  QApplication::setOrganizationName(QStringLiteral("rdc"));
  QApplication::setApplicationName(QStringLiteral("clinic-console"));
  console::apply_clinic_style(application);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  if (language.empty()) language = QSettings().value(QStringLiteral("language"), "zh_CN").toString().toStdString();
  if (socket.empty()) socket = data.empty() ? shared : data + "/agent.sock";
  console::AgentLink link(socket);
  console::ConsoleWindow window(link, ids,
                                language == "en" ? console::Language::kEnglish : console::Language::kChinese);
  window.show_lost();
  window.resize(1360, 860);
  window.show();
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "clinic-console: " << error.what() << '\n';
    return 1;
  }
}
