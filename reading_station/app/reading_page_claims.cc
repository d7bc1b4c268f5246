// The reader's right to the study on the screen, and what the banner says of it.
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

#include <utility>

#include "common/ui/tone.h"
#include "reading_station/app/annotation_desk.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

void ReadingPage::wire_claims() {
  connect(&claims_, &ClaimKeeper::granted, this, [this](const v1::WorklistItem& item) {
    item_ = item;
    hold_ = Hold::kMine;
    why_view_only_.reset();
    editor_->set_writable(true);
    set_overread_writable(true);
    show_hold();
  });
  connect(&claims_, &ClaimKeeper::refused, this, &ReadingPage::become_view_only);
  connect(&claims_, &ClaimKeeper::lost, this, &ReadingPage::become_view_only);
  connect(take_over_, &QPushButton::clicked, this, [this] {
    take_over_->setEnabled(false);
    claims_.claim(item_id_, ClaimKeeper::Assigned::kTakeOver);
  });
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), this), &QShortcut::activated, take_over_,
          &QPushButton::click);
  connect(assign_, &QPushButton::clicked, this, [this] { Q_EMIT assign_requested(item_id_); });
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_T), this), &QShortcut::activated, assign_, &QPushButton::click);
  for (const auto changed : {&ReportDesk::loaded, &ReportDesk::draft_saved, &ReportDesk::chain_changed})
    connect(&desk_, changed, this, &ReadingPage::show_assign);
  connect(&desk_, &ReportDesk::report_signed, this, &ReadingPage::show_assign);
  // Queued: the editor hears of the answer first.
  connect(&desk_, &ReportDesk::work_changed, this, &ReadingPage::tell_settled, Qt::QueuedConnection);
}

bool ReadingPage::waits_for_somebody() const {
  if (!desk_.is_open()) return is_open(item_.status()) || item_.has_draft_author();
  const auto& chain = desk_.revisions();
  return chain.empty() || chain.back().status() == v1::REPORT_STATUS_DRAFT ||
         desk_.signed_status() == v1::REPORT_STATUS_PRELIMINARY;
}

void ReadingPage::show_assign() { assign_->setVisible(!item_id_.isEmpty() && !shows_prior() && waits_for_somebody()); }

void ReadingPage::settle_draft(std::function<void(bool at_centre)> then) {
  settled_ = std::move(then);
  flushed_ = false;
  tell_settled();
}

void ReadingPage::tell_settled() {
  if (!settled_ || desk_.busy()) return;
  // Who does not hold the claim cannot send it; the editor says where the words are.
  const bool unsent = hold_ == Hold::kMine && editor_->has_unsaved();
  if (unsent && !std::exchange(flushed_, true)) {
    editor_->flush_draft();
    if (desk_.busy()) return;
  }
  std::exchange(settled_, {})(!unsent);
}

void ReadingPage::assigned(const v1::WorklistItem& item) {
  if (item_id_.isEmpty() || item.item_id() != item_id_.toStdString()) return;
  item_ = item;
  if (!item.has_assigned_to() || item.assigned_to().me()) return show_hold();
  // The router has ended the claim with it.
  annotations_->save();
  claims_.release();
  Q_EMIT close_requested();
}

void ReadingPage::become_view_only(const Error& why) {
  hold_ = Hold::kViewOnly;
  why_view_only_ = why;
  editor_->refuse_writing(why);
  set_overread_writable(false);
  show_hold();
}

void ReadingPage::show_hold() {
  const bool prior = shows_prior();
  const bool assigned = hold_ == Hold::kViewOnly && why_view_only_ && why_view_only_->reason == "ASSIGNED_TO_ANOTHER";
  QString text;
  if (prior)
    text = tr("EARLIER STUDY on the screen");
  else if (hold_ == Hold::kMine)
    text = tr("Reserved for you");
  else if (assigned && item_.has_assigned_to())
    text = tr("View only: assigned to %1").arg(from(item_.assigned_to().display_name()));
  else if (hold_ == Hold::kViewOnly)
    text = tr("View only");
  claim_note_->setText(text);
  claim_note_->setStyleSheet(prior ? QStringLiteral("font-weight: bold") : QString());
  ui::set_tone(*claim_note_, prior || hold_ == Hold::kViewOnly ? ui::Tone::kWarning : ui::Tone::kGood);
  take_over_->setVisible(assigned && !prior);
  take_over_->setEnabled(true);
  show_assign();
}

}  // namespace rdc::station
