#include "reading_station/critical/notice_dialog.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/critical/notice_words.h"
#include "reading_station/critical/room_for_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using ui::named;

// critical.proto's limits.
constexpr int kFindingCharacters = 1000;
constexpr int kAdviceCharacters = 500;
constexpr int kReasonCharacters = 2000;

QString typed(const QPlainTextEdit* field, int limit) { return field->toPlainText().trimmed().left(limit); }

}  // namespace

QString entry_stated(const v1::CriticalTable& table, const QStringList& stated) {
  for (const auto& entry : table.entries())
    for (const auto& word : entry.words())
      for (const auto& said : stated)
        if (said.contains(from(word), Qt::CaseInsensitive)) return from(entry.entry_id());
  return {};
}

NoticeDialog::NoticeDialog(About about, QWidget* parent)
    : QDialog(parent),
      about_(std::move(about)),
      title_(named<QLabel>("notice_title", this)),
      about_label_(named<QLabel>("notice_about", this)),
      stated_(named<QLabel>("notice_stated", this)),
      entry_label_(named<QLabel>("notice_entry_label", this)),
      entry_(named<QComboBox>("notice_entry", this)),
      finding_label_(named<QLabel>("notice_finding_label", this)),
      finding_(named<QPlainTextEdit>("notice_finding", this)),
      advice_label_(named<QLabel>("notice_advice_label", this)),
      advice_(named<QPlainTextEdit>("notice_advice", this)),
      check_title_(named<QLabel>("notice_check_title", this)),
      name_label_(named<QLabel>("notice_name_label", this)),
      name_(named<QLineEdit>("notice_checker", this)),
      password_label_(named<QLabel>("notice_password_label", this)),
      password_(named<QLineEdit>("notice_password", this)),
      reason_label_(named<QLabel>("notice_reason_label", this)),
      reason_(named<QLineEdit>("notice_reason", this)),
      list_(named<QLabel>("notice_list", this)),
      note_(named<QLabel>("notice_note", this)),
      cancel_(named<QPushButton>("notice_cancel", this)),
      send_(named<QPushButton>("notice_send", this)) {
  setObjectName(QStringLiteral("notice_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  build();
  finding_->setPlainText(about_.finding.left(kFindingCharacters));
  retranslate();
}

void NoticeDialog::build() {
  for (auto* label : {title_, about_label_, stated_, check_title_, list_, note_}) label->setWordWrap(true);
  for (auto* label : {about_label_, stated_, list_}) label->setTextFormat(Qt::PlainText);
  title_->setStyleSheet(QStringLiteral("font-size: 20px; font-weight: bold"));
  about_label_->setStyleSheet(QStringLiteral("font-size: 16px; font-weight: bold"));
  ui::set_tone(*about_label_, ui::Tone::kAttention);
  check_title_->setStyleSheet(QStringLiteral("font-weight: bold"));
  ui::set_tone(*list_, ui::Tone::kQuiet);
  for (auto* field : {finding_, advice_}) {
    field->setTabChangesFocus(true);
    field->setMinimumHeight(74);
    field->setMaximumHeight(96);
  }
  password_->setEchoMode(QLineEdit::Password);
  name_->setMaxLength(64);
  reason_->setMaxLength(kReasonCharacters);
  send_->setDefault(true);
  send_->setMinimumHeight(46);
  send_->setProperty("alarms", true);
  send_->setStyleSheet(QStringLiteral("font-size: 17px"));
  // No form layout: it gives wrapped words too little room.
  auto* words = new QGridLayout;
  words->setColumnStretch(1, 1);
  words->addWidget(entry_label_, 0, 0);
  words->addWidget(entry_, 0, 1);
  words->addWidget(finding_label_, 1, 0, Qt::AlignTop);
  words->addWidget(finding_, 1, 1);
  words->addWidget(advice_label_, 2, 0, Qt::AlignTop);
  words->addWidget(advice_, 2, 1);
  auto* check = new QGridLayout;
  check->setColumnStretch(1, 1);
  check->addWidget(name_label_, 0, 0);
  check->addWidget(name_, 0, 1);
  check->addWidget(password_label_, 1, 0);
  check->addWidget(password_, 1, 1);
  check->addWidget(reason_label_, 2, 0);
  check->addWidget(reason_, 2, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(cancel_);
  buttons->addStretch();
  buttons->addWidget(send_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 16, 18, 14);
  column->setSpacing(10);
  column->addWidget(title_);
  column->addWidget(about_label_);
  column->addWidget(stated_);
  column->addLayout(words);
  column->addWidget(check_title_);
  column->addLayout(check);
  column->addWidget(list_);
  column->addWidget(note_);
  column->addLayout(buttons);
  setMinimumWidth(660);
  connect(entry_, &QComboBox::currentIndexChanged, this, &NoticeDialog::judge);
  for (auto* field : {finding_, advice_}) connect(field, &QPlainTextEdit::textChanged, this, &NoticeDialog::judge);
  for (auto* field : {name_, password_, reason_}) connect(field, &QLineEdit::textChanged, this, &NoticeDialog::judge);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(send_, &QPushButton::clicked, this, [this] {
    complaint_.clear();
    Q_EMIT send_wanted();
  });
}

void NoticeDialog::set_table(const std::optional<v1::CriticalTable>& table) {
  table_ = table;
  fill_entries();
  retranslate();
}

void NoticeDialog::fill_entries() {
  const auto chosen = entry_->currentData();
  {
    const QSignalBlocker quiet(entry_);
    entry_->clear();
    // Nothing is chosen for the person unless the report's own words say it.
    entry_->addItem(tr("Choose from the county's list…"), QVariant());
    const auto wanted = about_.is_ecg ? v1::CRITICAL_EXAM_ECG : v1::CRITICAL_EXAM_IMAGING;
    if (table_)
      for (const auto& entry : table_->entries())
        if (entry.exam() == wanted) entry_->addItem(own_words(entry.name()), from(entry.entry_id()));
    entry_->addItem(tr("Not on the list, and critical all the same"), QString());
    auto start = chosen;
    if (!start.isValid() && table_) {
      const auto stated = entry_stated(*table_, about_.stated);
      if (!stated.isEmpty()) start = stated;
    }
    for (int i = 1; i < entry_->count(); ++i)
      if (start.isValid() && entry_->itemData(i) == start) entry_->setCurrentIndex(i);
  }
  judge();
}

NoticeDesk::Notice NoticeDialog::given() const {
  NoticeDesk::Notice notice;
  notice.entry_id = entry_->currentData().toString();
  notice.finding = typed(finding_, kFindingCharacters);
  notice.advice = typed(advice_, kAdviceCharacters);
  notice.checker_user_name = name_->text().trimmed();
  notice.checker_password = password_->text();
  if (checks_alone()) notice.check_reason = reason_->text().trimmed();
  return notice;
}

bool NoticeDialog::checks_alone() const {
  return name_->text().trimmed().compare(about_.user_name, Qt::CaseInsensitive) == 0;
}

void NoticeDialog::judge() {
  const bool by_day = table_ && !table_->is_night();
  const bool needs_reason = checks_alone() && by_day;
  if (reason_->isVisibleTo(this) != needs_reason) {
    reason_->setVisible(needs_reason);
    reason_label_->setVisible(needs_reason);
    if (isVisible()) give_room_for_words(*this);
  }
  const bool complete = table_ && entry_->currentIndex() > 0 && !typed(finding_, kFindingCharacters).isEmpty() &&
                        !name_->text().trimmed().isEmpty() && !password_->text().isEmpty() &&
                        (!needs_reason || !reason_->text().trimmed().isEmpty());
  const bool busy = way_ != Way::kNone;
  send_->setEnabled(complete && !busy);
  for (QWidget* field :
       {static_cast<QWidget*>(entry_), static_cast<QWidget*>(finding_), static_cast<QWidget*>(advice_),
        static_cast<QWidget*>(name_), static_cast<QWidget*>(password_), static_cast<QWidget*>(reason_)})
    field->setEnabled(!busy);
}

void NoticeDialog::show_way(Way way) {
  way_ = way;
  if (way != Way::kNone) complaint_.clear();
  retranslate();
}

void NoticeDialog::complain(const QString& sentence) {
  way_ = Way::kNone;
  complaint_ = sentence;
  password_->clear();
  retranslate();
  password_->setFocus();
}

void NoticeDialog::retranslate() {
  setWindowTitle(tr("Critical value"));
  title_->setText(tr("Critical value: tell the site"));
  QStringList about{about_.patient, about_.exam, about_.site};
  about.removeAll(QString());
  about_label_->setText(about.join(QStringLiteral("   ·   ")));
  QStringList stated;
  if (!about_.stated.isEmpty()) stated << tr("The report states: %1").arg(about_.stated.join(QStringLiteral(", ")));
  if (about_.sent_before > 0)
    stated << tr("%n critical value(s) of this study were sent before.", nullptr, about_.sent_before);
  stated_->setText(stated.join(QLatin1Char('\n')));
  stated_->setVisible(!stated.isEmpty());
  entry_label_->setText(tr("Item"));
  finding_label_->setText(tr("Finding"));
  finding_->setPlaceholderText(tr("As the site is to read it back; at most %1 characters").arg(kFindingCharacters));
  advice_label_->setText(tr("Advice"));
  advice_->setPlaceholderText(
      tr("What is to be done at once, if anything; at most %1 characters").arg(kAdviceCharacters));
  const bool night = table_ && table_->is_night();
  check_title_->setText(
      night ? tr("Second check. A colleague, or at night you yourself once more: read what stands above "
                 "again, then give name and password.")
            : tr("Second check. A colleague reads what stands above and gives their own name and "
                 "password."));
  name_label_->setText(tr("Checked by"));
  name_->setPlaceholderText(tr("User name"));
  password_label_->setText(tr("Password"));
  password_->setAccessibleName(tr("Password"));
  entry_->setAccessibleName(tr("Item"));
  reason_label_->setText(tr("Reason"));
  reason_->setPlaceholderText(tr("Why you check alone by day"));
  list_->setText(
      table_ ? tr("List: %1, version %2. %3").arg(from(table_->name()), from(table_->version()), from(table_->source()))
             : tr("Loading the county's list…"));
  cancel_->setText(tr("Cancel"));
  send_->setText(tr("Send now"));
  ui::set_tone(*note_, complaint_.isEmpty() ? ui::Tone::kAttention : ui::Tone::kBad);
  if (way_ == Way::kSending)
    note_->setText(tr("Sending…"));
  else if (way_ == Way::kNoLink)
    note_->setText(tr("NOT SENT: no connection to the centre. It goes out as soon as it is back. Phone the site now."));
  else
    note_->setText(complaint_);
  // Closing the window takes nothing back that is on its way.
  if (way_ != Way::kNone) cancel_->setText(tr("Close window"));
  judge();
  if (isVisible()) give_room_for_words(*this);  // a list or a complaint has come
}

void NoticeDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  give_room_for_words(*this);
}

void NoticeDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    fill_entries();
    retranslate();
  }
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
