#include "common/ui/secret_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace rdc::ui {
namespace {

constexpr int kShortestPassword = 10;  // characters; the router checks again
constexpr int kShortestPin = 6;

QLineEdit* hidden_field(const QString& name, QWidget* parent) {
  auto* field = new QLineEdit(parent);
  field->setObjectName(name);
  field->setEchoMode(QLineEdit::Password);
  field->setMaxLength(256);
  field->setMinimumWidth(240);
  return field;
}

}  // namespace

SecretDialog::SecretDialog(Kind kind, QWidget* parent)
    : QDialog(parent),
      kind_(kind),
      explanation_(new QLabel(this)),
      current_(hidden_field(QStringLiteral("secret_current"), this)),
      secret_(hidden_field(QStringLiteral("secret_new"), this)),
      repeated_(hidden_field(QStringLiteral("secret_repeated"), this)),
      current_label_(new QLabel(this)),
      secret_label_(new QLabel(this)),
      repeated_label_(new QLabel(this)),
      error_(new QLabel(this)),
      buttons_(new QDialogButtonBox(this)),
      ok_(buttons_->addButton(QString(), QDialogButtonBox::AcceptRole)),
      cancel_(buttons_->addButton(QString(), QDialogButtonBox::RejectRole)) {
  setObjectName(QStringLiteral("secret_dialog"));
  explanation_->setObjectName(QStringLiteral("secret_explanation"));
  error_->setObjectName(QStringLiteral("secret_error"));
  ok_->setObjectName(QStringLiteral("secret_ok"));
  cancel_->setObjectName(QStringLiteral("secret_cancel"));
  ok_->setDefault(true);
  explanation_->setWordWrap(true);
  error_->setWordWrap(true);
  error_->setMinimumHeight(38);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft);
  if (kind == Kind::kChangePassword) form->addRow(current_label_, current_);
  form->addRow(secret_label_, secret_);
  if (kind != Kind::kPin) form->addRow(repeated_label_, repeated_);
  for (QWidget* widget : {static_cast<QWidget*>(current_), static_cast<QWidget*>(current_label_)})
    widget->setVisible(kind == Kind::kChangePassword);
  for (QWidget* widget : {static_cast<QWidget*>(repeated_), static_cast<QWidget*>(repeated_label_)})
    widget->setVisible(kind != Kind::kPin);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(24, 20, 24, 18);
  column->setSpacing(12);
  column->addWidget(explanation_);
  column->addLayout(form);
  column->addWidget(error_);
  column->addWidget(buttons_);
  connect(buttons_, &QDialogButtonBox::accepted, this, &SecretDialog::submit);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(460);
  retranslate();
}

void SecretDialog::retranslate() {
  current_label_->setText(tr("Current password"));
  secret_label_->setText(kind_ == Kind::kChangePassword ? tr("New password")
                         : kind_ == Kind::kNewPin       ? tr("New signing PIN")
                                                        : tr("Signing PIN"));
  repeated_label_->setText(tr("Repeat"));
  setWindowTitle(kind_ == Kind::kChangePassword ? tr("Change password")
                 : kind_ == Kind::kNewPin       ? tr("Set up electronic signature")
                                                : tr("Sign"));
  ok_->setText(kind_ == Kind::kPin ? tr("Sign") : tr("OK"));
  cancel_->setText(tr("Cancel"));
  explanation_->setText(why_ ? why_() : QString());
  error_->setText(problem_ ? problem_() : QString());
}

void SecretDialog::set_explanation(Sentence sentence) {
  why_ = std::move(sentence);
  retranslate();
}

void SecretDialog::set_busy(bool busy) {
  for (QLineEdit* field : {current_, secret_, repeated_}) field->setEnabled(!busy);
  buttons_->setEnabled(!busy);
  if (!busy) return;
  problem_ = [] { return tr("One moment…"); };
  retranslate();
}

void SecretDialog::show_error(Sentence sentence) {
  problem_ = std::move(sentence);
  retranslate();
  secret_->clear();
  repeated_->clear();
  (kind_ == Kind::kChangePassword ? current_ : secret_)->setFocus();
}

void SecretDialog::submit() {
  const int shortest = kind_ == Kind::kChangePassword ? kShortestPassword : kShortestPin;
  if (secret_->text().size() < shortest)
    return show_error([shortest] { return tr("At least %n characters are needed.", nullptr, shortest); });
  if (kind_ != Kind::kPin && secret_->text() != repeated_->text())
    return show_error([] { return tr("The two entries differ. Type both again."); });
  const QString current = current_->text();
  const QString secret = secret_->text();
  for (QLineEdit* field : {current_, secret_, repeated_}) field->clear();
  Q_EMIT secrets_given(current, secret);
}

void SecretDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::ui
