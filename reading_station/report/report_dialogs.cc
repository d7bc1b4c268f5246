#include "reading_station/report/report_dialogs.h"

#include <QCheckBox>
#include <QEvent>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QTextEdit>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/report/review_dialogs.h"
#include "reading_station/report/text_diff.h"
#include "reading_station/session/qt_text.h"

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

RevisionDialog::RevisionDialog(const QString& title, const ReportText& text, Kind kind, QWidget* parent,
                               std::optional<ReportText> written)
    : QDialog(parent),
      text_(text),
      kind_(kind),
      written_(std::move(written)),
      compare_(ui::named<QCheckBox>("report_revision_compare", this)),
      view_(ui::named<QTextEdit>("report_revision_text", this)) {
  setObjectName(QStringLiteral("report_revision_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(title);
  view_->setReadOnly(true);
  compare_->setVisible(written_.has_value());
  compare_->setChecked(written_.has_value() &&
                       (written_->findings != text_.findings || written_->impression != text_.impression ||
                        written_->history != text_.history));
  connect(compare_, &QCheckBox::toggled, this, &RevisionDialog::retranslate);
  auto* outer = new QVBoxLayout(this);
  outer->addWidget(compare_);
  outer->addWidget(view_);
  resize(640, 560);
  retranslate();
}

void RevisionDialog::set_comments(std::vector<v1::ReportReturn> comments) {
  comments_ = std::move(comments);
  retranslate();
}

void RevisionDialog::retranslate() {
  const bool compared = written_.has_value() && compare_->isChecked();
  const ReportText& now = compared ? *written_ : text_;
  QString all;
  const auto add = [&](const QString& heading, const QString& before, const QString& after) {
    if (before.trimmed().isEmpty() && after.trimmed().isEmpty()) return;
    all += QStringLiteral("<p><b>%1</b><br/>%2</p>").arg(heading.toHtmlEscaped(), diff_html(diff_words(before, after)));
  };
  const bool ecg = kind_ == Kind::kEcg;
  const auto result = [](const ReportText& text) { return text.positive ? tr("Positive") : tr("Negative"); };
  add(tr("Clinical history"), text_.history, now.history);
  add(ecg ? tr("ECG findings") : tr("Findings"), text_.findings, now.findings);
  add(ecg ? tr("ECG diagnosis") : tr("Impression"), text_.impression, now.impression);
  add(tr("Result"), result(text_), result(now));
  add(tr("Reason for the change"), text_.amendment_reason, now.amendment_reason);
  for (const auto& returned : comments_) {
    const QString words = from(returned.comments());
    add(tr("Returned: %1").arg(return_heading(returned)), words, words);
  }
  compare_->setText(tr("Show what the text being written changes: struck through is gone, underlined is new"));
  view_->setHtml(all);
}

void RevisionDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
