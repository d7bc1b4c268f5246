#include "reading_station/report/review_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/report/review_dialogs.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

using ui::named;

ReviewBar::ReviewBar(ReportDesk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      state_(named<QLabel>("review_state", this)),
      comments_(named<QPlainTextEdit>("review_comments", this)),
      compare_(named<QPushButton>("review_compare", this)),
      thread_(named<QPushButton>("review_thread", this)),
      return_(named<QPushButton>("review_return", this)) {
  setObjectName(QStringLiteral("review_bar"));
  state_->setWordWrap(true);
  comments_->setReadOnly(true);
  comments_->setMaximumHeight(84);
  // To be read, not passed over: not the faint words of other fields that cannot be written.
  comments_->setStyleSheet(QStringLiteral("color: palette(text)"));
  comments_->setTabChangesFocus(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(compare_);
  buttons->addWidget(thread_);
  buttons->addStretch();
  buttons->addWidget(return_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(5);
  column->addWidget(state_);
  column->addWidget(comments_);
  column->addLayout(buttons);
  connect(compare_, &QPushButton::clicked, this, [this] {
    if (const QString id = desk_.compared_revision(); !id.isEmpty()) Q_EMIT compare_requested(id);
  });
  connect(thread_, &QPushButton::clicked, this, [this] { (new ReturnsDialog(desk_.returns(), this))->open(); });
  connect(return_, &QPushButton::clicked, this, &ReviewBar::ask_for_comments);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), this), &QShortcut::activated, return_,
          &QPushButton::click);
  connect(&desk_, &ReportDesk::loaded, this, &ReviewBar::refresh);
  connect(&desk_, &ReportDesk::chain_changed, this, &ReviewBar::refresh);
  connect(&desk_, &ReportDesk::work_changed, this, &ReviewBar::refresh);
  connect(&desk_, &ReportDesk::work_changed, this, &ReviewBar::return_when_idle, Qt::QueuedConnection);
  retranslate();
}

void ReviewBar::set_writable(bool writable) {
  writable_ = writable;
  refresh();
}

void ReviewBar::ask_for_comments() {
  if (dialog_ != nullptr || !desk_.can_return()) return;
  const auto& chain = desk_.revisions();
  QString author;
  for (const auto& revision : chain)
    if (revision.status() == v1::REPORT_STATUS_PRELIMINARY) author = from(revision.author_name());
  dialog_ = new ReturnDialog(author, this);
  connect(dialog_, &ReturnDialog::return_requested, this, [this](const QString& comments) {
    dialog_->set_busy(true);
    pending_ = comments;
    Q_EMIT about_to_return();
    return_when_idle();
  });
  connect(dialog_, &QDialog::finished, this, [this] { pending_.reset(); });
  connect(&desk_, &ReportDesk::return_failed, dialog_, [this](const Error& error) {
    dialog_->set_busy(false);
    dialog_->show_problem(error_text(error));
  });
  connect(&desk_, &ReportDesk::report_returned, dialog_, &QDialog::accept);
  dialog_->open();
}

// The draft that is on its way may be refused: then too the comments are what the author needs.
void ReviewBar::return_when_idle() {
  if (!pending_ || desk_.busy()) return;
  desk_.return_to_author(*std::exchange(pending_, std::nullopt));
}

void ReviewBar::refresh() {
  const auto* open = desk_.open_return();
  const bool may_return = desk_.can_return() && writable_;
  const bool any = !desk_.returns().empty();
  setVisible(desk_.is_open() && (may_return || any));
  comments_->setVisible(open != nullptr);
  if (open != nullptr) {
    state_->setText(tr("Returned: %1").arg(return_heading(*open)));
    if (const QString text = from(open->comments()); comments_->toPlainText() != text) comments_->setPlainText(text);
  } else if (may_return) {
    state_->setText(desk_.returned_by_me() ? tr("Returned by you, signed again by its author: it waits for your review")
                    : any                  ? tr("Returned by %1, signed again by its author: it waits for a review")
                                .arg(from(desk_.returns().back().by().display_name()))
                          : tr("It waits for your review"));
  } else {
    state_->setText(tr("There are comments of a reviewer"));
  }
  state_->setStyleSheet(open != nullptr ? QStringLiteral("font-weight:bold") : QString());
  ui::set_tone(*state_, open != nullptr ? ui::Tone::kWarning : ui::Tone::kQuiet);
  compare_->setVisible(!desk_.compared_revision().isEmpty());
  thread_->setVisible(any);
  thread_->setText(tr("All comments (%n)", nullptr, static_cast<int>(desk_.returns().size())));
  return_->setVisible(may_return);
  return_->setEnabled(!desk_.busy());
}

void ReviewBar::retranslate() {
  compare_->setText(tr("Show changes"));
  compare_->setToolTip(tr("What the text below changes in the preliminary report that was signed or returned last"));
  return_->setText(tr("Return to author…"));
  return_->setToolTip(tr("Give the preliminary report back with comments instead of signing it (Ctrl+Shift+Enter)"));
  refresh();
}

void ReviewBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
