// The editor before and behind a signature: checks, PIN, what was signed.
#include "reading_station/report/checks_dialog.h"
#include "reading_station/report/report_dialogs.h"
#include "reading_station/report/report_editor.h"
#include "reading_station/report/report_form.h"
#include "reading_station/report/report_status.h"
#include "reading_station/report/signed_report_bar.h"
#include "reading_station/report/signing_dialogs.h"
#include "reading_station/session/error_text.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace rdc::station {

void ReportEditor::start_signing(v1::ReportStatus status) {
  if (const auto refusal = desk_.refusal_of(status)) return complain(*refusal);
  auto found = check_report(desk_.question(text(), status));
  QStringList ids;
  for (const auto& one : found) ids << one.id;
  if (found.empty()) return checked(status, {});
  auto* dialog = new ChecksDialog(std::move(found), this);
  connect(dialog, &QDialog::accepted, this, [this, status, ids] { checked(status, ids); });
  connect(dialog, &QDialog::rejected, form_, &ReportForm::mark_next_field);
  dialog->open();
}

void ReportEditor::checked(v1::ReportStatus status, const QStringList& overridden) {
  if (!ask_decision_) return ask_pin(status, overridden, {});
  ask_decision_(status, [this, status, overridden](const auto& decision) { ask_pin(status, overridden, decision); });
}

void ReportEditor::ask_pin(v1::ReportStatus status, const QStringList& overridden,
                           const std::optional<v1::DecideRequest>& decision) {
  ask_for_signature(this, connection_, desk_, status, [this, status, overridden, decision](const QString& pin) {
    autosave_.stop();
    desk_.set_overridden_checks(overridden);
    desk_.sign(text(), status, pin, decision);
  });
}

void ReportEditor::insert_bar(QWidget* bar) { static_cast<QVBoxLayout*>(layout())->insertWidget(2, bar); }

void ReportEditor::load_library() {
  if (!connection_.logged_in()) return;
  auto library = ReportLibrary::load(library_folder_, QString::fromStdString(connection_.self().user_id()));
  const auto problems = library.problems();
  form_->typing().set_library(std::move(library));
  if (!problems.empty())
    set_note([first = problems.front()] { return tr("A template file was left out. %1").arg(error_text(first)); },
             Tone::kComplain);
}

void ReportEditor::show_revision(const QString& title, const ReportText& text, const QString& revision_id) {
  const auto kind = desk_.is_ecg() ? RevisionDialog::Kind::kEcg : RevisionDialog::Kind::kImaging;
  auto* dialog = new RevisionDialog(title, text, kind, this, this->text());
  std::vector<v1::ReportReturn> comments;
  for (const auto& returned : desk_.returns())
    if (!revision_id.isEmpty() && returned.revision_id() == revision_id.toStdString()) comments.push_back(returned);
  dialog->set_comments(std::move(comments));
  dialog->open();
}

void ReportEditor::report_returned() {
  autosave_.stop();
  keep_.stop();
  if (std::exchange(unsaved_, false)) Q_EMIT unsaved_changed(false);
  set_writable(false);
  refill_revisions();
  set_note([] { return tr("Returned to its author."); }, Tone::kInform);
}

// The chosen revision if it is signed, else the newest that is.
void ReportEditor::show_signed() {
  std::optional<v1::Revision> shown;
  const std::string chosen = revisions_->currentData().toString().toStdString();
  for (const auto& revision : desk_.revisions()) {
    if (!is_signed(revision.status())) continue;
    shown = revision;
    if (revision.revision_id() == chosen) break;
  }
  const QString number = desk_.document_number();
  signed_->show_revision(shown, shown ? QStringLiteral("%1-r%2.pdf").arg(number).arg(shown->ordinal()) : QString());
}

}  // namespace rdc::station
