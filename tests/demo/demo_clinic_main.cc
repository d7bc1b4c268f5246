// demo-clinic: the clinic console itself, with a robot at its mouse and keyboard.
#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QTimer>

#include "acquisition_agent/clinic_console/agent_link.h"
#include "acquisition_agent/clinic_console/console_style.h"
#include "acquisition_agent/clinic_console/console_window.h"
#include "common/base/logging.h"
#include "common/base/random.h"
#include "tests/demo/clinic_script.h"

namespace {

using namespace rdc;

int play(const std::string& screenshots, const std::string& doctor, QWidget& window, const base::Clock& clock) {
  demo::Robot robot(QString::fromStdString(screenshots));
  try {
    demo::ClinicScript(robot, clock).treat(QString::fromStdString(doctor));
    return 0;
  } catch (const demo::RobotError& error) {
    std::cerr << "demo-clinic: " << error.what() << std::endl;
    window.grab().save(QString::fromStdString(screenshots) + QStringLiteral("/clinic-stuck.png"));
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string socket, doctor, screenshots;
  CLI::App app{"Treats one patient with chest pain at the real clinic console."};
  app.add_option("--socket", socket, "The agent's socket")->required();
  app.add_option("--doctor", doctor, "Who works at the clinic")->required();
  app.add_option("--screenshots", screenshots, "Folder for pictures")->required();
  CLI11_PARSE(app, argc, argv);
  base::set_up_logging("demo-clinic", "info");

  QApplication application(argc, argv);
  QApplication::setOrganizationName(QStringLiteral("rdc-demo"));
  QApplication::setApplicationName(QStringLiteral("clinic-console"));
  console::apply_clinic_style(application);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  console::AgentLink link(socket);
  console::ConsoleWindow window(link, ids, console::Language::kChinese);
  window.show_lost();
  window.resize(1360, 860);
  window.show();
  int exit_code = 1;
  QTimer::singleShot(0, &window, [&] {
    exit_code = play(screenshots, doctor, window, clock);
    QApplication::quit();
  });
  QApplication::exec();
  return exit_code;
}
