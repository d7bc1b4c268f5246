#include "reading_station/viewer/test_page/greyscale_page.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "common/imaging/gsdf.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kSteps = 16;
QColor grey(int level) { return {level, level, level}; }
int step_level(int step) { return 8 + 16 * step; }  // TG18-QC's 8-bit levels: 8, 24 … 248

}  // namespace

GreyscalePage::GreyscalePage(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("greyscale_page"));
  setWindowTitle(tr("Greyscale test page"));
  setAccessibleName(tr("Greyscale test page"));
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void GreyscalePage::set_luminances(double black, double white) {
  black_ = std::clamp(black, imaging::kGsdfLowest, imaging::kGsdfHighest);
  white_ = std::clamp(white, black_, imaging::kGsdfHighest);
  update();
}

double GreyscalePage::noticeable_steps() const { return imaging::gsdf_jnd(white_) - imaging::gsdf_jnd(black_); }

void GreyscalePage::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.fillRect(rect(), grey(128));
  const int margin = width() / 40;
  const int words = std::min(width() / 3, 520);
  const QRect area = rect().adjusted(margin, margin, -margin - words, -margin);
  draw_steps(painter, QRect(area.left(), area.top(), area.width(), area.height() / 2));
  const int middle = area.top() + area.height() / 2 + margin;
  draw_contrasts(painter, QRect(area.left(), middle, area.width(), area.height() / 5));
  const int below = middle + area.height() / 5 + margin;
  draw_lines(painter, QRect(area.left(), below, area.width(), area.bottom() - below));
  draw_words(painter, QRect(area.right() + margin, area.top(), words - margin, area.height()));
}

void GreyscalePage::draw_steps(QPainter& painter, const QRect& area) const {
  const int width = area.width() / 4, height = area.height() / 4;
  painter.setFont(theme::font(13));
  for (int step = 0; step < kSteps; ++step) {
    const QRect patch(area.left() + step % 4 * width, area.top() + step / 4 * height, width, height);
    const int level = step_level(step);
    painter.fillRect(patch, grey(level));
    // Four faint marks a patch, four levels apart: all are seen on a good monitor.
    const int mark = std::max(6, height / 6);
    painter.fillRect(QRect(patch.left() + 6, patch.top() + 6, mark, mark), grey(std::min(255, level + 4)));
    painter.fillRect(QRect(patch.right() - 6 - mark, patch.bottom() - 6 - mark, mark, mark),
                     grey(std::max(0, level - 4)));
    painter.setPen(level < 128 ? grey(level + 70) : grey(level - 70));
    painter.drawText(patch, Qt::AlignCenter, QString::number(level));
  }
}

void GreyscalePage::draw_contrasts(QPainter& painter, const QRect& area) const {
  const int half = area.width() / 2 - 8;
  const auto draw = [&](int left, int ground, int square, const QString& name) {
    const QRect field(left, area.top(), half, area.height());
    painter.fillRect(field, grey(ground));
    const int side = area.height() / 2;
    QRect inner(0, 0, side, side);
    inner.moveCenter(field.center());
    painter.fillRect(inner, grey(square));
    painter.setPen(grey(128));
    painter.setFont(theme::font(14));
    painter.drawText(field.adjusted(8, 6, -8, -6), Qt::AlignLeft | Qt::AlignTop, name);
  };
  draw(area.left(), 0, 13, tr("5 % in black"));                  // 0.05 x 255
  draw(area.left() + half + 16, 255, 242, tr("95 % in white"));  // 0.95 x 255
}

void GreyscalePage::draw_lines(QPainter& painter, const QRect& area) const {
  // Ramp, every level as wide as the last.
  const int ramp = std::max(20, area.height() / 3);
  for (int level = 0; level < 256; ++level) {
    const int from = area.left() + area.width() * level / 256, to = area.left() + area.width() * (level + 1) / 256;
    painter.fillRect(QRect(from, area.top(), to - from, ramp), grey(level));
  }
  // Single and double screen pixels, full contrast and low.
  const int side = std::max(20, area.height() - ramp - 20);
  const qreal pixel = 1 / devicePixelRatioF();
  int left = area.left();
  for (const auto& [dark, light] : {std::pair{0, 255}, std::pair{118, 137}})
    for (const int thick : {1, 2})
      for (const bool upright : {true, false}) {
        const QRect box(left, area.bottom() - side, side, side);
        painter.fillRect(box, grey(dark));
        for (qreal at = 0; at < side; at += 2 * thick * pixel)
          painter.fillRect(upright ? QRectF(box.left() + at, box.top(), thick * pixel, side)
                                   : QRectF(box.left(), box.top() + at, side, thick * pixel),
                           grey(light));
        left += side + 14;
        if (left + side > area.right()) return;
      }
}

void GreyscalePage::draw_words(QPainter& painter, const QRect& area) const {
  const double steps = noticeable_steps();
  QStringList lines{
      tr("Greyscale test page"),
      {},
      tr("1. Both small squares must be seen: 5 % in black, 95 % in white."),
      tr("2. Each of the 16 patches shows a lighter mark above left and a darker one below right."),
      tr("3. The ramp has no bands and no jumps."),
      tr("4. Lines of one screen pixel are seen apart, in both directions; if not, the monitor does not run at its own "
         "resolution."),
      {},
      tr("Reading needs a monitor that follows DICOM PS3.14: equal steps of grey look equally far apart. A just "
         "noticeable difference (JND) is the smallest step that an average observer sees."),
      {},
      tr("For black at %1 and white at %2 cd/m²: %3 JND, %4 for each of 255 levels.")
          .arg(black_, 0, 'g', 3)
          .arg(white_, 0, 'g', 4)
          .arg(steps, 0, 'f', 0)
          .arg(steps / 255, 0, 'f', 2),
      tr("Middle grey (128) should then measure %1 cd/m².")
          .arg(imaging::gsdf_target(128.0 / 255, black_, white_), 0, 'f', 1),
      {},
      tr("This page shows the levels as they are sent; it does not calibrate. Use a light meter and the monitor's own "
         "calibration, and repeat it as your quality rules say."),
      {},
      tr("Esc: back")};
  painter.setPen(grey(255));
  int top = area.top();
  for (int i = 0; i < lines.size(); ++i) {
    painter.setFont(theme::font(i == 0 ? 22 : 16));
    if (lines[i].isEmpty()) {
      top += 12;
      continue;
    }
    const QRect used = painter.boundingRect(QRect(area.left(), top, area.width(), 2000), Qt::TextWordWrap, lines[i]);
    painter.drawText(used, Qt::TextWordWrap, lines[i]);
    top = used.bottom() + 10;
  }
}

void GreyscalePage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) close();
}
void GreyscalePage::mouseDoubleClickEvent(QMouseEvent* /*event*/) { close(); }

}  // namespace rdc::station
