// The clinic console: the site's day, the chest-pain button, warnings, cases, answers and critical values in one
// window.
#pragma once

#include <QDateTime>
#include <QMainWindow>
#include <QTimer>
#include <QTranslator>

#include "acquisition_agent/clinic_console/agent_link.h"
#include "acquisition_agent/clinic_console/day_model.h"
#include "common/base/ids.h"
#include "common/ui/alarm_sound.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace rdc::console {

class AnswerPanel;
class CasePanel;
class CriticalPanel;
class LinkBar;
class WarningPanel;

// GUI thread only. Borrows link and ids. Keys: F12 chest pain, F2 language.
class ConsoleWindow final : public QMainWindow {
  Q_OBJECT
 public:
  ConsoleWindow(AgentLink& link, base::IdGenerator& ids, Language language);
  ~ConsoleWindow() override;

  void show_view(const View& view);
  void show_lost();
  void set_language(Language language);
  bool is_sounding() const { return sound_.is_sounding(); }

 private:
  void build();
  QWidget* build_left();
  QWidget* build_right();
  void connect_parts();
  void connect_case();
  void connect_critical();
  void retranslate();
  void press();
  void show_chosen_ecg();
  void correct(const std::string& case_id, const v1::ClinicPoint& point);
  void notice(const QString& text);
  void follow_warnings(const v1::ClinicView& view);
  std::string operator_name() const;
  // The centre's time, as well as the agent knows it.
  QDateTime centre_now() const;

  AgentLink& link_;
  base::IdGenerator& ids_;
  Tongue say_;
  QTranslator qt_;  // what Qt says by itself: the menu of a text field
  View view_;
  bool lost_ = true;
  std::string warned_of_;   // newest alarm that was brought to the front
  std::string chosen_ecg_;  // "" follows the newest
  LinkBar* bar_ = nullptr;
  QLineEdit* operator_ = nullptr;
  QPushButton* language_ = nullptr;
  AnswerPanel* answer_ = nullptr;
  CriticalPanel* critical_ = nullptr;
  QLabel* notice_ = nullptr;
  QPushButton* chest_pain_ = nullptr;
  DayModel* day_;
  QTableView* table_ = nullptr;
  WarningPanel* warning_ = nullptr;
  CasePanel* case_ = nullptr;
  QTimer notice_timer_;
  QTimer press_pause_;
  QTimer silence_;
  ui::AlarmSound sound_;
};

}  // namespace rdc::console
