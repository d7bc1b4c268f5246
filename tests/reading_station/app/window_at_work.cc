#include "tests/reading_station/app/window_at_work.h"

#include <stdexcept>

#include <sqlite3.h>
#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTableView>

#include "reading_station/app/station_identity.h"
#include "reading_station/app/theme.h"
#include "tests/testkit/must.h"

namespace rdc::station {
namespace {

using namespace std::chrono_literals;
using testkit::must;

}  // namespace

WindowAtWork::WindowAtWork(testkit::Township& where, const std::string& station, const std::string& user,
                           const std::string& address)
    : township(where),
      data(where.scratch() / ("station-" + ids.next())),
      robot(QString::fromLocal8Bit(qgetenv("RDC_SCREENSHOTS"))),
      user_(user) {
  static const bool themed = [] {
    apply_theme(*qApp, Theme::kDark);
    return true;
  }();
  (void)themed;
  (void)township.person(station, user);
  const auto& enrolled = township.county().station(station);
  base::PosixFileSystem fs;
  identity_ = must(enrol(data, must(base::read_file(enrolled.bundle, 1 << 20)), enrolled.code, fs));
  // The first address of the centre is dead here: the station must find the router at the second.
  identity_.router_addresses = {"127.0.0.1:1", address.empty() ? township.county().router_address() : address};
  language.use("en");
  start();
}

// As main() does.
void WindowAtWork::start() {
  connection = std::make_unique<RouterConnection>(channels_of(identity_), clock);
  window = std::make_unique<MainWindow>(WindowOptions{.centre_name = identity_.centre_name,
                                                      .machine_name = identity_.machine_name,
                                                      .centre_pem = identity_.identity.ca_pem,
                                                      .data = data,
                                                      .cache_bytes = 1ULL << 30,
                                                      .user_name = QString::fromStdString(user_)},
                                        *connection, language, clock, ids);
  window->show();
}

void WindowAtWork::reopen() {
  window->close();
  crash();
}

void WindowAtWork::crash() {
  window.reset();
  connection.reset();
  const QSettings settings(QString::fromStdString((data / "station.ini").string()), QSettings::IniFormat);
  language.use(settings.value(QStringLiteral("language"), QStringLiteral("en")).toString());
  apply_theme(*qApp, theme_of(settings.value(QStringLiteral("theme")).toString()));
  start();
}

QString WindowAtWork::text_of(const char* name) const {
  QWidget* widget = robot.find(name);
  if (auto* label = qobject_cast<QLabel*>(widget)) return label->text();
  if (auto* line = qobject_cast<QLineEdit*>(widget)) return line->text();
  if (auto* field = qobject_cast<QPlainTextEdit*>(widget)) return field->toPlainText();
  if (auto* button = qobject_cast<QAbstractButton*>(widget)) return button->text();
  throw std::runtime_error(std::string("no text in ") + name);
}

void WindowAtWork::wait_for_text(const char* widget, const QString& part) {
  QString seen;
  try {
    robot.wait_until(
        [&] {
          if (!robot.visible(widget)) return false;
          seen = text_of(widget);
          return seen.contains(part);
        },
        "");
  } catch (const demo::RobotError&) {
    throw demo::RobotError(std::string(widget) + " says '" + seen.toStdString() + "', not '" + part.toStdString() +
                           "'");
  }
}

void WindowAtWork::log_in(const QString& password) {
  robot.retype(robot.find("login_user_name"), QString::fromStdString(user_));
  robot.retype(robot.find("login_password"), password);
  robot.click(robot.find("login_button"));
}

void WindowAtWork::open_study() {
  auto* table = robot.find<QTableView>("worklist_table");
  robot.wait_until([&] { return table->model()->rowCount() > 0; }, "a study on the worklist");
  table->selectRow(0);
  robot.key(table, Qt::Key_Return);
  auto* findings = robot.find<QPlainTextEdit>("report_findings");
  robot.wait_until([&] { return !findings->isReadOnly(); }, "the report to be writable");
}

void WindowAtWork::write(const QString& findings, const QString& impression) {
  robot.retype(robot.find("report_findings"), findings);
  robot.retype(robot.find("report_impression"), impression);
}

std::size_t WindowAtWork::kept_drafts() const {
  std::size_t count = 0;
  if (!std::filesystem::exists(data / "drafts")) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(data / "drafts"))
    count += entry.path().extension() == ".draft" ? 1 : 0;
  return count;
}

void WindowAtWork::expire_sessions() { change_catalog("UPDATE login_session SET ended_at = 1 WHERE ended_at = 0"); }

void WindowAtWork::change_catalog(const char* sql) {
  sqlite3* database = nullptr;
  const auto file = township.county().router_data() / "catalog.sqlite";
  const bool opened = sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK;
  sqlite3_busy_timeout(database, 10'000);
  const bool done = opened && sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(database);
  if (!done) throw std::runtime_error("the catalog cannot be changed");
}

void send_radiograph(testkit::Township& township, int count) {
  auto study = must(township.dr().make_radiograph({.columns = 400, .rows = 500}, {"咳嗽3天", ""}));
  if (!must(township.dr().send(study)).complete()) throw std::runtime_error("the radiograph was not taken");
  if (!township.wait_for_instances(count, 60s)) throw std::runtime_error("the radiograph did not arrive");
}

}  // namespace rdc::station
