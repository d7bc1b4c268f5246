// Where the reader writes: history, findings, impression; drafts, preview, signature, earlier revisions.
#pragma once

#include <functional>
#include <optional>

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
  // Whether the reader may write: they hold the claim.
  void set_writable(bool writable);
  // They may not, and are told why.
  void refuse_writing(const Error& why);
  // Saves at once if something was typed since the last save.
  void flush_draft();
  // No study is open.
  void clear();
  bool has_unsaved() const { return unsaved_; }
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
  enum class Tone { kInform, kComplain };
  // A function, so that the note changes with the program's language.
  void set_note(std::function<QString()> sentence, Tone tone);
  void complain(const Error& error);
  void edited();
  void draft_saved();
  void draft_failed(const Error& error);
  void show_work();
  void wire_desk();
  void ask_pin(v1::ReportStatus status);
  void show_preview(const QList<QImage>& pages);
  void show_revision(const QString& title, const ReportText& text);
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
  QTimer autosave_;  // to the centre
  QTimer keep_;      // to this station's disk
  bool writable_ = false;
  bool filling_ = false;
  bool unsaved_ = false;
  quint64 edits_ = 0;
  quint64 sent_edits_ = 0;  // as many were in the draft that is on its way
  std::optional<Error> why_not_;
  std::function<QString()> sentence_;
};

// "Final", "Preliminary"… in the program's language.
QString report_status_text(v1::ReportStatus status);

}  // namespace rdc::station
