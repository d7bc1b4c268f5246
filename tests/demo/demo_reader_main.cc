// demo-reader: a scripted person at the real reading station. Enrols the station, opens its window, and does with mouse
// and keyboard events what the plan says.
#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QTimer>

#include "common/base/logging.h"
#include "common/base/random.h"
#include "reading_station/app/dark_theme.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/station_identity.h"
#include "tests/demo/reading_script.h"

namespace {

using namespace rdc;

struct Arguments {
  std::string bundle, code, router, data, user, initial_password, password, pin, plan, screenshots, language = "zh_CN";
};

int complain(const std::string& sentence) {
  std::cerr << "demo-reader: " << sentence << '\n';
  return 1;
}

Result<station::StationIdentity> enrol(const Arguments& arguments) {
  if (auto known = station::load_identity(arguments.data)) return known;
  const auto file = base::read_file(arguments.bundle, 64 * 1024);
  if (!file) return fail(file);
  base::PosixFileSystem fs;
  return station::enrol(arguments.data, *file, arguments.code, fs);
}

int read_studies(station::MainWindow& window, const Arguments& arguments, const base::Clock& clock) {
  const auto text = [](const std::string& value) { return QString::fromStdString(value); };
  try {
    demo::Robot robot(text(arguments.screenshots));
    demo::ReadingScript script(robot, window.worklist(), clock);
    const demo::Reader reader{text(arguments.user), text(arguments.initial_password), text(arguments.password), text(arguments.pin)};
    const auto plan = demo::read_plan(text(arguments.plan));
    script.log_in(reader);
    script.read_all(plan, reader);
    window.use_language(QStringLiteral("en"));
    robot.settle();
    robot.picture(&window, QStringLiteral("10-worklist-english"));
  } catch (const demo::RobotError& problem) {
    window.grab().save(text(arguments.screenshots) + QStringLiteral("/99-where-it-stopped.png"));
    return complain(problem.what());
  }
  return 0;
}

int run(int argc, char** argv, const Arguments& arguments) {
  const auto identity = enrol(arguments);
  if (!identity) return complain(identity.error().message);
  QApplication application(argc, argv);
  station::apply_dark_theme(application);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  station::Language language;
  language.use(QString::fromStdString(arguments.language));
  const std::string address = arguments.router.empty() ? identity->router_addresses.front() : arguments.router;
  station::RouterConnection connection(rpc::make_channel(address, identity->identity), clock);
  station::MainWindow window({identity->centre_name, identity->machine_name, arguments.data, 1ULL << 30, {}}, connection, language,
                             clock, ids);
  window.show();
  int outcome = 1;
  QTimer::singleShot(0, &window, [&] {
    outcome = read_studies(window, arguments, clock);
    window.close();
    QApplication::quit();
  });
  QApplication::exec();
  return outcome;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Drives the reading station as a person would, for the demo");
  app.add_option("--bundle", arguments.bundle, "Enrolment bundle of the station")->required();
  app.add_option("--code", arguments.code, "Its one-time code")->required();
  app.add_option("--router", arguments.router, "HOST:PORT; default: the bundle's");
  app.add_option("--data", arguments.data, "The station's folder")->required();
  app.add_option("--user", arguments.user, "User name")->required();
  app.add_option("--initial-password", arguments.initial_password, "As printed by `dicom-router user add`")->required();
  app.add_option("--password", arguments.password, "The new one")->required();
  app.add_option("--pin", arguments.pin, "For the signing key")->required();
  app.add_option("--plan", arguments.plan, "Studies to read: UID, number of images, kind")->required();
  app.add_option("--screenshots", arguments.screenshots, "Where pictures go")->required();
  app.add_option("--language", arguments.language, "zh_CN or en");
  CLI11_PARSE(app, argc, argv);
  rdc::base::set_up_logging("demo-reader", "info");
  return run(argc, argv, arguments);
}
