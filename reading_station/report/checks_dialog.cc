#include "reading_station/report/checks_dialog.h"

#include <algorithm>

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"

namespace rdc::station {

using ui::named;

ChecksDialog::ChecksDialog(std::vector<CheckFinding> findings, QWidget* parent)
    : QDialog(parent),
      findings_(std::move(findings)),
      title_(named<QLabel>("checks_title", this)),
      list_(named<QLabel>("checks_list", this)),
      back_(named<QPushButton>("checks_back", this)),
      sign_(named<QPushButton>("checks_sign", this)) {
  setObjectName(QStringLiteral("checks_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  title_->setWordWrap(true);
  list_->setWordWrap(true);
  list_->setTextFormat(Qt::RichText);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(sign_);
  buttons->addWidget(back_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 16, 18, 14);
  column->setSpacing(12);
  column->addWidget(title_);
  column->addWidget(list_, 1);
  column->addLayout(buttons);
  setMinimumWidth(520);
  sign_->setVisible(
      std::ranges::none_of(findings_, [](const auto& one) { return one.severity == CheckSeverity::kBlocks; }));
  // Enter mends: to sign all the same is a decision.
  back_->setDefault(true);
  back_->setFocus();
  sign_->setAutoDefault(false);
  connect(back_, &QPushButton::clicked, this, &QDialog::reject);
  connect(sign_, &QPushButton::clicked, this, &QDialog::accept);
  retranslate();
}

void ChecksDialog::retranslate() {
  setWindowTitle(tr("Before signing"));
  title_->setText(sign_->isVisibleTo(this) ? tr("Please look at this before you sign:")
                                           : tr("This has to be mended before the report can be signed:"));
  //: Not shown. The language of the checks' own sentences: "en" or "zh".
  const bool chinese = tr("en") == QLatin1String("zh");
  QString lines;
  for (const auto& one : findings_) {
    const bool blocks = one.severity == CheckSeverity::kBlocks;
    lines += QStringLiteral("<p style='margin:4px 0'><b style='color:%1'>%2</b>&nbsp; %3</p>")
                 .arg(ui::colour(blocks ? ui::Tone::kBad : ui::Tone::kAttention).name(),
                      blocks ? tr("Blocks") : tr("Check"), (chinese ? one.zh : one.en).toHtmlEscaped());
  }
  list_->setText(lines);
  back_->setText(tr("Back to the report"));
  sign_->setText(tr("Sign all the same"));
}

void ChecksDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
