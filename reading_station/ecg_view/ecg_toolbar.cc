#include "reading_station/ecg_view/ecg_toolbar.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "common/ui/named.h"
#include "common/ui/tone.h"

namespace rdc::station {

using ui::named;

EcgToolbar::EcgToolbar(ui::EcgSheet& sheet, QWidget* parent)
    : QWidget(parent),
      sheet_(sheet),
      which_(named<QComboBox>("ecg_which", this)),
      median_(named<QPushButton>("ecg_median", this)),
      format_(named<QComboBox>("ecg_format", this)),
      speed_(named<QComboBox>("ecg_speed", this)),
      gain_(named<QComboBox>("ecg_gain", this)),
      filter_button_(named<QToolButton>("ecg_filters", this)),
      view_button_(named<QToolButton>("ecg_view", this)),
      prior_(named<QPushButton>("ecg_prior", this)),
      truth_(named<QPushButton>("ecg_truth", this)),
      filter_menu_(new QMenu(this)),
      view_menu_(new QMenu(this)),
      baseline_(filter_menu_->addAction(QString())),
      muscle_(filter_menu_->addAction(QString())),
      mains_(filter_menu_->addAction(QString())),
      cabrera_(view_menu_->addAction(QString())),
      marks_(view_menu_->addAction(QString())),
      rhythm_v1_(view_menu_->addAction(QString())),
      dark_(view_menu_->addAction(QString())),
      true_size_(view_menu_->addAction(QString())) {
  setObjectName(QStringLiteral("ecg_toolbar"));
  build();
  build_menus();
  wire();
  sync();
  retranslate();
}

void EcgToolbar::build() {
  median_->setCheckable(true);
  prior_->setCheckable(true);
  prior_->setChecked(true);
  prior_->hide();
  which_->hide();
  format_->addItem(QStringLiteral("3 × 4 + 1"), static_cast<int>(ui::SheetFormat::k3x4));
  format_->addItem(QStringLiteral("6 × 2 + 1"), static_cast<int>(ui::SheetFormat::k6x2));
  format_->addItem(QStringLiteral("12 × 1"), static_cast<int>(ui::SheetFormat::k12x1));
  for (const double speed : {12.5, 25.0, 50.0}) speed_->addItem(QStringLiteral("%1 mm/s").arg(speed), speed);
  for (const double gain : {5.0, 10.0, 20.0}) gain_->addItem(QStringLiteral("%1 mm/mV").arg(gain), gain);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  for (QWidget* widget :
       std::initializer_list<QWidget*>{which_, median_, format_, speed_, gain_, filter_button_, view_button_, prior_}) {
    widget->setFocusPolicy(Qt::TabFocus);
    row->addWidget(widget);
  }
  row->addStretch();
  truth_->setFocusPolicy(Qt::TabFocus);
  row->addWidget(truth_);
}

void EcgToolbar::build_menus() {
  const auto set_up = [](QAction* action, const char* name, const QKeySequence& key) {
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WindowShortcut);
  };
  set_up(baseline_, "ecg_filter_baseline", Qt::CTRL | Qt::Key_1);
  set_up(muscle_, "ecg_filter_muscle", Qt::CTRL | Qt::Key_2);
  set_up(mains_, "ecg_filter_mains", Qt::CTRL | Qt::Key_3);
  set_up(cabrera_, "ecg_cabrera", Qt::CTRL | Qt::Key_R);
  set_up(marks_, "ecg_marks_shown", Qt::CTRL | Qt::Key_B);
  set_up(rhythm_v1_, "ecg_rhythm_v1", Qt::CTRL | Qt::Key_H);
  set_up(dark_, "ecg_dark", Qt::CTRL | Qt::Key_D);
  set_up(true_size_, "ecg_true_size", Qt::CTRL | Qt::Key_M);
  marks_->setChecked(true);
  true_size_->setChecked(true);
  for (auto [button, menu] : {std::pair{filter_button_, filter_menu_}, std::pair{view_button_, view_menu_}}) {
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  }
  // So that their keys work while the menu is closed.
  for (auto* menu : {filter_menu_, view_menu_}) addActions(menu->actions());
}

void EcgToolbar::wire() {
  connect(which_, &QComboBox::activated, this, &EcgToolbar::tracing_chosen);
  connect(median_, &QPushButton::toggled, this,
          [this](bool on) { sheet_.set_page(on ? ui::EcgSheet::Page::kMedian : ui::EcgSheet::Page::kTracing); });
  connect(format_, &QComboBox::activated, this,
          [this] { sheet_.set_format(static_cast<ui::SheetFormat>(format_->currentData().toInt())); });
  connect(speed_, &QComboBox::activated, this, [this] { sheet_.set_speed(speed_->currentData().toDouble()); });
  connect(gain_, &QComboBox::activated, this, [this] { sheet_.set_gain(gain_->currentData().toDouble()); });
  for (auto* action : {baseline_, muscle_, mains_}) {
    connect(action, &QAction::toggled, this, [this] {
      filters_ = {baseline_->isChecked(), muscle_->isChecked(), mains_->isChecked()};
      filter_button_->setProperty("active", filters_.any());
      retranslate();
      Q_EMIT filters_changed();
    });
  }
  const auto restyle = [this] {
    ui::SheetStyle style = sheet_.style();
    style.order = cabrera_->isChecked() ? ui::LeadOrder::kCabrera : ui::LeadOrder::kStandard;
    style.colours = dark_->isChecked() ? ui::SheetColours::kDark : ui::SheetColours::kPaper;
    style.rhythm_lead = rhythm_v1_->isChecked() ? ecg::Lead::kV1 : ecg::Lead::kII;
    sheet_.set_style(style);
  };
  for (auto* action : {cabrera_, dark_, rhythm_v1_}) connect(action, &QAction::toggled, this, restyle);
  connect(marks_, &QAction::toggled, this,
          [this](bool on) { sheet_.set_marks(on ? ui::EcgSheet::Marks::kShown : ui::EcgSheet::Marks::kHidden); });
  connect(true_size_, &QAction::toggled, this,
          [this](bool on) { sheet_.set_fit(on ? ui::EcgSheet::Fit::kTrueSize : ui::EcgSheet::Fit::kWindow); });
  connect(prior_, &QPushButton::toggled, this, &EcgToolbar::prior_toggled);
  connect(truth_, &QPushButton::clicked, this, &EcgToolbar::calibration_wanted);
  connect(&sheet_, &ui::EcgSheet::style_changed, this, &EcgToolbar::sync);
}

bool EcgToolbar::shows_prior() const { return prior_->isChecked(); }

void EcgToolbar::set_tracings(const QStringList& times, int current) {
  which_->clear();
  which_->addItems(times);
  which_->setCurrentIndex(current);
  which_->setVisible(times.size() > 1);
}

void EcgToolbar::set_prior(const QString& label) {
  prior_label_ = label;
  prior_->setVisible(!label.isEmpty());
  retranslate();
}

void EcgToolbar::sync() {
  speed_->setCurrentIndex(speed_->findData(sheet_.style().mm_per_second));
  gain_->setCurrentIndex(gain_->findData(sheet_.style().mm_per_millivolt));
  format_->setCurrentIndex(format_->findData(static_cast<int>(sheet_.style().format)));
  format_->setEnabled(sheet_.page() == ui::EcgSheet::Page::kTracing);
  median_->setChecked(sheet_.page() == ui::EcgSheet::Page::kMedian);
  const bool is_true = sheet_.truth() == ui::EcgSheet::Truth::kCalibrated;
  truth_->setText(is_true ? tr("mm true") : tr("mm NOT true: calibrate…"));
  truth_->setToolTip(sheet_.truth_text() + QLatin1Char('\n') + tr("Press to calibrate this screen with a ruler"));
  ui::set_tone(*truth_, is_true ? ui::Tone::kGood : ui::Tone::kWarning);
}

void EcgToolbar::retranslate() {
  which_->setToolTip(tr("Recordings of this study"));
  median_->setText(tr("Median beats"));
  median_->setToolTip(tr("Median beats with J point and threshold, or the whole tracing (T)"));
  format_->setToolTip(tr("Arrangement of the leads"));
  speed_->setToolTip(tr("Paper speed (keys < and >, or Ctrl and the wheel)"));
  gain_->setToolTip(tr("Gain (keys + and -, or the wheel)"));
  filter_button_->setText(filters_.any() ? tr("Filters ON") : tr("Filters off"));
  filter_button_->setToolTip(tr("For looking only: everything is measured on the tracing as recorded"));
  ui::set_tone(*filter_button_, filters_.any() ? ui::Tone::kWarning : ui::Tone::kPlain);
  view_button_->setText(tr("View"));
  baseline_->setText(tr("Baseline (leaves ST as it is)"));
  muscle_->setText(tr("Muscle noise, %1 Hz (makes QRS smaller)").arg(kMuscleFilterHz));
  mains_->setText(tr("Mains hum"));
  cabrera_->setText(tr("Cabrera order"));
  marks_->setText(tr("Name the beats"));
  rhythm_v1_->setText(tr("Rhythm strip of V1 instead of II"));
  dark_->setText(tr("Light tracing on dark ground"));
  true_size_->setText(tr("True millimetres where the screen is calibrated"));
  prior_->setText(tr("Earlier: %1").arg(prior_label_));
  prior_->setToolTip(tr("Draws the earlier ECG over the median beats, and the differences"));
  sync();
}

void EcgToolbar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
