// A critical value over everything: first until somebody has read it back line by line, then until it is on record what
// was done and which doctor was told.
#pragma once

#include <string>
#include <vector>

#include <QDateTime>
#include <QFrame>
#include <QTimer>

#include "acquisition_agent/clinic_console/tongue.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QTimeEdit;

namespace rdc::console {

// GUI thread only. Shows the oldest that still sounds, else the oldest without an action; hidden when there is none.
class CriticalPanel final : public QFrame {
  Q_OBJECT
 public:
  explicit CriticalPanel(QWidget* parent = nullptr);
  // centre_now: what the time of telling the doctor is proposed from.
  void show_view(const v1::ClinicView& view, const Tongue& say, const QDateTime& centre_now);
  bool is_sounding() const { return step_ == Step::kReadBack; }
  void set_reader(const QString& name);
  // What was sent could not be recorded.
  void try_again() { update_button(); }

 Q_SIGNALS:
  void read_back(const std::string& notice_id, const QString& by, const QString& text);
  void acted(const std::string& notice_id, const QString& by, const QString& doctor, const QDateTime& told_at,
             const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  enum class Step { kNone, kReadBack, kAction };

  void build();
  void fill_lines(const v1::CriticalNotice& notice, const Tongue& say);
  void fill_action(const v1::ClinicCritical& critical, const Tongue& say);
  void clear_lines();
  // As high as the lines need; long ones are scrolled to, never cut.
  void fit_lines();
  void send();
  void update_button();
  void flash();
  // The last time the centre's clock showed what is in the field.
  QDateTime told_at() const;

  std::string notice_id_;
  Step step_ = Step::kNone;
  Language shown_in_ = Language::kChinese;
  int waiting_ = 0;
  QDateTime centre_now_;
  QLabel* title_;
  QLabel* from_;
  QLabel* hint_;
  QScrollArea* scroll_;
  QWidget* sheet_;  // within it, the lines
  QGridLayout* lines_;
  std::vector<QCheckBox*> boxes_;
  std::vector<QLabel*> texts_;
  QWidget* action_row_;
  QLineEdit* doctor_;
  QLabel* told_label_;
  QTimeEdit* told_;
  QLineEdit* action_;
  QLineEdit* reader_;
  QPushButton* done_;
  QTimer flash_;
};

}  // namespace rdc::console
