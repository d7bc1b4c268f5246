// What this station does with cases: learns of them, reports that the alarm is on the screen, acknowledges, decides,
// closes. What is asked of the router is asked until it answers: an acknowledgement or a decision made in a cut link is
// not lost. No widget in it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <QObject>
#include <QTime>
#include <QTimer>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "reading_station/alert/case_model.h"
#include "reading_station/session/alert_client.h"
#include "reading_station/session/case_feed.h"
#include "reading_station/session/clock_meter.h"
#include "reading_station/session/router_connection.h"

namespace rdc::station {

// GUI thread only. Borrows what it is given.
class AlertDesk final : public QObject {
  Q_OBJECT
 public:
  AlertDesk(RouterConnection& connection, const base::Clock& clock, base::IdGenerator& ids, QObject* parent = nullptr);

  void start();
  void stop();
  CaseModel& cases() { return cases_; }
  CaseFeed& feed() { return feed_; }
  const ClockMeter& clock_meter() const { return meter_; }
  AlertClient& client() { return client_; }
  // That must sound here now, most urgent first.
  std::vector<v1::AlertCase> sounding() const;
  // Written, and not yet answered by the router.
  int waiting() const { return static_cast<int>(pending_.size()); }

  // The alarm window shows these: each alert is reported once.
  void displayed(const std::vector<v1::AlertCase>& cases);
  void acknowledge(const std::string& case_id);
  struct Decision {
    v1::DecisionVerdict verdict = v1::DECISION_VERDICT_UNSPECIFIED;
    QString diagnosis;
    v1::TreatmentPlan plan = v1::TREATMENT_PLAN_UNSPECIFIED;
    QString advice;
    QString report_revision_id;  // "" when none was signed
  };
  // A decision of this person, made now; for a signature that carries it.
  v1::DecideRequest request_of(const std::string& case_id, const Decision& decision) const;
  // Answered with decided() or refused().
  void decide(const std::string& case_id, const Decision& decision);
  void close(const std::string& case_id, v1::TreatmentPlan treatment, const QString& note);
  void advise(const std::string& case_id, const QString& text, const QStringList& leads);
  // A new point that a person typed, or an edit of `replaces` with its reason.
  struct Point {
    v1::PointKind kind = v1::POINT_KIND_UNSPECIFIED;
    base::Timestamp at{};
    std::string replaces;
    QString reason;
    QString note;
  };
  void record(const std::string& case_id, const Point& point);
  // The clock of door in, door out starts where the patient came in; nobody's machine knows when that was. The last
  // time the centre's clock showed `at`; `typed`: not as it was proposed.
  void record_door_in(const std::string& case_id, QTime at, bool typed);
  void open_from_study(const QString& study_id, const QString& reason);

 Q_SIGNALS:
  // The set of sounding cases, or something about them, changed.
  void sounding_changed();
  // A case changed, open or not: whoever shows it shows it anew.
  void case_changed(const rdc::v1::AlertCase& alert_case);
  void decided(const QString& case_id);
  void closed(const QString& case_id);
  // The router will not do it; asking again would not help.
  void refused(const QString& case_id, const rdc::Error& error);
  void waiting_changed();

 private:
  // One thing asked of the router, until it answers.
  struct Pending {
    std::string case_id;
    std::function<void(AlertClient::WithCase)> send;
    std::function<void()> done;
    std::string user_id{};  // who asked
    bool on_its_way = false;
  };
  v1::TimePoint point(v1::PointKind kind) const;
  void ask(Pending pending);
  void send_waiting();
  void take(const std::vector<v1::AlertCase>& cases);

  RouterConnection& connection_;
  const base::Clock& clock_;
  base::IdGenerator& ids_;
  AlertClient client_;
  CaseFeed feed_;
  ClockMeter meter_;
  CaseModel cases_;
  std::map<quint64, Pending> pending_;
  quint64 asked_ = 0;
  std::map<std::string, bool> displayed_;     // alert ids that were reported
  std::map<std::string, bool> acknowledged_;  // case id -> sound ended here, answer still on its way
  QTimer again_;
};

}  // namespace rdc::station
