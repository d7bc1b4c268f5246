// duty-station: an enrolled station with a person at it, as a process that can be killed. Says on standard output, a
// line each: "ready", "sounds CASE ALERTS", "case CASE STATE", "refused CASE REASON", "login failed REASON".
#include <iostream>

#include <CLI/CLI.hpp>
#include <QCoreApplication>

#include "common/base/file_system.h"
#include "common/base/logging.h"
#include "common/base/random.h"
#include "tests/duty_station/duty_station.h"

namespace {

using namespace rdc;

Result<station::StationIdentity> identity_of(const std::string& data, const std::string& bundle,
                                             const std::string& code) {
  auto known = station::load_identity(data);
  if (known || bundle.empty()) return known;
  base::PosixFileSystem fs;
  const auto file = base::read_file(bundle, 64U * 1024);
  if (!file) return fail(file);
  return station::enrol(data, *file, code, fs);
}

int watch(const station::StationIdentity& identity, testkit::DutyStation::Options options) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  testkit::DutyStation duty(identity, std::move(options), clock, ids);
  using testkit::DutyStation;
  QObject::connect(&duty, &DutyStation::ready, [] { std::cout << "ready" << std::endl; });
  QObject::connect(&duty, &DutyStation::login_failed,
                   [](const QString& reason) { std::cout << "login failed " << reason.toStdString() << std::endl; });
  QObject::connect(&duty, &DutyStation::sounds, [](const v1::AlertCase& one) {
    std::cout << "sounds " << one.case_id() << " " << one.alerts_size() << std::endl;
  });
  QObject::connect(&duty, &DutyStation::seen, [](const v1::AlertCase& one) {
    std::cout << "case " << one.case_id() << " " << v1::AlertState_Name(one.state()) << std::endl;
  });
  QObject::connect(&duty.desk(), &station::AlertDesk::refused, [](const QString& case_id, const Error& error) {
    std::cout << "refused " << case_id.toStdString() << " " << error.reason << std::endl;
  });
  return QCoreApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  std::string data, bundle, code, user, password;
  auto diligence = testkit::Diligence::kWatch;
  const std::map<std::string, testkit::Diligence> words{
      {"watch", testkit::Diligence::kWatch},   {"display", testkit::Diligence::kDisplay},
      {"open", testkit::Diligence::kOpen},     {"acknowledge", testkit::Diligence::kAcknowledge},
      {"decide", testkit::Diligence::kDecide}, {"close", testkit::Diligence::kClose}};
  CLI::App app{"The cardiologist's station without windows, for tests."};
  app.add_option("--data", data, "The enrolled station's folder")->required();
  app.add_option("--bundle", bundle, "Enrols it first");
  app.add_option("--code", code);
  app.add_option("--user", user)->required();
  app.add_option("--password", password)->required();
  app.add_option("--until", diligence, "How far this person goes with a case")
      ->transform(CLI::CheckedTransformer(words, CLI::ignore_case));
  CLI11_PARSE(app, argc, argv);
  base::set_up_logging("duty-station", "info");
  const QCoreApplication application(argc, argv);
  const auto identity = identity_of(data, bundle, code);
  if (!identity) {
    std::cerr << "duty-station: " << identity.error().message << std::endl;
    return 1;
  }
  return watch(*identity, {QString::fromStdString(user), QString::fromStdString(password), diligence});
}
