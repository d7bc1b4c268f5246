// Above an open study: the case its ECG belongs to, and what can be done with it.
#pragma once

#include <optional>

#include <QTimer>
#include <QWidget>

#include "reading_station/alert/alert_desk.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows the desk. Ctrl+G confirms, Ctrl+Shift+G refutes.
class CaseBar final : public QWidget {
  Q_OBJECT
 public:
  explicit CaseBar(AlertDesk& desk, QWidget* parent = nullptr);

  // "": no study. `is_ecg`: a case may be opened from it.
  void show_study(const QString& study_id, bool is_ecg);
  // Of the study's case; nullopt when it belongs to none.
  std::optional<v1::AlertCase> current() const;

 Q_SIGNALS:
  void confirm_wanted(const rdc::v1::AlertCase& alert_case);
  void refute_wanted(const rdc::v1::AlertCase& alert_case);
  void advise_wanted(const rdc::v1::AlertCase& alert_case);
  void timeline_wanted(const QString& case_id);
  void open_wanted(const QString& study_id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void retranslate();

  AlertDesk& desk_;
  QString study_id_;
  bool is_ecg_ = false;
  QLabel* text_;
  QPushButton* confirm_;
  QPushButton* refute_;
  QPushButton* advise_;
  QPushButton* timeline_;
  QPushButton* open_;
  QTimer tick_;
};

}  // namespace rdc::station
