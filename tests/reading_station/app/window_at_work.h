// The station's real window before a real router with one study on its worklist, and a robot at mouse and keyboard.
#pragma once

#include <memory>
#include <string>

#include "common/base/random.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/station_identity.h"
#include "tests/demo/robot.h"
#include "tests/testkit/township.h"

namespace rdc::station {

// Throws when something cannot be set up, or does not happen in time.
class WindowAtWork {
 public:
  // address: where the router is reached, "" for its own; another one is a line that the test can cut.
  // One radiograph of the township is at the centre. The person's initial password is changed already.
  explicit WindowAtWork(testkit::Township& township, const std::string& station = "reading-1",
                        const std::string& user = "li", const std::string& address = {});

  testkit::Township& township;
  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  const std::filesystem::path data;
  Language language;
  std::unique_ptr<RouterConnection> connection;
  std::unique_ptr<MainWindow> window;
  demo::Robot robot;

  QString text_of(const char* widget) const;
  void log_in(const QString& password = testkit::Township::kPassword);
  // Opens the first study of the list, and waits until the report may be written.
  void open_study();
  void write(const QString& findings, const QString& impression);
  void wait_for_text(const char* widget, const QString& part);
  std::size_t kept_drafts() const;
  // Straight into the router's catalog: states that only time or another configuration brings about.
  void change_catalog(const char* sql);
  // Closes the window as a person does, and starts the program again on the same data.
  void reopen();
  // The same without closing: as after a power cut.
  void crash();
  // As if the time of every session had run out.
  void expire_sessions();

 private:
  void start();
  const std::string user_;
  StationIdentity identity_;
};

// Makes and sends one small radiograph, and waits until the router has `count` in all.
void send_radiograph(testkit::Township& township, int count);

}  // namespace rdc::station
