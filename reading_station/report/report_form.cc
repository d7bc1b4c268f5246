#include "reading_station/report/report_form.h"

#include <algorithm>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::station {

using ui::named;

ReportForm::ReportForm(QWidget* parent)
    : QWidget(parent),
      history_label_(named<QLabel>("report_history_label", this)),
      findings_label_(named<QLabel>("report_findings_label", this)),
      impression_label_(named<QLabel>("report_impression_label", this)),
      history_(text_field("report_history")),
      findings_(text_field("report_findings")),
      impression_(text_field("report_impression")),
      result_label_(new QLabel(this)),
      negative_(named<QRadioButton>("report_negative", this)),
      positive_(named<QRadioButton>("report_positive", this)),
      language_(named<QComboBox>("report_language", this)),
      reason_(named<QLineEdit>("report_reason", this)) {
  build();
  for (QPlainTextEdit* field : {history_, findings_, impression_})
    connect(field, &QPlainTextEdit::textChanged, this, [this] {
      if (!filling_) Q_EMIT edited();
    });
  const auto chosen = [this] {
    if (!filling_) Q_EMIT edited();
  };
  connect(positive_, &QRadioButton::toggled, this, chosen);
  connect(language_, &QComboBox::currentIndexChanged, this, chosen);
  connect(reason_, &QLineEdit::textChanged, this, chosen);
  retranslate();
}

QPlainTextEdit* ReportForm::text_field(const char* name) {
  auto* field = named<QPlainTextEdit>(name, this);
  field->setTabChangesFocus(true);
  return field;
}

void ReportForm::build() {
  history_->setMaximumHeight(84);
  impression_->setMinimumHeight(110);
  language_->addItem(QStringLiteral("中文"), QStringLiteral("zh_CN"));
  language_->addItem(QStringLiteral("English"), QStringLiteral("en"));
  negative_->setChecked(true);
  auto* result = new QHBoxLayout;
  result->addWidget(result_label_);
  result->addWidget(negative_);
  result->addWidget(positive_);
  result->addStretch();
  result->addWidget(language_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(7);
  column->addWidget(history_label_);
  column->addWidget(history_);
  column->addWidget(findings_label_);
  column->addWidget(findings_, 3);
  column->addWidget(impression_label_);
  column->addWidget(impression_, 2);
  column->addLayout(result);
  column->addWidget(reason_);
}

ReportText ReportForm::text() const {
  return {history_->toPlainText().left(kTextLimit),    findings_->toPlainText().left(kTextLimit),
          impression_->toPlainText().left(kTextLimit), positive_->isChecked(),
          language_->currentData().toString(),         reason_->text()};
}

void ReportForm::set_text(const ReportText& text) {
  filling_ = true;
  history_->setPlainText(text.history);
  findings_->setPlainText(text.findings);
  impression_->setPlainText(text.impression);
  (text.positive ? positive_ : negative_)->setChecked(true);
  language_->setCurrentIndex(std::max(0, language_->findData(text.language)));
  reason_->setText(text.amendment_reason);
  filling_ = false;
}

void ReportForm::set_study(const Study& study) {
  study_ = study;
  retranslate();
}

void ReportForm::set_access(const Access& access) {
  for (QPlainTextEdit* field : {history_, findings_, impression_}) {
    field->setReadOnly(!access.texts);
    field->style()->polish(field);  // the sheet greys what cannot be written
  }
  for (QWidget* widget :
       {static_cast<QWidget*>(negative_), static_cast<QWidget*>(positive_), static_cast<QWidget*>(language_)}) {
    widget->setEnabled(access.choices);
  }
  reason_->setVisible(access.reason);
  reason_->setEnabled(access.choices);
}

void ReportForm::retranslate() {
  const QString& asked = study_.requested_history;
  history_label_->setText(tr("Clinical history"));
  history_label_->setToolTip(asked.isEmpty() ? QString() : tr("From the request: %1").arg(asked));
  history_->setPlaceholderText(!study_.is_open   ? QString()
                               : asked.isEmpty() ? tr("The device sent no clinical history.")
                                                 : tr("From the request: %1").arg(asked));
  findings_label_->setText(study_.is_ecg ? tr("ECG findings") : tr("Findings"));
  impression_label_->setText(study_.is_ecg ? tr("ECG diagnosis") : tr("Impression"));
  result_label_->setText(tr("Result"));
  negative_->setText(tr("Negative"));
  positive_->setText(tr("Positive"));
  language_->setToolTip(tr("Language of the printed report"));
  reason_->setPlaceholderText(tr("Reason for the amendment or cancellation"));
}

void ReportForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
