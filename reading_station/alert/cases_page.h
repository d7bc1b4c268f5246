// All cases: which are open, one case's timeline, and everything that can be done with it.
#pragma once

#include <QWidget>

#include "reading_station/alert/alert_desk.h"

class QLabel;
class QPushButton;
class QTableView;

namespace rdc::ui {
class CaseTimeline;
}  // namespace rdc::ui

namespace rdc::station {

// GUI thread only. Borrows the desk and the clock. Enter opens the case's ECG.
class CasesPage final : public QWidget {
  Q_OBJECT
 public:
  CasesPage(AlertDesk& desk, const base::Clock& clock, const QString& centre_name, QWidget* parent = nullptr);

  void choose(const QString& case_id);
  // The case that is shown; nullptr: none.
  const v1::AlertCase* current() const;
  QTableView* table() const { return table_; }
  ui::CaseTimeline* timeline() const { return timeline_; }

 Q_SIGNALS:
  void ecg_wanted(const QString& study_id);
  void confirm_wanted(const rdc::v1::AlertCase& alert_case);
  void refute_wanted(const rdc::v1::AlertCase& alert_case);
  void close_wanted(const rdc::v1::AlertCase& alert_case);
  void board_wanted();
  void back_wanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void wire();
  void retranslate();
  void show_current();
  void show_closed(bool closed);
  void edit_point(const QString& point_id);
  void save_as();
  CaseModel& model() const;

  AlertDesk& desk_;
  const base::Clock& clock_;
  const QString centre_name_;
  CaseModel* closed_;  // looked back at
  bool shows_closed_ = false;
  QLabel* title_;
  QTableView* table_;
  ui::CaseTimeline* timeline_;
  QLabel* details_;
  QLabel* note_;
  QPushButton* back_;
  QPushButton* closed_button_;
  QPushButton* board_;
  QPushButton* ecg_;
  QPushButton* confirm_;
  QPushButton* refute_;
  QPushButton* close_;
  QPushButton* add_;
  QPushButton* change_;
  QPushButton* save_;
};

}  // namespace rdc::station
