#include "reading_station/ecg_view/statement_dialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "ecg/interpretation/catalogue.h"

namespace rdc::station {
namespace {

QString utf8(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

StatementDialog::StatementDialog(Kind kind, QWidget* parent)
    : QDialog(parent),
      label_(ui::named<QLabel>("statement_label", this)),
      text_(ui::named<QComboBox>("statement_text", this)),
      accept_(ui::named<QPushButton>("statement_accept", this)),
      cancel_(ui::named<QPushButton>("statement_cancel", this)) {
  setObjectName(QStringLiteral("statement_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  text_->setEditable(true);
  text_->setInsertPolicy(QComboBox::NoInsert);
  text_->lineEdit()->setMaxLength(1000);
  text_->setMinimumWidth(520);
  if (kind == Kind::kFromCatalogue) {
    const bool chinese = QLocale().language() == QLocale::Chinese;
    for (const auto& entry : ecg::catalogue())
      text_->addItem(utf8(chinese ? entry.chinese : entry.english), utf8(entry.code));
    text_->setCurrentIndex(-1);
    // Any part of the words finds the statement.
    text_->completer()->setFilterMode(Qt::MatchContains);
    text_->completer()->setCompletionMode(QCompleter::PopupCompletion);
  }
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(accept_);
  auto* column = new QVBoxLayout(this);
  column->addWidget(label_);
  column->addWidget(text_);
  column->addLayout(buttons);
  accept_->setDefault(true);
  accept_->setEnabled(false);
  connect(text_, &QComboBox::editTextChanged, this,
          [this](const QString& text) { accept_->setEnabled(!text.trimmed().isEmpty()); });
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(accept_, &QPushButton::clicked, this, [this] {
    const QString text = text_->currentText().trimmed();
    const int at = text_->findText(text, Qt::MatchFixedString);
    Q_EMIT given(at < 0 ? QString() : text_->itemData(at).toString(), text);
    accept();
  });
  retranslate();
  text_->setFocus();
}

void StatementDialog::set_label(const QString& text) { label_->setText(text); }

void StatementDialog::set_text(const QString& text) {
  text_->setEditText(text);
  text_->lineEdit()->selectAll();
}

void StatementDialog::retranslate() {
  accept_->setText(tr("Use"));
  cancel_->setText(tr("Cancel"));
}

void StatementDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
