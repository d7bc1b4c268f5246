// What a site has not answered in time, across the top of whatever page is open, and heard until somebody looks at it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <QTimer>
#include <QWidget>

#include "common/base/clock.h"
#include "common/ui/alarm_sound.h"
#include "reading_station/critical/notice_desk.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows desk and clock. A bar, not a window over everything: whoever is typing goes on typing.
//
// It shows and sounds while the router calls a notice overdue and nobody here has looked at it since it last said so.
// The router says so again every few minutes (critical.toml) until the step is on record, and then it sounds again.
// Under a modal dialog, which keeps the hand from this bar, it sounds once and waits.
class OverdueBar final : public QWidget {
  Q_OBJECT
 public:
  OverdueBar(NoticeDesk& desk, const base::Clock& clock, QWidget* parent = nullptr);

  enum class Duty {
    kNone,      // nobody is logged in, or whoever is may only read the register
    kMayAnswer  // may phone the site and record what it says
  };
  // Whose station it is now; what was looked at before was by somebody else.
  void begin(Duty duty);
  // Somebody looks at all that is late, or at one of them.
  void looked_at();
  void looked_at(const std::string& notice_id);
  const ui::AlarmSound& sound() const { return sound_; }
  // What is said, the most overdue first; "" while nothing is.
  QString text() const;

 Q_SIGNALS:
  // It begins to sound, or sounds again.
  void rang(const QString& sentence);
  // Of the one that is named first.
  void register_wanted(const QString& notice_id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void refresh();
  void show_words();
  void sound_or_wait();

  NoticeDesk& desk_;
  const base::Clock& clock_;
  ui::AlarmSound sound_;
  QLabel* headline_;
  QLabel* details_;
  QPushButton* register_;
  QPushButton* quiet_;
  QTimer tick_;
  Duty duty_ = Duty::kNone;
  std::map<std::string, std::uint64_t> looked_at_;  // notice id -> its change then
  std::map<std::string, std::uint64_t> rung_;       // the same, of what it sounded for
  std::vector<v1::CriticalNotice> late_;            // not looked at
  int ticks_under_dialog_ = 0;
};

}  // namespace rdc::station
