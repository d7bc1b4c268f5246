// The fields a reader fills in: history, findings, impression, result, language, and the reason for a change; templates
// and phrases to begin with.
#pragma once

#include <QWidget>

#include "reading_station/report/report_text.h"
#include "reading_station/report/report_typing.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

namespace rdc::station {

class KeyImageSource;
class KeyImageStrip;

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
    ExamKind exam{};            // what templates are offered
  };
  void set_study(const Study& study);
  struct Access {
    bool texts = false;    // may be written
    bool choices = false;  // result, language, reason: also not while something is being saved
    bool reason = false;   // the next signature has to say why
  };
  void set_access(const Access& access);
  // Where the study's key images are drawn; borrowed, nullptr: none.
  void set_key_images(KeyImageSource* source);
  // Templates, phrases and measurements.
  ReportTyping& typing() { return typing_; }
  // Into empty texts; behind what is written already.
  void apply_template(const ReportTemplate& chosen);
  void mark_next_field() { typing_.mark_next_field(); }
  void open_templates();

 Q_SIGNALS:
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void refill_templates();
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
  QComboBox* template_;
  KeyImageStrip* pictures_;
  ReportTyping typing_;
  QString template_id_;
  QStringList codes_;
  Study study_;
  bool filling_ = false;
};

}  // namespace rdc::station
