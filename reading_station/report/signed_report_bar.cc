#include "reading_station/report/signed_report_bar.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

using ui::named;

SignedReportBar::SignedReportBar(SignedReport& reports, QWidget* parent)
    : QWidget(parent),
      reports_(reports),
      state_(named<QLabel>("report_signature", this)),
      open_(named<QPushButton>("report_open_pdf", this)),
      save_(named<QPushButton>("report_save_pdf", this)) {
  state_->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(open_);
  buttons->addWidget(save_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addWidget(state_);
  column->addLayout(buttons);
  connect(open_, &QPushButton::clicked, this, [this] {
    opening_ = from(revision_->revision_id());
    reports_.fetch_pdf(*revision_);
  });
  connect(save_, &QPushButton::clicked, this, &SignedReportBar::choose_file);
  connect(&reports_, &SignedReport::checked, this, [this](const QString& id) {
    if (shows(id)) refresh();
  });
  connect(&reports_, &SignedReport::pdf_ready, this, [this](const QString& id, const QString& file) {
    if (!shows(id)) return;
    if (std::exchange(opening_, {}) == id) return show_in_viewer(file);
    Q_EMIT said([file] { return tr("Saved as %1").arg(QDir::toNativeSeparators(file)); });
  });
  connect(&reports_, &SignedReport::pdf_failed, this, [this](const QString& id, const Error& error) {
    opening_.clear();
    if (shows(id)) Q_EMIT complained([error] { return error_text(error); });
  });
  refresh();
}

void SignedReportBar::show_revision(const std::optional<v1::Revision>& revision, const QString& file_name) {
  revision_ = revision;
  file_name_ = file_name;
  if (revision_) reports_.check(*revision_);
  refresh();
}

bool SignedReportBar::shows(const QString& revision_id) const {
  return revision_ && from(revision_->revision_id()) == revision_id;
}

void SignedReportBar::refresh() {
  setVisible(revision_.has_value());
  if (!revision_) return;
  const auto check = reports_.result(from(revision_->revision_id())).value_or(SignatureCheck{});
  using State = SignatureCheck::State;
  state_->setStyleSheet(check.state == State::kRefused ? QStringLiteral("font-weight: bold") : QString());
  switch (check.state) {
    case State::kChecking:
      state_->setText(tr("Checking the signature…"));
      ui::set_tone(*state_, ui::Tone::kQuiet);
      break;
    case State::kVerified:
      state_->setText(QStringLiteral("✔ ") +
                      tr("Signature verified: %1, %2").arg(check.signer, check.signed_at.toString("yyyy-MM-dd HH:mm")));
      ui::set_tone(*state_, ui::Tone::kGood);
      break;
    case State::kRefused:
      state_->setText(QStringLiteral("✘ ") +
                      tr("The signature does not hold: do not use this report. Tell the administrator."));
      ui::set_tone(*state_, ui::Tone::kBad);
      break;
    case State::kUnreachable:
      state_->setText(tr("The signature could not be checked: %1").arg(error_text(*check.why)));
      ui::set_tone(*state_, ui::Tone::kAttention);
      break;
  }
  open_->setText(tr("Open PDF"));
  open_->setToolTip(tr("Show the signed report as the site gets it"));
  save_->setText(tr("Save PDF…"));
  save_->setToolTip(tr("Put the signed report into a file"));
  for (QPushButton* button : {open_, save_}) button->setEnabled(check.state == State::kVerified);
}

void SignedReportBar::choose_file() {
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  auto* dialog = new QFileDialog(this, tr("Save PDF…"), folder.filePath(file_name_), tr("PDF (*.pdf)"));
  dialog->setObjectName(QStringLiteral("report_save_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("pdf"));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, revision = *revision_](const QString& file) { reports_.save_pdf(revision, file); });
  dialog->open();
}

void SignedReportBar::show_in_viewer(const QString& file) {
  if (QDesktopServices::openUrl(QUrl::fromLocalFile(file))) return;
  Q_EMIT complained([] { return tr("This computer has no program that shows a PDF. Save it instead."); });
}

void SignedReportBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
