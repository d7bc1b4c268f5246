// A critical value from the report to the closed loop: the bar in the editor, the dialogs, the register, wired to each
// other and to the reading page.
#pragma once

#include <QObject>
#include <QPointer>

#include "reading_station/critical/notice_desk.h"

class QPushButton;
class QWidget;

namespace rdc::station {

class NoticeBar;
class NoticeDialog;
class OverdueBar;
class ReadingPage;
class RegisterPage;

// GUI thread only. Borrows what it is given.
class CriticalFlow final : public QObject {
  Q_OBJECT
 public:
  CriticalFlow(RouterConnection& connection, ReadingPage& reading, const base::Clock& clock, base::IdGenerator& ids,
               QWidget* window);
  ~CriticalFlow() override;

  // A person is logged in.
  void start();
  void stop();
  NoticeDesk& desk() { return desk_; }
  RegisterPage* page() const { return page_; }
  NoticeBar* bar() const { return bar_; }
  // Says how many are open, and shouts what is overdue; pressed, it asks for the register.
  QPushButton* button() const { return button_; }
  // What a site has not answered in time: to be seen and heard on every page.
  OverdueBar* overdue() const { return overdue_; }
  void retranslate();

 Q_SIGNALS:
  // The reader wants this study open.
  void study_wanted(const QString& study_id);
  void page_wanted();
  // Something is late, or late again.
  void rang(const QString& sentence);

 private:
  void wire_reading();
  void wire_asking();
  void study_shown();
  void open_dialog();
  void show_way();
  void record_read_back(const QString& notice_id);
  void record_action(const QString& notice_id);
  void close(const QString& notice_id);
  void show_count();
  QDateTime now() const;

  RouterConnection& connection_;
  ReadingPage& reading_;
  const base::Clock& clock_;
  QWidget* window_;
  NoticeDesk desk_;
  RegisterPage* page_;
  NoticeBar* bar_;
  QPushButton* button_;
  OverdueBar* overdue_;
  QPointer<NoticeDialog> dialog_;
  std::string sending_;  // notice id, while the dialog waits for it
};

}  // namespace rdc::station
