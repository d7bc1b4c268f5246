// The fields a reader fills in: history, findings, impression, result, language, and the reason for a change.
#pragma once

#include <QWidget>

#include "reading_station/report/report_text.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

namespace rdc::station {

// GUI thread only.
class ReportForm final : public QWidget {
  Q_OBJECT
 public:
  explicit ReportForm(QWidget* parent = nullptr);

  ReportText text() const;
  // Not announced as edited().
  void set_text(const ReportText& text);

  // What the study calls for.
  struct Study {
    bool is_open = false;
    bool is_ecg = false;        // then findings and diagnosis are called so
    QString requested_history;  // as the device sent it, or ""
  };
  void set_study(const Study& study);
  struct Access {
    bool texts = false;    // may be written
    bool choices = false;  // result, language, reason: also not while something is being saved
    bool reason = false;   // the next signature has to say why
  };
  void set_access(const Access& access);

 Q_SIGNALS:
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  QPlainTextEdit* text_field(const char* name);

  QLabel* history_label_;
  QLabel* findings_label_;
  QLabel* impression_label_;
  QPlainTextEdit* history_;
  QPlainTextEdit* findings_;
  QPlainTextEdit* impression_;
  QLabel* result_label_;
  QRadioButton* negative_;
  QRadioButton* positive_;
  QComboBox* language_;
  QLineEdit* reason_;
  Study study_;
  bool filling_ = false;
};

}  // namespace rdc::station
