#include "reading_station/report/review_dialogs.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTextEdit>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

// Qt counts UTF-16 units, the router characters.
qsizetype characters_of(const QString& text) { return text.toUcs4().size(); }

}  // namespace

QString return_heading(const v1::ReportReturn& returned) {
  return QStringLiteral("%1 → %2, %3")
      .arg(from(returned.by().display_name()), from(returned.to().display_name()),
           QDateTime::fromSecsSinceEpoch(returned.returned_at().seconds()).toString(QStringLiteral("MM-dd HH:mm")));
}

ReturnDialog::ReturnDialog(const QString& author, QWidget* parent)
    : QDialog(parent),
      author_(author),
      explanation_(ui::named<QLabel>("return_explanation", this)),
      comments_(ui::named<QPlainTextEdit>("return_comments", this)),
      left_(ui::named<QLabel>("return_left", this)),
      problem_(ui::named<QLabel>("return_problem", this)),
      cancel_(ui::named<QPushButton>("return_cancel", this)),
      return_(ui::named<QPushButton>("return_ok", this)) {
  setObjectName(QStringLiteral("return_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  explanation_->setWordWrap(true);
  problem_->setWordWrap(true);
  ui::set_tone(*problem_, ui::Tone::kBad);
  problem_->hide();
  comments_->setTabChangesFocus(true);
  cancel_->setAutoDefault(false);
  return_->setAutoDefault(false);  // Enter makes a new line
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(left_, 1);
  buttons->addWidget(cancel_);
  buttons->addWidget(return_);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(10);
  column->addWidget(explanation_);
  column->addWidget(comments_, 1);
  column->addWidget(problem_);
  column->addLayout(buttons);
  resize(560, 320);
  connect(comments_, &QPlainTextEdit::textChanged, this, &ReturnDialog::refresh);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(return_, &QPushButton::clicked, this, [this] { Q_EMIT return_requested(comments_->toPlainText()); });
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, return_,
          &QPushButton::click);
  retranslate();
}

void ReturnDialog::set_busy(bool busy) {
  busy_ = busy;
  if (busy) problem_->hide();
  refresh();
}

void ReturnDialog::show_problem(const QString& sentence) {
  problem_->setText(sentence);
  problem_->show();
}

void ReturnDialog::refresh() {
  const auto left = kLimit - characters_of(comments_->toPlainText());
  left_->setText(left >= 0 ? tr("%n character(s) left", nullptr, static_cast<int>(left))
                           : tr("%n character(s) too many", nullptr, static_cast<int>(-left)));
  ui::set_tone(*left_, left < 0 ? ui::Tone::kBad : ui::Tone::kQuiet);
  comments_->setReadOnly(busy_);
  return_->setEnabled(!busy_ && left >= 0 && !comments_->toPlainText().trimmed().isEmpty());
}

void ReturnDialog::retranslate() {
  setWindowTitle(tr("Return to the author"));
  explanation_->setText(
      tr("The report goes back to %1, who changes it and signs it again. Nothing that was signed is altered; your "
         "comments stay on record.")
          .arg(author_));
  comments_->setPlaceholderText(tr("What is to be changed, and why"));
  cancel_->setText(tr("Cancel"));
  return_->setText(tr("Return"));
  return_->setToolTip(tr("Ctrl+Enter"));
  refresh();
}

void ReturnDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

ReturnsDialog::ReturnsDialog(std::vector<v1::ReportReturn> returns, QWidget* parent)
    : QDialog(parent), returns_(std::move(returns)), view_(ui::named<QTextEdit>("returns_text", this)) {
  setObjectName(QStringLiteral("returns_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  view_->setReadOnly(true);
  auto* column = new QVBoxLayout(this);
  column->addWidget(view_);
  resize(560, 420);
  retranslate();
}

void ReturnsDialog::retranslate() {
  setWindowTitle(tr("Reviewers' comments"));
  QString all;
  for (const auto& returned : returns_) {
    all += QStringLiteral("<p><b>%1</b><br/>%2</p>")
               .arg(return_heading(returned).toHtmlEscaped(),
                    from(returned.comments()).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br/>")));
  }
  view_->setHtml(all);
}

void ReturnsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
