// demo-reader: the reading station itself, with a robot at its mouse and keyboard.
#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QTimer>

#include "common/base/logging.h"
#include "common/base/random.h"
#include "common/dicom/toolkit_log.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/app/station_identity.h"
#include "reading_station/app/theme.h"
#include "tests/demo/reading_script.h"

namespace {

using namespace rdc;

struct Options {
  std::string data, user, initial_password, password, pin, checker, checker_password, plan, screenshots, cases;
};

demo::Reader reader_of(const Options& options) {
  return {QString::fromStdString(options.user),
          QString::fromStdString(options.initial_password),
          QString::fromStdString(options.password),
          QString::fromStdString(options.pin),
          {QString::fromStdString(options.checker), QString::fromStdString(options.checker_password)}};
}

int play(const Options& options, station::MainWindow& window, const base::Clock& clock) {
  demo::Robot robot(QString::fromStdString(options.screenshots));
  demo::ReadingScript script(robot, window.worklist(), clock);
  try {
    const auto plan = demo::read_plan(QString::fromStdString(options.plan));
    window.use_language(QStringLiteral("zh_CN"));
    script.log_in(reader_of(options));
    script.read_all(plan, reader_of(options));
    script.close_critical_values(plan);
    script.show_cases(plan, QString::fromStdString(options.cases));
    window.use_language(QStringLiteral("en"));
    script.show_in_english(plan);
    return 0;
  } catch (const demo::RobotError& error) {
    std::cerr << "demo-reader: " << error.what() << std::endl;
    window.grab().save(QString::fromStdString(options.screenshots) + QStringLiteral("/stuck.png"));
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Reads and signs the studies of a plan at the real station's windows."};
  app.add_option("--data", options.data, "The enrolled station's folder")->required();
  app.add_option("--user", options.user)->required();
  app.add_option("--initial-password", options.initial_password)->required();
  app.add_option("--password", options.password, "The new one")->required();
  app.add_option("--pin", options.pin, "For the signing key")->required();
  app.add_option("--checker", options.checker, "Who checks a critical value")->required();
  app.add_option("--checker-password", options.checker_password, "Their own")->required();
  app.add_option("--plan", options.plan, "Lines \"STUDY_INSTANCE_UID IMAGES KIND\"")->required();
  app.add_option("--screenshots", options.screenshots, "Folder for pictures")->required();
  app.add_option("--cases", options.cases, "Folder for the exported case")->required();
  CLI11_PARSE(app, argc, argv);
  base::set_up_logging("demo-reader", "info");
  dicom::silence_toolkit_log();

  const auto found = station::load_identity(options.data);
  if (!found) {
    std::cerr << "demo-reader: " << found.error().message << std::endl;
    return 1;
  }
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("reading-station"));
  station::apply_theme(application, station::Theme::kDark);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  station::Language language;
  station::RouterConnection connection(station::channels_of(*found), clock);
  station::MainWindow window({.centre_name = found->centre_name,
                              .machine_name = found->machine_name,
                              .centre_pem = found->identity.ca_pem,
                              .data = options.data},
                             connection, language, clock, ids);
  window.show();
  int exit_code = 1;
  QTimer::singleShot(0, &window, [&] {
    exit_code = play(options, window, clock);
    QApplication::quit();
  });
  QApplication::exec();
  return exit_code;
}
