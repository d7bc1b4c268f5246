#include "common/ui/screen_calibration.h"

#include <algorithm>
#include <cmath>

#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::ui {
namespace {

// From a 55-inch wall screen in full HD to a 4K laptop, in physical pixels.
constexpr double kLeastPerMm = 1.4;
constexpr double kMostPerMm = 20.0;
constexpr double kMostDifference = 0.02;  // between the two directions
constexpr int kRoomForLines = CalibrationDialog::kLinePixels + 60;

QString key_of(const QScreen& screen) {
  QString name = QStringList{screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name()}.join('-');
  name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]")), QStringLiteral("_"));
  const QSizeF pixels = QSizeF(screen.size()) * screen.devicePixelRatio();
  return QStringLiteral("calibration/%1-%2x%3")
      .arg(name)
      .arg(std::lround(pixels.width()))
      .arg(std::lround(pixels.height()));
}

}  // namespace

// Stored in physical pixels, so that another scale factor of the desktop does not make it wrong.
std::optional<double> ScreenCalibrations::find(const QScreen& screen) const {
  bool ok = false;
  const double physical = settings_.value(key_of(screen)).toDouble(&ok);
  if (!ok || physical < kLeastPerMm || physical > kMostPerMm) return std::nullopt;
  return physical / screen.devicePixelRatio();
}

void ScreenCalibrations::save(const QScreen& screen, double pixels_per_mm) {
  settings_.setValue(key_of(screen), pixels_per_mm * screen.devicePixelRatio());
  settings_.sync();
}

void ScreenCalibrations::forget(const QScreen& screen) { settings_.remove(key_of(screen)); }

CalibrationDialog::CalibrationDialog(QWidget* parent)
    : QDialog(parent),
      explanation_(named<QLabel>("calibration_explanation", this)),
      across_label_(named<QLabel>("calibration_across_label", this)),
      upright_label_(named<QLabel>("calibration_upright_label", this)),
      across_(named<QDoubleSpinBox>("calibration_across", this)),
      upright_(named<QDoubleSpinBox>("calibration_upright", this)),
      verdict_(named<QLabel>("calibration_verdict", this)),
      accept_(named<QPushButton>("calibration_accept", this)),
      cancel_(named<QPushButton>("calibration_cancel", this)) {
  setObjectName(QStringLiteral("calibration_dialog"));
  for (auto* box : {across_, upright_}) {
    box->setRange(0.0, 400.0);
    box->setDecimals(1);
    box->setSingleStep(0.5);
    box->setSuffix(QStringLiteral(" mm"));
    box->setSpecialValueText(QStringLiteral("—"));
    connect(box, &QDoubleSpinBox::valueChanged, this, &CalibrationDialog::judge);
  }
  for (auto* label : {explanation_, verdict_}) label->setWordWrap(true);
  accept_->setDefault(true);
  auto* form = new QGridLayout;
  form->addWidget(across_label_, 0, 0);
  form->addWidget(across_, 0, 1);
  form->addWidget(upright_label_, 1, 0);
  form->addWidget(upright_, 1, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(accept_);
  auto* side = new QVBoxLayout;
  side->addWidget(explanation_);
  side->addLayout(form);
  side->addWidget(verdict_);
  side->addStretch();
  side->addLayout(buttons);
  auto* row = new QHBoxLayout(this);
  row->addSpacing(kRoomForLines);
  row->addLayout(side, 1);
  setMinimumSize(kRoomForLines + 380, kRoomForLines + 20);
  connect(accept_, &QPushButton::clicked, this, [this] {
    const auto value = pixels_per_mm();
    if (!value) return;
    Q_EMIT calibrated(*value);
    accept();
  });
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  retranslate();
  across_->setFocus();
}

std::optional<double> CalibrationDialog::pixels_per_mm() const {
  if (across_->value() <= 0.0 || upright_->value() <= 0.0) return std::nullopt;
  const double x = kLinePixels / across_->value(), y = kLinePixels / upright_->value();
  const double physical = devicePixelRatioF() * std::min(x, y);
  if (physical < kLeastPerMm || physical > kMostPerMm) return std::nullopt;
  if (std::abs(x - y) > kMostDifference * std::max(x, y)) return std::nullopt;
  return (x + y) / 2;
}

void CalibrationDialog::judge() {
  const auto value = pixels_per_mm();
  accept_->setEnabled(value.has_value());
  if (value) {
    verdict_->setText(tr("%1 pixels are one millimetre.").arg(*value, 0, 'f', 3));
  } else if (across_->value() <= 0.0 || upright_->value() <= 0.0) {
    verdict_->setText(tr("Type both lengths."));
  } else if (const double x = across_->value(), y = upright_->value();
             std::abs(x - y) > kMostDifference * std::max(x, y)) {
    verdict_->setText(
        tr("The two lengths differ by more than 2 %: measure again, or set the monitor to its own resolution."));
  } else {
    verdict_->setText(tr("No monitor has pixels of this size: measure again."));
  }
}

void CalibrationDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(QPen(palette().color(QPalette::WindowText), 1));
  const int left = 30, top = 30, end = kLinePixels;
  // Ends are crossed so that a ruler can be laid to the middle of a stroke.
  painter.drawLine(left, top, left + end, top);
  painter.drawLine(left, top - 8, left, top + 8);
  painter.drawLine(left + end, top - 8, left + end, top + 8);
  painter.drawLine(left, top, left, top + end);
  painter.drawLine(left - 8, top, left + 8, top);
  painter.drawLine(left - 8, top + end, left + 8, top + end);
}

void CalibrationDialog::retranslate() {
  setWindowTitle(tr("Calibrate this screen"));
  explanation_->setText(
      tr("Lay a ruler on the screen and measure the two lines, across and upright, between the ends' short strokes. "
         "It holds for this screen only; move the window to another screen to calibrate that one."));
  across_label_->setText(tr("Line across"));
  upright_label_->setText(tr("Line upright"));
  accept_->setText(tr("Use"));
  cancel_->setText(tr("Cancel"));
  judge();
}

void CalibrationDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::ui
