#include "reading_station/worklist/assign_dialog.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

using ui::named;

AssignDialog::AssignDialog(const v1::WorklistItem& item, QWidget* parent)
    : QDialog(parent),
      item_(item),
      study_(named<QLabel>("assign_study", this)),
      now_(named<QLabel>("assign_now", this)),
      readers_(named<QComboBox>("assign_readers", this)),
      note_(named<QLineEdit>("assign_note", this)),
      problem_(named<QLabel>("assign_problem", this)),
      lift_(named<QPushButton>("assign_lift", this)),
      cancel_(named<QPushButton>("assign_cancel", this)),
      assign_(named<QPushButton>("assign_ok", this)) {
  setObjectName(QStringLiteral("assign_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  for (QLabel* label : {study_, now_, problem_}) label->setWordWrap(true);
  ui::set_tone(*problem_, ui::Tone::kBad);
  problem_->hide();
  note_->setMaxLength(kNoteLimit);
  assign_->setDefault(true);
  for (QPushButton* button : {lift_, cancel_}) button->setAutoDefault(false);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(lift_);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(assign_);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(10);
  for (QWidget* row : {static_cast<QWidget*>(study_), static_cast<QWidget*>(now_), static_cast<QWidget*>(readers_),
                       static_cast<QWidget*>(note_), static_cast<QWidget*>(problem_)})
    column->addWidget(row);
  column->addLayout(buttons);
  setMinimumWidth(440);
  connect(assign_, &QPushButton::clicked, this,
          [this] { Q_EMIT assign_requested(readers_->currentData().toString(), note_->text().trimmed()); });
  connect(lift_, &QPushButton::clicked, this, [this] { Q_EMIT assign_requested(QString(), QString()); });
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(readers_, &QComboBox::currentIndexChanged, this, &AssignDialog::refresh);
  retranslate();
}

void AssignDialog::set_readers(const std::vector<v1::WorklistPerson>& readers) {
  const bool to_be_reviewed =
      item_.status() == v1::WORKLIST_STATUS_PRELIMINARY && item_.needs_reviewer() && !item_.has_returned_to();
  readers_->clear();
  for (const auto& reader : readers) {
    if (to_be_reviewed && reader.user_id() == item_.preliminary_author().user_id()) continue;
    const QString name = from(reader.display_name());
    readers_->addItem(reader.me() ? tr("%1 (me)").arg(name) : name, from(reader.user_id()));
  }
  readers_->setCurrentIndex(readers_->findData(from(item_.assigned_to().user_id())));  // nobody, unless it is assigned
  busy_ = false;
  refresh();
  readers_->setFocus();
}

void AssignDialog::set_busy(bool busy) {
  busy_ = busy;
  if (busy) problem_->hide();
  refresh();
}

void AssignDialog::show_problem(const QString& sentence) {
  problem_->setText(sentence);
  problem_->show();
}

void AssignDialog::refresh() {
  readers_->setEnabled(!busy_);
  note_->setEnabled(!busy_);
  assign_->setEnabled(!busy_ && readers_->currentIndex() >= 0);
  lift_->setVisible(item_.has_assigned_to());
  lift_->setEnabled(!busy_);
}

void AssignDialog::retranslate() {
  setWindowTitle(tr("Assign"));
  study_->setText(from(item_.patient().name()) + QStringLiteral("  ·  ") + from(item_.study_description()));
  now_->setVisible(item_.has_assigned_to());
  now_->setText(tr("Assigned to %1 by %2")
                    .arg(from(item_.assigned_to().display_name()), from(item_.assigned_by().display_name())));
  readers_->setPlaceholderText(tr("Choose a reader"));
  readers_->setAccessibleName(tr("Choose a reader"));
  note_->setPlaceholderText(tr("A note for them (optional)"));
  lift_->setText(tr("Lift the assignment"));
  cancel_->setText(tr("Cancel"));
  assign_->setText(tr("Assign"));
  refresh();
}

void AssignDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
