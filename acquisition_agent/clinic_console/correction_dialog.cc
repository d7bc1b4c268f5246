#include "acquisition_agent/clinic_console/correction_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeEdit>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::console {

QDateTime latest_at(QTime time, const QDateTime& now) {
  const QDateTime today(now.date(), time);
  // A clock on the wall may be a little ahead.
  return today > now.addSecs(15 * 60) ? today.addDays(-1) : today;
}

CorrectionDialog::CorrectionDialog(const v1::ClinicPoint& point, const Tongue& say, QWidget* parent)
    : QDialog(parent),
      time_(ui::named<QTimeEdit>("correction_time", this)),
      reason_(ui::named<QComboBox>("correction_reason", this)),
      accept_(ui::named<QPushButton>("correction_accept", this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(say("改正时间", "Correct the time"));
  auto* what = new QLabel(say("%1：记录的是 %2。\n改成墙上时钟（准确时间）的时刻：",
                              "%1: recorded at %2.\nThe right time, by a clock that is right:")
                              .arg(say.of(point.kind()), clock_time(point.at())),
                          this);
  time_->setDisplayFormat(QStringLiteral("HH:mm"));
  time_->setTime(QDateTime::fromSecsSinceEpoch(point.at().seconds()).time());
  reason_->setEditable(true);
  reason_->addItems({say("当时忘记点", "Forgotten at the time"), say("点错了", "Tapped by mistake"),
                     say("家属或 120 告知的时间", "As the family or ambulance said")});
  reason_->lineEdit()->setMaxLength(200);
  auto* form = new QFormLayout;
  form->addRow(say("时间", "Time"), time_);
  form->addRow(say("原因", "Reason"), reason_);
  auto* buttons = new QHBoxLayout;
  auto* cancel = new QPushButton(say("不改", "Leave it"), this);
  accept_->setText(say("改正", "Correct"));
  accept_->setDefault(true);
  buttons->addStretch();
  buttons->addWidget(cancel);
  buttons->addWidget(accept_);
  auto* column = new QVBoxLayout(this);
  column->addWidget(what);
  column->addLayout(form);
  column->addLayout(buttons);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(accept_, &QPushButton::clicked, this, &QDialog::accept);
  connect(reason_, &QComboBox::editTextChanged, this,
          [this](const QString& text) { accept_->setEnabled(!text.trimmed().isEmpty()); });
}

QDateTime CorrectionDialog::time(const QDateTime& now) const { return latest_at(time_->time(), now); }
QString CorrectionDialog::reason() const { return reason_->currentText().trimmed(); }

}  // namespace rdc::console
