#include "reading_station/alert/alarm_window.h"

#include <algorithm>

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include "common/ui/case_timeline.h"
#include "common/ui/named.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using ui::named;

constexpr int kFlashMs = 500;  // 1 Hz: IEC 60601-1-8 asks for 1.4 to 2.8 Hz at a monitor; slower beside a tracing
constexpr QSize kAlarmSize(860, 460);

QLabel* alarm_label(const char* name, QWidget* parent, int pixels, const char* weight = "normal") {
  auto* label = named<QLabel>(name, parent);
  label->setWordWrap(true);
  label->setStyleSheet(QStringLiteral("font-size: %1px; font-weight: %2").arg(pixels).arg(QLatin1String(weight)));
  return label;
}

}  // namespace

AlarmWindow::AlarmWindow(AlertDesk& desk, QWidget* parent)
    : QWidget(parent, Qt::Window | Qt::WindowStaysOnTopHint | Qt::CustomizeWindowHint | Qt::WindowTitleHint),
      desk_(desk),
      tier_(alarm_label("alarm_tier", this, 34, "bold")),
      elapsed_(alarm_label("alarm_elapsed", this, 34, "bold")),
      patient_(alarm_label("alarm_patient", this, 30, "bold")),
      site_(alarm_label("alarm_site", this, 22)),
      reason_(alarm_label("alarm_reason", this, 24)),
      others_(alarm_label("alarm_others", this, 17)),
      no_sound_(alarm_label("alarm_no_sound", this, 17, "bold")),
      take_(named<QPushButton>("alarm_take", this)) {
  setObjectName(QStringLiteral("alarm_window"));
  build();
  connect(take_, &QPushButton::clicked, this, &AlarmWindow::take);
  connect(&desk_, &AlertDesk::sounding_changed, this, &AlarmWindow::refresh);
  connect(&sound_, &ui::AlarmSound::device_changed, this, &AlarmWindow::show_chosen);
  connect(&flash_timer_, &QTimer::timeout, this, [this] {
    flash_ = !flash_;
    show_chosen();  // the seconds run
    update();
  });
}

void AlarmWindow::build() {
  elapsed_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  take_->setDefault(true);
  take_->setMinimumHeight(72);
  auto* top = new QHBoxLayout;
  top->addWidget(tier_, 1);
  top->addWidget(elapsed_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(36, 30, 36, 30);
  column->setSpacing(10);
  column->addLayout(top);
  column->addWidget(patient_);
  column->addWidget(site_);
  column->addWidget(reason_, 1);
  column->addWidget(others_);
  column->addWidget(no_sound_);
  column->addWidget(take_);
  resize(kAlarmSize);
}

std::string AlarmWindow::chosen() const {
  return cases_.empty() ? std::string() : cases_[static_cast<std::size_t>(chosen_)].case_id();
}

void AlarmWindow::refresh() {
  const std::string before = chosen();
  cases_ = desk_.sounding();
  chosen_ = 0;
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    if (cases_[i].case_id() == before) chosen_ = static_cast<int>(i);
  }
  if (cases_.empty()) {
    sound_.stop();
    flash_timer_.stop();
    return hide();
  }
  // What is only to be watched is shown, and does not sound.
  const bool loud = std::any_of(cases_.begin(), cases_.end(), [](const v1::AlertCase& one) {
    return one.tier() != v1::ECG_TIER_WATCH && one.tier() != v1::ECG_TIER_NONE;
  });
  show_chosen();
  if (!isVisible()) {
    if (const QScreen* where = QApplication::activeWindow() != nullptr ? QApplication::activeWindow()->screen()
                                                                       : QApplication::primaryScreen())
      move(where->availableGeometry().center() - QPoint(width() / 2, height() / 2));
    show();
    flash_timer_.start(kFlashMs);
  }
  raise();
  activateWindow();
  take_->setFocus();
  QApplication::alert(this);
  if (loud)
    sound_.start();
  else
    sound_.stop();
  desk_.displayed(cases_);
}

void AlarmWindow::show_chosen() {
  if (cases_.empty()) return;
  const auto& one = cases_[static_cast<std::size_t>(chosen_)];
  QStringList causes;
  for (const auto& alert : one.alerts()) {
    if (alert.state() <= v1::ALERT_STATE_DELIVERED && !causes.contains(cause_text(alert.cause())))
      causes << cause_text(alert.cause());
  }
  tier_->setText(short_tier_text(one.tier()) + QStringLiteral("  ·  ") + causes.join(QStringLiteral(", ")));
  elapsed_->setText(ui::duration_words(desk_.cases().elapsed_ms(one)));
  patient_->setText(case_patient_text(one));
  site_->setText(from(one.site_name()) + QStringLiteral("   ") + tr("opened %1").arg(ui::time_of_day(one.opened_at())));
  reason_->setText(words(one.reason()));
  others_->setVisible(cases_.size() > 1);
  others_->setText(tr("%n more alarm(s): Up and Down choose", nullptr, static_cast<int>(cases_.size()) - 1));
  no_sound_->setVisible(!sound_.has_device());
  no_sound_->setText(
      tr("⚠ This computer has no audio device: nobody hears this alarm. Watch the screen, and have it "
         "repaired."));
  take_->setText(tr("I have it — open the ECG (Enter)"));
  setWindowTitle(tr("ALARM — %1").arg(case_patient_text(one)));
}

void AlarmWindow::choose(int index) {
  if (cases_.empty()) return;
  chosen_ = std::clamp(index, 0, static_cast<int>(cases_.size()) - 1);
  show_chosen();
}

void AlarmWindow::take() {
  const std::string case_id = chosen();
  if (case_id.empty()) return;
  desk_.acknowledge(case_id);
  Q_EMIT taken(from(case_id));
}

void AlarmWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), QColor(0x7a, 0x00, 0x00));
  painter.setPen(QPen(flash_ ? QColor(0xff, 0xd4, 0x3b) : QColor(0xff, 0x3b, 0x3b), 16));
  painter.drawRect(rect().adjusted(8, 8, -8, -8));
}

void AlarmWindow::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return take();
    case Qt::Key_Down:
      return choose(chosen_ + 1);
    case Qt::Key_Up:
      return choose(chosen_ - 1);
    case Qt::Key_Escape:
      return event->accept();  // nothing but an answer ends it
    default:
      QWidget::keyPressEvent(event);
  }
}

void AlarmWindow::closeEvent(QCloseEvent* event) {
  // Only while something sounds: the program itself may end.
  if (!cases_.empty() && event->spontaneous()) event->ignore();
}

void AlarmWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) show_chosen();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
