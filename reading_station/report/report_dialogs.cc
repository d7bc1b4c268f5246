#include "reading_station/report/report_dialogs.h"

#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::station {

PreviewDialog::PreviewDialog(const QList<QImage>& pages, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("report_preview_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Preview"));
  auto* area = new QScrollArea(this);
  auto* paper = new QWidget;
  auto* column = new QVBoxLayout(paper);
  for (const QImage& page : pages) {
    auto* label = new QLabel(paper);
    label->setPixmap(QPixmap::fromImage(page));
    column->addWidget(label, 0, Qt::AlignHCenter);
  }
  area->setWidget(paper);
  area->setAlignment(Qt::AlignHCenter);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(area);
  resize(QSize(980, 1000).boundedTo(parent->window()->size()));
}

void PreviewDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) setWindowTitle(tr("Preview"));
  QDialog::changeEvent(event);
}

RevisionDialog::RevisionDialog(const QString& title, const ReportText& text, Kind kind, QWidget* parent)
    : QDialog(parent), text_(text), kind_(kind), view_(ui::named<QPlainTextEdit>("report_revision_text", this)) {
  setObjectName(QStringLiteral("report_revision_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(title);
  view_->setReadOnly(true);
  auto* outer = new QVBoxLayout(this);
  outer->addWidget(view_);
  resize(640, 560);
  retranslate();
}

void RevisionDialog::retranslate() {
  QString all;
  const auto add = [&all](const QString& heading, const QString& content) {
    if (!content.trimmed().isEmpty()) all += heading + QStringLiteral("\n") + content + QStringLiteral("\n\n");
  };
  const bool ecg = kind_ == Kind::kEcg;
  add(tr("Clinical history"), text_.history);
  add(ecg ? tr("ECG findings") : tr("Findings"), text_.findings);
  add(ecg ? tr("ECG diagnosis") : tr("Impression"), text_.impression);
  add(tr("Result"), text_.positive ? tr("Positive") : tr("Negative"));
  add(tr("Reason for the change"), text_.amendment_reason);
  view_->setPlainText(all);
}

void RevisionDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
