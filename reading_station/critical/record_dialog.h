// What a site said on the telephone of a critical value, or the words that close one.
#pragma once

#include <QDateTime>
#include <QDialog>

#include "rdc/v1/critical.pb.h"

class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace rdc::station {

// Accepted when it is complete. Delete on close. GUI thread only.
class RecordDialog final : public QDialog {
  Q_OBJECT
 public:
  enum class Kind { kReadBack, kAction, kClose };
  // now: what the time of telling the doctor is proposed from.
  RecordDialog(Kind kind, const v1::CriticalNotice& notice, const QDateTime& now, QWidget* parent);

  struct Given {
    QString by, doctor, text;
    QDateTime told_at;
  };
  Given given() const;

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void build();
  void retranslate();
  void judge();

  const Kind kind_;
  const v1::CriticalNotice notice_;
  QLabel* title_;
  QLabel* about_;
  QLabel* by_label_;
  QLineEdit* by_;
  QLabel* doctor_label_;
  QLineEdit* doctor_;
  QLabel* told_label_;
  QDateTimeEdit* told_;
  QLabel* text_label_;
  QPlainTextEdit* text_;
  QPushButton* cancel_;
  QPushButton* record_;
};

}  // namespace rdc::station
