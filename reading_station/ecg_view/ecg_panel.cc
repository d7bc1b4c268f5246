#include "reading_station/ecg_view/ecg_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

#include "common/ecg_message/ecg_message.h"
#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/ecg_view/evidence_text.h"
#include "reading_station/ecg_view/statement_dialog.h"

namespace rdc::station {
namespace {

using ui::named;

void set_up_table(QTableView* table) {
  table->setAlternatingRowColors(true);
  table->setWordWrap(false);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->verticalHeader()->setDefaultSectionSize(26);
  table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  table->horizontalHeader()->setMinimumSectionSize(44);
  table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                         QAbstractItemView::AnyKeyPressed);
  table->setTabKeyNavigation(false);
}

std::vector<ecg::Lead> as_leads(const QStringList& names) {
  std::vector<ecg::Lead> leads;
  for (const auto& name : names) {
    const auto lead = ecg_message::lead_of(name.toStdString());
    if (lead != ecg::Lead::kUnknown) leads.push_back(lead);
  }
  return leads;
}

}  // namespace

EcgPanel::EcgPanel(Overread& overread, QWidget* parent)
    : QWidget(parent),
      overread_(overread),
      findings_(new FindingsModel(overread, this)),
      measurements_(new MeasurementsModel(overread, this)),
      leads_(new LeadValuesModel(overread, this)),
      tree_(named<QTreeView>("ecg_findings", this)),
      evidence_(named<QTextBrowser>("ecg_evidence", this)),
      table_(named<QTableView>("ecg_measurements", this)),
      lead_table_(named<QTableView>("ecg_leads", this)),
      tabs_(named<QTabWidget>("ecg_tabs", this)),
      splitter_(named<QSplitter>("ecg_panel_splitter", this)),
      note_(named<QLabel>("ecg_note", this)),
      accept_(named<QPushButton>("ecg_accept", this)),
      edit_(named<QPushButton>("ecg_edit", this)),
      reject_(named<QPushButton>("ecg_reject", this)),
      undo_(named<QPushButton>("ecg_undo", this)),
      add_(named<QPushButton>("ecg_add", this)),
      report_(named<QPushButton>("ecg_to_report", this)) {
  setObjectName(QStringLiteral("ecg_panel"));
  build();
  wire();
  retranslate();
}

void EcgPanel::build_findings() {
  tree_->setModel(findings_);
  tree_->setUniformRowHeights(true);
  tree_->setIndentation(14);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(FindingsModel::kText, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(FindingsModel::kState, QHeaderView::ResizeToContents);
}

QLayout* EcgPanel::build_buttons() {
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(4);
  for (auto* button : {accept_, edit_, reject_, undo_, add_, report_}) {
    button->setFocusPolicy(Qt::NoFocus);
    button->setProperty("compact", true);
    buttons->addWidget(button);
  }
  buttons->addStretch();
  return buttons;
}

void EcgPanel::build() {
  evidence_->setOpenLinks(false);
  evidence_->setWordWrapMode(QTextOption::WordWrap);  // never inside a number
  evidence_->setTextInteractionFlags(Qt::LinksAccessibleByKeyboard | Qt::LinksAccessibleByMouse |
                                     Qt::TextSelectableByMouse);
  table_->setModel(measurements_);
  lead_table_->setModel(leads_);
  set_up_table(table_);
  set_up_table(lead_table_);
  table_->verticalHeader()->setMinimumWidth(116);
  // A mark and a number with its unit are never cut short.
  table_->horizontalHeader()->setSectionResizeMode(MeasurementsModel::kMachine, QHeaderView::ResizeToContents);
  tabs_->addTab(table_, QString());
  tabs_->addTab(lead_table_, QString());
  build_findings();
  splitter_->addWidget(tree_);
  splitter_->addWidget(evidence_);
  splitter_->addWidget(tabs_);
  splitter_->setSizes({420, 330, 480});
  evidence_->setMinimumWidth(300);
  tabs_->setMinimumWidth(470);
  splitter_->setChildrenCollapsible(false);
  note_->hide();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addLayout(build_buttons());
  column->addWidget(splitter_, 1);
  column->addWidget(note_);
}

void EcgPanel::wire() {
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) { finding_chosen(now); });
  connect(evidence_, &QTextBrowser::anchorClicked, this, &EcgPanel::follow);
  connect(lead_table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
    if (now.isValid()) Q_EMIT leads_chosen(as_leads({QString::fromStdString(leads_->lead_at(now.row()))}));
  });
  const auto on = [this](QPushButton* button, Act what, const QKeySequence& key) {
    connect(button, &QPushButton::clicked, this, [this, what] { act(what); });
    auto* shortcut = new QShortcut(key, tree_, nullptr, nullptr, Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, [this, what] { act(what); });
  };
  on(accept_, Act::kAccept, Qt::Key_A);
  on(edit_, Act::kEdit, Qt::Key_E);
  on(reject_, Act::kReject, Qt::Key_R);
  on(undo_, Act::kUndo, Qt::Key_U);
  on(add_, Act::kAdd, Qt::Key_N);
  const auto key_alone = [this](const QKeySequence& key, Act what) {
    auto* shortcut = new QShortcut(key, tree_, nullptr, nullptr, Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, [this, what] { act(what); });
  };
  key_alone(Qt::SHIFT | Qt::Key_R, Act::kRejectWithReason);
  key_alone(Qt::Key_Delete, Act::kRemove);
  connect(report_, &QPushButton::clicked, this, &EcgPanel::report_wanted);
  connect(&overread_, &Overread::changed, this, [this] {
    note_->hide();
    refresh_actions();
  });
  connect(measurements_, &MeasurementsModel::refused, this, &EcgPanel::complain);
  connect(leads_, &LeadValuesModel::refused, this, &EcgPanel::complain);
}

void EcgPanel::show(const AnalysedEcg& ecg, std::shared_ptr<const v1::EcgAnalysis> analysis) {
  std::vector<LeadValuesModel::Threshold> thresholds;
  for (const auto& one : ecg.thresholds) thresholds.push_back({ecg_message::lead_word(one.lead), one.uv});
  findings_->show(analysis);
  measurements_->show(analysis, ecg.recording ? ecg::person_of(ecg.recording->subject) : ecg::Person{});
  leads_->show(analysis, std::move(thresholds));
  // What the reader must judge, and the rules of infarction; the rest opens on demand.
  for (int row = 0; row < findings_->rowCount(); ++row) {
    const auto top = findings_->index(row, 0);
    const auto section = static_cast<FindingsModel::Section>(top.data(FindingsModel::kSectionRole).toInt());
    tree_->setExpanded(top, section == FindingsModel::Section::kStatements ||
                                section == FindingsModel::Section::kCritical ||
                                section == FindingsModel::Section::kTracing);
  }
  const QModelIndex top = findings_->index(0, 0);
  tree_->setCurrentIndex(findings_->rowCount(top) > 0 ? findings_->index(0, 0, top) : top);
  refresh_actions();
}

void EcgPanel::clear() {
  findings_->show(nullptr);
  measurements_->show(nullptr, {});
  leads_->show(nullptr, {});
  set_prior(nullptr);
  evidence_->clear();
  note_->hide();
  refresh_actions();
}

void EcgPanel::set_prior(std::shared_ptr<const v1::EcgAnalysis> prior) {
  measurements_->set_prior(prior);
  leads_->set_prior(std::move(prior));
}

void EcgPanel::set_writable(bool writable) {
  writable_ = writable;
  const auto triggers =
      QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed;
  for (auto* table : {table_, lead_table_})
    table->setEditTriggers(writable ? triggers : QAbstractItemView::EditTriggers(QAbstractItemView::NoEditTriggers));
  refresh_actions();
}

void EcgPanel::finding_chosen(const QModelIndex& finding) {
  evidence_->document()->setDefaultStyleSheet(
      QStringLiteral("a { color: %1; } p { margin: 2px 0 4px 0; }").arg(ui::colour(ui::Tone::kAttention).name()));
  evidence_->setHtml(evidence_html(*findings_, finding));
  Q_EMIT leads_chosen(as_leads(finding.data(FindingsModel::kLeadsRole).toStringList()));
  refresh_actions();
}

void EcgPanel::follow(const QUrl& link) {
  if (link.scheme() == QLatin1String("lead")) Q_EMIT leads_chosen(as_leads({link.path()}));
}

void EcgPanel::act(Act what) {
  if (!writable_ || findings_->analysis() == nullptr) return;
  const QModelIndex current = tree_->currentIndex();
  const std::string code = current.data(FindingsModel::kCodeRole).toString().toStdString();
  if (what == Act::kAdd) return ask_statement();
  const bool in_statements =
      current.data(FindingsModel::kSectionRole).toInt() == static_cast<int>(FindingsModel::Section::kStatements);
  const int own = current.data(FindingsModel::kIndexRole).toInt() - findings_->analysis()->statements_size();
  if (in_statements && own >= 0 && (what == Act::kUndo || what == Act::kRemove || what == Act::kReject))
    return overread_.remove_added(own);
  if (code.empty()) return;
  switch (what) {
    case Act::kAccept:
      overread_.accept(code);
      return next_to_judge();
    case Act::kReject:
      overread_.reject(code, {});
      return next_to_judge();
    case Act::kEdit:
      return ask_words(tr("Edit the statement"), tr("Your wording"), current.siblingAtColumn(0).data().toString(),
                       [this, code](const QString& text) { overread_.edit(code, text); });
    case Act::kRejectWithReason:
      return ask_words(tr("Reject the statement"), tr("Reason"), {},
                       [this, code](const QString& text) { overread_.reject(code, text); });
    case Act::kUndo:
      return overread_.unjudge(code);
    case Act::kAdd:
    case Act::kRemove:
      return;
  }
}

// One by one, and no key in between.
void EcgPanel::next_to_judge() {
  const QModelIndex top = findings_->index(0, 0);
  const int rows = findings_->analysis()->statements_size();
  const int from = tree_->currentIndex().row();
  for (int step = 1; step <= rows; ++step) {
    const int row = (from + step) % rows;
    if (overread_.judgement(findings_->analysis()->statements(row).code()) != nullptr) continue;
    return tree_->setCurrentIndex(findings_->index(row, 0, top));
  }
}

void EcgPanel::ask_words(const QString& title, const QString& label, const QString& start,
                         std::function<void(const QString&)> done) {
  auto* dialog = new StatementDialog(StatementDialog::Kind::kWords, this);
  dialog->setWindowTitle(title);
  dialog->set_label(label);
  dialog->set_text(start);
  connect(dialog, &StatementDialog::given, this,
          [done = std::move(done)](const QString&, const QString& text) { done(text); });
  dialog->open();
}

void EcgPanel::ask_statement() {
  auto* dialog = new StatementDialog(StatementDialog::Kind::kFromCatalogue, this);
  dialog->setWindowTitle(tr("A statement of your own"));
  dialog->set_label(tr("Choose from the list, or write"));
  connect(dialog, &StatementDialog::given, this, [this](const QString& code, const QString& text) {
    overread_.add(code.toStdString(), text);
    const QModelIndex top = findings_->index(0, 0);
    tree_->setCurrentIndex(findings_->index(findings_->rowCount(top) - 1, 0, top));
  });
  dialog->open();
}

void EcgPanel::refresh_actions() {
  const bool any = writable_ && findings_->analysis() != nullptr;
  const QModelIndex current = tree_->currentIndex();
  const bool statement = any && !current.data(FindingsModel::kCodeRole).toString().isEmpty();
  const bool own = any && findings_->analysis() != nullptr && current.data(FindingsModel::kSectionRole).toInt() == 0 &&
                   current.data(FindingsModel::kIndexRole).toInt() >= findings_->analysis()->statements_size();
  accept_->setEnabled(statement);
  edit_->setEnabled(statement);
  reject_->setEnabled(statement || own);
  undo_->setEnabled(
      own ||
      (statement && overread_.judgement(current.data(FindingsModel::kCodeRole).toString().toStdString()) != nullptr));
  add_->setEnabled(any);
  report_->setEnabled(any && !overread_.standing_texts().isEmpty());
}

void EcgPanel::complain(const QString& sentence) {
  note_->setText(sentence);
  note_->show();
}

void EcgPanel::retranslate() {
  accept_->setText(tr("Accept (A)"));
  edit_->setText(tr("Edit (E)"));
  reject_->setText(tr("Reject (R)"));
  reject_->setToolTip(tr("Shift+R: with a reason"));
  undo_->setText(tr("Undo (U)"));
  add_->setText(tr("Add (N)"));
  report_->setText(tr("Into the report"));
  report_->setToolTip(tr("Writes the accepted statements and the measurements into the report (Ctrl+I)"));
  tree_->setAccessibleName(tr("What the machine and the reader say of the tracing"));
  evidence_->setAccessibleName(tr("Why it is said: values, thresholds, rule and source"));
  table_->setAccessibleName(tr("Measurements"));
  lead_table_->setAccessibleName(tr("ST by lead"));
  tabs_->setTabText(0, tr("Measurements"));
  tabs_->setTabText(1, tr("ST by lead"));
  findings_->retranslate();
  measurements_->retranslate();
  leads_->retranslate();
  if (findings_->analysis() != nullptr) {
    const QModelIndex top = findings_->index(0, 0);
    tree_->expand(top);
    tree_->setCurrentIndex(findings_->rowCount(top) > 0 ? findings_->index(0, 0, top) : top);
  }
}

void EcgPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
