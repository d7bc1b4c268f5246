#include "reading_station/critical/register_page.h"

#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/critical/notice_model.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using ui::named;

constexpr int kOpenOnes = 0;  // days of the range
constexpr std::pair<const char*, int> kRegisterRanges[] = {
    {QT_TRANSLATE_NOOP("rdc::station::RegisterPage", "Not closed"), kOpenOnes},
    {QT_TRANSLATE_NOOP("rdc::station::RegisterPage", "Last 7 days"), 7},
    {QT_TRANSLATE_NOOP("rdc::station::RegisterPage", "Last 31 days"), 31},
    {QT_TRANSLATE_NOOP("rdc::station::RegisterPage", "Last 12 months"), 366}};

}  // namespace

RegisterPage::RegisterPage(NoticeDesk& desk, const base::Clock& clock, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      clock_(clock),
      model_(new NoticeModel(this)),
      title_(named<QLabel>("register_title", this)),
      back_(named<QPushButton>("register_back", this)),
      range_(named<QComboBox>("register_range", this)),
      table_(named<QTableView>("register_table", this)),
      details_(named<QLabel>("register_details", this)),
      note_(named<QLabel>("register_note", this)),
      study_(named<QPushButton>("register_study", this)),
      read_back_(named<QPushButton>("register_read_back", this)),
      action_(named<QPushButton>("register_action", this)),
      close_(named<QPushButton>("register_close", this)),
      save_(named<QPushButton>("register_save", this)) {
  setObjectName(QStringLiteral("register_page"));
  build();
  wire();
  retranslate();
}

void RegisterPage::build() {
  title_->setStyleSheet(QStringLiteral("font-size: 19px; font-weight: bold"));
  details_->setWordWrap(true);
  details_->setTextFormat(Qt::PlainText);
  details_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  details_->setMinimumHeight(150);
  details_->setAlignment(Qt::AlignTop);
  ui::set_tone(*note_, ui::Tone::kBad);
  note_->setWordWrap(true);
  for (const auto& [text, days] : kRegisterRanges) range_->addItem(tr(text), days);
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setAlternatingRowColors(true);
  table_->setTabKeyNavigation(false);
  table_->setShowGrid(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(36);
  table_->horizontalHeader()->setHighlightSections(false);
  const std::pair<int, int> widths[] = {{NoticeModel::kTime, 120},
                                        {NoticeModel::kSite, 150},
                                        {NoticeModel::kPatient, 160},
                                        {NoticeModel::kPeople, 190},
                                        {NoticeModel::kState, 430}};
  for (const auto& [column, width] : widths) table_->setColumnWidth(column, width);
  table_->horizontalHeader()->setSectionResizeMode(NoticeModel::kFinding, QHeaderView::Stretch);
  auto* top = new QHBoxLayout;
  top->addWidget(back_);
  top->addWidget(title_, 1);
  top->addWidget(range_);
  auto* actions = new QHBoxLayout;
  for (auto* button : {study_, read_back_, action_, close_}) actions->addWidget(button);
  actions->addStretch();
  actions->addWidget(save_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 8);
  column->addLayout(top);
  column->addWidget(table_, 1);
  column->addLayout(actions);
  column->addWidget(note_);
  column->addWidget(details_);
}

void RegisterPage::wire() {
  connect(back_, &QPushButton::clicked, this, &RegisterPage::back_wanted);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
          &QShortcut::activated, this, &RegisterPage::back_wanted);
  connect(range_, &QComboBox::activated, this, [this] { refresh(); });
  const auto with_current = [this](auto signal) {
    return [this, signal] {
      if (current() != nullptr) Q_EMIT(this->*signal)(from(current()->notice_id()));
    };
  };
  connect(read_back_, &QPushButton::clicked, this, with_current(&RegisterPage::record_read_back_wanted));
  connect(action_, &QPushButton::clicked, this, with_current(&RegisterPage::record_action_wanted));
  connect(close_, &QPushButton::clicked, this, with_current(&RegisterPage::close_wanted));
  const auto open_study = [this] {
    if (current() != nullptr) Q_EMIT study_wanted(from(current()->study_id()));
  };
  connect(study_, &QPushButton::clicked, this, open_study);
  connect(table_, &QTableView::activated, this, open_study);
  connect(save_, &QPushButton::clicked, this, &RegisterPage::save_as);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RegisterPage::show_current);
  connect(&desk_, &NoticeDesk::notices_changed, this, &RegisterPage::fill);
  connect(&desk_, &NoticeDesk::refused, this,
          [this](const QString&, const Error& error) { note_->setText(error_text(error)); });
}

const v1::CriticalNotice* RegisterPage::current() const {
  const QModelIndex index = table_->currentIndex();
  return index.isValid() && index.row() < model_->rowCount() ? &model_->at(index.row()) : nullptr;
}

QDate RegisterPage::today() const {
  return QDateTime::fromMSecsSinceEpoch(base::to_micros(clock_.now()) / 1000).date();
}

void RegisterPage::choose(const QString& notice_id) {
  const auto* known = desk_.find(notice_id.toStdString());
  if (known != nullptr && known->has_closed_at() && range_->currentData().toInt() == kOpenOnes) {
    range_->setCurrentIndex(range_->findData(366));
    refresh();
  }
  for (int row = 0; row < model_->rowCount(); ++row)
    if (from(model_->at(row).notice_id()) == notice_id) table_->selectRow(row);
  table_->setFocus();
}

void RegisterPage::refresh() {
  note_->clear();
  truncated_ = false;
  const int days = range_->currentData().toInt();
  ++asked_;
  if (days != kOpenOnes) {
    model_->replace({});
    ask_range(days);
  }
  fill();
}

void RegisterPage::ask_range(int days) {
  v1::ListCriticalRequest request;
  request.mutable_from()->set_seconds(today().addDays(1 - days).startOfDay().toSecsSinceEpoch());
  desk_.client().list(std::move(request), [this, mine = asked_](const Result<v1::ListCriticalReply>& reply) {
    if (mine != asked_) return;
    if (!reply) return note_->setText(error_text(reply.error()));
    truncated_ = reply->truncated();
    if (truncated_) note_->setText(tr("Only the newest are shown: choose a shorter time."));
    model_->replace({reply->notices().begin(), reply->notices().end()});
    fill();
  });
}

void RegisterPage::fill() {
  if (range_->currentData().toInt() == kOpenOnes) {
    auto open = desk_.known();
    std::erase_if(open, [](const auto& notice) { return notice.has_closed_at(); });
    model_->replace(open);
  } else {
    // What came by since is newer than what was asked for.
    auto shown = model_->notices();
    for (auto& notice : shown)
      if (const auto* now = desk_.find(notice.notice_id()); now != nullptr && now->change() >= notice.change())
        notice = *now;
    model_->replace(shown);
  }
  if (!table_->currentIndex().isValid() && model_->rowCount() > 0) table_->selectRow(0);
  show_current();
}

void RegisterPage::show_current() {
  const auto* one = current();
  const bool is_open = one != nullptr && !one->has_closed_at();
  study_->setEnabled(one != nullptr);
  read_back_->setEnabled(is_open && !one->has_read_back());
  action_->setEnabled(is_open);
  close_->setEnabled(is_open && one->state() == v1::CRITICAL_STATE_ACTED);
  save_->setEnabled(model_->rowCount() > 0);
  details_->setText(one == nullptr ? tr("No critical value is chosen.") : notice_details(*one));
}

void RegisterPage::save_as() {
  auto* dialog = new QFileDialog(this, tr("Save the register as a table"));
  dialog->setObjectName(QStringLiteral("register_save_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(tr("Table (*.csv)"));
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  dialog->selectFile(QStringLiteral("critical-values-%1.csv").arg(today().toString(QStringLiteral("yyyyMMdd"))));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    const auto bytes = register_csv(model_->notices());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
      return note_->setText(error_text({ErrorCode::kNoSpace, "PDF_NOT_WRITTEN", ""}));
    note_->setText(truncated_ ? tr("Only the newest are shown: choose a shorter time.") : QString());
  });
  dialog->open();
}

void RegisterPage::retranslate() {
  table_->setAccessibleName(tr("Critical values"));
  back_->setText(tr("← Worklist"));
  title_->setText(tr("Critical values: register"));
  for (int i = 0; i < range_->count(); ++i) range_->setItemText(i, tr(kRegisterRanges[i].first));
  study_->setText(tr("Open study (Enter)"));
  read_back_->setText(tr("Read back by telephone…"));
  action_->setText(tr("Action by telephone…"));
  close_->setText(tr("Close…"));
  close_->setToolTip(tr("Only after read-back and action are on record"));
  save_->setText(tr("Export…"));
  model_->retranslate();
  show_current();
}

void RegisterPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
