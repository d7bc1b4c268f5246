#include "reading_station/alert/cases_page.h"

#include <algorithm>

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "common/ui/case_timeline.h"
#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/alert/case_export.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/alert/point_dialog.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using ui::named;

// The newest ECG that has arrived.
QString newest_study(const v1::AlertCase& one) {
  for (int i = one.ecgs_size() - 1; i >= 0; --i) {
    if (!one.ecgs(i).study_id().empty()) return from(one.ecgs(i).study_id());
  }
  return {};
}

}  // namespace

CasesPage::CasesPage(AlertDesk& desk, const base::Clock& clock, const QString& centre_name, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      clock_(clock),
      centre_name_(centre_name),
      closed_(new CaseModel(clock, this)),
      title_(named<QLabel>("cases_title", this)),
      table_(named<QTableView>("cases_table", this)),
      timeline_(new ui::CaseTimeline(clock, this)),
      details_(named<QLabel>("cases_details", this)),
      note_(named<QLabel>("cases_note", this)),
      back_(named<QPushButton>("cases_back", this)),
      closed_button_(named<QPushButton>("cases_closed", this)),
      board_(named<QPushButton>("cases_board", this)),
      ecg_(named<QPushButton>("cases_ecg", this)),
      confirm_(named<QPushButton>("cases_confirm", this)),
      refute_(named<QPushButton>("cases_refute", this)),
      close_(named<QPushButton>("cases_close", this)),
      add_(named<QPushButton>("cases_add_point", this)),
      change_(named<QPushButton>("cases_change_point", this)),
      save_(named<QPushButton>("cases_save", this)) {
  setObjectName(QStringLiteral("cases_page"));
  build();
  wire();
  retranslate();
  show_current();
}

void CasesPage::build() {
  title_->setStyleSheet(QStringLiteral("font-size: 19px; font-weight: bold"));
  closed_button_->setCheckable(true);
  details_->setWordWrap(true);
  details_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  ui::set_tone(*note_, ui::Tone::kBad);
  note_->setWordWrap(true);
  table_->setModel(&desk_.cases());
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setAlternatingRowColors(true);
  table_->setTabKeyNavigation(false);
  table_->setShowGrid(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(38);
  table_->horizontalHeader()->setHighlightSections(false);
  const std::pair<int, int> widths[] = {
      {CaseModel::kTier, 110},  {CaseModel::kPatient, 190}, {CaseModel::kSite, 150},  {CaseModel::kElapsed, 120},
      {CaseModel::kLimit, 150}, {CaseModel::kState, 120},   {CaseModel::kHolder, 120}};
  for (const auto& [column, width] : widths) table_->setColumnWidth(column, width);
  table_->horizontalHeader()->setSectionResizeMode(CaseModel::kReason, QHeaderView::Stretch);
  auto* top = new QHBoxLayout;
  top->addWidget(back_);
  top->addWidget(title_, 1);
  top->addWidget(closed_button_);
  top->addWidget(board_);
  auto* actions = new QHBoxLayout;
  for (auto* button : {ecg_, confirm_, refute_, close_}) actions->addWidget(button);
  actions->addStretch();
  for (auto* button : {add_, change_, save_}) actions->addWidget(button);
  auto* lower = new QWidget(this);
  auto* under = new QVBoxLayout(lower);
  under->setContentsMargins(0, 6, 0, 0);
  under->addWidget(details_);
  under->addLayout(actions);
  under->addWidget(note_);
  auto* scroll = named<QScrollArea>("cases_scroll", lower);
  scroll->setWidget(timeline_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  under->addWidget(scroll, 1);
  auto* splitter = named<QSplitter>("cases_splitter", this);
  splitter->setOrientation(Qt::Vertical);
  splitter->addWidget(table_);
  splitter->addWidget(lower);
  splitter->setSizes({260, 640});
  splitter->setChildrenCollapsible(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 8);
  column->addLayout(top);
  column->addWidget(splitter, 1);
}

void CasesPage::wire() {
  connect(back_, &QPushButton::clicked, this, &CasesPage::back_wanted);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
          &QShortcut::activated, this, &CasesPage::back_wanted);
  connect(closed_button_, &QPushButton::toggled, this, &CasesPage::show_closed);
  connect(board_, &QPushButton::clicked, this, &CasesPage::board_wanted);
  const auto open_ecg = [this] {
    if (current() != nullptr && !newest_study(*current()).isEmpty()) Q_EMIT ecg_wanted(newest_study(*current()));
  };
  connect(ecg_, &QPushButton::clicked, this, open_ecg);
  connect(table_, &QTableView::activated, this, open_ecg);
  connect(confirm_, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT confirm_wanted(*current());
  });
  connect(refute_, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT refute_wanted(*current());
  });
  connect(close_, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT close_wanted(*current());
  });
  connect(add_, &QPushButton::clicked, this, [this] { edit_point({}); });
  connect(change_, &QPushButton::clicked, this, [this] {
    if (timeline_->chosen() != nullptr) edit_point(from(timeline_->chosen()->point_id()));
  });
  connect(timeline_, &ui::CaseTimeline::change_wanted, this, &CasesPage::edit_point);
  connect(timeline_, &ui::CaseTimeline::point_chosen, this, &CasesPage::show_current);
  connect(save_, &QPushButton::clicked, this, &CasesPage::save_as);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CasesPage::show_current);
  connect(&desk_, &AlertDesk::case_changed, this, [this] {
    if (!shows_closed_ && !table_->currentIndex().isValid() && model().rowCount() > 0) table_->selectRow(0);
    show_current();
  });
  connect(&desk_, &AlertDesk::refused, this,
          [this](const QString&, const Error& error) { note_->setText(error_text(error)); });
  connect(&desk_.clock_meter(), &ClockMeter::measured, this, [this] {
    timeline_->set_clock_offset(std::chrono::milliseconds(desk_.clock_meter().offset()->offset_ms()));
  });
}

CaseModel& CasesPage::model() const { return shows_closed_ ? *closed_ : desk_.cases(); }

const v1::AlertCase* CasesPage::current() const {
  const QModelIndex index = table_->currentIndex();
  return index.isValid() && index.row() < model().rowCount() ? &model().at(index.row()) : nullptr;
}

void CasesPage::choose(const QString& case_id) {
  if (shows_closed_) closed_button_->setChecked(false);
  for (int row = 0; row < model().rowCount(); ++row) {
    if (model().at(row).case_id() == case_id.toStdString()) table_->selectRow(row);
  }
  table_->setFocus();
}

void CasesPage::show_closed(bool closed) {
  shows_closed_ = closed;
  note_->clear();
  table_->setModel(&model());
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CasesPage::show_current);
  table_->horizontalHeader()->setSectionResizeMode(CaseModel::kReason, QHeaderView::Stretch);
  show_current();
  if (!closed) return;
  v1::ListCasesRequest request;
  request.set_closed(true);
  desk_.client().list_cases(request, [this](const Result<v1::ListCasesReply>& reply) {
    if (!shows_closed_) return;
    if (!reply) return note_->setText(error_text(reply.error()));
    closed_->replace({reply->cases().begin(), reply->cases().end()});
    if (closed_->rowCount() > 0) table_->selectRow(0);
  });
}

void CasesPage::show_current() {
  const auto* one = current();
  const bool is_open = one != nullptr && is_open_case(*one);
  ecg_->setEnabled(one != nullptr && !newest_study(*one).isEmpty());
  confirm_->setEnabled(is_open && (is_undecided(*one) || one->state() == v1::ALERT_STATE_REFUTED));
  refute_->setEnabled(is_open && (is_undecided(*one) || one->state() == v1::ALERT_STATE_CONFIRMED));
  close_->setEnabled(is_open && !is_undecided(*one));
  add_->setEnabled(is_open);
  save_->setEnabled(one != nullptr);
  if (one == nullptr) {
    timeline_->clear();
    change_->setEnabled(false);
    return details_->setText(tr("No case is chosen."));
  }
  timeline_->show_case(*one);
  change_->setEnabled(is_open && timeline_->chosen() != nullptr);
  QStringList parts{case_patient_text(*one), from(one->patient().patient_id()), from(one->site_name()),
                    words(one->reason())};
  for (const auto& decision : one->decisions()) {
    if (decision.superseded()) continue;
    parts << tr("%1 by %2: %3, %4")
                 .arg(case_state_text(decision.verdict() == v1::DECISION_VERDICT_CONFIRMED ? v1::ALERT_STATE_CONFIRMED
                                                                                           : v1::ALERT_STATE_REFUTED),
                      from(decision.by().display_name()), from(decision.diagnosis()), plan_text(decision.plan()));
  }
  for (const auto& answer : one->answers()) {
    parts << (answer.has_read_back_at()
                  ? tr("read back by %1: “%2”").arg(from(answer.read_back_by()), from(answer.read_back_text()))
              : answer.has_delivered_at() ? tr("answer at the site, not yet read back")
                                          : tr("answer on its way to the site"));
  }
  if (timeline_->chosen() != nullptr)
    parts << ui::point_name(timeline_->chosen()->kind()) + QStringLiteral(": ") +
                 ui::point_provenance(*timeline_->chosen());
  parts.removeAll(QString());
  details_->setText(parts.join(QStringLiteral("   ·   ")));
}

void CasesPage::edit_point(const QString& point_id) {
  const auto* one = current();
  if (one == nullptr || !is_open_case(*one)) return;
  const v1::TimePoint* replaced = nullptr;
  for (const auto& point : one->points()) {
    if (!point_id.isEmpty() && point.point_id() == point_id.toStdString()) replaced = &point;
  }
  auto* dialog = new PointDialog(replaced, desk_.clock_meter().centre_now(), this);
  connect(dialog, &PointDialog::given, this,
          [this, case_id = one->case_id()](const AlertDesk::Point& point) { desk_.record(case_id, point); });
  dialog->open();
}

// All three beside each other: what is certified is looked at and counted.
void CasesPage::save_as() {
  const auto* one = current();
  if (one == nullptr) return;
  auto* dialog = new QFileDialog(this, tr("Save the case: PDF, data (JSON) and table (CSV)"));
  dialog->setObjectName(QStringLiteral("cases_save_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(tr("PDF (*.pdf)"));
  dialog->selectFile(case_file_name(*one) + QStringLiteral(".pdf"));
  connect(dialog, &QFileDialog::fileSelected, this, [this, saved = *one](QString path) {
    if (path.endsWith(QLatin1String(".pdf"))) path.chop(4);
    const auto pdf = case_pdf(saved, centre_name_, desk_.clock_meter().centre_now());
    const auto json = case_json(saved);
    if (!pdf || !json) return note_->setText(error_text((pdf ? json : pdf).error()));
    const std::pair<const char*, QByteArray> files[] = {{".pdf", *pdf}, {".json", *json}, {".csv", case_csv(saved)}};
    for (const auto& [suffix, bytes] : files) {
      QSaveFile file(path + QLatin1String(suffix));
      if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return note_->setText(error_text({ErrorCode::kNoSpace, "PDF_NOT_WRITTEN", ""}));
    }
    note_->clear();
  });
  dialog->open();
}

void CasesPage::retranslate() {
  back_->setText(tr("← Worklist"));
  title_->setText(tr("Chest pain and critical values"));
  table_->setAccessibleName(tr("Chest pain and critical values"));
  closed_button_->setText(tr("Closed cases"));
  board_->setText(tr("Wall board"));
  ecg_->setText(tr("Open ECG (Enter)"));
  confirm_->setText(tr("Confirm: green channel"));
  refute_->setText(tr("Refute…"));
  close_->setText(tr("Close the case…"));
  close_->setToolTip(tr("Only after a decision, with what was done"));
  add_->setText(tr("Add a time…"));
  change_->setText(tr("Change this time…"));
  save_->setText(tr("Export…"));
  closed_->retranslate();
  desk_.cases().retranslate();
  show_current();
}

void CasesPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
