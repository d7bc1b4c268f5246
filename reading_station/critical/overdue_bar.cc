#include "reading_station/critical/overdue_bar.h"

#include <algorithm>

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

using ui::named;

constexpr int kTickMs = 500;
constexpr int kTicksUnderDialog = 8;  // two periods of the alarm: heard, not borne
constexpr std::int64_t kMinuteMicros = 60'000'000;

std::int64_t due_of(const v1::CriticalNotice& notice) {
  return micros_of(notice.overdue() == v1::CRITICAL_OVERDUE_ACTION ? notice.action_due_at()
                                                                   : notice.read_back_due_at());
}

bool is_later(const v1::CriticalNotice& a, const v1::CriticalNotice& b) { return due_of(a) < due_of(b); }

}  // namespace

OverdueBar::OverdueBar(NoticeDesk& desk, const base::Clock& clock, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      clock_(clock),
      headline_(named<QLabel>("overdue_headline", this)),
      details_(named<QLabel>("overdue_details", this)),
      register_(named<QPushButton>("overdue_register", this)),
      quiet_(named<QPushButton>("overdue_quiet", this)) {
  setObjectName(QStringLiteral("overdue_bar"));
  build();
  connect(&desk_, &NoticeDesk::notices_changed, this, &OverdueBar::refresh);
  connect(&desk_.feed(), &CriticalFeed::live_changed, this, &OverdueBar::show_words);
  connect(&sound_, &ui::AlarmSound::device_changed, this, &OverdueBar::show_words);
  connect(&tick_, &QTimer::timeout, this, [this] {
    show_words();  // the minutes run
    sound_or_wait();
  });
  connect(register_, &QPushButton::clicked, this, [this] {
    if (!late_.empty()) Q_EMIT register_wanted(from(late_.front().notice_id()));
  });
  connect(quiet_, &QPushButton::clicked, this, [this] { looked_at(); });
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_M, this), &QShortcut::activated, quiet_, &QPushButton::click);
  hide();
}

void OverdueBar::build() {
  setAttribute(Qt::WA_StyledBackground);
  for (QLabel* label : {headline_, details_}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
  }
  // The keyboard stays where it is.
  for (QPushButton* button : {register_, quiet_}) button->setFocusPolicy(Qt::NoFocus);
  auto* words = new QVBoxLayout;
  words->setSpacing(2);
  words->addWidget(headline_);
  words->addWidget(details_);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(14, 8, 14, 8);
  row->setSpacing(10);
  row->addLayout(words, 1);
  row->addWidget(register_);
  row->addWidget(quiet_);
}

void OverdueBar::begin(Duty duty) {
  duty_ = duty;
  looked_at_.clear();
  rung_.clear();
  refresh();
}

void OverdueBar::looked_at() {
  for (const auto& notice : late_) looked_at_[notice.notice_id()] = notice.change();
  refresh();
}

void OverdueBar::looked_at(const std::string& notice_id) {
  if (const auto* notice = desk_.find(notice_id)) looked_at_[notice_id] = notice->change();
  refresh();
}

void OverdueBar::refresh() {
  late_ = duty_ == Duty::kMayAnswer ? desk_.known() : std::vector<v1::CriticalNotice>();
  std::erase_if(late_, [this](const auto& notice) {
    const auto seen = looked_at_.find(notice.notice_id());
    return notice.overdue() == v1::CRITICAL_OVERDUE_NONE ||
           (seen != looked_at_.end() && seen->second >= notice.change());
  });
  std::ranges::stable_sort(late_, is_later);
  setVisible(!late_.empty());
  if (late_.empty()) {
    tick_.stop();
    return sound_.stop();
  }
  bool news = false;
  for (const auto& notice : late_) {
    auto& rung = rung_[notice.notice_id()];
    news |= std::exchange(rung, notice.change()) != notice.change();
  }
  if (news) ticks_under_dialog_ = 0;
  if (!tick_.isActive()) tick_.start(kTickMs);
  show_words();
  sound_or_wait();
  if (!news) return;
  QApplication::alert(window());
  Q_EMIT rang(text());
}

void OverdueBar::sound_or_wait() {
  if (late_.empty()) return;
  if (QApplication::activeModalWidget() == nullptr) {
    ticks_under_dialog_ = 0;
    return sound_.start();
  }
  if (ticks_under_dialog_++ < kTicksUnderDialog) return sound_.start();
  sound_.stop();
}

QString OverdueBar::text() const {
  return late_.empty() ? QString() : headline_->text() + QLatin1Char('\n') + details_->text();
}

void OverdueBar::show_words() {
  if (late_.empty()) return;
  const auto& first = late_.front();
  const auto late = std::max<std::int64_t>(0, base::to_micros(clock_.now()) - due_of(first)) / kMinuteMicros;
  const QString minutes = tr("%n min past the limit", nullptr, static_cast<int>(late));
  headline_->setText((first.overdue() == v1::CRITICAL_OVERDUE_ACTION
                          ? tr("Critical value without an action on record, %1: phone the site")
                          : tr("Critical value not read back, %1: phone the site"))
                         .arg(minutes));
  QStringList words{from(first.site_name()), notice_patient_text(first), notice_finding_text(first).left(60),
                    tr("sent by %1").arg(notice_people_text(first))};
  words.removeAll(QString());
  if (late_.size() > 1) words << tr("and %n more", nullptr, static_cast<int>(late_.size()) - 1);
  QString details = words.join(QStringLiteral("   ·   "));
  if (!desk_.feed().live())
    details += QLatin1Char('\n') + tr("No connection to the centre: the site may have answered since.");
  if (!sound_.has_device())
    details += QLatin1Char('\n') + tr("This computer has no audio device: nobody hears this. Have it repaired.");
  details_->setText(details);
  register_->setText(tr("Open the register"));
  register_->setToolTip(tr("Record what the site says (Ctrl+Shift+E); the sound ends"));
  quiet_->setText(tr("Silence: I am phoning"));
  quiet_->setToolTip(tr("Ends the sound at this station (Ctrl+Shift+M). It comes again while nothing is on record."));
}

void OverdueBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) show_words();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
