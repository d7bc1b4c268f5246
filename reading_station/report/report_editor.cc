#include "reading_station/report/report_editor.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QDialog>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStyle>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/secret_dialog.h"
#include "reading_station/session/error_text.h"

namespace rdc::station {

using ui::named;

namespace {

constexpr int kAutosaveMs = 20'000;
constexpr int kKeepMs = 800;  // a pause in typing
constexpr int kTextLimit = 16'384;

QString word(const char* text) { return QCoreApplication::translate("rdc::station::ReportEditor", text); }

QString sign_text(v1::ReportStatus status) {
  switch (status) {
    case v1::REPORT_STATUS_PRELIMINARY:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign as preliminary"));
    case v1::REPORT_STATUS_FINAL:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign final report"));
    case v1::REPORT_STATUS_AMENDED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign amendment"));
    case v1::REPORT_STATUS_CANCELLED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Cancel report"));
    default:
      return {};
  }
}

bool needs_reason(v1::ReportStatus status) {
  return status == v1::REPORT_STATUS_AMENDED || status == v1::REPORT_STATUS_CANCELLED;
}

}  // namespace

QString report_status_text(v1::ReportStatus status) {
  switch (status) {
    case v1::REPORT_STATUS_DRAFT:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Draft"));
    case v1::REPORT_STATUS_PRELIMINARY:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Preliminary"));
    case v1::REPORT_STATUS_FINAL:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Final"));
    case v1::REPORT_STATUS_AMENDED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Amended"));
    case v1::REPORT_STATUS_CANCELLED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Cancelled"));
    default:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "No report yet"));
  }
}

ReportEditor::ReportEditor(ReportDesk& desk, RouterConnection& connection, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      connection_(connection),
      title_(named<QLabel>("report_title", this)),
      status_(named<QLabel>("report_status", this)),
      history_label_(new QLabel(this)),
      findings_label_(new QLabel(this)),
      impression_label_(new QLabel(this)),
      history_(text_field("report_history")),
      findings_(text_field("report_findings")),
      impression_(text_field("report_impression")),
      result_label_(new QLabel(this)),
      negative_(named<QRadioButton>("report_negative", this)),
      positive_(named<QRadioButton>("report_positive", this)),
      language_(named<QComboBox>("report_language", this)),
      reason_(named<QLineEdit>("report_reason", this)),
      revisions_(named<QComboBox>("report_revisions", this)),
      view_revision_(named<QPushButton>("report_view_revision", this)),
      save_(named<QPushButton>("report_save", this)),
      preview_(named<QPushButton>("report_preview", this)),
      sign_(named<QPushButton>("report_sign", this)),
      sign_other_(named<QPushButton>("report_sign_other", this)),
      progress_(named<QProgressBar>("report_progress", this)),
      note_(named<QLabel>("report_note", this)) {
  setObjectName(QStringLiteral("report_editor"));
  build();
  wire();
  retranslate();
  show_report();
}

QPlainTextEdit* ReportEditor::text_field(const char* name) {
  auto* field = named<QPlainTextEdit>(name, this);
  field->setTabChangesFocus(true);
  return field;
}

void ReportEditor::build() {
  history_->setMaximumHeight(72);
  impression_->setMinimumHeight(110);
  language_->addItem(QStringLiteral("中文"), QStringLiteral("zh_CN"));
  language_->addItem(QStringLiteral("English"), QStringLiteral("en"));
  negative_->setChecked(true);
  note_->setWordWrap(true);
  note_->setMinimumHeight(40);
  note_->setAlignment(Qt::AlignTop);
  progress_->setRange(0, 1);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(4);
  revisions_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  revisions_->setMinimumContentsLength(18);

  auto* head = new QHBoxLayout;
  head->addWidget(title_);
  head->addStretch();
  head->addWidget(status_);
  auto* result = new QHBoxLayout;
  result->addWidget(result_label_);
  result->addWidget(negative_);
  result->addWidget(positive_);
  result->addStretch();
  result->addWidget(language_);
  auto* chain = new QHBoxLayout;
  chain->addWidget(revisions_, 1);
  chain->addWidget(view_revision_);
  auto* work = new QHBoxLayout;
  work->addWidget(save_);
  work->addWidget(preview_);
  auto* signing = new QHBoxLayout;
  signing->addWidget(sign_other_);
  signing->addWidget(sign_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 10, 12, 10);
  column->setSpacing(7);
  column->addLayout(head);
  column->addWidget(history_label_);
  column->addWidget(history_);
  column->addWidget(findings_label_);
  column->addWidget(findings_, 3);
  column->addWidget(impression_label_);
  column->addWidget(impression_, 2);
  column->addLayout(result);
  column->addWidget(reason_);
  column->addLayout(chain);
  column->addLayout(work);
  column->addLayout(signing);
  column->addWidget(progress_);
  column->addWidget(note_);
  setMinimumWidth(380);
}

void ReportEditor::wire() {
  for (QTimer* timer : {&autosave_, &keep_}) timer->setSingleShot(true);
  connect(&autosave_, &QTimer::timeout, this, &ReportEditor::flush_draft);
  connect(&keep_, &QTimer::timeout, this, [this] { desk_.keep(text()); });
  for (QPlainTextEdit* field : {history_, findings_, impression_}) {
    connect(field, &QPlainTextEdit::textChanged, this, &ReportEditor::edited);
  }
  connect(positive_, &QRadioButton::toggled, this, &ReportEditor::edited);
  connect(language_, &QComboBox::currentIndexChanged, this, &ReportEditor::edited);
  connect(reason_, &QLineEdit::textChanged, this, &ReportEditor::edited);
  connect(save_, &QPushButton::clicked, this, [this] {
    sent_edits_ = edits_;
    desk_.save_draft(text());
  });
  connect(preview_, &QPushButton::clicked, this, [this] { desk_.preview(text()); });
  connect(sign_, &QPushButton::clicked, this, [this] {
    if (const auto next = desk_.next_statuses(); !next.empty()) start_signing(next.front());
  });
  connect(sign_other_, &QPushButton::clicked, this, [this] {
    if (const auto next = desk_.next_statuses(); next.size() > 1) start_signing(next[1]);
  });
  connect(view_revision_, &QPushButton::clicked, this, [this] {
    if (revisions_->currentIndex() < 0) return;
    const QString id = revisions_->currentData().toString();
    if (!id.isEmpty()) return desk_.read_revision(id);
    if (desk_.left_over()) show_revision(revisions_->currentText(), desk_.left_over()->text);
  });
  connect(new QShortcut(QKeySequence::Save, this), &QShortcut::activated, save_, &QPushButton::click);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_P), this), &QShortcut::activated, preview_,
          &QPushButton::click);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, sign_,
          &QPushButton::click);
  wire_desk();
}

void ReportEditor::wire_desk() {
  connect(&desk_, &ReportDesk::loaded, this, &ReportEditor::show_report);
  connect(&desk_, &ReportDesk::load_failed, this, &ReportEditor::complain);
  connect(&desk_, &ReportDesk::draft_saved, this, &ReportEditor::draft_saved);
  connect(&desk_, &ReportDesk::draft_failed, this, &ReportEditor::draft_failed);
  connect(&desk_, &ReportDesk::work_changed, this, &ReportEditor::show_work);
  connect(&desk_, &ReportDesk::chain_changed, this, [this] {
    refill_revisions();
    refresh_actions();
  });
  connect(&desk_, &ReportDesk::sign_failed, this, &ReportEditor::complain);
  connect(&desk_, &ReportDesk::report_signed, this, [this] {
    show_report();
    set_note([] { return tr("Signed and stored at the centre."); }, Tone::kInform);
  });
  connect(&desk_, &ReportDesk::preview_ready, this, &ReportEditor::show_preview);
  connect(&desk_, &ReportDesk::revision_read, this, [this](const QString& id, const ReportText& text) {
    const int at = revisions_->findData(id);
    show_revision(at < 0 ? tr("Revision") : revisions_->itemText(at), text);
  });
}

void ReportEditor::edited() {
  if (filling_ || !desk_.is_open()) return;
  ++edits_;
  if (!std::exchange(unsaved_, true)) Q_EMIT unsaved_changed(true);
  if (!autosave_.isActive()) autosave_.start(kAutosaveMs);
  keep_.start(kKeepMs);
}

void ReportEditor::draft_saved() {
  if (sent_edits_ == edits_) {
    unsaved_ = false;
    autosave_.stop();
    Q_EMIT unsaved_changed(false);
  } else if (!autosave_.isActive()) {
    autosave_.start(kAutosaveMs);
  }
  set_note([this] { return tr("Draft saved at %1").arg(desk_.saved_at()); }, Tone::kInform);
  refill_revisions();
}

void ReportEditor::draft_failed(const Error& error) {
  set_note(
      [error] { return tr("The draft is not at the centre, but kept on this station. %1").arg(error_text(error)); },
      Tone::kComplain);
  // Over what somebody else wrote, only the reader decides.
  if (error.reason != "STALE_REVISION") autosave_.start(kAutosaveMs);
  refresh_actions();
}

void ReportEditor::show_work() {
  const auto work = desk_.work();
  progress_->setRange(0, desk_.busy() ? 0 : 1);
  if (work == ReportDesk::Work::kSavingDraft) set_note([] { return tr("Saving the draft…"); }, Tone::kInform);
  if (work == ReportDesk::Work::kSigning) set_note([] { return tr("Rendering and signing…"); }, Tone::kInform);
  if (work == ReportDesk::Work::kSending) set_note([] { return tr("Sending the signed report…"); }, Tone::kInform);
  refresh_actions();
}

ReportText ReportEditor::text() const {
  return {history_->toPlainText().left(kTextLimit),    findings_->toPlainText().left(kTextLimit),
          impression_->toPlainText().left(kTextLimit), positive_->isChecked(),
          language_->currentData().toString(),         reason_->text()};
}

void ReportEditor::set_text(const ReportText& text) {
  history_->setPlainText(text.history);
  findings_->setPlainText(text.findings);
  impression_->setPlainText(text.impression);
  (text.positive ? positive_ : negative_)->setChecked(true);
  language_->setCurrentIndex(std::max(0, language_->findData(text.language)));
  reason_->setText(text.amendment_reason);
}

void ReportEditor::set_writable(bool writable) {
  writable_ = writable;
  // What kept the reader from writing is over; other notes stay.
  if (why_not_.has_value()) set_note({}, Tone::kInform);
  why_not_.reset();
  refresh_actions();
}

void ReportEditor::refuse_writing(const Error& why) {
  if (unsaved_) desk_.keep(text());
  writable_ = false;
  why_not_ = why;
  complain(why);
  refresh_actions();
}

void ReportEditor::flush_draft() {
  autosave_.stop();
  if (!unsaved_ || !desk_.is_open()) return;
  keep_.stop();
  if (!writable_) return desk_.keep(text());
  sent_edits_ = edits_;
  if (desk_.busy()) autosave_.start(kAutosaveMs);  // the draft before is still on its way
  desk_.save_draft(text());
}

void ReportEditor::clear() {
  filling_ = true;
  set_text({});
  filling_ = false;
  unsaved_ = false;
  autosave_.stop();
  keep_.stop();
  set_note({}, Tone::kInform);
  set_writable(false);
  refill_revisions();
}

void ReportEditor::show_report() {
  filling_ = true;
  set_text(desk_.text());
  filling_ = false;
  unsaved_ = desk_.restored_from().has_value() && desk_.is_open();
  autosave_.stop();
  keep_.stop();
  refill_revisions();
  refresh_actions();
  if (why_not_) return complain(*why_not_);
  if (desk_.left_over()) {
    return set_note(
        [] {
          return tr(
              "Text of yours never reached the centre, and the report has been changed since. It is the first "
              "of the revisions below.");
        },
        Tone::kComplain);
  }
  if (!unsaved_) return set_note({}, Tone::kInform);
  autosave_.start(kAutosaveMs);
  set_note(
      [typed = *desk_.restored_from()] {
        return tr("Your text of %1 had not reached the centre. It is back.").arg(typed.toString("MM-dd HH:mm"));
      },
      Tone::kInform);
}

void ReportEditor::refresh_actions() {
  const bool may_write = writable_ && desk_.is_open() && !desk_.busy();
  const auto next = desk_.next_statuses();
  for (QPlainTextEdit* field : {history_, findings_, impression_}) {
    field->setReadOnly(!writable_ || !desk_.is_open() || next.empty());
    field->style()->polish(field);  // the sheet greys what cannot be written
  }
  for (QWidget* widget :
       {static_cast<QWidget*>(negative_), static_cast<QWidget*>(positive_), static_cast<QWidget*>(language_)}) {
    widget->setEnabled(may_write && !next.empty());
  }
  const bool reasons = !next.empty() && (needs_reason(next.front()) || (next.size() > 1 && needs_reason(next[1])));
  reason_->setVisible(reasons && writable_);
  reason_->setEnabled(may_write);
  save_->setEnabled(may_write && !next.empty());
  preview_->setEnabled(desk_.is_open());
  sign_->setEnabled(may_write && !next.empty());
  sign_->setText(next.empty() ? tr("Sign") : sign_text(next.front()));
  sign_other_->setVisible(next.size() > 1);
  sign_other_->setEnabled(may_write);
  if (next.size() > 1) sign_other_->setText(sign_text(next[1]));
  status_->setText(desk_.is_open() ? report_status_text(desk_.signed_status()) : QString());
  if (desk_.policy() == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER && desk_.is_open()) {
    status_->setText(status_->text() + QStringLiteral("  ·  ") + tr("two signatures"));
  }
}

void ReportEditor::refill_revisions() {
  revisions_->clear();
  if (const auto& mine = desk_.left_over()) {
    revisions_->addItem(tr("Unsent text of yours, %1").arg(mine->typed_at.toString(QStringLiteral("MM-dd HH:mm"))));
  }
  for (auto it = desk_.revisions().rbegin(); it != desk_.revisions().rend(); ++it) {
    const QString time =
        QDateTime::fromSecsSinceEpoch(it->stored_at().seconds()).toString(QStringLiteral("MM-dd HH:mm"));
    revisions_->addItem(QStringLiteral("%1  %2  %3  %4")
                            .arg(it->ordinal())
                            .arg(report_status_text(it->status()), time, QString::fromStdString(it->author_name())),
                        QString::fromStdString(it->revision_id()));
  }
  const bool any = revisions_->count() > 0;
  revisions_->setVisible(any);
  view_revision_->setVisible(any);
}

void ReportEditor::set_note(std::function<QString()> sentence, Tone tone) {
  sentence_ = std::move(sentence);
  note_->setText(sentence_ ? sentence_() : QString());
  note_->setStyleSheet(tone == Tone::kComplain ? QStringLiteral("color:#ff8a7e") : QStringLiteral("color:#9fb3bf"));
}

void ReportEditor::complain(const Error& error) {
  set_note([error] { return error_text(error); }, Tone::kComplain);
  refresh_actions();
}

void ReportEditor::start_signing(v1::ReportStatus status) {
  if (connection_.has_signing_key()) return ask_pin(status);
  auto* dialog = new ui::SecretDialog(ui::SecretDialog::Kind::kNewPin, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->set_explanation(
      tr("Your electronic signature needs a key of your own. It is made on this station and locked with a PIN that "
         "only you know: "
         "the centre cannot reset it."));
  connect(dialog, &ui::SecretDialog::secrets_given, this, [this, dialog](const QString&, const QString& pin) {
    dialog->set_busy(true);
    connection_.enrol_signing_key(pin);
  });
  connect(&connection_, &RouterConnection::signing_key_failed, dialog, [dialog](const Error& error) {
    dialog->set_busy(false);
    dialog->show_error(error_text(error));
  });
  connect(&connection_, &RouterConnection::signing_key_ready, dialog, [this, dialog, status] {
    dialog->accept();
    ask_pin(status);
  });
  dialog->open();
}

void ReportEditor::ask_pin(v1::ReportStatus status) {
  auto* dialog = new ui::SecretDialog(ui::SecretDialog::Kind::kPin, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->set_explanation(sign_text(status) + QStringLiteral(": ") +
                          tr("%1, enter your signing PIN. The key is unlocked for this signature only.")
                              .arg(QString::fromStdString(connection_.self().display_name())));
  connect(dialog, &ui::SecretDialog::secrets_given, this, [this, dialog, status](const QString&, const QString& pin) {
    dialog->set_busy(true);
    autosave_.stop();
    desk_.sign(text(), status, pin);
  });
  connect(&desk_, &ReportDesk::sign_failed, dialog, [dialog](const Error& error) {
    dialog->set_busy(false);
    dialog->show_error(error_text(error));
  });
  connect(&desk_, &ReportDesk::report_signed, dialog, &QDialog::accept);
  dialog->open();
}

void ReportEditor::show_preview(const QList<QImage>& pages) {
  auto* dialog = new QDialog(this);
  dialog->setObjectName(QStringLiteral("report_preview_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Preview"));
  auto* area = new QScrollArea(dialog);
  auto* paper = new QWidget;
  auto* column = new QVBoxLayout(paper);
  for (const QImage& page : pages) {
    auto* label = new QLabel(paper);
    label->setPixmap(QPixmap::fromImage(page));
    column->addWidget(label, 0, Qt::AlignHCenter);
  }
  area->setWidget(paper);
  area->setAlignment(Qt::AlignHCenter);
  auto* outer = new QVBoxLayout(dialog);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(area);
  dialog->resize(980, 900);
  dialog->open();
}

void ReportEditor::show_revision(const QString& title, const ReportText& text) {
  auto* dialog = new QDialog(this);
  dialog->setObjectName(QStringLiteral("report_revision_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  auto* view = new QPlainTextEdit(dialog);
  view->setObjectName(QStringLiteral("report_revision_text"));
  view->setReadOnly(true);
  QString all;
  const auto add = [&all](const QString& heading, const QString& content) {
    if (!content.trimmed().isEmpty()) all += heading + QStringLiteral("\n") + content + QStringLiteral("\n\n");
  };
  add(tr("Clinical history"), text.history);
  add(tr("Findings"), text.findings);
  add(tr("Impression"), text.impression);
  add(tr("Result"), text.positive ? tr("Positive") : tr("Negative"));
  add(tr("Reason for the change"), text.amendment_reason);
  view->setPlainText(all);
  auto* outer = new QVBoxLayout(dialog);
  outer->addWidget(view);
  dialog->resize(640, 560);
  dialog->open();
}

void ReportEditor::retranslate() {
  title_->setText(tr("Report"));
  history_label_->setText(tr("Clinical history"));
  findings_label_->setText(tr("Findings"));
  impression_label_->setText(tr("Impression"));
  result_label_->setText(tr("Result"));
  negative_->setText(tr("Negative"));
  positive_->setText(tr("Positive"));
  reason_->setPlaceholderText(tr("Reason for the amendment or cancellation"));
  view_revision_->setText(tr("View revision"));
  view_revision_->setToolTip(tr("Show the text of the chosen revision"));
  save_->setText(tr("Save draft"));
  save_->setToolTip(tr("Keep the text at the centre, unsigned (Ctrl+S); this also happens by itself"));
  preview_->setText(tr("Preview"));
  preview_->setToolTip(tr("The printed report as it will look (Ctrl+P)"));
  sign_->setToolTip(tr("Sign with your own key and send it to the site (Ctrl+Enter)"));
  language_->setToolTip(tr("Language of the printed report"));
  note_->setText(sentence_ ? sentence_() : QString());
  refill_revisions();
  refresh_actions();
}

void ReportEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
