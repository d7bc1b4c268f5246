#include "common/ui/login_panel.h"

#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace rdc::ui {

LoginPanel::LoginPanel(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      subtitle_(new QLabel(this)),
      name_label_(new QLabel(this)),
      password_label_(new QLabel(this)),
      name_(new QLineEdit(this)),
      password_(new QLineEdit(this)),
      button_(new QPushButton(this)),
      progress_(new QProgressBar(this)),
      error_(new QLabel(this)) {
  setObjectName(QStringLiteral("login_panel"));
  title_->setObjectName(QStringLiteral("login_title"));
  subtitle_->setObjectName(QStringLiteral("login_subtitle"));
  name_->setObjectName(QStringLiteral("login_user_name"));
  password_->setObjectName(QStringLiteral("login_password"));
  button_->setObjectName(QStringLiteral("login_button"));
  error_->setObjectName(QStringLiteral("login_error"));
  progress_->setObjectName(QStringLiteral("login_progress"));
  name_->setMaxLength(64);
  password_->setEchoMode(QLineEdit::Password);
  password_->setMaxLength(1024);
  progress_->setRange(0, 0);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(4);
  error_->setWordWrap(true);
  error_->setMinimumHeight(44);
  error_->setAlignment(Qt::AlignTop);
  subtitle_->setWordWrap(true);
  button_->setDefault(true);

  name_label_->setBuddy(name_);
  password_label_->setBuddy(password_);
  auto* card = new QFrame(this);
  card->setObjectName(QStringLiteral("login_card"));
  card->setFixedWidth(440);
  auto* column = new QVBoxLayout(card);
  column->setContentsMargins(40, 36, 40, 28);
  column->setSpacing(10);
  column->addWidget(title_);
  column->addWidget(subtitle_);
  column->addSpacing(12);
  column->addWidget(name_label_);
  column->addWidget(name_);
  column->addWidget(password_label_);
  column->addWidget(password_);
  column->addSpacing(8);
  column->addWidget(button_);
  column->addWidget(progress_);
  column->addWidget(error_);
  auto* outer = new QVBoxLayout(this);
  outer->addStretch(2);
  outer->addWidget(card, 0, Qt::AlignHCenter);
  outer->addStretch(3);

  connect(button_, &QPushButton::clicked, this, &LoginPanel::submit);
  connect(name_, &QLineEdit::returnPressed, this, &LoginPanel::submit);
  connect(password_, &QLineEdit::returnPressed, this, &LoginPanel::submit);
  set_busy(false);
  retranslate();
}

void LoginPanel::set_title(const QString& title, const QString& subtitle) {
  title_->setText(title);
  subtitle_->setText(subtitle);
}

void LoginPanel::set_busy(bool busy) {
  for (QWidget* widget :
       {static_cast<QWidget*>(name_), static_cast<QWidget*>(password_), static_cast<QWidget*>(button_)}) {
    widget->setEnabled(!busy);
  }
  // The bar keeps its room, so that nothing jumps.
  progress_->setRange(0, busy ? 0 : 1);
  if (busy) error_->clear();
}

void LoginPanel::show_error(const QString& sentence) {
  error_->setText(sentence);
  password_->clear();
  if (!sentence.isEmpty()) password_->setFocus();
}

void LoginPanel::set_user_name(const QString& name) { name_->setText(name); }

void LoginPanel::reset() {
  password_->clear();
  error_->clear();
  set_busy(false);
}

void LoginPanel::submit() {
  if (name_->text().trimmed().isEmpty()) return name_->setFocus();
  if (password_->text().isEmpty()) return password_->setFocus();
  Q_EMIT login_requested(name_->text().trimmed(), password_->text());
}

void LoginPanel::retranslate() {
  name_label_->setText(tr("User name"));
  password_label_->setText(tr("Password"));
  button_->setText(tr("Log in"));
}

void LoginPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void LoginPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  (name_->text().isEmpty() ? name_ : password_)->setFocus();
}

}  // namespace rdc::ui
