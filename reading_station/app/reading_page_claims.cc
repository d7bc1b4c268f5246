// The reader's right to the study on the screen, and what the banner says of it.
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

#include "common/ui/tone.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/session/qt_text.h"

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
}

}  // namespace rdc::station
