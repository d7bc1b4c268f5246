// The cardiologist's station without its windows: the real connection, case feed and alert desk, and somebody at them
// who does at once what the options say. For tests with real processes, and for measurements.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include <QObject>
#include <QTimer>

#include "common/base/ids.h"
#include "reading_station/alert/alert_desk.h"
#include "reading_station/app/station_identity.h"
#include "reading_station/session/ecg_client.h"

namespace rdc::testkit {

// How far this person goes with a case; each includes those before it.
enum class Diligence { kWatch, kDisplay, kOpen, kAcknowledge, kDecide, kClose };

// GUI thread only. Borrows clock and ids.
class DutyStation final : public QObject {
  Q_OBJECT
 public:
  struct Options {
    QString user_name, password;
    Diligence diligence = Diligence::kWatch;
    // A login that cannot reach the router is tried again.
    int login_again_ms = 250;
  };
  DutyStation(const station::StationIdentity& identity, Options options, const base::Clock& clock,
              base::IdGenerator& ids);

  station::AlertDesk& desk() { return desk_; }

 Q_SIGNALS:
  // Logged in, and the feed is live.
  void ready();
  void login_failed(const QString& reason);
  // The alarm is on the screen now; once for every set of sounding alerts of a case.
  void sounds(const rdc::v1::AlertCase& alert_case);
  // A case as the feed has it.
  void seen(const rdc::v1::AlertCase& alert_case);

 private:
  void look_at_alarms();
  void go_on(const v1::AlertCase& alert_case);

  const Options options_;
  station::RouterConnection connection_;
  station::AlertDesk desk_;
  station::EcgClient ecgs_;
  QTimer login_again_;
  std::map<std::string, std::size_t> sounding_;  // case -> alerts that sounded
  std::set<std::string> opened_, decided_, closed_;
};

}  // namespace rdc::testkit
