#include "common/ui/ecg_painting.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ui {
namespace {

// A lead's samples, recorded or derived; −aVR is aVR upside down.
Result<ecg::Samples> cell_samples(const ecg::Recording& recording, const SheetCell& cell) {
  if (cell.channel != nullptr) return cell.channel->samples;
  if (cell.lead != ecg::Lead::kMinusAvr) return ecg::samples_of(recording.rhythm, cell.lead);
  auto samples = ecg::samples_of(recording.rhythm, ecg::Lead::kAvr);
  if (samples) {
    for (float& value : *samples) value = -value;
  }
  return samples;
}

QString cell_name(const SheetCell& cell) {
  if (cell.lead == ecg::Lead::kUnknown && cell.channel != nullptr) return QString::fromStdString(cell.channel->label);
  return lead_text(cell.lead);
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
void paint_samples(QPainter& painter, const ecg::Samples& samples, double rate_hz, const SheetCell& cell,
                   QPointF origin, double per_mm, const SheetStyle& style) {
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
    const auto value = static_cast<double>(samples[i]);
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

struct SheetBrush {
  QPainter& painter;
  const ecg::Recording& recording;
  const SheetStyle& style;
  const SheetPalette& palette;
  const SheetMarks& marks;
  QPointF corner;
  double per_mm = 0.0;

  QPointF origin_of(const SheetCell& cell) const { return corner + QPointF(cell.left_mm, cell.baseline_mm) * per_mm; }
  double width_of(const SheetCell& cell) const { return cell.seconds * style.mm_per_second * per_mm; }
  QPen trace_pen() const {
    return {palette.trace, std::max(0.28 * per_mm, 0.6), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin};
  }

  void wash(const SheetCell& cell) const {
    const auto& leads = marks.highlighted;
    const bool wanted =
        std::find(leads.begin(), leads.end(), cell.lead) != leads.end() ||
        (cell.lead == ecg::Lead::kMinusAvr && std::find(leads.begin(), leads.end(), ecg::Lead::kAvr) != leads.end());
    if (!wanted || cell.lead == ecg::Lead::kUnknown) return;
    const QPointF origin = origin_of(cell);
    painter.fillRect(
        QRectF(origin.x(), origin.y() - 0.53 * style.row_mm * per_mm, width_of(cell), 0.98 * style.row_mm * per_mm),
        palette.highlight);
  }

  void tracing(const SheetCell& cell) const {
    const QPointF origin = origin_of(cell);
    const auto samples = cell_samples(recording, cell);
    painter.save();
    painter.setClipRect(QRectF(origin.x(), corner.y(), width_of(cell), 1e6), Qt::IntersectClip);
    if (samples) {
      painter.setPen(trace_pen());
      paint_samples(painter, *samples, recording.rhythm.rate_hz, cell, origin, per_mm, style);
    }
    painter.restore();
    // The name sits on a patch of paper, above the tracing's start.
    const QPointF at = origin + QPointF(0.8, -0.40 * style.row_mm + 2.2) * per_mm;
    const QString text = samples ? cell_name(cell) : cell_name(cell) + QStringLiteral("  —");
    const QRectF box =
        painter.fontMetrics().boundingRect(text).toRectF().translated(at).adjusted(-0.4 * per_mm, 0, 0.4 * per_mm, 0);
    QColor patch = palette.paper;
    patch.setAlpha(200);
    painter.fillRect(box, patch);
    painter.setPen(palette.text);
    painter.drawText(at, text);
  }

  QColor colour_of(ecg::BeatClass kind) const {
    switch (kind) {
      case ecg::BeatClass::kVentricularPremature:
        return palette.threshold;
      case ecg::BeatClass::kAtrialPremature:
      case ecg::BeatClass::kFusion:
        return QColor(0xc2, 0x6a, 0x00);
      case ecg::BeatClass::kPaced:
        return palette.prior;
      default:
        return palette.quiet;
    }
  }

  // Beat letters, and a tick for each, over the row that shows the rhythm.
  void beats(const SheetLayout& layout, double seconds) const {
    if (marks.beats.empty() || layout.rows_mm.empty()) return;
    const double baseline = layout.rows_mm[layout.marked_row];
    const double top = corner.y() + (baseline - 0.52 * style.row_mm) * per_mm;
    const double left = corner.x() + kSheetPulseMm * per_mm;
    const double height = painter.fontMetrics().height();
    const auto x_of = [&](double at_s) { return left + (at_s - style.begin_s) * style.mm_per_second * per_mm; };
    for (const auto& beat : marks.beats) {
      if (beat.at_s < style.begin_s || beat.at_s > style.begin_s + seconds) continue;
      const double x = x_of(beat.at_s);
      painter.setPen(QPen(colour_of(beat.kind), std::max(0.2 * per_mm, 1.0)));
      painter.drawLine(QPointF(x, top + height), QPointF(x, top + height + 1.6 * per_mm));
      // A deep QRS of the row above may run through the letter.
      const double half = 0.5 * painter.fontMetrics().horizontalAdvance(QLatin1Char('N')) + 1.0;
      QColor patch = palette.paper;
      patch.setAlpha(210);
      painter.fillRect(QRectF(x - half, top, 2 * half, height), patch);
      painter.drawText(QRectF(x - 20 * per_mm, top, 40 * per_mm, height), Qt::AlignHCenter | Qt::AlignVCenter,
                       beat_letter(beat.kind));
    }
    painter.setPen(QPen(palette.prior, std::max(0.2 * per_mm, 1.0)));
    for (const double spike : marks.spikes_s) {
      if (spike < style.begin_s || spike > style.begin_s + seconds) continue;
      const double y = corner.y() + (baseline + 0.40 * style.row_mm) * per_mm;
      painter.drawLine(QPointF(x_of(spike), y), QPointF(x_of(spike), y + 2.4 * per_mm));
    }
  }
};

QString caption(const ecg::Recording& recording, const SheetStyle& style) {
  QString text = QStringLiteral("%1 mm/s   %2 mm/mV").arg(style.mm_per_second).arg(style.mm_per_millivolt);
  const auto& device = recording.device;
  if (device.high_pass_hz || device.low_pass_hz) {
    text += QStringLiteral("   %1–%2 Hz")
                .arg(device.high_pass_hz ? QString::number(*device.high_pass_hz) : QStringLiteral("0"),
                     device.low_pass_hz ? QString::number(*device.low_pass_hz) : QStringLiteral("?"));
  }
  if (device.notch_hz) text += QStringLiteral("   AC %1 Hz").arg(*device.notch_hz);
  text += QStringLiteral("   fs %1 Hz").arg(recording.rhythm.rate_hz);
  if (!style.filters.isEmpty()) text += QStringLiteral("   ") + style.filters;
  if (recording.rhythm.seconds() > kSheetSeconds + 0.1) {
    text += QStringLiteral("   %1–%2 s / %3 s")
                .arg(style.begin_s, 0, 'f', 0)
                .arg(style.begin_s + shown_seconds(recording, style), 0, 'f', 0)
                .arg(recording.rhythm.seconds(), 0, 'f', 0);
  }
  return text;
}

}  // namespace

SheetPalette sheet_palette(SheetColours colours) {
  if (colours == SheetColours::kDark) {
    return {QColor(0x10, 0x16, 0x14), QColor(0x1c, 0x2a, 0x26), QColor(0x2c, 0x44, 0x3d),
            QColor(0x8d, 0xf5, 0xb0), QColor(0xd6, 0xe2, 0xdc), QColor(0x9a, 0xac, 0xa4),
            QColor(0x74, 0xb8, 0xff), QColor(0xff, 0x7b, 0x72), QColor(0xff, 0xd4, 0x3b, 46)};
  }
  return {QColor(0xff, 0xfc, 0xfa), QColor(0xfb, 0xdd, 0xd8), QColor(0xf0, 0xa9, 0x9f),
          QColor(0x10, 0x10, 0x14), QColor(0x20, 0x20, 0x26), QColor(0x5a, 0x5a, 0x62),
          QColor(0x1c, 0x5f, 0xc4), QColor(0xc9, 0x1d, 0x1d), QColor(0xff, 0xd0, 0x2e, 82)};
}

SheetMarks marks_of(const ecg::Measurements& measured) {
  SheetMarks marks;
  for (const auto& beat : measured.beats) marks.beats.push_back({beat.r_ms / 1000.0, beat.kind});
  for (const auto& spike : measured.spikes) marks.spikes_s.push_back(spike.at_ms / 1000.0);
  return marks;
}

QString beat_letter(ecg::BeatClass kind) {
  switch (kind) {
    case ecg::BeatClass::kNormal:
      return QStringLiteral("N");
    case ecg::BeatClass::kAtrialPremature:
      return QStringLiteral("A");
    case ecg::BeatClass::kVentricularPremature:
      return QStringLiteral("V");
    case ecg::BeatClass::kPaced:
      return QStringLiteral("P");
    case ecg::BeatClass::kFusion:
      return QStringLiteral("F");
    case ecg::BeatClass::kUnclassified:
      break;
  }
  return QStringLiteral("?");
}

void paint_grid(QPainter& painter, const QRectF& area, double per_mm, const SheetPalette& palette) {
  painter.fillRect(area, palette.paper);
  const auto lines = [&](double step_mm, const QColor& colour, double width) {
    painter.setPen(QPen(colour, width));
    QVector<QLineF> all;
    const double step = step_mm * per_mm;
    for (int n = 0; n * step <= area.width() + 0.01; ++n) {
      const double x = area.left() + n * step;
      all.push_back({x, area.top(), x, area.bottom()});
    }
    for (int n = 0; n * step <= area.height() + 0.01; ++n) {
      const double y = area.top() + n * step;
      all.push_back({area.left(), y, area.right(), y});
    }
    painter.drawLines(all);
  };
  painter.setRenderHint(QPainter::Antialiasing, false);
  if (per_mm >= 2.0) lines(1.0, palette.fine, per_mm < 8.0 ? 0.0 : 0.08 * per_mm);
  lines(5.0, palette.coarse, per_mm < 8.0 ? 0.0 : 0.14 * per_mm);
  painter.setRenderHint(QPainter::Antialiasing, true);
}

QSizeF sheet_size_mm(const ecg::Recording& recording, const SheetStyle& style) {
  const SheetLayout layout = lay_out_sheet(recording, style);
  return {layout.width_mm, layout.height_mm};
}

SheetGeometry fit_sheet(const QRectF& area, const ecg::Recording& recording, const SheetStyle& wanted,
                        double units_per_mm) {
  const SheetLayout layout = lay_out_sheet(recording, wanted);
  const double per_mm = std::min(units_per_mm, area.width() / layout.width_mm);
  // Within reason, so that neighbours stay apart and a tall window does not pull the leads away from each other.
  const auto rows = static_cast<double>(layout.rows_mm.size());
  const double row_mm = std::clamp((area.height() / per_mm - kSheetCaptionMm) / rows, 12.0, 42.0);
  const QRectF tracing(area.left() + kSheetPulseMm * per_mm, area.top(), (layout.width_mm - kSheetPulseMm) * per_mm,
                       area.height());
  return {tracing, per_mm, wanted.mm_per_second, wanted.mm_per_millivolt, row_mm, per_mm < units_per_mm - 1e-9};
}

SheetGeometry paint_sheet(QPainter& painter, const QRectF& area, const ecg::Recording& recording,
                          const SheetStyle& wanted, double units_per_mm, const SheetMarks& marks) {
  const SheetGeometry geometry = fit_sheet(area, recording, wanted, units_per_mm);
  const double per_mm = geometry.units_per_mm;
  SheetStyle style = wanted;
  style.row_mm = geometry.row_mm;
  const SheetLayout layout = lay_out_sheet(recording, style);
  const SheetPalette palette = sheet_palette(style.colours);
  const SheetBrush brush{painter, recording, style, palette, marks, area.topLeft(), per_mm};

  painter.save();
  painter.setClipRect(area);
  paint_grid(painter, area, per_mm, palette);
  for (const auto& cell : layout.cells) brush.wash(cell);
  QFont font = painter.font();
  font.setPixelSize(std::max(11, static_cast<int>(std::lround(3.6 * per_mm))));
  painter.setFont(font);
  painter.setPen(brush.trace_pen());
  for (const double baseline : layout.rows_mm) {
    paint_pulse(painter, area.topLeft() + QPointF(0.6, baseline) * per_mm, per_mm, style);
  }
  for (const auto& cell : layout.cells) brush.tracing(cell);
  font.setPixelSize(std::max(10, static_cast<int>(std::lround(3.0 * per_mm))));
  painter.setFont(font);
  brush.beats(layout, shown_seconds(recording, style));
  painter.setPen(palette.text);
  painter.drawText(area.adjusted(2 * per_mm, 0, -2 * per_mm, -1.2 * per_mm), Qt::AlignLeft | Qt::AlignBottom,
                   caption(recording, style));
  painter.restore();
  return geometry;
}

}  // namespace rdc::ui
