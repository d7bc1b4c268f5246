// What passes between author and reviewer, in windows of its own: comments to be written, and all that were.
#pragma once

#include <vector>

#include <QDialog>

#include "rdc/v1/report.pb.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTextEdit;

namespace rdc::station {

// "王芳 → 李明华, 11-27 10:03"
QString return_heading(const v1::ReportReturn& returned);

// A reviewer writes what the author is to change. Delete on close.
class ReturnDialog final : public QDialog {
  Q_OBJECT
 public:
  static constexpr int kLimit = 2000;  // characters, as the router counts them

  ReturnDialog(const QString& author, QWidget* parent);

  // The answer is awaited; nothing can be changed.
  void set_busy(bool busy);
  void show_problem(const QString& sentence);

 Q_SIGNALS:
  void return_requested(const QString& comments);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void retranslate();

  const QString author_;
  QLabel* explanation_;
  QPlainTextEdit* comments_;
  QLabel* left_;
  QLabel* problem_;
  QPushButton* cancel_;
  QPushButton* return_;
  bool busy_ = false;
};

// The whole thread, in order. Delete on close.
class ReturnsDialog final : public QDialog {
  Q_OBJECT
 public:
  ReturnsDialog(std::vector<v1::ReportReturn> returns, QWidget* parent);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  const std::vector<v1::ReportReturn> returns_;
  QTextEdit* view_;
};

}  // namespace rdc::station
