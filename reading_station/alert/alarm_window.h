// The alarm, over everything else, until somebody says "I have it".
#pragma once

#include <functional>
#include <vector>

#include <QTimer>
#include <QWidget>

#include "common/ui/alarm_sound.h"
#include "rdc/v1/alert.pb.h"
#include "reading_station/alert/alert_desk.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows the desk. Shows, and sounds, while the desk has cases that sound; cannot be closed, hidden
// or left by Escape. Enter acknowledges the case on top and opens its ECG; Down and Up choose another.
class AlarmWindow final : public QWidget {
  Q_OBJECT
 public:
  explicit AlarmWindow(AlertDesk& desk, QWidget* parent = nullptr);

  const ui::AlarmSound& sound() const { return sound_; }
  // The case that Enter acknowledges; "" when nothing sounds.
  std::string chosen() const;

 Q_SIGNALS:
  // Acknowledged: the reader wants to see its ECG now.
  void taken(const QString& case_id);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void refresh();
  void show_chosen();
  void take();
  void choose(int index);

  AlertDesk& desk_;
  ui::AlarmSound sound_;
  std::vector<v1::AlertCase> cases_;
  int chosen_ = 0;
  bool flash_ = false;
  QTimer flash_timer_;
  QLabel* tier_;
  QLabel* elapsed_;
  QLabel* patient_;
  QLabel* site_;
  QLabel* reason_;
  QLabel* others_;
  QLabel* no_sound_;
  QPushButton* take_;
};

}  // namespace rdc::station
