// From the alarm to the decision: the alarm window, the bar over the open study, the page of cases and the wall board,
// wired to each other and to the reading page.
#pragma once

#include <memory>

#include <QObject>
#include <QPointer>

#include "common/base/ids.h"
#include "reading_station/alert/alert_desk.h"

class QWidget;

namespace rdc::station {

class AlarmWindow;
class BoardWindow;
class CaseBar;
class CasesPage;
class DecisionDialog;
class ReadingPage;
class SignedDecision;

// GUI thread only. Borrows what it is given.
class CaseFlow final : public QObject {
  Q_OBJECT
 public:
  CaseFlow(RouterConnection& connection, ReadingPage& reading, const base::Clock& clock, base::IdGenerator& ids,
           const QString& centre_name, QWidget* window);
  ~CaseFlow() override;

  // A person is logged in who may be alarmed.
  void start();
  void stop();

  AlertDesk& desk() { return desk_; }
  CasesPage* page() const { return page_; }
  CaseBar* bar() const { return bar_; }
  AlarmWindow* alarm() const { return alarm_.get(); }
  BoardWindow* board() const { return board_.get(); }
  void show_board();
  // Called when another study, or none, is open.
  void study_shown();

 Q_SIGNALS:
  // The reader wants this study open.
  void study_wanted(const QString& study_id);
  void page_wanted();

 private:
  void taken(const QString& case_id);
  void confirm(const v1::AlertCase& alert_case);
  void refute(const v1::AlertCase& alert_case);
  void close(const v1::AlertCase& alert_case);
  void advise(const v1::AlertCase& alert_case);
  void open_case(const QString& study_id);
  void sign_then_decide();
  void decide(const QString& revision_id);
  QString proposed_diagnosis(const v1::AlertCase& alert_case) const;
  bool is_open_here(const v1::AlertCase& alert_case) const;

  RouterConnection& connection_;
  ReadingPage& reading_;
  const base::Clock& clock_;
  QWidget* window_;
  AlertDesk desk_;
  CasesPage* page_;
  CaseBar* bar_;
  std::unique_ptr<AlarmWindow> alarm_;
  std::unique_ptr<BoardWindow> board_;
  SignedDecision* signed_;
  QPointer<DecisionDialog> dialog_;
  std::string deciding_;  // case id, while the dialog is open
  bool signing_ = false;
  bool door_recorded_ = false;
};

}  // namespace rdc::station
