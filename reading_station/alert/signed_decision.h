// A final report on the ECG of an open alarm: its signature decides the case, so the decision is asked for first. Which
// studies need one is the router's to say as well; this asks before it has to refuse.
#pragma once

#include <functional>
#include <optional>

#include <QObject>
#include <QPointer>

#include "rdc/v1/report.pb.h"
#include "reading_station/alert/alert_desk.h"
#include "reading_station/alert/decision_dialog.h"

class QDialog;
class QWidget;

namespace rdc::station {

// GUI thread only. Borrows what it is given.
class SignedDecision final : public QObject {
  Q_OBJECT
 public:
  SignedDecision(AlertDesk& desk, QWidget* window);

  struct Report {
    QString study_id;
    QString impression;  // proposed as the diagnosis
    v1::ReportStatus status = v1::REPORT_STATUS_UNSPECIFIED;
  };
  using GoOn = std::function<void(const std::optional<v1::DecideRequest>& decision)>;
  // Calls go_on at once, with nothing, where no case waits for a decision; else once the reader has confirmed or
  // refuted. Never, when they turn back.
  void ask(const Report& report, GoOn go_on);
  // The report went out with the decision asked for last: what else was typed beside it is recorded.
  void report_signed(const QString& study_id);

 private:
  void choose(const v1::AlertCase& alert_case, const Report& report, const GoOn& go_on);
  void decide(DecisionDialog::Kind kind, const v1::AlertCase& alert_case, const Report& report, const GoOn& go_on);

  AlertDesk& desk_;
  QWidget* window_;
  QPointer<QDialog> dialog_;
  struct Door {
    QString study_id;
    std::string case_id;
    DecisionDialog::Given given;
  };
  std::optional<Door> door_;
};

}  // namespace rdc::station
