#include "reading_station/alert/point_dialog.h"

#include <array>

#include <QComboBox>
#include <QDateTime>
#include <QDateTimeEdit>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/case_timeline.h"
#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

// What people know and machines do not.
constexpr std::array kTypedKinds = {v1::POINT_KIND_ONSET,
                                    v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
                                    v1::POINT_KIND_AMBULANCE_CALLED,
                                    v1::POINT_KIND_DOOR_IN,
                                    v1::POINT_KIND_DOOR_OUT,
                                    v1::POINT_KIND_ARRIVAL,
                                    v1::POINT_KIND_LABORATORY_ACTIVATED,
                                    v1::POINT_KIND_LABORATORY_READY,
                                    v1::POINT_KIND_NEEDLE,
                                    v1::POINT_KIND_WIRE};
constexpr std::int64_t kOldestMs = 14LL * 24 * 3600 * 1000;  // onset of symptoms at most two weeks before

}  // namespace

PointDialog::PointDialog(const v1::TimePoint* replaced, base::Timestamp now, QWidget* parent)
    : QDialog(parent),
      replaced_(replaced != nullptr ? std::optional(*replaced) : std::nullopt),
      now_(now),
      kind_label_(ui::named<QLabel>("point_kind_label", this)),
      kind_(ui::named<QComboBox>("point_kind", this)),
      at_label_(ui::named<QLabel>("point_at_label", this)),
      at_(ui::named<QDateTimeEdit>("point_at", this)),
      reason_label_(ui::named<QLabel>("point_reason_label", this)),
      reason_(ui::named<QLineEdit>("point_reason", this)),
      note_label_(ui::named<QLabel>("point_note_label", this)),
      note_(ui::named<QLineEdit>("point_note", this)),
      error_(ui::named<QLabel>("point_error", this)),
      accept_(ui::named<QPushButton>("point_accept", this)),
      cancel_(ui::named<QPushButton>("point_cancel", this)) {
  setObjectName(QStringLiteral("point_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  at_->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
  const auto start = replaced_ ? micros_of(replaced_->has_centre_time() ? replaced_->centre_time() : replaced_->at())
                               : base::to_micros(now_);
  at_->setDateTime(QDateTime::fromMSecsSinceEpoch(start / 1000));
  for (auto* field : {reason_, note_}) field->setMaxLength(2000);
  ui::set_tone(*error_, ui::Tone::kBad);
  auto* form = new QFormLayout;
  form->addRow(kind_label_, kind_);
  form->addRow(at_label_, at_);
  form->addRow(reason_label_, reason_);
  form->addRow(note_label_, note_);
  form->setRowVisible(reason_, replaced_.has_value());
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(accept_);
  auto* column = new QVBoxLayout(this);
  column->addLayout(form);
  column->addWidget(error_);
  column->addLayout(buttons);
  setMinimumWidth(460);
  accept_->setDefault(true);
  connect(at_, &QDateTimeEdit::dateTimeChanged, this, &PointDialog::judge);
  connect(reason_, &QLineEdit::textChanged, this, &PointDialog::judge);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(accept_, &QPushButton::clicked, this, [this] {
    AlertDesk::Point point;
    point.kind = static_cast<v1::PointKind>(kind_->currentData().toInt());
    point.at = base::from_micros(at_->dateTime().toMSecsSinceEpoch() * 1000);
    if (replaced_) point.replaces = replaced_->point_id();
    point.reason = reason_->text().trimmed();
    point.note = note_->text().trimmed();
    Q_EMIT given(point);
    accept();
  });
  retranslate();
}

void PointDialog::judge() {
  const std::int64_t ms = at_->dateTime().toMSecsSinceEpoch(), now = base::to_micros(now_) / 1000;
  QString wrong;
  if (ms > now + 60'000) wrong = tr("This time is in the future.");
  if (ms < now - kOldestMs) wrong = tr("This time is more than two weeks ago.");
  error_->setText(wrong);
  accept_->setEnabled(wrong.isEmpty() && (!replaced_ || !reason_->text().trimmed().isEmpty()));
}

void PointDialog::retranslate() {
  setWindowTitle(replaced_ ? tr("Change a point") : tr("Add a point"));
  kind_label_->setText(tr("What"));
  at_label_->setText(tr("When, by a clock that is right"));
  reason_label_->setText(tr("Why it is changed"));
  note_label_->setText(tr("Note"));
  accept_->setText(tr("Record"));
  cancel_->setText(tr("Cancel"));
  const QVariant before = kind_->currentData();
  kind_->clear();
  if (replaced_) {
    kind_->addItem(ui::point_name(replaced_->kind()), static_cast<int>(replaced_->kind()));
  } else {
    for (const auto kind : kTypedKinds) kind_->addItem(ui::point_name(kind), static_cast<int>(kind));
    kind_->setCurrentIndex(std::max(0, kind_->findData(before)));
  }
  judge();
}

void PointDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
