// Where the reader writes: history, findings, impression; drafts, preview, signature, earlier revisions.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <QTimer>
#include <QWidget>

#include "reading_station/report/report_desk.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace rdc::station {

class ReportForm;
class ReviewBar;
class SignedReport;
class SignedReportBar;

// GUI thread only. Borrows what it is given.
class ReportEditor final : public QWidget {
  Q_OBJECT
 public:
  ReportEditor(ReportDesk& desk, SignedReport& reports, RouterConnection& connection, QWidget* parent = nullptr);

  ReportText text() const;
  // Whether the reader may write: they hold the claim.
  void set_writable(bool writable);
  // They may not, and are told why.
  void refuse_writing(const Error& why);
  // Saves at once if something was typed since the last save.
  void flush_draft();
  // Once more, if the centre could not be reached before.
  void check_signature() { show_signed(); }
  // No study is open.
  void clear();
  bool has_unsaved() const { return unsaved_; }
  // What stands of an ECG's analysis, in place of what an earlier call wrote; words of the reader's own stay.
  void write_ecg(const QString& findings, const QString& impression);
  // Asks for the PIN (and for a key first, if there is none), then signs with the first allowed status or the one
  // given.
  // Checks the text first: what blocks is mended, what asks may be signed all the same.
  void start_signing(v1::ReportStatus status);
  // Asked between the checks and the PIN: what the signature decides beside the report. Calls go_on, or never.
  using GoOn = std::function<void(const std::optional<v1::DecideRequest>& decision)>;
  void set_decision(std::function<void(v1::ReportStatus, GoOn)> ask) { ask_decision_ = std::move(ask); }
  // Where templates and phrases are kept; read when a study is opened, with the reader's own.
  void set_library_folder(const std::filesystem::path& folder) { library_folder_ = folder; }
  ReportForm& form() { return *form_; }
  // Below the form.
  void insert_bar(QWidget* bar);

 Q_SIGNALS:
  void unsaved_changed(bool unsaved);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  static constexpr int kAutosaveMs = 20'000;

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
  void kept_changed();
  void tell_where_text_is();
  void show_work();
  void wire_desk();
  void show_signed();
  void checked(v1::ReportStatus status, const QStringList& overridden);
  void ask_pin(v1::ReportStatus status, const QStringList& overridden,
               const std::optional<v1::DecideRequest>& decision);
  void load_library();
  void show_revision(const QString& title, const ReportText& text, const QString& revision_id = {});
  void report_returned();

  ReportDesk& desk_;
  RouterConnection& connection_;
  QLabel* title_;
  QLabel* status_;
  ReviewBar* review_;
  ReportForm* form_;
  std::filesystem::path library_folder_;
  QComboBox* revisions_;
  QPushButton* view_revision_;
  QPushButton* save_;
  QPushButton* preview_;
  QPushButton* sign_;
  QPushButton* sign_other_;
  SignedReportBar* signed_;
  QProgressBar* progress_;
  QLabel* note_;
  QTimer autosave_;  // to the centre
  QTimer keep_;      // to this station's disk
  bool writable_ = false;
  bool unsaved_ = false;
  quint64 edits_ = 0;
  quint64 sent_edits_ = 0;  // as many were in the draft that is on its way
  std::optional<Error> why_not_;
  std::optional<Error> not_at_centre_;     // why the last draft did not arrive
  QString ecg_findings_, ecg_impression_;  // as write_ecg() wrote them last
  std::function<QString()> sentence_;
  std::function<void(v1::ReportStatus, GoOn)> ask_decision_;
};

}  // namespace rdc::station
