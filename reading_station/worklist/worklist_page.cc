#include "reading_station/worklist/worklist_page.h"

#include <algorithm>

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QShortcut>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/worklist/worklist_delegate.h"

namespace rdc::station {

using ui::named;

namespace {

// Keeps the choice while the list of choices changes.
void set_choices(QComboBox* box, const QList<std::pair<QString, QVariant>>& choices) {
  const QSignalBlocker quiet(box);
  const QVariant chosen = box->currentData();
  box->clear();
  for (const auto& [text, value] : choices) box->addItem(text, value);
  box->setCurrentIndex(std::max(0, box->findData(chosen)));
}

// What was chosen when the station was left, as soon as it is among the choices.
void choose_wanted(QComboBox* box, QString& wanted) {
  const int at = wanted.isEmpty() ? -1 : box->findData(wanted);
  if (at < 0) return;
  wanted.clear();
  box->setCurrentIndex(at);
}

}  // namespace

WorklistPage::WorklistPage(WorklistModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      search_(named<QLineEdit>("worklist_search", this)),
      lists_(new QButtonGroup(this)),
      modality_(named<QComboBox>("worklist_modality", this)),
      site_(named<QComboBox>("worklist_site", this)),
      open_(named<QPushButton>("worklist_open", this)),
      assign_(named<QPushButton>("worklist_assign", this)),
      archive_(named<QPushButton>("worklist_archive", this)),
      refresh_(named<QPushButton>("worklist_refresh", this)),
      counts_(named<QLabel>("worklist_counts", this)),
      notice_(named<QLabel>("worklist_notice", this)),
      table_(named<QTableView>("worklist_table", this)),
      empty_(named<QLabel>("worklist_empty", table_->viewport())) {
  setObjectName(QStringLiteral("worklist_page"));
  counting_.setSingleShot(true);
  connect(&counting_, &QTimer::timeout, this, &WorklistPage::show_list_counts);
  filter_.setSourceModel(&model_);
  build_table();
  build_filters();
  retranslate();
}

QHBoxLayout* WorklistPage::build_lists() {
  auto* bar = new QHBoxLayout;
  bar->setSpacing(4);
  int digit = 1;
  for (const auto list : kWorklistLists) {
    auto* button = new QPushButton(this);
    button->setObjectName(QStringLiteral("worklist_list_%1").arg(QLatin1String(list_name(list))));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    lists_->addButton(button, static_cast<int>(list));
    bar->addWidget(button);
    const QKeySequence key(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + digit));
    button->setProperty("key", key.toString(QKeySequence::NativeText));
    connect(new QShortcut(key, this), &QShortcut::activated, this, [this, list] {
      choose(list);
      table_->setFocus();
    });
    ++digit;
  }
  bar->addStretch();
  lists_->setExclusive(true);
  lists_->button(static_cast<int>(WorklistList::kOpen))->setChecked(true);
  connect(lists_, &QButtonGroup::idToggled, this, [this](int id, bool on) {
    if (!on) return;
    filter_.set_list(static_cast<WorklistList>(id));
    update_counts();
  });
  return bar;
}

void WorklistPage::choose(WorklistList list) { lists_->button(static_cast<int>(list))->setChecked(true); }

void WorklistPage::build_filters() {
  search_->setClearButtonEnabled(true);
  search_->setMinimumWidth(280);
  for (QComboBox* box : {modality_, site_}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  bar->addWidget(search_);
  bar->addWidget(modality_);
  bar->addWidget(site_);
  bar->addSpacing(12);
  bar->addWidget(counts_);
  bar->addStretch();
  bar->addWidget(notice_);
  bar->addWidget(archive_);
  bar->addWidget(refresh_);
  bar->addWidget(assign_);
  bar->addWidget(open_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 12, 12, 8);
  column->setSpacing(10);
  column->addLayout(build_lists());
  column->addLayout(bar);
  column->addWidget(table_, 1);
  wire_filters();
}

void WorklistPage::wire_filters() {
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    filter_.set_search(text);
    update_counts();
  });
  connect(modality_, &QComboBox::currentIndexChanged, this, [this] {
    filter_.set_modality(modality_->currentData().toString());
    update_counts();
  });
  connect(site_, &QComboBox::currentIndexChanged, this, [this] {
    filter_.set_site(site_->currentData().toString());
    update_counts();
  });
  connect(open_, &QPushButton::clicked, this, &WorklistPage::open_current);
  connect(refresh_, &QPushButton::clicked, this, &WorklistPage::refresh_requested);
  connect(archive_, &QPushButton::clicked, this, &WorklistPage::archive_requested);
  connect(assign_, &QPushButton::clicked, this, [this] {
    // What is marked, not where a focus that just came happens to be.
    if (table_->selectionModel()->hasSelection()) Q_EMIT assign_requested(current_item());
  });
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_T), this), &QShortcut::activated, assign_, &QPushButton::click);
  connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
    search_->setFocus();
    search_->selectAll();
  });
  connect(new QShortcut(QKeySequence(Qt::Key_F5), this), &QShortcut::activated, this, &WorklistPage::refresh_requested);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(&model_, signal, this, &WorklistPage::refill_choices);
    connect(&filter_, signal, this, &WorklistPage::update_counts);
  }
  connect(&model_, &QAbstractItemModel::dataChanged, this, &WorklistPage::update_counts);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    table_->setFocus();
    if (!table_->currentIndex().isValid()) table_->selectRow(0);
  });
}

void WorklistPage::build_table() {
  table_->setModel(&filter_);
  table_->setItemDelegate(new WorklistDelegate(table_));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setSortingEnabled(true);
  table_->sortByColumn(WorklistModel::kUrgency, Qt::AscendingOrder);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  empty_->setAlignment(Qt::AlignCenter);
  auto* centre = new QVBoxLayout(table_->viewport());
  centre->addWidget(empty_);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(36);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setStretchLastSection(true);
  // At 1,280 pixels the examination, which stretches, still has its words.
  const int widths[] = {84, 106, 120, 80, 150, 130, 90, 200, 72, 132, 130};
  for (int column = 0; column < WorklistModel::kColumns; ++column) table_->setColumnWidth(column, widths[column]);
  table_->horizontalHeader()->setSectionResizeMode(WorklistModel::kDescription, QHeaderView::Stretch);
  connect(table_, &QTableView::doubleClicked, this, &WorklistPage::open_current);
  auto* enter = new QShortcut(QKeySequence(Qt::Key_Return), table_);
  enter->setContext(Qt::WidgetShortcut);
  connect(enter, &QShortcut::activated, this, &WorklistPage::open_current);
  auto* keypad = new QShortcut(QKeySequence(Qt::Key_Enter), table_);
  keypad->setContext(Qt::WidgetShortcut);
  connect(keypad, &QShortcut::activated, this, &WorklistPage::open_current);
}

QString WorklistPage::current_item() const {
  const QModelIndex index = table_->currentIndex();
  return index.isValid() ? index.data(WorklistModel::kItemRole).toString() : QString();
}

void WorklistPage::open_current() {
  if (const QString item = current_item(); !item.isEmpty()) Q_EMIT open_requested(item);
}

bool WorklistPage::select(const QString& item_id) {
  for (int row = 0; row < filter_.rowCount(); ++row) {
    if (filter_.index(row, 0).data(WorklistModel::kItemRole).toString() != item_id) continue;
    table_->selectRow(row);
    return true;
  }
  return false;
}

QStringList WorklistPage::next_items(int count, const QString& except) const {
  std::vector<const v1::WorklistItem*> fitting;
  const auto takes = [&except, now = model_.now_seconds()](const v1::WorklistItem& item) {
    return is_for_me(item, now) && QString::fromStdString(item.item_id()) != except;
  };
  const auto before = [now = model_.now_seconds()](const v1::WorklistItem& a, const v1::WorklistItem& b) {
    const auto rank = [](const v1::WorklistItem& item) {
      return item.urgency() == v1::URGENCY_UNSPECIFIED ? v1::URGENCY_ROUTINE : item.urgency();
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (turn_of(a, now) != turn_of(b, now)) return turn_of(a, now) < turn_of(b, now);
    return a.due_at().seconds() < b.due_at().seconds();
  };
  for (int row = 0; row < filter_.rowCount(); ++row) {
    const auto& item = model_.at(filter_.mapToSource(filter_.index(row, 0)).row());
    if (takes(item)) fitting.push_back(&item);
  }
  // Of equals the one that is shown first.
  std::stable_sort(fitting.begin(), fitting.end(), [&](const auto* a, const auto* b) { return before(*a, *b); });
  QStringList ids;
  for (const auto* item : fitting) {
    if (ids.size() >= count) break;
    ids << QString::fromStdString(item->item_id());
  }
  return ids;
}

void WorklistPage::save_state(QSettings& settings) const {
  const auto kept = [](const QComboBox* box, const QString& wanted) {
    const QString chosen = box->currentData().toString();
    return chosen.isEmpty() ? wanted : chosen;
  };
  settings.setValue(QStringLiteral("worklist/show"), lists_->checkedId());
  settings.setValue(QStringLiteral("worklist/modality"), kept(modality_, wanted_modality_));
  settings.setValue(QStringLiteral("worklist/site"), kept(site_, wanted_site_));
  settings.setValue(QStringLiteral("worklist/header"), table_->horizontalHeader()->saveState());
}

void WorklistPage::restore_state(const QSettings& settings) {
  if (auto* chosen = lists_->button(settings.value(QStringLiteral("worklist/show"), 0).toInt()))
    chosen->setChecked(true);
  wanted_modality_ = settings.value(QStringLiteral("worklist/modality")).toString();
  wanted_site_ = settings.value(QStringLiteral("worklist/site")).toString();
  if (const auto header = settings.value(QStringLiteral("worklist/header")).toByteArray(); !header.isEmpty())
    table_->horizontalHeader()->restoreState(header);
  refill_choices();
}

void WorklistPage::set_listed(bool listed) {
  listed_ = listed;
  show_empty();
}

void WorklistPage::show_empty() {
  empty_->setVisible(filter_.rowCount() == 0);
  empty_->setText(!listed_                ? tr("Loading the worklist…")
                  : model_.rowCount() > 0 ? tr("No study passes the filter and the search above.")
                                          : tr("There is no study on the worklist."));
}

void WorklistPage::set_notice(const QString& sentence) { notice_->setText(sentence); }

void WorklistPage::refill_choices() {
  QMap<QString, QString> sites;
  QSet<QString> modalities;
  for (int row = 0; row < model_.rowCount(); ++row) {
    const QModelIndex index = model_.index(row, WorklistModel::kSite);
    sites.insert(index.data(WorklistModel::kSiteRole).toString(), index.data().toString());
    for (const auto& modality : index.data(WorklistModel::kModalityRole).toStringList()) modalities.insert(modality);
  }
  QList<std::pair<QString, QVariant>> choices{{tr("All modalities"), QString()}};
  QStringList sorted(modalities.begin(), modalities.end());
  sorted.sort();
  for (const auto& modality : sorted) choices.push_back({modality, modality});
  set_choices(modality_, choices);
  choices = {{tr("All sites"), QString()}};
  for (auto it = sites.begin(); it != sites.end(); ++it) choices.push_back({it.value(), it.key()});
  set_choices(site_, choices);
  choose_wanted(modality_, wanted_modality_);
  choose_wanted(site_, wanted_site_);
  update_counts();
}

void WorklistPage::update_counts() {
  int late = 0;
  for (int row = 0; row < model_.rowCount(); ++row) {
    if (model_.index(row, 0).data(WorklistModel::kLateRole).toInt() == 2) ++late;
  }
  QString text = tr("%1 of %2 shown").arg(filter_.rowCount()).arg(model_.rowCount());
  if (late > 0)
    text += QStringLiteral("   <span style=\"color:%1\">%2</span>")
                .arg(ui::colour(ui::Tone::kBad).name(), tr("%1 overdue").arg(late));
  counts_->setText(text);
  counting_.start(0);
  show_empty();
  Q_EMIT rows_changed();
}

// Of the whole list, whatever search and filters hide.
void WorklistPage::show_list_counts() {
  for (const auto list : kWorklistLists) {
    int count = 0;
    bool comes_back = false;
    for (int row = 0; row < model_.rowCount(); ++row) {
      count += is_on(model_.at(row), list) ? 1 : 0;
      comes_back |= list == WorklistList::kToReview && comes_back_to_me(model_.at(row));
    }
    auto* button = lists_->button(static_cast<int>(list));
    button->setText(is_counted(list) ? QStringLiteral("%1  %2").arg(list_text(list)).arg(count) : list_text(list));
    // What was given to this very person is not overlooked.
    const bool mine = comes_back || (count > 0 && (list == WorklistList::kReturned || list == WorklistList::kAssigned));
    const QString look = mine ? QStringLiteral("font-weight:bold") : QString();
    if (button->styleSheet() == look) continue;
    button->setStyleSheet(look);
    ui::set_tone(*button, mine ? ui::Tone::kWarning : ui::Tone::kPlain);
  }
}

void WorklistPage::retranslate() {
  search_->setPlaceholderText(tr("Search name, ID or accession number (Ctrl+F)"));
  for (auto* button : lists_->buttons())
    button->setToolTip(tr("Show this list (%1)").arg(button->property("key").toString()));
  assign_->setText(tr("Assign…"));
  assign_->setToolTip(tr("Give the selected study to a reader, or lift its assignment (Ctrl+T)"));
  archive_->setText(tr("Archive…"));
  archive_->setToolTip(tr("Search the whole archive by patient (Ctrl+Shift+F)"));
  open_->setText(tr("Open study"));
  open_->setToolTip(tr("Open and reserve the selected study (Enter)"));
  refresh_->setText(tr("Refresh"));
  show_list_counts();
  refresh_->setToolTip(tr("Ask for the whole list again (F5); changes arrive by themselves"));
  modality_->setToolTip(tr("Modality"));
  site_->setToolTip(tr("Site"));
  table_->setAccessibleName(tr("Studies to be read"));
  refill_choices();
}

void WorklistPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    model_.retranslate();
  }
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
