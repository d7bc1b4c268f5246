#include "reading_station/critical/notice_bar.h"

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

using ui::named;

namespace {

constexpr int kMostInBar = 2;

}  // namespace

NoticeBar::NoticeBar(NoticeDesk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      notify_(named<QPushButton>("critical_notify", this)),
      state_(named<QLabel>("critical_state", this)),
      read_back_(named<QPushButton>("critical_read_back", this)),
      action_(named<QPushButton>("critical_action", this)),
      close_(named<QPushButton>("critical_close", this)),
      register_(named<QPushButton>("critical_register", this)) {
  setObjectName(QStringLiteral("critical_bar"));
  state_->setWordWrap(true);
  state_->setTextFormat(Qt::PlainText);
  auto* row = new QHBoxLayout;
  row->addWidget(notify_);
  row->addStretch();
  row->addWidget(register_);
  auto* steps = new QHBoxLayout;
  for (auto* button : {read_back_, action_, close_}) steps->addWidget(button);
  steps->addStretch();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addLayout(row);
  column->addWidget(state_);
  column->addLayout(steps);
  connect(notify_, &QPushButton::clicked, this, &NoticeBar::notify_wanted);
  connect(read_back_, &QPushButton::clicked, this, [this] { Q_EMIT record_read_back_wanted(newest_); });
  connect(action_, &QPushButton::clicked, this, [this] { Q_EMIT record_action_wanted(newest_); });
  connect(close_, &QPushButton::clicked, this, [this] { Q_EMIT close_wanted(newest_); });
  connect(register_, &QPushButton::clicked, this, [this] { Q_EMIT register_wanted(newest_); });
  connect(new QShortcut(QKeySequence(Qt::Key_F8), this), &QShortcut::activated, notify_, &QPushButton::click);
  connect(&desk_, &NoticeDesk::study_changed, this, &NoticeBar::refresh);
  connect(&desk_, &NoticeDesk::waiting_changed, this, &NoticeBar::refresh);
  retranslate();
}

void NoticeBar::show_study(bool open) {
  open_ = open;
  refresh();
}

void NoticeBar::refresh() {
  setVisible(open_);
  const auto notices = desk_.of_study();
  newest_ = notices.empty() ? QString() : from(notices.front().notice_id());
  const bool any = !notices.empty();
  const bool is_open = any && !notices.front().has_closed_at();
  read_back_->setVisible(is_open && !notices.front().has_read_back());
  action_->setVisible(is_open && notices.front().has_read_back());
  close_->setVisible(is_open && notices.front().state() == v1::CRITICAL_STATE_ACTED);
  register_->setVisible(any);
  QStringList lines;
  const bool late =
      std::ranges::any_of(notices, [](const auto& notice) { return notice.overdue() != v1::CRITICAL_OVERDUE_NONE; });
  for (const auto& notice : notices) {
    // The report needs its room; the register has them all.
    if (lines.size() == kMostInBar) break;
    lines << notice_time(notice.notified_at()) + QStringLiteral("  ") + notice_finding_text(notice).left(60) +
                 QStringLiteral("\n") + notice_state_text(notice);
  }
  if (const auto more = static_cast<int>(notices.size()) - kMostInBar; more > 0)
    lines << tr("and %n more in the register", nullptr, more);
  if (desk_.waiting() > 0) lines << tr("%n not yet answered by the centre", nullptr, desk_.waiting());
  if (open_ && !desk_.study_known()) lines << tr("Whether one was sent before is not known yet.");
  state_->setText(lines.join(QLatin1Char('\n')));
  state_->setVisible(!lines.isEmpty());
  state_->setStyleSheet(any ? QStringLiteral("font-weight: bold") : QString());
  ui::set_tone(*state_, late ? ui::Tone::kBad : any ? notice_tone(notices.front()) : ui::Tone::kQuiet);
}

void NoticeBar::retranslate() {
  notify_->setText(tr("Critical value… (F8)"));
  notify_->setToolTip(tr("Tell the site now; it sounds there until it is read back"));
  read_back_->setText(tr("Read back by telephone…"));
  action_->setText(tr("Action by telephone…"));
  close_->setText(tr("Close…"));
  register_->setText(tr("Register"));
  refresh();
}

void NoticeBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
