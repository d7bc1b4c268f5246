// Where the reader writes: history, findings, impression; drafts, preview, signature, earlier revisions.
#pragma once

#include <QTimer>
#include <QWidget>

#include "reading_station/report/report_desk.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;

namespace rdc::station {

// GUI thread only. Borrows the desk.
class ReportEditor final : public QWidget {
  Q_OBJECT
 public:
  ReportEditor(ReportDesk& desk, RouterConnection& connection, QWidget* parent = nullptr);

  ReportText text() const;
  // For scripts and templates: as if typed.
  void set_text(const ReportText& text);
  // Whether the reader may write: they hold the claim. `why` is shown when not.
  void set_writable(bool writable, const QString& why = {});
  // Saves at once if something was typed since the last save.
  void flush_draft();
  // Asks for the PIN (and for a key first, if there is none), then signs with the first allowed status or the one
  // given.
  void start_signing(v1::ReportStatus status);

 Q_SIGNALS:
  void unsaved_changed(bool unsaved);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void wire();
  void retranslate();
  void show_report();
  void refresh_actions();
  void refill_revisions();
  void set_note(const QString& sentence, bool is_error);
  void ask_pin(v1::ReportStatus status);
  void show_preview(const QList<QImage>& pages);
  void show_revision(const QString& revision_id, const ReportText& text);
  QPlainTextEdit* text_field(const char* name);

  ReportDesk& desk_;
  RouterConnection& connection_;
  QLabel* title_;
  QLabel* status_;
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
  QComboBox* revisions_;
  QPushButton* view_revision_;
  QPushButton* save_;
  QPushButton* preview_;
  QPushButton* sign_;
  QPushButton* sign_other_;
  QProgressBar* progress_;
  QLabel* note_;
  QTimer autosave_;
  bool writable_ = false;
  bool filling_ = false;
  bool unsaved_ = false;
  QString why_not_;
};

// "Final", "Preliminary"… in the program's language.
QString report_status_text(v1::ReportStatus status);

}  // namespace rdc::station
