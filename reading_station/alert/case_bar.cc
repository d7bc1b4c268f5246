#include "reading_station/alert/case_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

#include "common/ui/case_timeline.h"
#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

// The clock that runs after a confirmation: door in, door out.
const v1::CaseInterval* running_dido(const v1::AlertCase& alert_case) {
  for (const auto& interval : alert_case.intervals()) {
    if (interval.name() == "door_in_door_out" && interval.has_started_at() && !interval.has_ended_at())
      return &interval;
  }
  return nullptr;
}

}  // namespace

CaseBar::CaseBar(AlertDesk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      text_(ui::named<QLabel>("case_text", this)),
      confirm_(ui::named<QPushButton>("case_confirm", this)),
      refute_(ui::named<QPushButton>("case_refute", this)),
      advise_(ui::named<QPushButton>("case_advise", this)),
      timeline_(ui::named<QPushButton>("case_timeline_button", this)),
      open_(ui::named<QPushButton>("case_open", this)) {
  setObjectName(QStringLiteral("case_bar"));
  setAttribute(Qt::WA_StyledBackground);
  confirm_->setProperty("alarms", true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 5, 12, 5);
  row->addWidget(text_, 1);
  for (auto* button : {confirm_, refute_, advise_, timeline_, open_}) row->addWidget(button);
  connect(confirm_, &QPushButton::clicked, this, [this] {
    if (const auto one = current()) Q_EMIT confirm_wanted(*one);
  });
  connect(refute_, &QPushButton::clicked, this, [this] {
    if (const auto one = current()) Q_EMIT refute_wanted(*one);
  });
  connect(advise_, &QPushButton::clicked, this, [this] {
    if (const auto one = current()) Q_EMIT advise_wanted(*one);
  });
  connect(timeline_, &QPushButton::clicked, this, [this] {
    if (const auto one = current()) Q_EMIT timeline_wanted(from(one->case_id()));
  });
  connect(open_, &QPushButton::clicked, this, [this] { Q_EMIT open_wanted(study_id_); });
  connect(new QShortcut(Qt::CTRL | Qt::Key_G, this), &QShortcut::activated, confirm_, &QPushButton::click);
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_G, this), &QShortcut::activated, refute_, &QPushButton::click);
  connect(&desk_, &AlertDesk::case_changed, this, &CaseBar::refresh);
  connect(&tick_, &QTimer::timeout, this, &CaseBar::refresh);
  retranslate();
}

void CaseBar::show_study(const QString& study_id, bool is_ecg) {
  study_id_ = study_id;
  is_ecg_ = is_ecg;
  study_id.isEmpty() ? tick_.stop() : tick_.start(1000);
  refresh();
}

std::optional<v1::AlertCase> CaseBar::current() const {
  const auto* found = desk_.cases().find_study(study_id_.toStdString());
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

void CaseBar::refresh() {
  const auto one = current();
  setVisible(!study_id_.isEmpty() && (one || is_ecg_));
  for (auto* button : {confirm_, refute_, advise_, timeline_}) button->setVisible(one.has_value());
  open_->setVisible(!one && is_ecg_);
  if (!one) {
    text_->setText(tr("This ECG belongs to no chest-pain case."));
    return setStyleSheet(QString());
  }
  confirm_->setEnabled(is_undecided(*one) || one->state() == v1::ALERT_STATE_REFUTED);
  refute_->setEnabled(is_undecided(*one) || one->state() == v1::ALERT_STATE_CONFIRMED);
  QStringList parts{short_tier_text(one->tier()), case_state_text(one->state()), words(one->reason()),
                    ui::duration_words(desk_.cases().elapsed_ms(*one))};
  if (one->has_holder()) parts << tr("held by %1").arg(from(one->holder().display_name()));
  if (const auto* dido = running_dido(*one)) {
    const auto ms = (base::to_micros(desk_.clock_meter().centre_now()) - micros_of(dido->started_at())) / 1000;
    parts
        << tr("DIDO %1 of %2").arg(ui::duration_words(ms), ui::duration_words(static_cast<qint64>(dido->target_ms())));
  }
  if (desk_.waiting() > 0) parts << tr("%n not yet answered by the centre", nullptr, desk_.waiting());
  parts.removeAll(QString());
  text_->setText(parts.join(QStringLiteral("   ·   ")));
  setStyleSheet(QStringLiteral("QWidget#case_bar { background: %1 } QLabel#case_text { color: %2; font-weight: bold }")
                    .arg(case_colour(*one).darker(150).name(), ui::on_signal().name()));
}

void CaseBar::retranslate() {
  confirm_->setText(tr("STEMI confirmed: activate green channel"));
  confirm_->setToolTip(tr("Signs a preliminary report, decides lysis or transfer, tells the clinic (Ctrl+G)"));
  refute_->setText(tr("Refute…"));
  refute_->setToolTip(tr("No infarction, with the reason (Ctrl+Shift+G)"));
  advise_->setText(tr("Advise…"));
  advise_->setToolTip(tr("Words to the clinic, or leads to record; they sound there until read back"));
  timeline_->setText(tr("Timeline"));
  open_->setText(tr("Open a chest-pain case…"));
  refresh();
}

void CaseBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
