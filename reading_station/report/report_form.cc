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
#include "reading_station/report/key_image_strip.h"

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
      reason_(named<QLineEdit>("report_reason", this)),
      template_(named<QComboBox>("report_template", this)),
      pictures_(named<KeyImageStrip>("report_key_images", this)) {
  build();
  for (QPlainTextEdit* field : {history_, findings_, impression_}) typing_.watch(field);
  connect(template_, &QComboBox::activated, this, [this](int index) {
    const QString id = template_->itemData(index).toString();
    for (const auto& one : typing_.library().templates())
      if (one.id == id) return apply_template(one);
  });
  for (QPlainTextEdit* field : {history_, findings_, impression_})
    connect(field, &QPlainTextEdit::textChanged, this, [this] {
      if (!filling_) Q_EMIT edited();
    });
  const auto chosen = [this] {
    if (!filling_) Q_EMIT edited();
  };
  connect(positive_, &QRadioButton::toggled, this, chosen);
  connect(language_, &QComboBox::currentIndexChanged, this, chosen);
  connect(language_, &QComboBox::currentIndexChanged, this, [this] {
    typing_.set_language(language_->currentData().toString());
    refill_templates();
  });
  connect(reason_, &QLineEdit::textChanged, this, chosen);
  connect(pictures_, &KeyImageStrip::edited, this, chosen);
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
  history_label_->setBuddy(history_);
  findings_label_->setBuddy(findings_);
  impression_label_->setBuddy(impression_);
  auto* result = new QHBoxLayout;
  result->addWidget(result_label_);
  result->addWidget(negative_);
  result->addWidget(positive_);
  result->addStretch();
  result->addWidget(language_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(7);
  template_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  template_->setMinimumContentsLength(14);
  column->addWidget(template_);
  column->addWidget(history_label_);
  column->addWidget(history_);
  column->addWidget(findings_label_);
  column->addWidget(findings_, 3);
  column->addWidget(impression_label_);
  column->addWidget(impression_, 2);
  column->addWidget(pictures_);
  column->addLayout(result);
  column->addWidget(reason_);
}

ReportText ReportForm::text() const {
  return {history_->toPlainText().left(kTextLimit),
          findings_->toPlainText().left(kTextLimit),
          impression_->toPlainText().left(kTextLimit),
          positive_->isChecked(),
          language_->currentData().toString(),
          reason_->text(),
          template_id_,
          codes_,
          pictures_->printed()};
}

void ReportForm::set_text(const ReportText& text) {
  filling_ = true;
  history_->setPlainText(text.history);
  findings_->setPlainText(text.findings);
  impression_->setPlainText(text.impression);
  (text.positive ? positive_ : negative_)->setChecked(true);
  language_->setCurrentIndex(std::max(0, language_->findData(text.language)));
  reason_->setText(text.amendment_reason);
  template_id_ = text.template_id;
  codes_ = text.codes;
  pictures_->set_printed(text.images);
  refill_templates();
  filling_ = false;
}

void ReportForm::set_key_images(KeyImageSource* source) { pictures_->set_source(source); }

void ReportForm::set_study(const Study& study) {
  const bool other = study.exam.modalities != study_.exam.modalities ||
                     study.exam.body_parts != study_.exam.body_parts ||
                     study.exam.description != study_.exam.description || study.is_open != study_.is_open;
  study_ = study;
  retranslate();
  if (other) refill_templates();
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
  template_->setEnabled(access.texts);
  pictures_->set_writable(access.texts);
  reason_->setVisible(access.reason);
  reason_->setEnabled(access.choices);
}

void ReportForm::apply_template(const ReportTemplate& chosen) {
  const auto put = [this](QPlainTextEdit* field, const QString& words) {
    const QString filled = typing_.filled(words);
    if (field->toPlainText().trimmed().isEmpty()) return field->setPlainText(filled);
    // Through the cursor: Ctrl+Z takes it back.
    QTextCursor cursor(field->document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(QLatin1Char('\n') + filled);
  };
  const auto& words = chosen.words(language_->currentData().toString());
  template_id_ = chosen.id;
  codes_ = chosen.codes;
  put(findings_, words.findings);
  put(impression_, words.impression);
  findings_->moveCursor(QTextCursor::Start);
  findings_->setFocus();
  typing_.mark_next_field();
  Q_EMIT edited();
}

void ReportForm::open_templates() {
  if (!template_->isEnabled() || !template_->isVisible()) return;
  template_->setFocus();
  template_->showPopup();
}

void ReportForm::refill_templates() {
  template_->clear();
  template_->addItem(tr("Template…  (F7)"), QString());
  const QString language = language_->currentData().toString();
  for (const auto& one : typing_.library().fitting(study_.exam)) template_->addItem(one.words(language).title, one.id);
  template_->setVisible(study_.is_open && template_->count() > 1);
  template_->setCurrentIndex(std::max(0, template_->findData(template_id_)));
}

void ReportForm::retranslate() {
  template_->setItemText(0, tr("Template…  (F7)"));
  template_->setToolTip(
      tr("Begin with a template (F7). Ctrl+J goes to the next {field}; 1 to 9 takes a choice; ;key and "
         "Tab writes a phrase."));
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
