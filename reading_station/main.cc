// reading-station: wires identity, connection and window. Nothing is decided here.
#include <unistd.h>

#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QSettings>

#include "common/base/logging.h"
#include "common/base/random.h"
#include "common/base/version.h"
#include "common/dicom/toolkit_log.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/station_identity.h"
#include "reading_station/app/theme.h"

namespace {

using namespace rdc;

constexpr std::uint64_t kBundleLimit = 64 * 1024;

std::string default_data() {
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : "/var/lib") + "/.local/share/reading-station";
}

int complain(const Error& error) {
  std::cerr << "reading-station: " << error.message << " (" << error.reason << ")\n";
  return 1;
}

std::string ask_code() {
  if (isatty(STDIN_FILENO) != 0) std::cerr << "one-time code: ";
  std::string code;
  std::getline(std::cin, code);
  return code;
}

int enrol(const std::string& bundle, const std::string& data, std::string code) {
  const auto file = base::read_file(bundle, kBundleLimit);
  if (!file) return complain(file.error());
  if (code.empty()) code = ask_code();
  base::PosixFileSystem fs;
  const auto made = station::enrol(data, *file, code, fs);
  if (!made) return complain(made.error());
  std::cout << "enrolled " << made->machine_name << " at " << made->centre_name << '\n';
  return 0;
}

int run(int argc, char** argv, const std::string& data, const std::string& language_name, const std::string& user) {
  const auto found = station::load_identity(data);
  if (!found) return complain(found.error());
  dicom::silence_toolkit_log();
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("reading-station"));
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  station::Language language;
  const QSettings settings(QString::fromStdString(data + "/station.ini"), QSettings::IniFormat);
  station::apply_theme(application, station::theme_of(settings.value(QStringLiteral("theme")).toString()));
  language.use(!language_name.empty()
                   ? QString::fromStdString(language_name)
                   : settings.value(QStringLiteral("language"), station::Language::of_system()).toString());
  station::RouterConnection connection(station::channels_of(*found), clock);
  station::MainWindow window({.centre_name = found->centre_name,
                              .machine_name = found->machine_name,
                              .centre_pem = found->identity.ca_pem,
                              .data = data,
                              .user_name = QString::fromStdString(user)},
                             connection, language, clock, ids);
  window.show();
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Reads studies of the county: worklist, images, electrocardiograms, reports and signatures.\n\n"
      "First time:\n  reading-station enrol reading-1.bundle\n  reading-station\n");
  std::string data = default_data(), language, user, bundle, code, log_level = "info";
  app.add_option("--data", data, "This station's folder: identity, settings, cache")->capture_default_str();
  app.add_option("--language", language, "Language of the program")->check(CLI::IsMember({"zh_CN", "en"}));
  app.add_option("--user", user, "User name to fill in");
  app.add_option("--log-level", log_level, "trace, debug, info, warn, error")->capture_default_str();
  auto* enrolment =
      app.add_subcommand("enrol", "Make this computer a station of the centre, with the bundle file and its code");
  enrolment->add_option("BUNDLE", bundle, "File made by `dicom-router station add`")->required();
  enrolment->add_option("--code", code, "One-time code; asked for, or read from stdin, when not given");
  enrolment->add_option("--data", data, "This station's folder, made if absent");
  app.set_version_flag("--version", rdc::base::version_line("reading-station"), "What release this is");
  CLI11_PARSE(app, argc, argv);
  rdc::base::set_up_logging("reading-station", log_level);
  if (*enrolment) return enrol(bundle, data, code);
  return run(argc, argv, data, language, user);
}
