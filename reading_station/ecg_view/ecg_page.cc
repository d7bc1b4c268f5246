#include "reading_station/ecg_view/ecg_page.h"

#include <algorithm>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "ecg/formats/dicom_format.h"
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

// What the device says it measured, on one line; statements at the end.
QString marks_text(const ecg::Recording& recording) {
  QStringList numbers;
  QStringList statements;
  for (const auto& mark : recording.marks) {
    const QString value = QString::fromStdString(mark.value).simplified();
    if (mark.name == "Statement") {
      if (!value.isEmpty()) statements << value;
    } else if (numbers.size() < 10) {
      numbers << QString::fromStdString(mark.name) + QStringLiteral(" ") + value + QStringLiteral(" ") +
                     QString::fromStdString(mark.unit);
    }
  }
  return (numbers + statements.mid(0, 6)).join(QStringLiteral("   ·   "));
}

QComboBox* choice(const char* name, QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setObjectName(QLatin1String(name));
  box->setFocusPolicy(Qt::ClickFocus);
  return box;
}

}  // namespace

EcgPage::EcgPage(CallRunner& runner, QWidget* parent)
    : QWidget(parent),
      runner_(runner),
      which_(choice("ecg_which", this)),
      format_(choice("ecg_format", this)),
      speed_(choice("ecg_speed", this)),
      gain_(choice("ecg_gain", this)),
      dark_(new QPushButton(this)),
      marks_(new QLabel(this)),
      sheet_(new ui::EcgSheet(this)) {
  setObjectName(QStringLiteral("ecg_page"));
  dark_->setObjectName(QStringLiteral("ecg_dark"));
  dark_->setCheckable(true);
  marks_->setObjectName(QStringLiteral("ecg_marks"));
  marks_->setWordWrap(true);
  format_->addItem(QStringLiteral("3 × 4 + II"), static_cast<int>(ui::SheetFormat::k3x4));
  format_->addItem(QStringLiteral("6 × 2 + II"), static_cast<int>(ui::SheetFormat::k6x2));
  format_->addItem(QStringLiteral("12 × 1"), static_cast<int>(ui::SheetFormat::k12x1));
  for (const double speed : {12.5, 25.0, 50.0}) speed_->addItem(QStringLiteral("%1 mm/s").arg(speed), speed);
  for (const double gain : {5.0, 10.0, 20.0}) gain_->addItem(QStringLiteral("%1 mm/mV").arg(gain), gain);
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  for (QWidget* widget : {static_cast<QWidget*>(which_), static_cast<QWidget*>(format_), static_cast<QWidget*>(speed_),
                          static_cast<QWidget*>(gain_), static_cast<QWidget*>(dark_)})
    bar->addWidget(widget);
  bar->addStretch();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 6, 8);
  column->setSpacing(8);
  column->addLayout(bar);
  column->addWidget(marks_);
  column->addWidget(sheet_, 1);

  connect(which_, &QComboBox::currentIndexChanged, this, &EcgPage::show_current);
  connect(format_, &QComboBox::activated, this,
          [this] { sheet_->set_format(static_cast<ui::SheetFormat>(format_->currentData().toInt())); });
  connect(speed_, &QComboBox::activated, this, [this] { sheet_->set_speed(speed_->currentData().toDouble()); });
  connect(gain_, &QComboBox::activated, this, [this] { sheet_->set_gain(gain_->currentData().toDouble()); });
  connect(dark_, &QPushButton::toggled, this,
          [this](bool dark) { sheet_->set_colours(dark ? ui::SheetColours::kDark : ui::SheetColours::kPaper); });
  connect(sheet_, &ui::EcgSheet::style_changed, this, &EcgPage::sync_controls);
  sync_controls();
  retranslate();
}

void EcgPage::clear() {
  ++generation_;
  recordings_.clear();
  which_->clear();
  which_->hide();
  message_ = nullptr;
  marks_->clear();
  sheet_->clear();
}

void EcgPage::load_file(const QString& path, const QString& charset_override) {
  runner_.background(
      [file = path.toStdString(), charset = charset_override.toStdString()]() -> Result<ecg::Recording> {
        auto waveform = dicom::read_waveform(file, charset);
        if (!waveform) return fail(waveform);
        return ecg::from_dicom(*waveform);
      },
      [this, mine = generation_](Result<ecg::Recording> recording) {
        if (mine != generation_) return;
        if (!recording) {
          set_message([error = recording.error()] { return error_text(error); });
          return Q_EMIT unreadable(recording.error());
        }
        recordings_.push_back(std::make_shared<const ecg::Recording>(std::move(*recording)));
        which_->addItem(time_text(*recordings_.back()));
        which_->setVisible(recordings_.size() > 1);
        which_->setCurrentIndex(which_->count() - 1);
        show_current();
      });
}

std::shared_ptr<const ecg::Recording> EcgPage::recording() const {
  const int at = which_->currentIndex();
  return at < 0 || at >= static_cast<int>(recordings_.size()) ? nullptr : recordings_[static_cast<std::size_t>(at)];
}

void EcgPage::show_current() {
  if (!recording()) return;
  message_ = nullptr;
  marks_->setText(
      (QStringList()
       << time_text(*recording())
       << QString::fromStdString(recording()->device.manufacturer + " " + recording()->device.model).trimmed()
       << marks_text(*recording()))
          .filter(QRegularExpression(QStringLiteral(".+")))
          .join(QStringLiteral("   ·   ")));
  sheet_->show_recording(recording());
  Q_EMIT recording_shown();
}

void EcgPage::set_message(std::function<QString()> sentence) {
  message_ = std::move(sentence);
  marks_->setText(message_());
}

void EcgPage::sync_controls() {
  speed_->setCurrentIndex(speed_->findData(sheet_->style().mm_per_second));
  gain_->setCurrentIndex(gain_->findData(sheet_->style().mm_per_millivolt));
  format_->setCurrentIndex(format_->findData(static_cast<int>(sheet_->style().format)));
}

void EcgPage::retranslate() {
  if (message_) marks_->setText(message_());
  which_->setToolTip(tr("Recordings of this study"));
  dark_->setText(tr("Dark"));
  dark_->setToolTip(tr("Light tracing on dark ground"));
  format_->setToolTip(tr("Arrangement of the leads"));
  speed_->setToolTip(tr("Paper speed (keys < and >, or Ctrl and the wheel)"));
  gain_->setToolTip(tr("Gain (keys + and -, or the wheel)"));
  sheet_->setToolTip(tr("Drag to measure time and voltage"));
}

void EcgPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
