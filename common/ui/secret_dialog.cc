#include "common/ui/secret_dialog.h"

#include <QDialogButtonBox>
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
      error_(new QLabel(this)),
      buttons_(new QDialogButtonBox(this)) {
  setObjectName(QStringLiteral("secret_dialog"));
  error_->setObjectName(QStringLiteral("secret_error"));
  explanation_->setWordWrap(true);
  error_->setWordWrap(true);
  error_->setMinimumHeight(38);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft);
  if (kind == Kind::kChangePassword) form->addRow(tr("Current password"), current_);
  form->addRow(kind == Kind::kChangePassword ? tr("New password")
               : kind == Kind::kNewPin       ? tr("New signing PIN")
                                             : tr("Signing PIN"),
               secret_);
  if (kind != Kind::kPin) form->addRow(tr("Repeat"), repeated_);
  current_->setVisible(kind == Kind::kChangePassword);
  repeated_->setVisible(kind != Kind::kPin);
  setWindowTitle(kind == Kind::kChangePassword ? tr("Change password")
                 : kind == Kind::kNewPin       ? tr("Set up electronic signature")
                                               : tr("Sign"));
  auto* ok = buttons_->addButton(kind == Kind::kPin ? tr("Sign") : tr("OK"), QDialogButtonBox::AcceptRole);
  ok->setObjectName(QStringLiteral("secret_ok"));
  ok->setDefault(true);
  auto* cancel = buttons_->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
  cancel->setObjectName(QStringLiteral("secret_cancel"));
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
}

void SecretDialog::set_explanation(const QString& text) { explanation_->setText(text); }

void SecretDialog::set_busy(bool busy) {
  for (QLineEdit* field : {current_, secret_, repeated_}) field->setEnabled(!busy);
  buttons_->setEnabled(!busy);
  if (busy) error_->setText(tr("One moment…"));
}

void SecretDialog::show_error(const QString& sentence) {
  error_->setText(sentence);
  secret_->clear();
  repeated_->clear();
  (kind_ == Kind::kChangePassword ? current_ : secret_)->setFocus();
}

void SecretDialog::submit() {
  const int shortest = kind_ == Kind::kChangePassword ? kShortestPassword : kShortestPin;
  if (secret_->text().size() < shortest) return show_error(tr("At least %n characters are needed.", nullptr, shortest));
  if (kind_ != Kind::kPin && secret_->text() != repeated_->text())
    return show_error(tr("The two entries differ. Type both again."));
  const QString current = current_->text();
  const QString secret = secret_->text();
  for (QLineEdit* field : {current_, secret_, repeated_}) field->clear();
  Q_EMIT secrets_given(current, secret);
}

}  // namespace rdc::ui
