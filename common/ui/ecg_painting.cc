#include "common/ui/ecg_painting.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ui {
namespace {

constexpr double kPulseMm = 8.0;          // room for the calibration pulse left of every row
constexpr double kCaptionMm = 6.0;        // speed and gain below the tracings
constexpr double kMaximumSeconds = 10.0;  // a sheet shows the first ten seconds

struct Palette {
  QColor paper, fine, coarse, trace, text;
};

Palette palette_of(SheetColours colours) {
  if (colours == SheetColours::kDark) {
    return {QColor(0x10, 0x16, 0x14), QColor(0x1c, 0x2a, 0x26), QColor(0x2c, 0x44, 0x3d), QColor(0x8d, 0xf5, 0xb0),
            QColor(0xd6, 0xe2, 0xdc)};
  }
  return {QColor(0xff, 0xfc, 0xfa), QColor(0xfb, 0xdd, 0xd8), QColor(0xf0, 0xa9, 0x9f), QColor(0x10, 0x10, 0x14),
          QColor(0x20, 0x20, 0x26)};
}

struct Cell {
  ecg::Lead lead;
  double begin_s, seconds;
  double left_mm, baseline_mm;
};

struct Layout {
  std::vector<Cell> cells;
  std::vector<double> rows_mm;  // baselines
  double width_mm = 0.0, height_mm = 0.0;
};

std::size_t columns_of(SheetFormat format) {
  if (format == SheetFormat::k12x1) return 1;
  return format == SheetFormat::k6x2 ? 2 : 4;
}

double shown_seconds(const ecg::Recording& recording) { return std::min(recording.rhythm.seconds(), kMaximumSeconds); }

Layout lay_out(const ecg::Recording& recording, const SheetStyle& style) {
  const std::size_t columns = columns_of(style.format);
  const std::size_t rows = 12 / columns;
  const double column_s = shown_seconds(recording) / static_cast<double>(columns);
  Layout layout;
  const auto baseline = [&](std::size_t row) { return (static_cast<double>(row) + 0.55) * style.row_mm; };
  for (std::size_t i = 0; i < 12; ++i) {
    const std::size_t column = i / rows;
    const double begin = static_cast<double>(column) * column_s;
    layout.cells.push_back(
        {ecg::kTwelveLeads[i], begin, column_s, kPulseMm + begin * style.mm_per_second, baseline(i % rows)});
  }
  std::size_t count = rows;
  if (style.rhythm_strip && columns > 1) {
    layout.cells.push_back({ecg::Lead::kII, 0.0, shown_seconds(recording), kPulseMm, baseline(rows)});
    ++count;
  }
  for (std::size_t row = 0; row < count; ++row) layout.rows_mm.push_back(baseline(row));
  layout.width_mm = kPulseMm + shown_seconds(recording) * style.mm_per_second + 2.0;
  layout.height_mm = static_cast<double>(count) * style.row_mm + kCaptionMm;
  return layout;
}

void paint_grid(QPainter& painter, const QRectF& area, double per_mm, const Palette& palette) {
  painter.fillRect(area, palette.paper);
  const auto lines = [&](double step_mm, const QColor& colour, double width) {
    QPen pen(colour, width);
    painter.setPen(pen);
    QVector<QLineF> all;
    for (double x = area.left(); x <= area.right() + 0.01; x += step_mm * per_mm)
      all.push_back({x, area.top(), x, area.bottom()});
    for (double y = area.top(); y <= area.bottom() + 0.01; y += step_mm * per_mm)
      all.push_back({area.left(), y, area.right(), y});
    painter.drawLines(all);
  };
  painter.setRenderHint(QPainter::Antialiasing, false);
  if (per_mm >= 2.0) lines(1.0, palette.fine, per_mm < 8.0 ? 0.0 : 0.08 * per_mm);
  lines(5.0, palette.coarse, per_mm < 8.0 ? 0.0 : 0.14 * per_mm);
  painter.setRenderHint(QPainter::Antialiasing, true);
}

// One millivolt for 200 ms.
void paint_pulse(QPainter& painter, QPointF origin, double per_mm, const SheetStyle& style) {
  const double up = style.mm_per_millivolt * per_mm;
  const double wide = std::min(0.2 * style.mm_per_second, 5.0) * per_mm;
  const double foot = 0.8 * per_mm;
  QPolygonF pulse;
  pulse << origin << origin + QPointF(foot, 0) << origin + QPointF(foot, -up) << origin + QPointF(foot + wide, -up)
        << origin + QPointF(foot + wide, 0) << origin + QPointF(2 * foot + wide, 0);
  painter.drawPolyline(pulse);
}

// Gaps (NaN) end a stroke; every sample is drawn.
void paint_samples(QPainter& painter, const ecg::Samples& samples, double rate_hz, const Cell& cell, QPointF origin,
                   double per_mm, const SheetStyle& style) {
  const auto first = static_cast<std::size_t>(std::lround(cell.begin_s * rate_hz));
  const auto last = std::min(samples.size(), first + static_cast<std::size_t>(std::lround(cell.seconds * rate_hz)));
  const double x_step = style.mm_per_second * per_mm / rate_hz;
  const double y_scale = style.mm_per_millivolt * per_mm / 1000.0;
  QPolygonF stroke;
  const auto flush = [&] {
    if (stroke.size() > 1) painter.drawPolyline(stroke);
    // Short strokes, each starting where the last ended: the rasteriser slows down more than linearly with length.
    stroke = stroke.empty() ? QPolygonF() : QPolygonF({stroke.back()});
  };
  for (std::size_t i = first; i < last; ++i) {
    const double value = static_cast<double>(samples[i]);
    if (std::isnan(value)) {
      flush();
      stroke.clear();
      continue;
    }
    stroke << QPointF(origin.x() + static_cast<double>(i - first) * x_step, origin.y() - value * y_scale);
    if (stroke.size() >= 64) flush();
  }
  flush();
}

void paint_cell(QPainter& painter, const ecg::Recording& recording, const Cell& cell, QPointF corner, double per_mm,
                const SheetStyle& style, const Palette& palette) {
  const QPointF origin = corner + QPointF(cell.left_mm, cell.baseline_mm) * per_mm;
  const QString name =
      QString::fromUtf8(ecg::name_of(cell.lead).data(), static_cast<qsizetype>(ecg::name_of(cell.lead).size()));
  const auto samples = ecg::samples_of(recording.rhythm, cell.lead);
  painter.save();
  const double width = cell.seconds * style.mm_per_second * per_mm;
  painter.setClipRect(QRectF(origin.x(), corner.y(), width, 1e6), Qt::IntersectClip);
  if (samples) {
    painter.setPen(QPen(palette.trace, std::max(0.28 * per_mm, 0.6), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    paint_samples(painter, *samples, recording.rhythm.rate_hz, cell, origin, per_mm, style);
  }
  painter.restore();
  // The name sits on a patch of paper, above the tracing's start.
  const QPointF at = origin + QPointF(0.8, -0.40 * style.row_mm + 2.2) * per_mm;
  const QString text = samples ? name : name + QStringLiteral("  —");
  const QRectF box =
      painter.fontMetrics().boundingRect(text).toRectF().translated(at).adjusted(-0.4 * per_mm, 0, 0.4 * per_mm, 0);
  QColor patch = palette.paper;
  patch.setAlpha(200);
  painter.fillRect(box, patch);
  painter.setPen(palette.text);
  painter.drawText(at, text);
}

QString caption(const ecg::Recording& recording, const SheetStyle& style) {
  QString text = QStringLiteral("%1 mm/s   %2 mm/mV").arg(style.mm_per_second).arg(style.mm_per_millivolt);
  const auto& device = recording.device;
  if (device.high_pass_hz || device.low_pass_hz) {
    text += QStringLiteral("   %1–%2 Hz")
                .arg(device.high_pass_hz ? QString::number(*device.high_pass_hz) : QStringLiteral("0"),
                     device.low_pass_hz ? QString::number(*device.low_pass_hz) : QStringLiteral("?"));
  }
  if (device.notch_hz) text += QStringLiteral("   AC %1 Hz").arg(*device.notch_hz);
  return text + QStringLiteral("   fs %1 Hz").arg(recording.rhythm.rate_hz);
}

}  // namespace

QSizeF sheet_size_mm(const ecg::Recording& recording, const SheetStyle& style) {
  const Layout layout = lay_out(recording, style);
  return {layout.width_mm, layout.height_mm};
}

SheetGeometry paint_sheet(QPainter& painter, const QRectF& area, const ecg::Recording& recording,
                          const SheetStyle& wanted, double units_per_mm) {
  SheetStyle style = wanted;
  const double fit_x = area.width() / sheet_size_mm(recording, style).width();
  const double per_mm = std::min(units_per_mm, fit_x);
  // Rows come closer, or apart, to use the height there is; within reason, so that neighbours stay apart.
  const double rows = (sheet_size_mm(recording, style).height() - kCaptionMm) / style.row_mm;
  style.row_mm = std::clamp((area.height() / per_mm - kCaptionMm) / rows, 12.0, 42.0);
  const Layout layout = lay_out(recording, style);
  const Palette palette = palette_of(style.colours);

  painter.save();
  painter.setClipRect(area);
  paint_grid(painter, area, per_mm, palette);
  QFont font = painter.font();
  font.setPixelSize(std::max(11, static_cast<int>(std::lround(3.6 * per_mm))));
  painter.setFont(font);
  painter.setPen(QPen(palette.trace, std::max(0.28 * per_mm, 0.6)));
  for (const double baseline : layout.rows_mm) {
    paint_pulse(painter, area.topLeft() + QPointF(0.6, baseline) * per_mm, per_mm, style);
  }
  for (const auto& cell : layout.cells) paint_cell(painter, recording, cell, area.topLeft(), per_mm, style, palette);
  font.setPixelSize(std::max(10, static_cast<int>(std::lround(3.0 * per_mm))));
  painter.setFont(font);
  painter.setPen(palette.text);
  painter.drawText(area.adjusted(2 * per_mm, 0, -2 * per_mm, -1.2 * per_mm), Qt::AlignLeft | Qt::AlignBottom,
                   caption(recording, style));
  painter.restore();

  const QRectF tracing(area.left() + kPulseMm * per_mm, area.top(), (layout.width_mm - kPulseMm) * per_mm,
                       area.height());
  return {tracing, per_mm, style.mm_per_second, style.mm_per_millivolt, per_mm < units_per_mm - 1e-9};
}

}  // namespace rdc::ui
