// What a reader types and has not signed: to this disk within a second, to the centre soon, and where it is said truly.
#include "reading_station/report/report_editor.h"
#include "reading_station/session/error_text.h"

namespace rdc::station {
namespace {

constexpr int kKeepMs = 800;  // so much typing a crash may cost

}  // namespace

void ReportEditor::edited() {
  if (!desk_.is_open()) return;
  ++edits_;
  if (!std::exchange(unsaved_, true)) Q_EMIT unsaved_changed(true);
  if (!autosave_.isActive()) autosave_.start(kAutosaveMs);
  // Not put off by every key: who types without a pause is kept too.
  if (!keep_.isActive()) keep_.start(kKeepMs);
}

void ReportEditor::draft_saved() {
  not_at_centre_.reset();
  if (sent_edits_ == edits_) {
    unsaved_ = false;
    autosave_.stop();
    Q_EMIT unsaved_changed(false);
  } else if (!autosave_.isActive()) {
    autosave_.start(kAutosaveMs);
  }
  set_note([this] { return tr("Draft saved at %1").arg(desk_.saved_at()); }, Tone::kInform);
  refill_revisions();
}

void ReportEditor::draft_failed(const Error& error) {
  not_at_centre_ = error;
  tell_where_text_is();
  // Over what somebody else wrote, only the reader decides.
  if (error.reason != "STALE_REVISION") autosave_.start(kAutosaveMs);
  refresh_actions();
}

// Where the words are, truly: at the centre, on this disk, or in this window alone.
void ReportEditor::tell_where_text_is() {
  const bool kept = desk_.is_kept();
  if (not_at_centre_ && kept)
    return set_note(
        [error = *not_at_centre_] {
          return tr("The draft is not at the centre, but kept on this station. %1").arg(error_text(error));
        },
        Tone::kComplain);
  if (not_at_centre_)
    return set_note(
        [error = *not_at_centre_] {
          return tr("The draft is in this window alone: neither at the centre nor on this station's disk, which is "
                    "full "
                    "or cannot be written. Do not close it. %1")
              .arg(error_text(error));
        },
        Tone::kComplain);
  if (!kept)
    set_note(
        [] {
          return tr(
              "This station's disk is full or cannot be written: what you type is safe only once the draft is "
              "saved at the centre.");
        },
        Tone::kComplain);
}

void ReportEditor::kept_changed() {
  if (!desk_.is_kept() || not_at_centre_) return tell_where_text_is();
  set_note({}, Tone::kInform);
}

void ReportEditor::flush_draft() {
  autosave_.stop();
  if (!unsaved_ || !desk_.is_open()) return;
  keep_.stop();
  if (!writable_) return desk_.keep(text());
  sent_edits_ = edits_;
  if (desk_.busy()) autosave_.start(kAutosaveMs);  // the draft before is still on its way
  desk_.save_draft(text());
}

}  // namespace rdc::station
