#include "reading_station/alert/board_window.h"

#include <algorithm>
#include <cmath>

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

#include "common/ui/case_timeline.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

constexpr int kMostOnBoard = 8;  // more would be too small to read: the rest is counted

QFont board_font(const QFont& from, double pixels, bool bold = false) {
  QFont font(from);
  font.setPixelSize(std::max(10, static_cast<int>(std::lround(pixels))));
  font.setBold(bold);
  return font;
}

// Of the clocks that run the one that is nearest to its target, or furthest beyond it.
const v1::CaseInterval* tightest(const v1::AlertCase& one, qint64 now_ms) {
  const v1::CaseInterval* found = nullptr;
  double most = -1.0;
  for (const auto& interval : one.intervals()) {
    if (!interval.has_started_at() || interval.has_ended_at() || interval.target_ms() == 0) continue;
    const auto took = static_cast<double>(now_ms - micros_of(interval.started_at()) / 1000);
    const double share = took / static_cast<double>(interval.target_ms());
    if (share > most) {
      most = share;
      found = &interval;
    }
  }
  return found;
}

}  // namespace

BoardWindow::BoardWindow(CaseModel& cases, const QString& centre_name, QWidget* parent)
    : QWidget(parent, Qt::Window), cases_(cases), centre_name_(centre_name) {
  setObjectName(QStringLiteral("board_window"));
  resize(1280, 720);
  connect(&tick_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
  tick_.start(1000);
  connect(&cases_, &QAbstractItemModel::dataChanged, this, qOverload<>(&QWidget::update));
  connect(&cases_, &QAbstractItemModel::rowsInserted, this, qOverload<>(&QWidget::update));
  connect(&cases_, &QAbstractItemModel::rowsRemoved, this, qOverload<>(&QWidget::update));
  connect(&cases_, &QAbstractItemModel::modelReset, this, qOverload<>(&QWidget::update));
  setWindowTitle(tr("Chest-pain board — %1").arg(centre_name_));
}

void BoardWindow::set_live(bool live) {
  live_ = live;
  update();
}

void BoardWindow::paint_case(QPainter& painter, const QRectF& box, const v1::AlertCase& one) const {
  const double unit = box.height();
  painter.fillRect(box, QColor(0x1f, 0x22, 0x26));
  painter.fillRect(QRectF(box.left(), box.top(), 0.14 * unit, unit), case_colour(one));
  const QRectF inside = box.adjusted(0.26 * unit, 0.07 * unit, -0.2 * unit, -0.07 * unit);
  const QRectF left(inside.left(), inside.top(), inside.width() * 0.56, inside.height());
  const QRectF right(left.right(), inside.top(), inside.right() - left.right(), inside.height());
  const auto row = [&](const QRectF& area, double from, double to) {
    return QRectF(area.left(), area.top() + from * area.height(), area.width(), (to - from) * area.height());
  };
  const auto text = [&](const QRectF& area, int flags, const QString& words, double pixels, const QColor& colour,
                        bool bold = false) {
    painter.setFont(board_font(font(), pixels, bold));
    painter.setPen(colour);
    painter.drawText(area, flags | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(area.width())));
  };
  const QColor white(Qt::white), grey(0xad, 0xb5, 0xbd), red(0xff, 0x6b, 0x6b), amber(0xff, 0xa9, 0x4d);
  text(row(left, 0.0, 0.42), Qt::AlignLeft, case_patient_text(one) + QStringLiteral("   ") + from(one.site_name()),
       0.30 * unit, white, true);
  text(row(left, 0.42, 0.72), Qt::AlignLeft, words(one.reason()), 0.20 * unit, grey);
  text(row(left, 0.72, 1.0), Qt::AlignLeft,
       case_state_text(one.state()) + QStringLiteral("   ·   ") +
           (one.has_holder() ? tr("held by %1").arg(from(one.holder().display_name())) : tr("nobody holds it")),
       0.21 * unit, one.has_holder() ? white : amber, true);
  const qint64 elapsed = cases_.elapsed_ms(one);
  const qint64 now_ms = micros_of(one.opened_at()) / 1000 + elapsed;
  const auto* clock = tightest(one, now_ms);
  const qint64 took = clock != nullptr ? now_ms - micros_of(clock->started_at()) / 1000 : elapsed;
  const bool late = clock != nullptr && took > static_cast<qint64>(clock->target_ms());
  text(row(right, 0.0, 0.55), Qt::AlignRight, ui::duration_words(took), 0.42 * unit, late ? red : white, true);
  text(row(right, 0.55, 1.0), Qt::AlignRight,
       clock != nullptr ? words(clock->label()) + QStringLiteral("  ≤ ") +
                              ui::duration_words(static_cast<qint64>(clock->target_ms()))
                        : tr("since the case was opened"),
       0.21 * unit, late ? red : grey);
}

void BoardWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), QColor(0x10, 0x12, 0x14));
  const double unit = height() / 20.0;
  painter.setFont(board_font(font(), unit, true));
  painter.setPen(Qt::white);
  const QRectF top(unit * 0.6, unit * 0.3, width() - 1.2 * unit, 1.6 * unit);
  const int count = cases_.rowCount();
  painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter,
                   centre_name_ + QStringLiteral("   ") + tr("Chest pain: %n open", nullptr, count));
  painter.drawText(top, Qt::AlignRight | Qt::AlignVCenter, ui::time_of_day(to_wire(cases_.now())));
  if (!live_) {
    painter.setFont(board_font(font(), 0.7 * unit, true));
    painter.setPen(QColor(0xff, 0x6b, 0x6b));
    painter.drawText(QRectF(top.left(), top.bottom(), top.width(), unit), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("NOT CONNECTED: this board does not show what is happening now"));
  }
  const double from = top.bottom() + (live_ ? 0.3 : 1.2) * unit;
  if (count == 0) {
    painter.setFont(board_font(font(), unit));
    painter.setPen(QColor(0xad, 0xb5, 0xbd));
    painter.drawText(QRectF(0, from, width(), height() - from), Qt::AlignCenter, tr("No open case"));
    return;
  }
  const int shown = std::min(count, kMostOnBoard);
  const double each = std::min((height() - from - 0.8 * unit) / std::max(shown, 4), 4.2 * unit);
  for (int i = 0; i < shown; ++i)
    paint_case(painter, QRectF(0.6 * unit, from + i * each, width() - 1.2 * unit, each - 0.25 * unit), cases_.at(i));
  if (count > shown) {
    painter.setFont(board_font(font(), 0.6 * unit));
    painter.setPen(QColor(0xff, 0xa9, 0x4d));
    painter.drawText(QRectF(0.6 * unit, height() - 0.8 * unit, width(), 0.7 * unit), Qt::AlignLeft,
                     tr("and %n more", nullptr, count - shown));
  }
}

void BoardWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_F11) return setWindowState(windowState() ^ Qt::WindowFullScreen);
  if (event->key() == Qt::Key_Escape) return isFullScreen() ? showNormal() : hide();
  QWidget::keyPressEvent(event);
}

void BoardWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    setWindowTitle(tr("Chest-pain board — %1").arg(centre_name_));
    update();
  }
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
