#include "reading_station/app/batch_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/ecg_view/overread.h"
#include "reading_station/ecg_view/report_words.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

using ui::named;

BatchPage::BatchPage(BatchSigning& batch, QSettings& settings, QWidget* parent)
    : QWidget(parent),
      batch_(batch),
      calibrations_(settings),
      title_(named<QLabel>("batch_title", this)),
      patient_(named<QLabel>("batch_patient", this)),
      said_(named<QLabel>("batch_said", this)),
      sheet_(new ui::EcgSheet(this)),
      result_(named<QLabel>("batch_result", this)),
      back_(named<QPushButton>("batch_back", this)),
      count_(named<QPushButton>("batch_count", this)),
      skip_(named<QPushButton>("batch_skip", this)),
      pin_(named<QLineEdit>("batch_pin", this)),
      sign_(named<QPushButton>("batch_sign", this)),
      progress_(named<QProgressBar>("batch_progress", this)) {
  setObjectName(QStringLiteral("batch_page"));
  setFocusPolicy(Qt::StrongFocus);
  build();
  connect(sheet_, &ui::EcgSheet::screen_changed, this, [this] {
    if (sheet_->screen() != nullptr) sheet_->calibrate(calibrations_.find(*sheet_->screen()));
  });
  connect(sheet_, &ui::EcgSheet::painted, this, [this] {
    const int at = batch_.current();
    if (at < 0 || sheet_->picture().recording == nullptr ||
        sheet_->picture().recording != batch_.entries()[static_cast<std::size_t>(at)].ecg.recording)
      return;
    batch_.shown();
    refresh();
  });
  connect(&batch_, &BatchSigning::ready, this, [this] {
    asked_ = true;
    refresh();
  });
  connect(&batch_, &BatchSigning::failed, this, [this](const Error& error) {
    problem_ = error;
    refresh();
  });
  connect(&batch_, &BatchSigning::moved, this, [this] {
    sheet_->clear();
    refresh();
  });
  connect(&batch_, &BatchSigning::tracing_ready, this, [this] {
    const auto& ecg = batch_.entries()[static_cast<std::size_t>(batch_.current())].ecg;
    sheet_->show_picture({ecg.recording, ecg.measured, ecg.thresholds, {}});
    refresh();
  });
  connect(&batch_, &BatchSigning::progress, this, &BatchPage::refresh);
  connect(&batch_, &BatchSigning::finished, this, &BatchPage::refresh);
  connect(&batch_, &BatchSigning::pin_refused, this, [this] {
    pin_refused_ = true;
    refresh();
    pin_->selectAll();
    pin_->setFocus();
  });
  connect(count_, &QPushButton::clicked, this, [this] { batch_.count(); });
  connect(skip_, &QPushButton::clicked, this, [this] { batch_.skip(); });
  connect(sign_, &QPushButton::clicked, this, &BatchPage::sign);
  connect(pin_, &QLineEdit::returnPressed, this, &BatchPage::sign);
  connect(pin_, &QLineEdit::textChanged, this, &BatchPage::refresh);
  const auto leave = [this] {
    batch_.stop();
    Q_EMIT close_requested();
  };
  connect(back_, &QPushButton::clicked, this, leave);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
          &QShortcut::activated, this, leave);
  retranslate();
}

void BatchPage::build() {
  title_->setStyleSheet(QStringLiteral("font-size: 19px; font-weight: bold"));
  patient_->setStyleSheet(QStringLiteral("font-size: 17px"));
  said_->setWordWrap(true);
  result_->setWordWrap(true);
  sheet_->setFocusPolicy(Qt::ClickFocus);
  pin_->setEchoMode(QLineEdit::Password);
  pin_->setMaximumWidth(220);
  for (auto* button : {count_, skip_, back_}) button->setFocusPolicy(Qt::NoFocus);
  auto* top = new QHBoxLayout;
  top->addWidget(back_);
  top->addWidget(title_, 1);
  auto* bottom = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{count_, skip_}) bottom->addWidget(widget);
  bottom->addWidget(progress_, 1);
  bottom->addWidget(pin_);
  bottom->addWidget(sign_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 8);
  column->addLayout(top);
  column->addWidget(patient_);
  column->addWidget(said_);
  column->addWidget(sheet_, 1);
  column->addWidget(result_);
  column->addLayout(bottom);
}

void BatchPage::begin(const std::vector<v1::WorklistItem>& items) {
  asked_ = false;
  problem_.reset();
  pin_refused_ = false;
  pin_->clear();
  sheet_->clear();
  batch_.begin(items);
  refresh();
  setFocus();
}

void BatchPage::sign() {
  if (!sign_->isEnabled()) return;
  pin_refused_ = false;
  batch_.sign(pin_->text(), QLocale().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en"));
  pin_->clear();
}

void BatchPage::refresh() {
  using State = BatchSigning::State;
  const auto& entries = batch_.entries();
  const int at = batch_.current();
  const bool looking = at >= 0;
  int counts[7] = {};
  QStringList problems;
  for (const auto& entry : entries) {
    ++counts[static_cast<int>(entry.state)];
    if (entry.problem)
      problems << from(entry.item.patient().name()) + QStringLiteral(": ") + error_text(*entry.problem);
  }
  const auto number = [&](State state) { return counts[static_cast<int>(state)]; };
  patient_->setVisible(looking);
  said_->setVisible(looking);
  sheet_->setVisible(looking);
  count_->setVisible(looking);
  skip_->setVisible(looking);
  const bool can_sign = !looking && number(State::kSeen) > 0 && number(State::kSigning) == 0;
  pin_->setVisible(can_sign);
  sign_->setVisible(can_sign);
  sign_->setEnabled(can_sign && pin_->text().size() >= 6);
  sign_->setText(tr("Sign %n report(s)", nullptr, number(State::kSeen)));
  progress_->setRange(0, std::max(1, static_cast<int>(entries.size())));
  progress_->setValue(static_cast<int>(entries.size()) - number(State::kWaiting) - number(State::kShown));
  if (looking) {
    const auto& entry = entries[static_cast<std::size_t>(at)];
    count_->setEnabled(entry.state == State::kShown);
    patient_->setText(tr("%1 of %2").arg(at + 1).arg(entries.size()) + QStringLiteral("   ·   ") +
                      from(entry.item.patient().name()) + QStringLiteral("  ") + sex_age_text(entry.item.patient()) +
                      QStringLiteral("   ·   ") + from(entry.item.site_name()));
    QStringList said;
    if (entry.ecg.analysis) {
      Overread nothing;
      nothing.begin(*entry.ecg.analysis);
      for (const auto& statement : entry.ecg.analysis->statements()) said << words(statement.text());
      said << measurement_sentence(*entry.ecg.analysis, nothing);
    } else {
      said << tr("Loading…");
    }
    said_->setText(said.join(QStringLiteral("   ·   ")));
    return result_->setText({});
  }
  QStringList result;
  if (problem_)
    result << error_text(*problem_);
  else if (!asked_)
    result << tr("Asking the centre which ECGs may be signed together…");
  else if (entries.empty())
    result << tr("No unread ECG may be signed so: each needs an ordinary reading.");
  else
    result
        << tr("Seen and to be signed: %1   ·   signed: %2   ·   left for an ordinary reading: %3   ·   not signed: %4")
               .arg(number(State::kSeen) + number(State::kSigning))
               .arg(number(State::kSigned))
               .arg(number(State::kSkipped))
               .arg(number(State::kFailed));
  if (pin_refused_) result << tr("The PIN is wrong, or there is no signing key yet. Nothing more was signed.");
  result_->setText((result + problems).join(QLatin1Char('\n')));
  if (can_sign && !pin_->hasFocus() && pin_->text().isEmpty()) pin_->setFocus();
}

void BatchPage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && batch_.count()) return;
  if (event->key() == Qt::Key_S && batch_.current() >= 0) return batch_.skip();
  QWidget::keyPressEvent(event);
}

void BatchPage::retranslate() {
  title_->setText(tr("Normal ECGs: each is shown, then they are signed together"));
  back_->setText(tr("← Worklist"));
  count_->setText(tr("Normal: sign it (Space)"));
  skip_->setText(tr("Leave for an ordinary reading (S)"));
  pin_->setPlaceholderText(tr("Signing PIN"));
  refresh();
}

void BatchPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
