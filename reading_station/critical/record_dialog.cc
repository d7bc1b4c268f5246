#include "reading_station/critical/record_dialog.h"

#include <QDateTimeEdit>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/critical/room_for_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using ui::named;

constexpr int kRecordName = 64;  // critical.proto's limits
constexpr int kRecordText = 2000;

}  // namespace

RecordDialog::RecordDialog(Kind kind, const v1::CriticalNotice& notice, const QDateTime& now, QWidget* parent)
    : QDialog(parent),
      kind_(kind),
      notice_(notice),
      title_(named<QLabel>("record_title", this)),
      about_(named<QLabel>("record_about", this)),
      by_label_(named<QLabel>("record_by_label", this)),
      by_(named<QLineEdit>("record_by", this)),
      doctor_label_(named<QLabel>("record_doctor_label", this)),
      doctor_(named<QLineEdit>("record_doctor", this)),
      told_label_(named<QLabel>("record_told_label", this)),
      told_(named<QDateTimeEdit>("record_told", this)),
      text_label_(named<QLabel>("record_text_label", this)),
      text_(named<QPlainTextEdit>("record_text", this)),
      cancel_(named<QPushButton>("record_cancel", this)),
      record_(named<QPushButton>("record_accept", this)) {
  setObjectName(QStringLiteral("record_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  build();
  told_->setDateTime(now);
  retranslate();
}

void RecordDialog::build() {
  for (auto* label : {title_, about_}) label->setWordWrap(true);
  about_->setTextFormat(Qt::PlainText);
  about_->setText(notice_details(notice_));
  title_->setStyleSheet(QStringLiteral("font-size: 19px; font-weight: bold"));
  by_->setMaxLength(kRecordName);
  doctor_->setMaxLength(kRecordName);
  told_->setDisplayFormat(QStringLiteral("MM-dd HH:mm"));
  text_->setTabChangesFocus(true);
  text_->setMinimumHeight(90);
  text_->setMaximumHeight(110);
  record_->setDefault(true);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft);
  form->addRow(by_label_, by_);
  form->addRow(doctor_label_, doctor_);
  form->addRow(told_label_, told_);
  form->addRow(text_label_, text_);
  form->setRowVisible(by_, kind_ != Kind::kClose);
  form->setRowVisible(doctor_, kind_ == Kind::kAction);
  form->setRowVisible(told_, kind_ == Kind::kAction);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(cancel_);
  buttons->addStretch();
  buttons->addWidget(record_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 16, 18, 14);
  column->setSpacing(10);
  column->addWidget(title_);
  column->addWidget(about_);
  column->addLayout(form);
  column->addLayout(buttons);
  setMinimumWidth(600);
  for (auto* field : {by_, doctor_}) connect(field, &QLineEdit::textChanged, this, &RecordDialog::judge);
  connect(text_, &QPlainTextEdit::textChanged, this, &RecordDialog::judge);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(record_, &QPushButton::clicked, this, &QDialog::accept);
  judge();
}

RecordDialog::Given RecordDialog::given() const {
  return {by_->text().trimmed(), doctor_->text().trimmed(), text_->toPlainText().trimmed().left(kRecordText),
          told_->dateTime()};
}

void RecordDialog::judge() {
  const auto now = given();
  const bool told = kind_ != Kind::kAction || !now.doctor.isEmpty();
  record_->setEnabled(kind_ == Kind::kClose || (!now.by.isEmpty() && !now.text.isEmpty() && told));
}

void RecordDialog::retranslate() {
  setWindowTitle(tr("Critical value"));
  by_label_->setText(tr("Who, at the site"));
  doctor_label_->setText(tr("Doctor who was told"));
  told_label_->setText(tr("Told at"));
  cancel_->setText(tr("Cancel"));
  record_->setText(kind_ == Kind::kClose ? tr("Close the critical value") : tr("Record"));
  switch (kind_) {
    case Kind::kReadBack:
      title_->setText(tr("Read back by telephone"));
      text_label_->setText(tr("Words repeated"));
      return text_->setPlaceholderText(tr("Patient and finding as the site repeated them"));
    case Kind::kAction:
      title_->setText(tr("What was done, by telephone"));
      text_label_->setText(tr("What was done"));
      return text_->setPlaceholderText(tr("As the site said it"));
    case Kind::kClose:
      title_->setText(tr("Close the critical value"));
      text_label_->setText(tr("Note"));
      return text_->setPlaceholderText(tr("May be left empty"));
  }
}

void RecordDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  give_room_for_words(*this);
}

void RecordDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
