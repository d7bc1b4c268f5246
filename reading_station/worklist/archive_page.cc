#include "reading_station/worklist/archive_page.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/session/error_text.h"

namespace rdc::station {

using ui::named;

ArchivePage::ArchivePage(const base::Clock& clock, QWidget* parent)
    : QWidget(parent),
      clock_(clock),
      back_(named<QPushButton>("archive_back", this)),
      name_(named<QLineEdit>("archive_name", this)),
      patient_id_(named<QLineEdit>("archive_patient_id", this)),
      accession_(named<QLineEdit>("archive_accession", this)),
      dated_(named<QPushButton>("archive_dated", this)),
      from_(named<QDateEdit>("archive_from", this)),
      to_(named<QDateEdit>("archive_to", this)),
      modality_(named<QComboBox>("archive_modality", this)),
      search_(named<QPushButton>("archive_search", this)),
      state_(named<QLabel>("archive_state", this)),
      table_(named<QTableView>("archive_table", this)),
      more_(named<QPushButton>("archive_more", this)),
      open_(named<QPushButton>("archive_open", this)) {
  setObjectName(QStringLiteral("archive_page"));
  build_table();
  build();
  retranslate();
}

void ArchivePage::build() {
  for (QLineEdit* field : {name_, patient_id_, accession_}) {
    field->setMaxLength(64);
    field->setClearButtonEnabled(true);
    connect(field, &QLineEdit::returnPressed, this, &ArchivePage::search);
  }
  const QDate today = QDateTime::fromMSecsSinceEpoch(base::to_micros(clock_.now()) / 1000).date();
  for (QDateEdit* date : {from_, to_}) {
    date->setCalendarPopup(true);
    date->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    date->setDate(today);
  }
  from_->setDate(today.addYears(-1));
  dated_->setCheckable(true);
  modality_->addItem(QString(), QString());
  for (const char* modality : {"CT", "CR", "DX", "MR", "US", "MG", "RF", "XA", "ECG"})
    modality_->addItem(QLatin1String(modality), QLatin1String(modality));
  auto* fields = new QHBoxLayout;
  fields->setSpacing(8);
  fields->addWidget(back_);
  fields->addWidget(name_, 2);
  fields->addWidget(patient_id_, 2);
  fields->addWidget(accession_, 2);
  fields->addWidget(modality_);
  fields->addWidget(dated_);
  fields->addWidget(from_);
  fields->addWidget(to_);
  fields->addWidget(search_);
  auto* below = new QHBoxLayout;
  below->addWidget(state_, 1);
  below->addWidget(more_);
  below->addWidget(open_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 12, 12, 8);
  column->setSpacing(10);
  column->addLayout(fields);
  column->addWidget(table_, 1);
  column->addLayout(below);
  connect(back_, &QPushButton::clicked, this, &ArchivePage::close_requested);
  connect(search_, &QPushButton::clicked, this, &ArchivePage::search);
  connect(more_, &QPushButton::clicked, this, &ArchivePage::more);
  connect(open_, &QPushButton::clicked, this, &ArchivePage::open_current);
  connect(dated_, &QPushButton::toggled, this, &ArchivePage::refresh);
  connect(new QShortcut(QKeySequence(Qt::Key_Escape), this), &QShortcut::activated, this,
          &ArchivePage::close_requested);
}

void ArchivePage::build_table() {
  table_->setModel(&found_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(36);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  const int widths[] = {150, 120, 176, 90, 84, 200, 140, 150, 76, 110};
  for (int column = 0; column < FoundStudiesModel::kColumns; ++column) table_->setColumnWidth(column, widths[column]);
  table_->horizontalHeader()->setSectionResizeMode(FoundStudiesModel::kDescription, QHeaderView::Stretch);
  connect(table_, &QTableView::doubleClicked, this, &ArchivePage::open_current);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ArchivePage::refresh);
  for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
    auto* enter = new QShortcut(QKeySequence(key), table_);
    enter->setContext(Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, this, &ArchivePage::open_current);
  }
}

v1::SearchStudiesRequest ArchivePage::request() const {
  v1::SearchStudiesRequest asked;
  asked.set_patient_name(name_->text().trimmed().toStdString());
  asked.set_patient_id(patient_id_->text().trimmed().toStdString());
  asked.set_accession_number(accession_->text().trimmed().toStdString());
  asked.set_modality(modality_->currentData().toString().toStdString());
  if (!dated_->isChecked()) return asked;
  // Whole days of this place, the last one included.
  asked.mutable_from()->set_seconds(from_->date().startOfDay().toSecsSinceEpoch());
  asked.mutable_before()->set_seconds(to_->date().addDays(1).startOfDay().toSecsSinceEpoch());
  return asked;
}

void ArchivePage::search() {
  if (busy_) return;
  asked_ = request();
  next_page_.clear();
  found_.clear();
  busy_ = true;
  sentence_ = [] { return tr("Searching…"); };
  refresh();
  Q_EMIT search_requested(asked_);
}

void ArchivePage::more() {
  if (busy_ || next_page_.isEmpty()) return;
  asked_.set_page_token(next_page_.toStdString());
  busy_ = true;
  refresh();
  Q_EMIT search_requested(asked_);
}

void ArchivePage::show_page(const v1::SearchStudiesReply& reply) {
  busy_ = false;
  const bool first = found_.rowCount() == 0;
  found_.append({reply.studies().begin(), reply.studies().end()});
  next_page_ = QString::fromStdString(reply.next_page_token());
  sentence_ = [this] {
    if (found_.rowCount() == 0) return tr("Nothing in the archive fits these conditions.");
    return next_page_.isEmpty() ? tr("%n studies", nullptr, found_.rowCount())
                                : tr("The newest %n studies; there are more", nullptr, found_.rowCount());
  };
  if (first && found_.rowCount() > 0) {
    table_->selectRow(0);
    table_->setFocus();
  }
  refresh();
}

void ArchivePage::show_problem(const Error& error) {
  busy_ = false;
  sentence_ = [error] { return error_text(error); };
  refresh();
}

void ArchivePage::forget() {
  for (QLineEdit* field : {name_, patient_id_, accession_}) field->clear();
  dated_->setChecked(false);
  modality_->setCurrentIndex(0);
  found_.clear();
  next_page_.clear();
  asked_.Clear();
  sentence_ = {};
  busy_ = false;
  refresh();
}

void ArchivePage::focus_search() {
  name_->setFocus();
  name_->selectAll();
}

void ArchivePage::open_current() {
  const int row = table_->currentIndex().row();
  if (row >= 0 && row < found_.rowCount()) Q_EMIT open_requested(found_.at(row));
}

void ArchivePage::refresh() {
  for (QDateEdit* date : {from_, to_}) date->setVisible(dated_->isChecked());
  search_->setEnabled(!busy_);
  more_->setVisible(!next_page_.isEmpty());
  more_->setEnabled(!busy_);
  open_->setEnabled(table_->currentIndex().isValid());
  state_->setText(sentence_ ? sentence_()
                            : tr("Give the patient ID, the accession number, or the beginning of the name. Each study "
                                 "shown is recorded."));
}

void ArchivePage::retranslate() {
  table_->setAccessibleName(tr("Studies that were found"));
  back_->setText(tr("← Worklist"));
  back_->setToolTip(tr("Back to the worklist (Esc)"));
  name_->setPlaceholderText(tr("Name, from its beginning"));
  patient_id_->setPlaceholderText(tr("Patient ID, whole"));
  accession_->setPlaceholderText(tr("Accession number, whole"));
  modality_->setItemText(0, tr("All modalities"));
  dated_->setText(tr("Study date"));
  search_->setText(tr("Search"));
  more_->setText(tr("More"));
  open_->setText(tr("View study"));
  open_->setToolTip(tr("Open the study and its reports to be read, without reserving it (Enter)"));
  found_.retranslate();
  refresh();
}

void ArchivePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
