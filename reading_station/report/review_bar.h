// Between author and reviewer, above the report's text: what was returned and why, what has changed since, and the
// reviewer's way to return it.
#pragma once

#include <functional>

#include <QPointer>
#include <QWidget>

#include "reading_station/report/report_desk.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace rdc::station {

class ReturnDialog;

// GUI thread only. Borrows the desk. Hidden while there is nothing between two people.
class ReviewBar final : public QWidget {
  Q_OBJECT
 public:
  explicit ReviewBar(ReportDesk& desk, QWidget* parent = nullptr);

  // Whether the reader holds the claim.
  void set_writable(bool writable);
  // The report or its chain is another one.
  void refresh();

 Q_SIGNALS:
  // The revision whose differences from the text being written the reader wants to see.
  void compare_requested(const QString& revision_id);
  // Before the report is returned: what was typed goes to the centre, so that the author sees it.
  void about_to_return();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void ask_for_comments();
  void return_when_idle();
  void retranslate();

  ReportDesk& desk_;
  QLabel* state_;
  QPlainTextEdit* comments_;
  QPushButton* compare_;
  QPushButton* thread_;
  QPushButton* return_;
  QPointer<ReturnDialog> dialog_;
  std::optional<QString> pending_;  // comments that go out as soon as the draft before them has its answer
  bool writable_ = false;
};

}  // namespace rdc::station
