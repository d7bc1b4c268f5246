#include "reading_station/report/report_editor.h"

#include <algorithm>

#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/report/report_dialogs.h"
#include "reading_station/report/report_form.h"
#include "reading_station/report/report_status.h"
#include "reading_station/report/review_bar.h"
#include "reading_station/report/signed_report_bar.h"
#include "reading_station/session/error_text.h"

namespace rdc::station {

using ui::named;

ReportEditor::ReportEditor(ReportDesk& desk, SignedReport& reports, RouterConnection& connection, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      connection_(connection),
      title_(named<QLabel>("report_title", this)),
      status_(named<QLabel>("report_status", this)),
      review_(new ReviewBar(desk, this)),
      form_(new ReportForm(this)),
      revisions_(named<QComboBox>("report_revisions", this)),
      view_revision_(named<QPushButton>("report_view_revision", this)),
      save_(named<QPushButton>("report_save", this)),
      preview_(named<QPushButton>("report_preview", this)),
      sign_(named<QPushButton>("report_sign", this)),
      sign_other_(named<QPushButton>("report_sign_other", this)),
      signed_(new SignedReportBar(reports, this)),
      progress_(named<QProgressBar>("report_progress", this)),
      note_(named<QLabel>("report_note", this)) {
  setObjectName(QStringLiteral("report_editor"));
  build();
  wire();
  retranslate();
  show_report();
}

void ReportEditor::build() {
  note_->setWordWrap(true);
  note_->setMinimumHeight(40);
  note_->setAlignment(Qt::AlignTop);
  progress_->setRange(0, 1);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(4);
  QSizePolicy keeps_its_room = progress_->sizePolicy();
  keeps_its_room.setRetainSizeWhenHidden(true);
  progress_->setSizePolicy(keeps_its_room);
  progress_->hide();
  revisions_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  revisions_->setMinimumContentsLength(18);

  auto* head = new QHBoxLayout;
  head->addWidget(title_);
  head->addStretch();
  head->addWidget(status_);
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
  column->addWidget(review_);
  column->addWidget(form_, 1);
  column->addLayout(chain);
  column->addWidget(signed_);
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
  connect(form_, &ReportForm::edited, this, &ReportEditor::edited);
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
  connect(new QShortcut(QKeySequence(Qt::Key_F7), this), &QShortcut::activated, form_, &ReportForm::open_templates);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_J), this), &QShortcut::activated, form_,
          &ReportForm::mark_next_field);
  wire_desk();
}

void ReportEditor::wire_desk() {
  connect(&desk_, &ReportDesk::loaded, this, &ReportEditor::show_report);
  connect(&desk_, &ReportDesk::load_failed, this, &ReportEditor::complain);
  connect(&desk_, &ReportDesk::draft_saved, this, &ReportEditor::draft_saved);
  connect(&desk_, &ReportDesk::draft_failed, this, &ReportEditor::draft_failed);
  connect(&desk_, &ReportDesk::kept_changed, this, &ReportEditor::kept_changed);
  connect(&desk_, &ReportDesk::work_changed, this, &ReportEditor::show_work);
  connect(&desk_, &ReportDesk::chain_changed, this, [this] {
    refill_revisions();
    refresh_actions();
  });
  connect(&desk_, &ReportDesk::sign_failed, this, &ReportEditor::complain);
  connect(&desk_, &ReportDesk::report_returned, this, &ReportEditor::report_returned);
  connect(review_, &ReviewBar::compare_requested, &desk_, &ReportDesk::read_revision);
  connect(review_, &ReviewBar::about_to_return, this, &ReportEditor::flush_draft);
  connect(&desk_, &ReportDesk::report_signed, this, [this] {
    show_report();
    set_note([] { return tr("Signed and stored at the centre."); }, Tone::kInform);
  });
  connect(&desk_, &ReportDesk::preview_ready, this,
          [this](const QList<QImage>& pages) { (new PreviewDialog(pages, this))->open(); });
  connect(signed_, &SignedReportBar::said, this,
          [this](const std::function<QString()>& sentence) { set_note(sentence, Tone::kInform); });
  connect(signed_, &SignedReportBar::complained, this,
          [this](const std::function<QString()>& sentence) { set_note(sentence, Tone::kComplain); });
  connect(revisions_, &QComboBox::currentIndexChanged, this, &ReportEditor::show_signed);
  connect(&desk_, &ReportDesk::revision_read, this, [this](const QString& id, const ReportText& text) {
    const int at = revisions_->findData(id);
    show_revision(at < 0 ? tr("Revision") : revisions_->itemText(at), text, id);
  });
}

void ReportEditor::show_work() {
  const auto work = desk_.work();
  progress_->setRange(0, desk_.busy() ? 0 : 1);
  progress_->setVisible(desk_.busy());
  if (work == ReportDesk::Work::kSavingDraft) set_note([] { return tr("Saving the draft…"); }, Tone::kInform);
  if (work == ReportDesk::Work::kSigning) set_note([] { return tr("Rendering and signing…"); }, Tone::kInform);
  if (work == ReportDesk::Work::kSending) set_note([] { return tr("Sending the signed report…"); }, Tone::kInform);
  refresh_actions();
}

ReportText ReportEditor::text() const { return form_->text(); }

void ReportEditor::set_writable(bool writable) {
  writable_ = writable;
  review_->set_writable(writable);
  // What kept the reader from writing is over; other notes stay.
  if (why_not_.has_value()) set_note({}, Tone::kInform);
  why_not_.reset();
  refresh_actions();
}

void ReportEditor::refuse_writing(const Error& why) {
  if (unsaved_) desk_.keep(text());
  writable_ = false;
  review_->set_writable(false);
  why_not_ = why;
  complain(why);
  refresh_actions();
}

void ReportEditor::clear() {
  not_at_centre_.reset();
  form_->set_text({});
  ecg_findings_.clear();
  ecg_impression_.clear();
  unsaved_ = false;
  autosave_.stop();
  keep_.stop();
  set_note({}, Tone::kInform);
  set_writable(false);
  refill_revisions();
}

void ReportEditor::write_ecg(const QString& findings, const QString& impression) {
  if (!writable_ || !desk_.is_open()) return;
  const auto put = [](QString text, const QString& before, const QString& now) {
    if (!before.isEmpty() && text.contains(before)) return text.replace(before, now);
    return text.trimmed().isEmpty() ? now : text.trimmed() + QLatin1Char('\n') + now;
  };
  ReportText text = form_->text();
  text.findings = put(text.findings, std::exchange(ecg_findings_, findings), findings);
  text.impression = put(text.impression, std::exchange(ecg_impression_, impression), impression);
  form_->set_text(text);
  edited();
}

void ReportEditor::show_report() {
  not_at_centre_.reset();
  set_note({}, Tone::kInform);
  if (desk_.is_open()) load_library();
  form_->set_text(desk_.text());
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
  if (!unsaved_) return;
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
  const bool reasons = !next.empty() && (needs_reason(next.front()) || (next.size() > 1 && needs_reason(next[1])));
  form_->set_study({desk_.is_open(), desk_.is_ecg(), desk_.requested_history(), desk_.exam()});
  form_->set_access({.texts = writable_ && desk_.is_open() && !next.empty(),
                     .choices = may_write && !next.empty(),
                     .reason = reasons && writable_});
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
  const QVariant chosen = revisions_->currentData();
  const bool newest = revisions_->currentIndex() <= 0;
  const QSignalBlocker quiet(revisions_);
  revisions_->clear();
  if (const auto& mine = desk_.left_over()) {
    revisions_->addItem(tr("Unsent text of yours, %1").arg(mine->typed_at.toString(QStringLiteral("MM-dd HH:mm"))));
  }
  for (auto it = desk_.revisions().rbegin(); it != desk_.revisions().rend(); ++it) {
    const QString time =
        QDateTime::fromSecsSinceEpoch(it->stored_at().seconds()).toString(QStringLiteral("MM-dd HH:mm"));
    const bool returned = std::ranges::any_of(
        desk_.returns(), [&](const v1::ReportReturn& one) { return one.revision_id() == it->revision_id(); });
    revisions_->addItem(QStringLiteral("%1%2  %3  %4  %5")
                            .arg(it->ordinal())
                            .arg(returned ? QStringLiteral(" ↩") : QString(), report_status_text(it->status()), time,
                                 QString::fromStdString(it->author_name())),
                        QString::fromStdString(it->revision_id()));
  }
  if (!newest) revisions_->setCurrentIndex(std::max(0, revisions_->findData(chosen)));
  show_signed();
  const bool any = revisions_->count() > 0;
  revisions_->setVisible(any);
  view_revision_->setVisible(any);
}

void ReportEditor::set_note(std::function<QString()> sentence, Tone tone) {
  sentence_ = std::move(sentence);
  note_->setText(sentence_ ? sentence_() : QString());
  ui::set_tone(*note_, tone == Tone::kComplain ? ui::Tone::kBad : ui::Tone::kQuiet);
}

void ReportEditor::complain(const Error& error) {
  set_note([error] { return error_text(error); }, Tone::kComplain);
  refresh_actions();
}

void ReportEditor::retranslate() {
  title_->setText(tr("Report"));
  view_revision_->setText(tr("View revision"));
  view_revision_->setToolTip(tr("Show the text of the chosen revision"));
  save_->setText(tr("Save draft"));
  save_->setToolTip(tr("Keep the text at the centre, unsigned (Ctrl+S); this also happens by itself"));
  preview_->setText(tr("Preview"));
  preview_->setToolTip(tr("The printed report as it will look (Ctrl+P)"));
  sign_->setToolTip(tr("Sign with your own key and send it to the site (Ctrl+Enter)"));
  note_->setText(sentence_ ? sentence_() : QString());
  refill_revisions();
  refresh_actions();
}

// Alone on a screen, with the images on another: lines of a length that is read without losing the next one.
void ReportEditor::resizeEvent(QResizeEvent* event) {
  constexpr int kLongestLine = 1000, kSide = 12, kAbove = 10;  // pixels
  const int side = std::max(kSide, (width() - kLongestLine) / 2);
  layout()->setContentsMargins(side, kAbove, side, kAbove);
  QWidget::resizeEvent(event);
}

void ReportEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
