// Below the report being written: the button that tells a critical value, and how far the newest of this study is.
#pragma once

#include <QWidget>

#include "reading_station/critical/notice_desk.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows the desk. F8 presses the button.
class NoticeBar final : public QWidget {
  Q_OBJECT
 public:
  explicit NoticeBar(NoticeDesk& desk, QWidget* parent = nullptr);
  // A study is open.
  void show_study(bool open);

 Q_SIGNALS:
  void notify_wanted();
  // The newest of this study.
  void record_read_back_wanted(const QString& notice_id);
  void record_action_wanted(const QString& notice_id);
  void close_wanted(const QString& notice_id);
  void register_wanted(const QString& notice_id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void retranslate();

  NoticeDesk& desk_;
  bool open_ = false;
  QString newest_;
  QPushButton* notify_;
  QLabel* state_;
  QPushButton* read_back_;
  QPushButton* action_;
  QPushButton* close_;
  QPushButton* register_;
};

}  // namespace rdc::station
