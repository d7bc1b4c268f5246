// The register of critical values (危急值登记): person, time, content and state of each, and what is still to be done.
#pragma once

#include <QDate>
#include <QWidget>

#include "common/base/clock.h"
#include "reading_station/critical/notice_desk.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace rdc::station {

class NoticeModel;

// GUI thread only. Borrows desk and clock. Enter opens the study.
class RegisterPage final : public QWidget {
  Q_OBJECT
 public:
  RegisterPage(NoticeDesk& desk, const base::Clock& clock, QWidget* parent = nullptr);

  void choose(const QString& notice_id);
  // Fills what is shown anew: the page comes to the front.
  void refresh();
  QTableView* table() const { return table_; }
  NoticeModel& model() { return *model_; }

 Q_SIGNALS:
  void study_wanted(const QString& study_id);
  void record_read_back_wanted(const QString& notice_id);
  void record_action_wanted(const QString& notice_id);
  void close_wanted(const QString& notice_id);
  void back_wanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void wire();
  void retranslate();
  // Of the range that is chosen: the open ones live, a time by asking the router.
  void fill();
  void ask_range(int days);
  void show_current();
  void save_as();
  const v1::CriticalNotice* current() const;

  QDate today() const;

  NoticeDesk& desk_;
  const base::Clock& clock_;
  NoticeModel* model_;
  quint64 asked_ = 0;  // a later question makes an earlier answer void
  bool truncated_ = false;
  QLabel* title_;
  QPushButton* back_;
  QComboBox* range_;
  QTableView* table_;
  QLabel* details_;
  QLabel* note_;
  QPushButton* study_;
  QPushButton* read_back_;
  QPushButton* action_;
  QPushButton* close_;
  QPushButton* save_;
};

}  // namespace rdc::station
