#include "reading_station/ecg_view/ecg_page.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/ecg_view/ecg_panel.h"
#include "reading_station/ecg_view/ecg_toolbar.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/ecg_view/report_words.h"
#include "reading_station/session/error_text.h"

namespace rdc::station {
namespace {

QString time_text(const ecg::Recording& recording) {
  if (!recording.acquired_at) return {};
  const auto day = std::chrono::floor<std::chrono::days>(*recording.acquired_at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(*recording.acquired_at - day)};
  return QString::fromStdString(fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", int{date.year()},
                                            unsigned{date.month()}, unsigned{date.day()}, clock.hours().count(),
                                            clock.minutes().count(), clock.seconds().count()));
}

// What the device says of itself and of the tracing, on one line.
QString device_text(const ecg::Recording& recording) {
  QStringList words{time_text(recording),
                    QString::fromStdString(recording.device.manufacturer + " " + recording.device.model).trimmed()};
  for (const auto& mark : recording.marks) {
    const QString value = QString::fromStdString(mark.value).simplified();
    if (mark.name == "Statement" && !value.isEmpty() && words.size() < 8) words << value;
  }
  return words.filter(QRegularExpression(QStringLiteral(".+"))).join(QStringLiteral("   ·   "));
}

}  // namespace

EcgPage::EcgPage(CallRunner& runner, QSettings& settings, QWidget* parent)
    : QWidget(parent),
      runner_(runner),
      calibrations_(settings),
      toolbar_(nullptr),
      headline_(ui::named<QLabel>("ecg_headline", this)),
      details_(ui::named<QLabel>("ecg_marks", this)),
      scroll_(ui::named<QScrollArea>("ecg_scroll", this)),
      sheet_(new ui::EcgSheet(this)),
      panel_(new EcgPanel(overread_, this)),
      splitter_(ui::named<QSplitter>("ecg_splitter", this)) {
  setObjectName(QStringLiteral("ecg_page"));
  toolbar_ = new EcgToolbar(*sheet_, this);
  build();
  wire();
  retranslate();
}

// What shows the overread goes before it.
EcgPage::~EcgPage() {
  delete toolbar_;
  delete splitter_;
}

void EcgPage::build() {
  headline_->setMargin(5);
  headline_->hide();
  details_->setWordWrap(true);
  scroll_->setWidget(sheet_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setFocusPolicy(Qt::NoFocus);
  sheet_->set_fit(ui::EcgSheet::Fit::kTrueSize);
  splitter_->setOrientation(Qt::Vertical);
  splitter_->addWidget(scroll_);
  splitter_->addWidget(panel_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 0);
  splitter_->setSizes({560, 290});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 6, 8);
  column->setSpacing(6);
  column->addWidget(toolbar_);
  column->addWidget(headline_);
  column->addWidget(details_);
  column->addWidget(splitter_, 1);
}

void EcgPage::wire() {
  connect(toolbar_, &EcgToolbar::tracing_chosen, this, [this](int index) {
    shown_ = index;
    show_current();
  });
  connect(toolbar_, &EcgToolbar::filters_changed, this, &EcgPage::apply_filters);
  connect(toolbar_, &EcgToolbar::prior_toggled, this, &EcgPage::show_picture);
  connect(toolbar_, &EcgToolbar::calibration_wanted, this, &EcgPage::ask_calibration);
  connect(sheet_, &ui::EcgSheet::screen_changed, this, &EcgPage::look_up_calibration);
  connect(panel_, &EcgPanel::leads_chosen, this,
          [this](const std::vector<ecg::Lead>& leads) { sheet_->highlight(leads); });
  connect(panel_, &EcgPanel::report_wanted, this, &EcgPage::give_report_text);
  const auto key = [this](const QKeySequence& keys, auto act) {
    connect(new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this,
            act);
  };
  key(Qt::Key_F2, [this] { sheet_->setFocus(); });
  key(Qt::Key_F3, [this] { panel_->tree()->setFocus(); });
  key(Qt::Key_F4, [this] { panel_->table()->setFocus(); });
  key(Qt::CTRL | Qt::Key_I, [this] { give_report_text(); });
  connect(new QShortcut(Qt::Key_T, sheet_, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, [this] {
    sheet_->set_page(sheet_->page() == ui::EcgSheet::Page::kMedian ? ui::EcgSheet::Page::kTracing
                                                                   : ui::EcgSheet::Page::kMedian);
  });
}

void EcgPage::clear() {
  ++generation_;
  ++filter_generation_;
  tracings_.clear();
  shown_ = -1;
  prior_ = {};
  prior_label_.clear();
  filtered_.reset();
  message_ = nullptr;
  overread_.clear();
  toolbar_->set_tracings({}, -1);
  toolbar_->set_prior({});
  headline_->hide();
  details_->clear();
  sheet_->highlight({});
  sheet_->clear();
  sheet_->set_page(ui::EcgSheet::Page::kTracing);
  panel_->clear();
}

void EcgPage::start_with_median() {
  median_first_ = current() == nullptr;
  if (current() != nullptr && current()->ecg.measured) sheet_->set_page(ui::EcgSheet::Page::kMedian);
}

void EcgPage::set_writable(bool writable) { panel_->set_writable(writable); }

void EcgPage::load(const StoredObjectPtr& object, const QString& charset_override, const QString& digest) {
  runner_.background([object, charset = charset_override.toStdString()] { return read_and_analyse(*object, charset); },
                     [this, mine = generation_, digest](Result<AnalysedEcg> ecg) {
                       if (mine != generation_) return;
                       if (!ecg) {
                         set_message([error = ecg.error()] { return error_text(error); });
                         return Q_EMIT unreadable(ecg.error());
                       }
                       tracings_.push_back({std::move(*ecg), digest, nullptr});
                       shown_ = static_cast<int>(tracings_.size()) - 1;
                       QStringList times;
                       for (const auto& tracing : tracings_) times << time_text(*tracing.ecg.recording);
                       toolbar_->set_tracings(times, shown_);
                       show_current();
                     });
}

void EcgPage::set_central_analysis(const QString& digest, const v1::EcgAnalysis& analysis) {
  for (std::size_t i = 0; i < tracings_.size(); ++i) {
    if (tracings_[i].digest != digest || digest.isEmpty()) continue;
    tracings_[i].central = std::make_shared<const v1::EcgAnalysis>(analysis);
    if (static_cast<int>(i) != shown_) continue;
    const auto stored = overread_.message();  // what the reader did meanwhile stays
    overread_.begin(analysis, &stored);
    panel_->show(tracings_[i].ecg, tracings_[i].central);
    show_headline();
  }
}

void EcgPage::set_prior(const AnalysedEcg& prior, const QString& label) {
  prior_ = prior;
  prior_label_ = prior.recording ? label : QString();
  toolbar_->set_prior(prior_label_);
  panel_->set_prior(prior.recording ? prior.analysis : nullptr);
  show_picture();
}

const EcgPage::Tracing* EcgPage::current() const {
  return shown_ < 0 || shown_ >= static_cast<int>(tracings_.size()) ? nullptr
                                                                    : &tracings_[static_cast<std::size_t>(shown_)];
}

std::shared_ptr<const ecg::Recording> EcgPage::recording() const {
  return current() != nullptr ? current()->ecg.recording : nullptr;
}

const v1::EcgAnalysis* EcgPage::analysis() const {
  if (current() == nullptr) return nullptr;
  return current()->central ? current()->central.get() : current()->ecg.analysis.get();
}

bool EcgPage::analysed_here() const { return current() != nullptr && !current()->central; }

QString EcgPage::digest() const { return current() != nullptr ? current()->digest : QString(); }

void EcgPage::show_current() {
  if (current() == nullptr) return;
  message_ = nullptr;
  filtered_.reset();
  overread_.begin(*analysis());
  details_->setText(device_text(*current()->ecg.recording));
  details_->setVisible(!details_->text().isEmpty());
  if (std::exchange(median_first_, false) && current()->ecg.measured) sheet_->set_page(ui::EcgSheet::Page::kMedian);
  show_picture();
  panel_->show(current()->ecg, current()->central ? current()->central : current()->ecg.analysis);
  show_headline();
  if (toolbar_->filters().any()) apply_filters();
  Q_EMIT recording_shown();
}

void EcgPage::show_picture() {
  if (current() == nullptr) return;
  const auto& ecg = current()->ecg;
  sheet_->show_picture({filtered_ ? filtered_ : ecg.recording, ecg.measured, ecg.thresholds,
                        toolbar_->shows_prior() ? prior_.measured : nullptr});
}

void EcgPage::apply_filters() {
  filters_ = toolbar_->filters();
  ui::SheetStyle style = sheet_->style();
  style.filters = filter_text(filters_);
  sheet_->set_style(style);
  if (current() == nullptr) return;
  const quint64 mine = ++filter_generation_;
  if (!filters_.any()) {
    filtered_.reset();
    return show_picture();
  }
  runner_.background(
      [ecg = current()->ecg, filters = filters_] { return filtered(*ecg.recording, ecg.measured.get(), filters); },
      [this, mine](std::shared_ptr<const ecg::Recording> result) {
        if (mine != filter_generation_) return;
        filtered_ = std::move(result);
        show_picture();
      });
}

void EcgPage::show_headline() {
  const v1::EcgAnalysis* analysis = this->analysis();
  headline_->setVisible(analysis != nullptr);
  if (analysis == nullptr) return;
  QStringList words_of_it;
  if (!analysis->unreadable_reason().empty()) {
    words_of_it << tr("Not analysed (%1): read it yourself").arg(QString::fromStdString(analysis->unreadable_reason()));
  } else {
    words_of_it << tier_text(analysis->tier(), analysis->score()) << words(analysis->headline());
  }
  words_of_it << (analysed_here() ? tr("analysed here, rules %1") : tr("analysed by the centre, rules %1"))
                     .arg(QString::fromStdString(analysis->rule_version()));
  headline_->setText(words_of_it.join(QStringLiteral("   ·   ")));
  const QString weight = analysis->tier() >= v1::ECG_TIER_SUSPECTED ? QStringLiteral("font-weight: bold") : QString();
  headline_->setStyleSheet(QStringLiteral("background: %1; color: %2; border-radius: 4px; %3")
                               .arg(tier_colour(analysis->tier()).name(), ui::on_signal().name(), weight));
}

void EcgPage::look_up_calibration() {
  if (sheet_->screen() != nullptr) sheet_->calibrate(calibrations_.find(*sheet_->screen()));
}

void EcgPage::ask_calibration() {
  auto* dialog = new ui::CalibrationDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ui::CalibrationDialog::calibrated, this, [this, dialog](double pixels_per_mm) {
    // The dialog may have been pulled to another screen than the window's.
    if (dialog->screen() != nullptr) calibrations_.save(*dialog->screen(), pixels_per_mm);
    look_up_calibration();
  });
  dialog->open();
}

void EcgPage::give_report_text() {
  if (analysis() == nullptr || overread_.standing_texts().isEmpty()) return;
  Q_EMIT report_text(measurement_sentence(*analysis(), overread_), overread_.standing_texts().join(QLatin1Char('\n')));
}

void EcgPage::set_message(std::function<QString()> sentence) {
  message_ = std::move(sentence);
  details_->setText(message_());
  details_->show();
}

void EcgPage::retranslate() {
  if (message_) details_->setText(message_());
  sheet_->setToolTip(
      tr("Drag to measure time and voltage; drag a line to move it. C: caliper by keyboard, M: march it out"));
  show_headline();
  if (filters_.any()) apply_filters();
}

void EcgPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
